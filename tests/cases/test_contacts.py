"""Contacts are written down: talks, tries, missed visits with why, and what offices said."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.directory.models import Dealing
from ravny.services.cases.models.work import Contact
from ravny.services.encounters.operations import record_encounter
from ravny.services.encounters.types import EncounterFacts
from tests.cast import Cast, browser_of
from tests.referrals.makers import LAWYER, make_places

from .contact_forms import a_contact, asked, send, silent_for
from .makers import a_case, on_the_team, row_of

pytestmark = pytest.mark.django_db
BACK, WRONG = 302, 422


def contacts(cast: Cast) -> list[Contact]:
    with scope(organisation=cast.organisation_id):
        return list(Contact.objects.order_by("id"))


def test_a_talk_lets_the_client_be_heard(cast: Cast) -> None:
    case_id = a_case(cast)
    silent_for(cast, case_id, 40)
    a_contact(cast, case_id, "attempt", 1)
    assert row_of(cast, case_id).next_try_on is not None
    day = today() - timedelta(days=1)
    assert send(cast.case_manager, case_id, "talk", day=day.isoformat()).status_code == BACK
    row = row_of(cast, case_id)
    assert row.heard_on == day and row.next_try_on is None
    a_contact(cast, case_id, "talk", 20)  # written down later, of an earlier day
    assert row_of(cast, case_id).heard_on == day


@pytest.mark.parametrize("kind", ["attempt", "missed"])
def test_a_try_and_a_missed_visit_do_not(cast: Cast, kind: str) -> None:
    case_id = a_case(cast)
    silent_for(cast, case_id, 40)
    assert send(cast.case_manager, case_id, kind).status_code == BACK
    assert row_of(cast, case_id).heard_on == today() - timedelta(days=40)


def test_a_meeting_written_down_elsewhere_counts_as_hearing(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    case_id = a_case(cast)
    silent_for(cast, case_id, 40)
    client_id = row_of(cast, case_id).client_id
    facts = EncounterFacts(
        encounter_id=day_id(), day=today() - timedelta(days=2), channel="office",
        worker_id=cast.peer.account_id, who="code", client_id=client_id,
        team_id=cast.near_team_id,
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        record_encounter(actor=cast.peer.actor, encounter_id=facts.encounter_id, facts=facts)
    assert row_of(cast, case_id).heard_on == facts.day


def test_why_a_visit_was_missed_is_counted(cast: Cast) -> None:
    case_id = a_case(cast)
    for why in ("raid", "raid", "shifts", "cost", "language"):
        assert send(cast.case_manager, case_id, "missed", missed_why=why).status_code == BACK
    url = reverse("cases:monitoring", args=[case_id])
    said = browser_of(cast.case_manager).get(url).content.decode()
    assert "Пропущено 5 визитов" in said
    for words in ("страх облавы", "смены, не отпускают", "дорого", "никто не говорит на языке"):
        assert words in said, words


@pytest.mark.mission("S88")
def test_what_an_office_said_stands_in_the_case_and_without_the_client_in_the_directory(
    cast: Cast,
) -> None:
    make_places(cast.organisation_id)
    case_id = a_case(cast)
    follow = (today() + timedelta(days=5)).isoformat()
    sent = {"service": str(LAWYER), "result": "promised", "follow_up_on": follow}
    answer = send(cast.case_manager, case_id, "official", asked="delay", **sent)
    assert answer.status_code == BACK
    assert send(cast.case_manager, case_id, "official", asked="", **sent).status_code == BACK
    with scope(organisation=cast.organisation_id):
        (dealing,) = Dealing.objects.all()
    assert (dealing.asked, dealing.answer, dealing.outcome) == ("delay", "promised", "open")
    assert dealing.note is None and dealing.next_on is not None
    said = browser_of(cast.case_manager).get(reverse("cases:timeline", args=[case_id]))
    words = said.content.decode()
    assert "Обращение в ведомство или службу" in words
    assert "Наш юрист" in words and "пообещали" in words


def test_who_may_not_keep_the_directory_is_not_offered_it(cast: Cast) -> None:
    case_id = a_case(cast)
    on_the_team(cast, case_id, cast.psychologist, "psychologist")
    url = reverse("cases:contact_new", args=[case_id, "official"])
    offered = "asked" in browser_of(cast.psychologist).get(url).context["form"].fields
    assert offered == cast.psychologist.actor.may("directory.edit")


def test_the_next_contact_is_the_look_that_was_planned(cast: Cast) -> None:
    case_id = a_case(cast)
    due = a_contact(cast, case_id, "attempt", 2, follow_up_on=today())
    later = a_contact(cast, case_id, "attempt", 1, follow_up_on=today() + timedelta(days=9))
    a_contact(cast, case_id, "talk")
    looked = {row.id: row.followed_on for row in contacts(cast)}
    assert looked[due] == today() and looked[later] is None


def test_a_planned_look_is_put_off_or_taken(cast: Cast) -> None:
    case_id = a_case(cast)
    contact_id = a_contact(cast, case_id, "attempt", 2, follow_up_on=today())
    browser, url = browser_of(cast.case_manager), reverse("cases:contact_look", args=[contact_id])
    day = today() + timedelta(days=4)
    assert browser.post(url, {"day": day.isoformat()}).status_code == BACK
    assert contacts(cast)[0].follow_up_on == day
    assert browser.post(url, {"day": "2001-01-01"}).status_code == WRONG
    assert browser.post(url, {"day": ""}).status_code == BACK
    assert contacts(cast)[0].followed_on == today()
    shown = browser.get(reverse("cases:contact", args=[contact_id]))
    assert shown.context["look_form"] is None


def test_sent_twice_it_is_one_contact(cast: Cast) -> None:
    case_id, record_id = a_case(cast), str(day_id())
    for _ in range(2):
        answer = send(cast.case_manager, case_id, "talk", record_id=record_id)
        assert answer.status_code == BACK
    assert len(contacts(cast)) == 1


WRONG_CONTACTS: list[tuple[str, dict[str, Any], str]] = [
    ("talk", {"way": "pigeon"}, "way"),
    ("talk", {"result": "no_answer"}, "result"),
    ("talk", {"result": None}, "result"),
    ("talk", {"day": "2099-01-01"}, "day"),
    ("talk", {"day": "soon"}, "day"),
    ("talk", {"hours": "midnight"}, "hours"),
    ("talk", {"minutes": "601"}, "minutes"),
    ("talk", {"minutes": "-1"}, "minutes"),
    ("talk", {"follow_up_on": "2001-01-01"}, "follow_up_on"),
    ("talk", {"follow_up_on": "2099-01-01"}, "follow_up_on"),
    ("talk", {"note": "plain words"}, "note"),
    ("talk", {"note_for": str(day_id())}, "note_for"),
    ("talk", {"beyond": "because"}, "beyond"),
    ("talk", {"record_id": "1"}, "record_id"),
    ("attempt", {"way": "meeting"}, "way"),
    ("attempt", {"result": "reached"}, "result"),
    ("missed", {"missed_why": ""}, "missed_why"),
    ("missed", {"missed_why": "laziness"}, "missed_why"),
    ("official", {"service": ""}, "service"),
    ("official", {"service": str(day_id())}, "service"),
    ("official", {"service": str(LAWYER), "asked": "gossip"}, "asked"),
    ("official", {"service": str(LAWYER), "way": "sms"}, "way"),
]


@pytest.mark.parametrize(("kind", "changes", "field"), WRONG_CONTACTS)
def test_what_is_wrong_is_refused_beside_its_field(
    cast: Cast, kind: str, changes: dict[str, Any], field: str
) -> None:
    make_places(cast.organisation_id)
    answer = send(cast.case_manager, a_case(cast), kind, **changes)
    assert answer.status_code == WRONG
    assert field in answer.context["form"].errors
    assert contacts(cast) == []


def test_whoever_does_not_serve_in_the_case_finds_nothing(cast: Cast) -> None:
    case_id = a_case(cast)
    contact_id = a_contact(cast, case_id, "talk")
    pages = [reverse("cases:contact_new", args=[case_id, kind]) for kind in ("talk", "official")]
    pages += [
        reverse("cases:contact", args=[contact_id]),
        reverse("cases:timeline", args=[case_id]),
        reverse("cases:monitoring", args=[case_id]),
    ]
    for person in (cast.outsider, cast.stranger, cast.peer, cast.keeper):
        assert {browser_of(person).get(url).status_code for url in pages} == {404}
        assert send(person, case_id, "talk").status_code == 404
    look = reverse("cases:contact_look", args=[contact_id])
    assert browser_of(cast.outsider).post(look).status_code == 404
    on_the_team(cast, case_id, cast.peer, "peer")
    assert {browser_of(cast.peer).get(url).status_code for url in pages} == {200}
    unknown = reverse("cases:contact_new", args=[case_id, "gossip"])
    assert browser_of(cast.peer).get(unknown).status_code == 404


def test_the_hour_is_kept_nowhere(cast: Cast) -> None:
    case_id = a_case(cast)
    asked(cast, case_id)
    a_contact(cast, case_id, "talk", hours="evening", minutes=30)
    names = {field.name for field in Contact._meta.get_fields()}
    assert not names & {"hour", "time", "at", "moment"}
    assert contacts(cast)[0].hours == "evening"
