"""What is wrong in a plan's forms is refused beside its field, and changes nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.cases.queries.plan import plan_of
from tests.cast import Cast, browser_of
from tests.referrals.makers import a_referral

from .makers import a_case, a_client, row_of
from .plans import (
    a_goal,
    a_step,
    changes_in,
    circle_for,
    steps_of,
    text_of,
    typed_goal,
    typed_step,
    typed_template,
    url,
    words_for,
)  # fmt: skip

pytestmark = pytest.mark.django_db
STRANGE = str(day_id())

WRONG_STEP: list[dict[str, Any]] = [
    {"record_id": "1"},
    {"record_id": ""},
    {"drawn_from": ""},
    {"drawn_from": "-1"},
    {"drawn_from": 99},
    {"why": ""},
    {"why": "begun"},
    {"why": "moon"},
    {"code": "moon"},
    {"code": ""},
    {"who": ""},
    {"who": "member"},
    {"who": f"member:{STRANGE}"},
    {"who": "partner"},
    {"who": "partner", "service": STRANGE},
    {"due_on": ""},
    {"due_on": "soon"},
    {"due_on": (today() - timedelta(days=1)).isoformat()},
    {"due_on": "2099-01-01"},
    {"after": STRANGE},
    {"after": "x"},
    {"words": "plain text"},
    {"why_words": "plain text"},
]


@pytest.mark.parametrize("changes", WRONG_STEP)
def test_a_wrong_step_is_refused_with_everything_typed_kept(
    cast: Cast, changes: dict[str, Any]
) -> None:
    case_id = a_case(cast)
    goal_id = a_goal(cast, case_id)
    typed = typed_step(cast.case_manager, 1, **changes)
    answer = browser_of(cast.case_manager).post(url("add_step", goal_id), typed)
    assert answer.status_code == 422
    assert steps_of(cast, case_id) == [] and len(changes_in(cast, case_id)) == 1
    due = typed["due_on"]
    assert str(answer.context["form"]["due_on"].value()) == due


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "moon"},
        {"code": "", "need": "medical"},
        {"why": ""},
        {"words": "plain text"},
        {"record_id": "x"},
    ],
)
def test_a_wrong_goal_is_refused(cast: Cast, changes: dict[str, Any]) -> None:
    case_id = a_case(cast)
    a_goal(cast, case_id)
    typed = typed_goal(1, **changes)
    answer = browser_of(cast.case_manager).post(url("add_goal", case_id), typed)
    assert answer.status_code == 422
    assert len(plan_of(cast.case_manager.actor, case_id).goals) == 1


def test_a_goal_in_own_words_needs_a_field_of_life_and_the_right_circle(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    circle = circle_for(cast, case_id)
    typed = typed_goal(0, code="")
    typed["words"] = words_for(circle, "case.goal", typed["record_id"])
    assert browser.post(url("add_goal", case_id), typed).status_code == 422
    theirs = circle_for(cast, a_case(cast, cast.coordinator), cast.coordinator)
    other = words_for(theirs, "case.goal", typed["record_id"])
    right = {**typed, "need": "housing"}
    assert browser.post(url("add_goal", case_id), {**right, "words": other}).status_code == 422
    assert browser.post(url("add_goal", case_id), right).status_code == 302
    goal = plan_of(cast.case_manager.actor, case_id).goals[0]
    assert (goal.need, bool(goal.words)) == ("жильё", True)
    page = text_of(browser.get(url("goal", goal.goal_id)))
    assert str(typed["words"]) in page


def test_another_cases_step_cannot_come_before(cast: Cast) -> None:
    other = a_step(cast, a_goal(cast, a_case(cast)))
    case_id = a_case(cast)
    goal_id = a_goal(cast, case_id)
    typed = typed_step(cast.case_manager, 1, after=str(other))
    browser = browser_of(cast.case_manager)
    assert browser.post(url("add_step", goal_id), typed).status_code == 422


def test_steps_that_would_wait_for_each_other_are_refused(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    goal_id = a_goal(cast, case_id)
    first = a_step(cast, goal_id)
    second = a_step(cast, goal_id, "first_labs", after_id=first)
    third = a_step(cast, goal_id, "first_doctor", after_id=second)
    for before in (second, third):
        typed = typed_step(cast.case_manager, 4, after=str(before))
        refused = browser.post(url("step", first), typed)
        assert refused.status_code == 422 and "ждали бы друг друга" in text_of(refused)
    assert (
        browser.post(url("step", first), typed_step(cast.doctor, 4, after=str(first))).status_code
        == 422
    )


def test_another_clients_referral_cannot_carry_a_step(cast: Cast) -> None:
    stranger = a_client(cast, legal_status="citizen")
    client_id = a_client(cast, legal_status="citizen")
    own, other = (a_referral(cast, client_id=one, service_id=None) for one in (client_id, stranger))
    case_id = a_case(cast, client_id=client_id)
    goal_id, browser = a_goal(cast, case_id), browser_of(cast.case_manager)
    for referral_id, status in ((other, 422), (own, 302)):
        typed = typed_step(cast.case_manager, 1, referral=str(referral_id))
        assert browser.post(url("add_step", goal_id), typed).status_code == status


@pytest.mark.parametrize("due", ["", "soon", "2001-01-01", "2099-01-01"])
def test_a_templates_wrong_day_is_said_beside_it(cast: Cast, due: str) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    page = url("plan_template", case_id, "pregnant")
    typed = typed_template(browser, page, due_nappies=due)
    answer = browser.post(page, typed)
    assert answer.status_code == 422 and answer.context["form"]["due_nappies"].errors
    assert steps_of(cast, case_id) == []


def test_only_the_team_and_the_coordinator_find_the_plan(cast: Cast) -> None:
    case_id = a_case(cast)
    goal_id = a_goal(cast, case_id)
    step_id = a_step(cast, goal_id)
    pages = addresses(case_id, goal_id, step_id)
    for person in (cast.case_manager, cast.coordinator, cast.social):
        browser = browser_of(person)
        assert {browser.get(page).status_code for page in pages} == {200}, person.login
    for person in (cast.outsider, cast.stranger, cast.lawyer, cast.peer, cast.stock, cast.keeper):
        browser = browser_of(person)
        answers = [browser.get(page) for page in pages]
        answers += [
            browser.post(url(name, step_id)) for name in ("do_step", "undo_step", "drop_step")
        ]
        answers += [browser.post(url(name, goal_id)) for name in ("reach_goal", "reopen_goal")]
        assert {one.status_code for one in answers} == {404}, person.login
    assert steps_of(cast, case_id)[0].state == "open"
    assert row_of(cast, case_id).plan_version == 2


def addresses(case_id: UUID, goal_id: UUID, step_id: UUID) -> list[str]:
    """Return every page of a plan."""
    of_case = (
        "plan", "plan_history", "plan_watch", "plan_templates", "plan_agree", "plan_review",
        "client_plan", "add_goal",
    )  # fmt: skip
    return [
        *(url(name, case_id) for name in of_case),
        url("plan_template", case_id, "child"),
        *(url(name, goal_id) for name in ("goal", "drop_goal", "add_step")),
        *(url(name, step_id) for name in ("step", "drop_step")),
    ]
