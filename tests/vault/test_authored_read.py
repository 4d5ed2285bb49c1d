"""What the registers say of texts: to those who can open them, and to who looks after the whole."""

import json
from typing import Any
from uuid import UUID

import pytest
from django_scopes import scopes_disabled

from ravny.core.kit.ids import day_id
from ravny.core.vault.envelope import parse_header
from ravny.core.vault.models.people import Authored
from ravny.core.vault.reader import seal_text
from ravny.services.outreach.models import SiteSafetyNote
from tests.cast import browser_of
from tests.vault.authors import KIND, Writer, posted
from tests.vault.conftest import Keyed

OF, HEAD = "/vault/authored/of", "/vault/authored/head"


def asked(writer: Writer, *things: dict[str, Any]) -> dict[str, Any]:
    """Ask as the browser of somebody who has opened these."""
    body = json.dumps({"things": things})
    answer = writer.browser.post(OF, body, content_type="application/json")
    assert answer.status_code == 200
    return dict(answer.json())


def thing(note_id: UUID, writer: Writer | None = None, counter: int = 0) -> dict[str, Any]:
    claimed = str(writer.person.account_id) if writer else None
    return {"kind": KIND, "object": str(note_id), "author": claimed, "counter": counter}


def test_a_colleague_is_told_the_entry_the_name_and_the_key(zarina: Writer, anna: Writer) -> None:
    note_id, _answer = zarina.write()
    told = asked(anna, thing(note_id, zarina, 1))
    (one,), (author,) = told["things"], told["authors"]
    assert one["newest"] == one["own"]
    assert one["own"]["counter"] == 1 and one["own"]["object"] == str(note_id)
    assert author["name"] == "Зарина" and author["key"] and author["earlier"] == []
    assert told["words"]["signed"] == "Автор: %(name)s, %(day)s"


def test_of_two_authors_at_one_place_the_later_is_the_newest(zarina: Writer, anna: Writer) -> None:
    pen, note_id = zarina.pen(), day_id()
    envelope = pen.seal(circle=zarina.circle, kind=KIND, object_id=note_id, text="Тихо")
    zarina.post(note_id, envelope, posted(pen))
    other = anna.pen()
    other.seal(circle=zarina.circle, kind=KIND, object_id=note_id, text="Шумно")
    other.keep()
    (told,) = asked(anna, thing(note_id, zarina, 1))["things"]
    assert told["own"]["author"] == str(zarina.person.account_id)
    assert told["newest"]["author"] == str(anna.person.account_id)


def test_who_cannot_open_a_circle_learns_nothing_of_its_authors(
    zarina: Writer, scene: Keyed
) -> None:
    note_id, _answer = zarina.write()
    for stranger in (scene.cast.outsider, scene.cast.stranger):
        body = json.dumps({"things": [thing(note_id)]})
        answer = browser_of(stranger).post(OF, body, content_type="application/json").json()
        assert answer["things"] == [{"newest": None, "own": None}]
        assert answer["authors"] == []


def test_fifty_texts_cost_as_many_queries_as_one(
    zarina: Writer, anna: Writer, django_assert_max_num_queries: Any
) -> None:
    pen, written = zarina.pen(), []
    for _number in range(50):
        written.append(day_id())
        pen.seal(circle=zarina.circle, kind=KIND, object_id=written[-1], text="Тихо")
    pen.keep()
    things = [thing(note_id, zarina, place) for place, note_id in enumerate(written, 1)]
    with django_assert_max_num_queries(9):
        asked(anna, things[0])
    with django_assert_max_num_queries(9):
        told = asked(anna, *things)
    assert all(one["own"] for one in told["things"])


def test_the_head_tells_where_to_go_on_and_whether_it_still_holds_what_was_known(
    zarina: Writer,
) -> None:
    assert zarina.browser.get(HEAD).json()["counter"] == 0
    zarina.write()
    first = zarina.browser.get(HEAD).json()
    zarina.write()
    second = zarina.browser.get(f"{HEAD}?known=1").json()
    assert (second["counter"], second["known"]) == (2, first["previous"])
    with scopes_disabled():
        Authored.objects.all().delete()
    assert zarina.browser.get(f"{HEAD}?known=2").json()["known"] is None


@pytest.mark.parametrize("known", ["x", "-1", "9" * 30, "1.5"])
def test_a_number_that_is_none_is_refused(zarina: Writer, known: str) -> None:
    assert zarina.browser.get(f"{HEAD}?known={known}").status_code == 422


@pytest.mark.parametrize("body", ["{", "[]", '{"things": [1]}', '{"things": [{"object": "x"}]}'])
def test_a_question_no_page_asks_is_refused(zarina: Writer, body: str) -> None:
    assert zarina.browser.post(OF, body, content_type="application/json").status_code == 422


def places(writer: Writer, author: Writer) -> list[str]:
    answer = entries(writer, author)
    assert answer.status_code == 200
    return [one["place"] for one in json.loads(answer.content)["entries"]]


def entries(writer: Writer, author: Writer, after: int = 0) -> Any:
    address = f"/vault/authors/{author.person.account_id}/entries?after={after}"
    return writer.browser.get(address)


def test_each_entry_is_compared_with_what_stands_in_its_place(zarina: Writer, anna: Writer) -> None:
    same, replaced, removed, rewritten = (zarina.write()[0] for _number in range(4))
    pen = anna.pen()
    newer = pen.seal(circle=zarina.circle, kind=KIND, object_id=rewritten, text="Новее")
    pen.keep()
    forged = seal_text(circle=zarina.circle, kind=KIND, object_id=replaced, text="Всё спокойно")
    with scopes_disabled():
        SiteSafetyNote.objects.filter(id=replaced).update(text=forged)
        SiteSafetyNote.objects.filter(id=removed).delete()
        SiteSafetyNote.objects.filter(id=rewritten).update(text=newer)
    assert places(anna, zarina) == ["same", "other", "empty", "older"]
    assert places(anna, anna) == ["same"]
    assert same and parse_header(newer)


def test_a_text_taken_away_by_its_author_is_no_fault(zarina: Writer) -> None:
    note_id, _answer = zarina.write()
    pen = zarina.pen()
    pen.take_away(circle=zarina.circle, kind=KIND, object_id=note_id)
    pen.keep()
    with scopes_disabled():
        SiteSafetyNote.objects.filter(id=note_id).update(text=None)
    assert places(zarina, zarina) == ["older", "same"]


def test_a_register_comes_in_pieces(zarina: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ravny.core.vault.queries.authors.PIECE", 2)
    for _number in range(3):
        zarina.write()
    pieces = [json.loads(entries(zarina, zarina, after).content)["entries"] for after in (0, 2, 3)]
    assert [[one["counter"] for one in piece] for piece in pieces] == [[1, 2], [3], []]


def test_who_leads_sees_every_register_others_their_own_circles(
    zarina: Writer, anna: Writer, scene: Keyed
) -> None:
    zarina.write()
    page = anna.browser.get("/vault/authors/").content.decode()
    assert "Зарина" in page and "data-url-unsigned" in page
    outsider = browser_of(scene.cast.outsider)
    page = outsider.get("/vault/authors/").content.decode()
    assert "Зарина" not in page and "data-url-unsigned" not in page
    assert outsider.get("/vault/authors/unsigned").status_code == 404
    assert outsider.get(f"/vault/authors/{zarina.person.account_id}/entries").status_code == 404
    stranger = browser_of(scene.cast.stranger)
    assert "Зарина" not in stranger.get("/vault/authors/").content.decode()
    assert stranger.get(f"/vault/authors/{zarina.person.account_id}/entries").status_code == 404


def test_texts_without_an_entry_are_counted(zarina: Writer, anna: Writer) -> None:
    zarina.write()
    assert anna.browser.get("/vault/authors/unsigned").json() == {"kinds": []}
    note_id = day_id()
    envelope = seal_text(circle=zarina.circle, kind=KIND, object_id=note_id, text="Тихо")
    zarina.post(note_id, envelope, "")
    (kind,) = anna.browser.get("/vault/authors/unsigned").json()["kinds"]
    assert kind == {"label": "Заметка о безопасности на точке", "count": 1, "phones": 0}
