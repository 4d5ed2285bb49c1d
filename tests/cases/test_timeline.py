"""The timeline of a case: what every room knows of the client, and what was done in the case."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault import fields, reader
from ravny.services.cases.models.work import Contact
from ravny.services.cases.pages.timeline import KINDS
from tests.cast import HOUSE, Cast, Person, browser_of
from tests.referrals.makers import a_referral, make_places
from tests.vault.conftest import give_keys

from .contact_forms import a_contact, asked
from .makers import a_case, on_the_team, row_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})


def shown(person: Person, case_id: UUID, **asked_for: str) -> Any:
    url = reverse("cases:timeline", args=[case_id])
    return browser_of(person).get(url, asked_for)


def titles(answer: Any) -> list[str]:
    return [str(item.title) for item in answer.context["timeline"].items]


def test_it_holds_what_all_rooms_know(cast: Cast) -> None:
    make_places(HOUSE)
    case_id = a_case(cast)
    client_id = row_of(cast, case_id).client_id
    a_referral(cast, client_id=client_id, warned=True)
    asked(cast, case_id)
    for kind in ("talk", "missed"):
        a_contact(cast, case_id, kind)
    found = titles(shown(cast.case_manager, case_id))
    for words in ("Переадресация", "Разговор с клиентом", "Пропущенный визит", "Этап", "Запрос"):
        assert [one for one in found if one.startswith(words)], (words, found)


def test_each_kind_stands_alone_and_an_unknown_one_nowhere(cast: Cast) -> None:
    case_id = a_case(cast)
    asked(cast, case_id)
    a_contact(cast, case_id, "talk")
    for kind in KINDS:
        assert shown(cast.case_manager, case_id, kind=kind).status_code == 200
    assert titles(shown(cast.case_manager, case_id, kind="contact")) == ["Разговор с клиентом"]
    assert titles(shown(cast.case_manager, case_id, kind="safe")) == ["Вопрос о безопасной связи"]
    assert titles(shown(cast.case_manager, case_id, kind="office")) == []
    for wrong in ({"kind": "gossip"}, {"before": "soon"}):
        assert shown(cast.case_manager, case_id, **wrong).status_code == 404


def write_many(cast: Cast, case_id: UUID, count: int) -> None:
    with scope(organisation=HOUSE):
        Contact.objects.bulk_create(
            Contact(
                id=day_id(), organisation_id=HOUSE, case_id=case_id, kind="talk", way="meeting",
                result="reached", day=today() - timedelta(days=n),
                account_id=cast.case_manager.account_id,
            )
            for n in range(count)
        )  # fmt: skip


def test_older_stretches_lose_nothing_and_repeat_nothing(cast: Cast) -> None:
    case_id = a_case(cast)
    write_many(cast, case_id, 50)
    seen: list[str] = []
    before = ""
    for _ in range(9):
        answer = shown(
            cast.case_manager, case_id, kind="contact", **({"before": before} if before else {})
        )
        page = answer.context["timeline"]
        seen += [item.key for item in page.items]
        if page.older is None:
            break
        before = page.older.isoformat()
    assert len(seen) == len(set(seen)) == 50


def test_a_long_timeline_asks_no_more_than_a_short_one(cast: Cast) -> None:
    case_id = a_case(cast)
    counts = []
    for count in (3, 120):
        write_many(cast, case_id, count)
        with CaptureQueriesContext(connection) as asked_now:
            assert shown(cast.case_manager, case_id).status_code == 200
        counts.append(len(asked_now))
    assert counts[0] == counts[1]


def test_the_card_shows_a_case_only_to_who_may_see_it(cast: Cast) -> None:
    case_id = a_case(cast)
    a_contact(cast, case_id, "missed")
    card = reverse("desk:card", args=[row_of(cast, case_id).client_id])
    assert "Пропущенный визит" in browser_of(cast.case_manager).get(card).content.decode()
    assert "Пропущенный визит" not in browser_of(cast.peer).get(card).content.decode()
    on_the_team(cast, case_id, cast.peer, "peer")
    assert "Пропущенный визит" in browser_of(cast.peer).get(card).content.decode()


def test_a_note_is_for_the_team_of_the_case_unless_its_author_keeps_it(cast: Cast) -> None:
    case_id = a_case(cast)
    on_the_team(cast, case_id, cast.psychologist, "psychologist")
    url = reverse("cases:contact_new", args=[case_id, "talk"])
    for person, first in (
        (cast.case_manager, case_id),
        (cast.psychologist, cast.psychologist.account_id),
    ):
        form = browser_of(person).get(url).context["form"]
        assert form["note_for"].value() == str(first), person.login
        assert str(case_id) in dict(form.fields["note_for"].choices)
    outside = browser_of(cast.coordinator).get(url).context["form"]
    assert str(case_id) not in dict(outside.fields["note_for"].choices)


def test_a_sealed_note_stands_there_with_who_opens_it(cast: Cast) -> None:
    case_id, contact_id = a_case(cast), day_id()
    circle = reader.make_circle(
        actor=cast.case_manager.actor, keyring=give_keys(cast.case_manager), kind="case",
        subject_id=case_id,
    )  # fmt: skip
    note = reader.seal_text(
        circle=circle, kind="case.contact", object_id=contact_id, text="Боится идти одна"
    )
    a_contact(cast, case_id, "talk", contact_id=contact_id, note=note)
    for url in (
        reverse("cases:timeline", args=[case_id]), reverse("cases:contact", args=[contact_id]),
    ):  # fmt: skip
        said = browser_of(cast.case_manager).get(url).content.decode()
        assert "data-sealed" in said and "Боится" not in said
