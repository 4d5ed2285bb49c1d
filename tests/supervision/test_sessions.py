"""What was said in a session opens for those who were there; others learn that it took place."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account
from ravny.core.vault import kinds
from ravny.services.supervision.models import FollowUp, Session
from ravny.services.supervision.operations import meeting
from ravny.services.supervision.today_own import rows
from ravny.services.supervision.types import SessionFacts
from tests.cast import Cast, Person, browser_of

pytestmark = pytest.mark.django_db


def sent(*people: Person, **changes: Any) -> dict[str, Any]:
    return {
        "record_id": str(day_id()),
        "kind": "group",
        "day": today().isoformat(),
        "minutes": "90",
        "guests": "1",
        "people": [str(one.account_id) for one in people],
        "topics": ["burnout", "cases"],
        **changes,
    }


def a_session(cast: Cast, *people: Person) -> UUID:
    """A group session of the case manager with some colleagues."""
    facts = SessionFacts(
        day_id(), "group", today(), 90, ("burnout",),
        frozenset(one.account_id for one in people), guests=1,
    )  # fmt: skip
    return meeting.record_session(actor=cast.case_manager.actor, facts=facts)


@pytest.mark.mission("S89")
def test_a_session_is_sealed_to_those_who_were_there(cast: Cast) -> None:
    browser = browser_of(cast.case_manager)
    answer = browser.post("/supervision/sessions/new/", sent(cast.social), follow=True)
    page = answer.content.decode()
    assert "Зарина" in page and "выгорание" in page
    session_id = UUID(answer.request["PATH_INFO"].split("/")[3])
    subjects = kinds.get("session").rosters(kinds.House(cast.organisation_id))  # type: ignore[union-attr]  # registered
    (circle,) = [one for one in subjects if one.subject_id == session_id]
    assert circle.members == {cast.case_manager.account_id, cast.social.account_id}

    seen = browser_of(cast.coordinator).get(f"/supervision/sessions/{session_id}/")
    assert seen.status_code == 200
    assert "3 человека" in seen.content.decode()
    assert "Зарина" not in seen.content.decode() and "выгорание" not in seen.content.decode()
    listed = browser_of(cast.coordinator).get("/supervision/sessions/").content.decode()
    assert "выгорание" not in listed
    for person in (cast.peer, cast.doctor, cast.stranger, cast.keeper):
        page = browser_of(person).get(f"/supervision/sessions/{session_id}/")
        assert page.status_code == 404


def test_the_coordinator_who_was_not_there_writes_nothing(cast: Cast) -> None:
    session_id = a_session(cast, cast.social)
    browser = browser_of(cast.coordinator)
    assert browser.get(f"/supervision/sessions/{session_id}/note/").status_code == 404
    assert browser.post(f"/supervision/sessions/{session_id}/follow-up/").status_code == 404


def test_what_somebody_said_they_would_do_is_due_and_done(cast: Cast) -> None:
    session_id = a_session(cast, cast.social)
    browser = browser_of(cast.case_manager)
    told = {
        "record_id": str(day_id()),
        "owner": str(cast.social.account_id),
        "due_on": (today() + timedelta(days=3)).isoformat(),
        "words": "",
    }
    for _ in range(2):
        answer = browser.post(f"/supervision/sessions/{session_id}/follow-up/", told)
        assert answer.status_code == 302
    (row,) = [row for row in rows(cast.social.actor) if row.harm == "promise"]
    assert str(session_id) in row.action_url
    with scope(organisation=cast.organisation_id):
        follow_up = FollowUp.objects.get()
    done = f"/supervision/follow-ups/{follow_up.id}/done/"
    assert browser_of(cast.peer).post(done).status_code == 404
    assert browser_of(cast.social).post(done).status_code == 302
    assert not [row for row in rows(cast.social.actor) if row.harm == "promise"]
    assert "сделано" in browser.get(f"/supervision/sessions/{session_id}/").content.decode()


def test_what_was_said_in_a_session_is_seen_before_a_handover_and_outlives_who_leaves(
    cast: Cast,
) -> None:
    session_id = a_session(cast, cast.social)
    follow_up_id = day_id()
    meeting.add_follow_up(
        actor=cast.case_manager.actor, session_id=session_id, follow_up_id=follow_up_id,
        owner_id=cast.social.account_id, due_on=today() + timedelta(days=3), words=None,
    )  # fmt: skip
    address = f"/supervision/sessions/{session_id}/"
    page = f"/supervision/people/{cast.social.account_id}/hand-over/"
    own = browser_of(cast.social).get(page).text
    assert address in own.partition("Сказано на супервизии")[2]
    # Who was not there learns nothing of it, a coordinator neither.
    others = browser_of(cast.coordinator).get(page)
    assert others.status_code == 200 and address not in others.text
    assert not [row for row in rows(cast.case_manager.actor) if address in row.action_url]
    with scope(organisation=cast.organisation_id):
        Account.objects.filter(id=cast.social.account_id).update(active=False)
    (row,) = [row for row in rows(cast.case_manager.actor) if address in row.action_url]
    assert "Зарина" in str(row.title)
    assert not [row for row in rows(cast.coordinator.actor) if address in row.action_url]
    meeting.finish_follow_up(actor=cast.case_manager.actor, follow_up_id=follow_up_id)
    assert not [row for row in rows(cast.case_manager.actor) if address in row.action_url]


WRONG: list[dict[str, Any]] = [
    {"kind": "party"},
    {"kind": ""},
    {"day": "2099-01-01"},
    {"day": "2001-01-01"},
    {"day": ""},
    {"minutes": "0"},
    {"minutes": "601"},
    {"people": [str(day_id())]},
    {"people": [], "guests": "0"},
    {"guests": "51"},
    {"topics": ["names"]},
    {"record_id": "1"},
]


@pytest.mark.parametrize("changes", WRONG)
def test_a_wrong_session_is_refused(cast: Cast, changes: dict[str, Any]) -> None:
    told = sent(cast.social, **changes)
    answer = browser_of(cast.case_manager).post("/supervision/sessions/new/", told)
    assert answer.status_code == 422
    with scope(organisation=cast.organisation_id):
        assert not Session.objects.exists()


WRONG_FOLLOW_UP: list[dict[str, str]] = [
    {"owner": str(day_id())},
    {"owner": ""},
    {"due_on": "2001-01-01"},
    {"due_on": "2099-01-01"},
    {"due_on": ""},
    {"words": "plain"},
]


@pytest.mark.parametrize("changes", WRONG_FOLLOW_UP)
def test_a_wrong_follow_up_is_refused(cast: Cast, changes: dict[str, str]) -> None:
    session_id = a_session(cast, cast.social)
    told = {
        "record_id": str(day_id()),
        "owner": str(cast.social.account_id),
        "due_on": today().isoformat(),
        **changes,
    }
    page = f"/supervision/sessions/{session_id}/follow-up/"
    assert browser_of(cast.case_manager).post(page, told).status_code == 422


def test_the_list_asks_no_more_for_many(cast: Cast) -> None:
    browser = browser_of(cast.case_manager)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/supervision/sessions/").status_code == 200
        return len(queries)

    a_session(cast, cast.social)
    asked()
    before = asked()
    for _ in range(4):
        a_session(cast, cast.social)
    assert asked() == before


def test_a_self_check_is_ones_own(cast: Cast) -> None:
    browser = browser_of(cast.case_manager)
    page = browser.get("/supervision/self-check/").content.decode()
    assert "Это не тест и не диагноз" in page
    assert browser.post("/supervision/self-check/", {"record_id": str(day_id())}).status_code == 422
    assert browser.get("/supervision/sessions/new/").status_code == 200
    gone = f"/supervision/self-check/{day_id()}/drop/"
    assert browser.post(gone).status_code == 404
