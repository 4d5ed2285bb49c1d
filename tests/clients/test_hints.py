"""A hint finds a lost code: slowly, in the open, for people to decide."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from ravny.core.kit.clock import now
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Organisation
from ravny.people.clients import operations, queries
from tests.cast import Cast, Person, browser_of
from tests.clients.makers import open_card, row, verbs

pytestmark = pytest.mark.usefixtures("in_moldova")
HASH, OTHER = b"\x11" * 32, b"\x22" * 32
URL = "/clients/lost-code/"


def search(person: Person, answer_hash: bytes = HASH) -> list[UUID]:
    found = operations.find_by_hint(actor=person.actor, answer_hash=answer_hash)
    return [like.client_id for like in found]


def test_a_hint_sent_with_a_new_card_finds_it_again_by_code(cast: Cast) -> None:
    browser = browser_of(cast.peer)
    sent = {
        "record_id": str(day_id()),
        "team": str(cast.near_team_id),
        "answer_hash": HASH.hex(),
    }
    browser.post("/clients/new/", sent)
    page = browser.post(URL, {"answer_hash": HASH.hex()}).content.decode()
    assert reverse("desk:card", args=[sent["record_id"]]) in page
    nothing = browser.post(URL, {"answer_hash": OTHER.hex()}).content.decode()
    assert sent["record_id"] not in nothing
    assert "нет ни на одной карте" in nothing


def test_what_is_kept_is_neither_the_answers_nor_their_hash(cast: Cast) -> None:
    kept = row(cast.peer, open_card(cast.peer, answer_hash=HASH)).hint
    assert len(kept) == 64
    assert HASH.hex() not in kept


def test_the_boxes_of_the_answers_have_no_name(cast: Cast) -> None:
    page = browser_of(cast.peer).get(URL).content.decode()
    boxes = [piece.split(">")[0] for piece in page.split("<")[1:] if "data-hint-answer" in piece]
    assert len(boxes) == 4
    assert not any("name=" in box for box in boxes)


def test_two_houses_keep_different_hints_of_the_same_answers(cast: Cast) -> None:
    here = row(cast.peer, open_card(cast.peer, answer_hash=HASH)).hint
    there = row(cast.stranger, open_card(cast.stranger, answer_hash=HASH)).hint
    assert here != there


def test_a_hint_shows_cards_of_own_teams_only(cast: Cast) -> None:
    near = open_card(cast.peer, answer_hash=HASH)
    open_card(cast.outsider, answer_hash=HASH)
    assert search(cast.peer) == [near]


def test_cards_with_one_hint_look_alike_and_neither_is_refused(cast: Cast) -> None:
    first = open_card(cast.peer, answer_hash=HASH)
    second = open_card(cast.peer, answer_hash=HASH)
    likely = queries.possible_duplicates(cast.peer.actor, second)
    assert [(like.client_id, like.by_hint) for like in likely] == [(first, True)]


def test_ten_searches_an_hour_and_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = browser_of(cast.peer)
    for _ in range(10):
        assert browser.post(URL, {"answer_hash": HASH.hex()}).status_code == 200
    refused = browser.post(URL, {"answer_hash": HASH.hex()})
    assert refused.status_code == 429
    assert "Больше десяти" in refused.content.decode()
    assert search(cast.doctor) == []  # another account has its own ten
    later = now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr("ravny.people.clients.operations.hints.now", lambda: later)
    assert search(cast.peer) == []


def test_each_search_is_in_the_journal_with_what_it_showed(cast: Cast) -> None:
    open_card(cast.peer, answer_hash=HASH)
    search(cast.peer)
    search(cast.peer, OTHER)
    assert verbs(cast.peer).count("clients.hint_searched") == 2


@pytest.mark.parametrize("sent", ["", "zz", "11", "11" * 33, "é" * 64])
def test_what_is_no_hash_is_refused_and_not_counted(cast: Cast, sent: str) -> None:
    answer = browser_of(cast.peer).post(URL, {"answer_hash": sent})
    assert answer.status_code == 422
    assert "clients.hint_searched" not in verbs(cast.peer)


def test_a_hint_can_be_given_and_taken_away_later(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    operations.keep_hint(actor=cast.peer.actor, client_id=client_id, answer_hash=HASH)
    assert search(cast.peer) == [client_id]
    operations.keep_hint(actor=cast.peer.actor, client_id=client_id, answer_hash=None)
    assert search(cast.peer) == []


def test_where_hints_are_not_allowed_nothing_is_asked_and_what_is_sent_is_refused(
    cast: Cast,
) -> None:
    """The Russian profile: a hint could be tried out on a seized machine."""
    with scopes_disabled():
        Organisation.objects.filter(id=cast.organisation_id).update(country="ru")
    browser = browser_of(cast.peer)
    assert "data-hint-answer" not in browser.get(URL).content.decode()
    assert browser.post(URL, {"answer_hash": HASH.hex()}).status_code == 422
    with pytest.raises(DomainError):
        open_card(cast.peer, answer_hash=HASH)
