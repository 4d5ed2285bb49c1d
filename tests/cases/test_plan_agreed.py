"""The client agrees to a plan; every amendment asks anew; reviews come round."""

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.cases.models import Case
from ravny.services.cases.models.work import Agreement
from tests.cast import Cast, browser_of

from .makers import a_case, row_of
from .plans import a_goal, a_step, text_of, typed_goal, url

pytestmark = pytest.mark.django_db


def typed_agreement(version: int, **changes: Any) -> dict[str, Any]:
    """Return what a browser posts of the client's word."""
    return {
        "record_id": str(day_id()),
        "drawn_from": version,
        "day": today().isoformat(),
        "review_on": (today() + timedelta(days=30)).isoformat(),
        **changes,
    }


@pytest.mark.mission("S77")
def test_the_clients_word_is_kept_with_its_version_and_a_change_asks_anew(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    goal_id = a_goal(cast, case_id)
    step_id = a_step(cast, goal_id)
    assert "ещё не согласился" in text_of(browser.get(url("plan", case_id)))
    page = text_of(browser.get(url("plan_agree", case_id)))
    assert "Вместе выбрать" in page and (today() + timedelta(days=30)).isoformat() in page
    typed = typed_agreement(2)
    for _again in range(2):
        assert browser.post(url("plan_agree", case_id), typed).status_code == 302
    row = row_of(cast, case_id)
    assert (row.agreed_version, row.agreed_on) == (2, today())
    assert row.review_on == today() + timedelta(days=30)
    with scope(organisation=cast.organisation_id):
        assert Agreement.objects.get(case_id=case_id).kind == "plan"
    assert "согласен с этой версией" in text_of(browser.get(url("plan", case_id)))

    browser.post(url("do_step", step_id))
    assert "согласен с этой версией" in text_of(browser.get(url("plan", case_id)))
    assert browser.post(url("add_goal", case_id), typed_goal(2)).status_code == 302
    page = text_of(browser.get(url("plan", case_id)))
    assert "согласен с версией 2, не с этой" in page
    assert "ещё не согласился" in text_of(browser.get(url("case", case_id)))


def test_a_review_says_nothing_to_change_and_sets_the_next_day(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    a_step(cast, a_goal(cast, case_id))
    browser.post(url("plan_agree", case_id), typed_agreement(2))
    with scope(organisation=cast.organisation_id):
        Case.objects.filter(id=case_id).update(review_on=today(), stage="update")
    assert "План пора пересмотреть" in text_of(browser.get(url("plan", case_id)))
    assert "Вместе выбрать" in text_of(browser.get(url("plan_review", case_id)))
    day = today() + timedelta(days=14)
    typed = {"drawn_from": 2, "review_on": day.isoformat()}
    assert browser.post(url("plan_review", case_id), typed).status_code == 302
    assert (row_of(cast, case_id).review_on, row_of(cast, case_id).plan_version) == (day, 2)
    assert "План пора пересмотреть" not in text_of(browser.get(url("plan", case_id)))


def test_every_piece_of_work_is_in_the_journal(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    goal_id = a_goal(cast, case_id)
    step_id = a_step(cast, goal_id)
    browser.post(url("do_step", step_id))
    browser.post(url("undo_step", step_id))
    browser.post(url("do_step", step_id))
    browser.post(url("reach_goal", goal_id))
    browser.post(url("reopen_goal", goal_id))
    browser.post(url("plan_agree", case_id), typed_agreement(2))
    review = {"drawn_from": 2, "review_on": (today() + timedelta(days=9)).isoformat()}
    browser.post(url("plan_review", case_id), review)
    written = [one.verb.removeprefix("cases.") for one in Entry.objects.order_by("number")]
    assert written[-9:] == [
        "planned", "planned", "step_done", "step_undone", "step_done", "goal_reached",
        "goal_reopened", "plan_agreed", "plan_reviewed",
    ]  # fmt: skip


WRONG_WORD: list[dict[str, Any]] = [
    {"record_id": "1"},
    {"drawn_from": ""},
    {"drawn_from": "x"},
    {"drawn_from": 1},
    {"drawn_from": 3},
    {"day": ""},
    {"day": "2099-01-01"},
    {"day": "1999-01-01"},
    {"review_on": ""},
    {"review_on": today().isoformat()},
    {"review_on": "2001-01-01"},
    {"review_on": "2099-01-01"},
    {"words": "plain text"},
]


@pytest.mark.parametrize("changes", WRONG_WORD)
def test_a_wrong_agreement_is_refused_and_changes_nothing(
    cast: Cast, changes: dict[str, Any]
) -> None:
    case_id = a_case(cast)
    a_step(cast, a_goal(cast, case_id))
    browser = browser_of(cast.case_manager)
    typed = typed_agreement(2, **changes)
    assert browser.post(url("plan_agree", case_id), typed).status_code == 422
    assert row_of(cast, case_id).agreed_version == 0
    with scope(organisation=cast.organisation_id):
        assert not Agreement.objects.exists()


def test_without_a_plan_there_is_nothing_to_agree_to(cast: Cast) -> None:
    case_id = a_case(cast)
    refused = browser_of(cast.case_manager).post(url("plan_agree", case_id), typed_agreement(0))
    assert refused.status_code == 422 and "Сначала добавьте цель" in text_of(refused)
