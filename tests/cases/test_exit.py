"""A case ends by what shows it and with somebody else's word, and can be opened again."""

from datetime import timedelta

import pytest
from django.db import connection
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.services.cases.models import Member, StageMove
from ravny.services.cases.models.plan import Goal, Step
from ravny.services.cases.models.work import Agreement, Contact
from ravny.services.cases.operations import add_request
from ravny.services.cases.operations.ending import agree_exit, reopen_case, return_exit
from ravny.services.cases.queries.gate import get_case_for
from tests.cast import Cast, browser_of

from .exits import an_ended_case, exits, proposed, requests, sent, tried, url
from .makers import a_case, row_of

pytestmark = pytest.mark.django_db


@pytest.mark.mission("S80")
def test_a_case_ends_with_the_word_of_somebody_else(cast: Cast) -> None:
    case_id = a_case(cast)
    manager, coordinator = browser_of(cast.case_manager), browser_of(cast.coordinator)
    assert "Чем подтверждается" in manager.get(url(case_id)).text
    manager.post(url(case_id), sent(cast, case_id, proof_permit="document"))
    (found,) = exits(cast, case_id)
    assert row_of(cast, case_id).ended_on is None
    assert f"/cases/exits/{found.id}/" in coordinator.get("/").text
    page = coordinator.get(f"/cases/exits/{found.id}/").text
    assert "документы, которые позволяют остаться" in page and "видели документ" in page
    coordinator.post(f"/cases/exits/{found.id}/agree/")
    case = row_of(cast, case_id)
    assert (case.ended_on, case.exit_reason, case.stage) == (today(), "independent", "exit")
    assert [one.result for one in requests(cast, case_id)] == ["done"]
    assert "справляется без нас" in manager.get(f"/cases/{case_id}/").text
    with scope(organisation=cast.organisation_id):
        assert Member.objects.filter(case_id=case_id, until=None).exists()
        assert StageMove.objects.filter(case_id=case_id, by="cases.exit_agreed").exists()


def test_nobody_agrees_to_their_own_proposal(cast: Cast) -> None:
    case_id = a_case(cast)
    exit_id = proposed(cast, case_id, cast.coordinator)
    browser = browser_of(cast.coordinator)
    answer = browser.post(f"/cases/exits/{exit_id}/agree/")
    assert answer.status_code == 422
    assert row_of(cast, case_id).ended_on is None
    assert f"/cases/exits/{exit_id}/agree/" not in browser.get(f"/cases/exits/{exit_id}/").text
    assert f"/cases/exits/{exit_id}/" not in browser.get("/").text
    browser.post(f"/cases/exits/{exit_id}/return/")
    assert exits(cast, case_id)[0].state == "returned"


def test_who_may_not_agree_meets_the_same_answer_as_for_nothing(cast: Cast) -> None:
    case_id = a_case(cast)
    exit_id = proposed(cast, case_id)
    for person in (cast.case_manager, cast.social, cast.outsider, cast.stranger):
        browser = browser_of(person)
        assert browser.post(f"/cases/exits/{exit_id}/agree/").status_code == 404
    for person in (cast.outsider, cast.stranger, cast.lawyer):
        browser = browser_of(person)
        assert browser.get(f"/cases/exits/{exit_id}/").status_code == 404
        assert browser.get(url(case_id)).status_code == 404
        assert browser.post(f"/cases/exits/{exit_id}/return/").status_code == 404
    assert exits(cast, case_id)[0].state == "proposed"
    # A colleague of the team sees the case, but neither carries it nor agrees.
    assert browser_of(cast.social).get(url(case_id)).status_code == 404
    assert browser_of(cast.social).post(f"/cases/exits/{exit_id}/return/").status_code == 404


def test_everything_open_gets_its_fate(cast: Cast) -> None:
    case_id = a_case(cast)
    common = {"organisation_id": cast.organisation_id, "case_id": case_id}
    me = {"account_id": cast.case_manager.account_id}
    with scope(organisation=cast.organisation_id):
        goal = Goal.objects.create(need="legal", **common)
        steps = [
            Step.objects.create(
                goal=goal, owner_kind="member", owner_id=me["account_id"], place=n, **common
            )
            for n in range(3)
        ]
        agreement = Agreement.objects.create(kind="plan", follow_up_on=today(), **me, **common)
        contact = Contact.objects.create(
            kind="official", way="call", result="promised", follow_up_on=today(), **me, **common
        )
    fates = dict(
        zip([f"step_{one.id}" for one in steps], ["done", "dropped", "goes_on"], strict=True)
    )
    fates |= {f"agreement_{agreement.id}": "kept", f"contact_{contact.id}": "done"}
    browser = browser_of(cast.case_manager)
    without = browser.post(url(case_id), sent(cast, case_id))
    assert without.status_code == 422 and not exits(cast, case_id)
    assert browser.post(url(case_id), sent(cast, case_id, **fates)).status_code == 302
    with scope(organisation=cast.organisation_id):
        rows = [Step.objects.get(id=one.id) for one in steps]
        assert [one.state for one in rows] == ["done", "dropped", "open"]
        assert (rows[2].owner_kind, rows[2].owner_id) == ("client", None)
        assert Agreement.objects.get(id=agreement.id).outcome == "kept"
        assert Contact.objects.get(id=contact.id).followed_on == today()


def test_what_is_opened_after_the_proposal_stops_the_end(cast: Cast) -> None:
    case_id = a_case(cast)
    exit_id = proposed(cast, case_id)
    add_request(
        actor=cast.case_manager.actor, case_id=case_id, request_id=day_id(), kind="legal",
        asked_on=today(),
    )  # fmt: skip
    browser = browser_of(cast.coordinator)
    assert browser.post(f"/cases/exits/{exit_id}/agree/").status_code == 422
    assert row_of(cast, case_id).ended_on is None


def test_nobody_is_lost_before_the_last_rung(cast: Cast) -> None:
    case_id = a_case(cast, day=today() - timedelta(days=90))
    lost = {"reason": "lost", "evidence": {}}
    # Ninety days alone are not enough: nobody wrote, nobody asked the services.
    with pytest.raises(DomainError) as refused:
        proposed(cast, case_id, **lost)
    assert refused.value.field == "reason"
    tried(cast, case_id, 70)
    tried(cast, case_id, 60)
    with pytest.raises(DomainError):
        proposed(cast, case_id, **lost)
    tried(cast, case_id, 7, official=True)
    proposed(cast, case_id, **lost)
    # Asked only now: their answer is waited for.
    hurried = a_case(cast, day=today() - timedelta(days=90))
    for days_ago in (70, 60):
        tried(cast, hurried, days_ago)
    tried(cast, hurried, 6, official=True)
    with pytest.raises(DomainError):
        proposed(cast, hurried, **lost)
    other = a_case(cast)
    proposed(cast, other, cast.coordinator, **lost)


def test_a_case_is_opened_again_with_a_reason(cast: Cast) -> None:
    case_id = an_ended_case(cast)
    browser = browser_of(cast.case_manager)
    assert url(case_id, "reopen") in browser.get(f"/cases/{case_id}/").text
    assert browser.post(url(case_id, "reopen"), {"why": ""}).status_code == 422
    browser.post(url(case_id, "reopen"), {"why": "came_back"})
    case = row_of(cast, case_id)
    assert (case.ended_on, case.exit_reason, case.stage) == (None, "", "assessment")
    (found,) = exits(cast, case_id)
    assert (found.state, found.reopened_why, found.reopened_on) == ("agreed", "came_back", today())
    with scope(organisation=cast.organisation_id):
        assert StageMove.objects.filter(case_id=case_id, by="cases.reopened").exists()
    assert browser.get(url(case_id, "reopen")).status_code == 404
    # It can end a second time.
    agree_exit(actor=cast.coordinator.actor, exit_id=proposed(cast, case_id, reason="wish"))
    assert row_of(cast, case_id).exit_reason == "wish"


def test_a_client_with_another_open_case_keeps_that_one(cast: Cast) -> None:
    case_id = an_ended_case(cast)
    a_case(cast, client_id=row_of(cast, case_id).client_id)
    answer = browser_of(cast.case_manager).post(url(case_id, "reopen"), {"why": "new_need"})
    assert answer.status_code == 422
    assert row_of(cast, case_id).ended_on is not None


def test_deciding_twice_is_deciding_once(cast: Cast) -> None:
    case_id = a_case(cast)
    exit_id = proposed(cast, case_id)
    coordinator = cast.coordinator.actor
    agree_exit(actor=coordinator, exit_id=exit_id)
    agree_exit(actor=coordinator, exit_id=exit_id)
    with pytest.raises(DomainError):
        return_exit(actor=coordinator, exit_id=exit_id)
    reopen_case(actor=coordinator, case_id=case_id, why="mistake")
    other = proposed(cast, case_id)
    with pytest.raises(DomainError):
        proposed(cast, case_id)
    return_exit(actor=coordinator, exit_id=other)
    return_exit(actor=coordinator, exit_id=other)
    assert get_case_for(coordinator, case_id).is_open


def test_the_section_asks_a_constant_number_of_questions(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    from django.test.utils import CaptureQueriesContext

    counts = []
    for turns in (1, 4):
        case_id = a_case(cast)
        for _turn in range(turns):
            return_exit(actor=cast.coordinator.actor, exit_id=proposed(cast, case_id))
        browser = browser_of(cast.case_manager)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(f"/cases/{case_id}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
