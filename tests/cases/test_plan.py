"""A plan is made of goals and steps, carried out step by step, and shown on the case's page."""

from datetime import timedelta

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.directory.models import Service
from ravny.services.cases.models.plan import Goal
from ravny.services.cases.queries.plan import open_steps_of, plan_of
from tests.cast import Cast, browser_of
from tests.referrals.makers import UROLOGIST, a_referral, make_places

from .makers import a_case, a_client, on_the_team, row_of
from .plans import a_goal, a_step, changes_in, steps_of, text_of, typed_goal, typed_step, url

pytestmark = pytest.mark.django_db


@pytest.mark.mission("S68")
def test_a_road_map_is_written_goal_by_goal_and_stands_on_the_cases_page(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    assert "Плана ещё нет" in text_of(browser.get(url("case", case_id)))
    assert browser.post(url("add_goal", case_id), typed_goal(0)).status_code == 302
    with scope(organisation=cast.organisation_id):
        goal_id = Goal.objects.get(case_id=case_id).id
    first = typed_step(cast.case_manager, 1, code="choose_clinic")
    for _again in range(2):
        assert browser.post(url("add_step", goal_id), first).status_code == 302
    before = str(steps_of(cast, case_id)[0].id)
    second = typed_step(cast.case_manager, 2, who="client", after=before)
    assert browser.post(url("add_step", goal_id), second).status_code == 302

    page = text_of(browser.get(url("case", case_id)))
    panel = page.partition('id="plan"')[2].partition("</section>")[0]
    for words in (
        "Вместе выбрать, где наблюдаться",
        "Марк",
        "клиент",
        "сделано 0 из 2",
        "ждёт шага: Вместе выбрать",
    ):
        assert words in panel, words
    assert [one.version for one in changes_in(cast, case_id)] == [1, 2, 3]
    assert [one.why for one in changes_in(cast, case_id)] == ["begun", "new_fact", "new_fact"]


def test_a_step_is_done_by_one_press_and_taken_back_by_another(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    goal_id = a_goal(cast, case_id)
    first = a_step(cast, goal_id)
    a_step(cast, goal_id, "first_doctor", after_id=first)
    version = row_of(cast, case_id).plan_version
    answer = browser.post(url("do_step", first), {"back": "case"})
    assert answer.url == url("case", case_id)  # type: ignore[attr-defined]  # a redirect
    page = text_of(browser.get(url("plan", case_id)))
    assert "сделано 1 из 2" in page and "ждёт шага" not in page
    assert browser.post(url("undo_step", first)).status_code == 302
    assert "ждёт шага" in text_of(browser.get(url("plan", case_id)))
    assert row_of(cast, case_id).plan_version == version, "doing is no amendment"


def test_a_goal_is_reached_when_its_steps_are_over_and_not_before(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    goal_id = a_goal(cast, case_id)
    step_id = a_step(cast, goal_id)
    refused = browser.post(url("reach_goal", goal_id))
    assert refused.status_code == 422 and "ещё не сделаны" in text_of(refused)
    browser.post(url("do_step", step_id))
    assert browser.post(url("reach_goal", goal_id)).status_code == 302
    assert plan_of(cast.case_manager.actor, case_id).goals[0].state == "reached"
    assert browser.post(url("undo_step", step_id)).status_code == 422, "its goal is over"
    browser.post(url("reopen_goal", goal_id))
    assert plan_of(cast.case_manager.actor, case_id).goals[0].is_open


def test_dropping_a_goal_drops_its_open_steps_and_says_why(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    goal_id = a_goal(cast, case_id)
    done = a_step(cast, goal_id)
    browser.post(url("do_step", done))
    a_step(cast, goal_id, "first_labs")
    assert "Отказаться от цели" in text_of(browser.get(url("drop_goal", goal_id)))
    typed = {"record_id": str(day_id()), "drawn_from": 3, "why": "client_wish"}
    assert browser.post(url("drop_goal", goal_id), typed).status_code == 302
    assert [one.state for one in steps_of(cast, case_id)] == ["done", "dropped"]
    shown = text_of(browser.get(url("plan_history", case_id)))
    for words in ("так хочет клиент", "Первые анализы", "Марк", "Версия 4"):
        assert words in shown, words


def test_a_step_is_changed_with_what_stood_there_before_the_eyes(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    goal_id = a_goal(cast, case_id)
    first, step_id = a_step(cast, goal_id), a_step(cast, goal_id, "first_doctor")
    on_the_team(cast, case_id, cast.doctor, "doctor")
    page = text_of(browser.get(url("step", step_id)))
    assert "Лев" in page and (today() + timedelta(days=7)).isoformat() in page
    typed = typed_step(cast.doctor, 3, after=str(first))
    assert browser.post(url("step", step_id), typed).status_code == 302
    changed = steps_of(cast, case_id)[1]
    assert (changed.owner_id, changed.after_id) == (cast.doctor.account_id, first)
    assert changes_in(cast, case_id)[-1].what == {"step_changed": ["first_doctor"]}
    same = typed_step(cast.doctor, 4, after=str(first))
    browser.post(url("step", step_id), same)
    assert len(changes_in(cast, case_id)) == 4, "nothing changed, so no version"


def test_a_partners_step_names_its_service_and_a_referral_carries_it_out(cast: Cast) -> None:
    make_places(cast.organisation_id)
    client_id = a_client(cast, legal_status="citizen")
    case_id, browser = a_case(cast, client_id=client_id), browser_of(cast.case_manager)
    referral_id = a_referral(cast, client_id=client_id)
    goal_id = a_goal(cast, case_id)
    typed = typed_step(
        cast.case_manager, 1, who="partner", service=str(UROLOGIST), referral=str(referral_id)
    )
    assert browser.post(url("add_step", goal_id), typed).status_code == 302
    page = text_of(browser.get(url("plan", case_id)))
    with scope(organisation=cast.organisation_id):
        assert Service.objects.get(id=UROLOGIST).label in page
    step = steps_of(cast, case_id)[0]
    assert (step.referral_id, step.owner_id) == (referral_id, None)


def test_open_steps_are_told_to_other_rooms_the_soonest_first(cast: Cast) -> None:
    case_id = a_case(cast)
    goal_id = a_goal(cast, case_id)
    late = a_step(cast, goal_id, due_on=today() + timedelta(days=9))
    soon = a_step(cast, goal_id, "first_doctor", after_id=late, due_on=today())
    a_step(cast, goal_id, "buy_ticket", owner_kind="client", owner_id=None)
    mine = open_steps_of(cast.organisation_id, account_id=cast.case_manager.account_id)
    assert [(one.step_id, one.waits) for one in mine] == [(soon, True), (late, False)]
    assert len(open_steps_of(cast.organisation_id, case_ids=[case_id])) == 3
    assert [one.step_id for one in open_steps_of(cast.organisation_id, due_by=today())] == [soon]
    assert open_steps_of(cast.other_organisation_id) == []
