"""Rows of *Today* about cases: each harm once, one next action, never a flood."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.kit.registries import TodayRow
from ravny.people.clients.models import Client
from ravny.services.cases.models import Case
from ravny.services.cases.models.ending import Exit
from ravny.services.cases.models.plan import Goal, Step
from ravny.services.cases.models.work import Agreement, Contact
from ravny.services.cases.today import case_rows
from tests.cast import HOUSE, NEAR_TEAM, Cast, Person

from .contact_forms import a_contact, asked, silent_for
from .makers import a_case, on_the_team, row_of

pytestmark = pytest.mark.django_db
TODAY = today()


def rows(person: Person) -> dict[str, TodayRow]:
    with override("ru"):
        found = case_rows(person.actor)
        assert len({row.key for row in found}) == len(found)
        return {row.key.rsplit(".", 1)[0]: row for row in found}


def change(case_id: UUID, **facts: Any) -> None:
    with scope(organisation=HOUSE):
        Case.objects.filter(id=case_id).update(**facts)


def a_step(case_id: UUID, person: Person, due: int, **facts: Any) -> Step:
    with scope(organisation=HOUSE):
        goal = Goal.objects.create(
            organisation_id=HOUSE, case_id=case_id, need="medical", code=facts.pop("goal", "")
        )
        return Step.objects.create(
            organisation_id=HOUSE, case_id=case_id, goal=goal, owner_kind="member",
            owner_id=person.account_id, due_on=TODAY + timedelta(days=due), **facts,
        )  # fmt: skip


def test_nothing_is_asked_of_who_sees_no_cases(cast: Cast) -> None:
    assert case_rows(cast.stock.actor) == []
    assert case_rows(cast.case_manager.actor) == []


def test_danger_is_told_to_who_carries_the_case_and_to_the_coordinator(cast: Cast) -> None:
    case_id = a_case(cast, circumstances=("danger",))
    silent_for(cast, case_id, 3)
    assert "cases.danger" not in rows(cast.case_manager)
    silent_for(cast, case_id, 4)
    for person in (cast.case_manager, cast.coordinator):
        row = rows(person)["cases.danger"]
        assert row.harm == "danger" and row.about == row_of(cast, case_id).client_id
        assert "Вестей нет 4 дня" in str(row.why) and "attempt" in row.action_url
    assert "Марк" in str(rows(cast.coordinator)["cases.danger"].why)
    assert rows(cast.outsider) == {} and rows(cast.peer) == {}


def test_pills_stand_until_the_situation_says_otherwise(cast: Cast) -> None:
    case_id = a_case(cast, circumstances=("out_of_pills", "pregnant"))
    assert rows(cast.case_manager)["cases.pills"].harm == "pills"
    change(case_id, circumstances=("pregnant",))
    assert "cases.pills" not in rows(cast.case_manager)


def test_a_birth_that_comes_nearer_without_anything_under_way(cast: Cast) -> None:
    case_id = a_case(cast)
    silent_for(cast, case_id, 0)
    change(case_id, birth_month=TODAY + timedelta(days=93))
    assert "cases.birth" not in rows(cast.case_manager)
    change(case_id, birth_month=TODAY + timedelta(days=60))
    row = rows(cast.case_manager)["cases.birth"]
    assert (row.harm, row.days) == ("pregnancy", 60)
    a_step(case_id, cast.case_manager, 30, goal="safe_birth")
    assert "cases.birth" not in rows(cast.case_manager)
    silent_for(cast, case_id, 8)
    assert "Вестей нет 8 дней" in str(rows(cast.case_manager)["cases.birth"].why)


def test_ones_own_steps_that_are_late_or_nearly_due(cast: Cast) -> None:
    case_id = a_case(cast)
    on_the_team(cast, case_id, cast.lawyer, "lawyer")
    first = a_step(case_id, cast.lawyer, 3)
    assert rows(cast.lawyer)["cases.step"].days == 3
    assert "cases.step" not in rows(cast.case_manager)
    first.delete()
    a_step(case_id, cast.lawyer, 4)
    waited = a_step(case_id, cast.case_manager, 9)
    a_step(case_id, cast.lawyer, -1, after=waited)
    assert "cases.step" not in rows(cast.lawyer)
    late = a_step(case_id, cast.lawyer, -2)
    row = rows(cast.lawyer)["cases.step"]
    assert row.key == f"cases.step.{late.id}" and row.group == "now" and row.days == -2


def test_agreements_and_contacts_to_come_back_to(cast: Cast) -> None:
    case_id = a_case(cast)
    with scope(organisation=HOUSE):
        Agreement.objects.create(
            organisation_id=HOUSE, case_id=case_id, kind="plan", follow_up_on=TODAY,
            account_id=cast.case_manager.account_id,
        )  # fmt: skip
    a_contact(cast, case_id, "attempt", 3, follow_up_on=TODAY - timedelta(days=1))
    found = rows(cast.case_manager)
    assert found["cases.agreement"].harm == found["cases.look"].harm == "promise"
    assert found["cases.look"].days == -1
    assert not {"cases.agreement", "cases.look"} & set(rows(cast.coordinator))


def test_a_plan_to_review_and_an_end_to_agree_to(cast: Cast) -> None:
    case_id = a_case(cast)
    change(case_id, review_on=TODAY)
    assert rows(cast.case_manager)["cases.review"].days == 0
    with scope(organisation=HOUSE):
        Exit.objects.create(
            organisation_id=HOUSE, case_id=case_id, reason="wish",
            proposed_by_id=cast.case_manager.account_id,
        )  # fmt: skip
    assert "Предлагает Марк" in str(rows(cast.coordinator)["cases.exit"].why)
    assert "cases.exit" not in rows(cast.case_manager)


@pytest.mark.mission("S90")
def test_silence_climbs_the_ladder_and_a_long_due_rung_reaches_the_coordinator(
    cast: Cast,
) -> None:
    case_id = a_case(cast)
    asked(cast, case_id, asked_on=TODAY - timedelta(days=5))
    silent_for(cast, case_id, 13)
    assert "cases.silence" not in rows(cast.case_manager)
    silent_for(cast, case_id, 14)
    row = rows(cast.case_manager)["cases.silence"]
    assert (row.harm, row.days) == ("silence", 0)
    assert "написать безопасным способом" in str(row.title)
    assert "cases.silence" not in rows(cast.coordinator)
    silent_for(cast, case_id, 21)
    assert "cases.silence" in rows(cast.coordinator)
    a_contact(cast, case_id, "attempt", 1, way="telegram")
    assert "cases.silence" not in rows(cast.case_manager)  # an answer is waited for
    silent_for(cast, case_id, 25)
    change(case_id, next_try_on=TODAY)
    assert "ещё раз" in str(rows(cast.case_manager)["cases.silence"].title)
    a_contact(cast, case_id, "talk")
    assert "cases.silence" not in rows(cast.case_manager)


def many(cast: Cast, count: int) -> None:
    """Cases in which everything is due at once."""
    account = cast.case_manager.account_id
    known = {"organisation_id": HOUSE, "team_id": NEAR_TEAM}
    heard = TODAY - timedelta(days=30)
    with scope(organisation=HOUSE):
        taken = Client.objects.count()
        clients = Client.objects.bulk_create(
            Client(id=day_id(), code=f"{taken + n:010}", **known) for n in range(count)
        )
        cases = Case.objects.bulk_create(
            Case(
                id=day_id(), client=one, manager_id=account, opened_on=heard, heard_on=heard,
                source="self", where="here", circumstances=("danger", "out_of_pills"),
                birth_month=TODAY, review_on=TODAY, **known,
            )
            for one in clients
        )  # fmt: skip
        plain = {"organisation_id": HOUSE}
        Contact.objects.bulk_create(
            Contact(
                case=one, kind="attempt", way="call", result="no_answer", follow_up_on=TODAY,
                account_id=account, look_by_id=account, **plain,
            )
            for one in cases
        )  # fmt: skip
        goals = Goal.objects.bulk_create(
            Goal(id=day_id(), case=one, need="medical", **plain) for one in cases
        )
        Step.objects.bulk_create(
            Step(
                case=goal.case, goal=goal, owner_kind="member", owner_id=account, due_on=TODAY,
                **plain,
            )
            for goal in goals
        )  # fmt: skip


def test_as_many_questions_for_three_hundred_cases_as_for_twenty(cast: Cast) -> None:
    asked_for = []
    for count in (20, 300):
        many(cast, count)
        for person in (cast.case_manager, cast.coordinator):
            actor = person.actor
            with CaptureQueriesContext(connection) as asked_now:
                found = case_rows(actor)
            asked_for.append(len(asked_now))
        kinds = [row.key.split(".")[1] for row in found]
        assert max(kinds.count(kind) for kind in set(kinds)) <= 16
    assert asked_for[:2] == asked_for[2:] and max(asked_for) <= 30
    mine = rows(cast.case_manager)
    assert mine["cases.danger"].key.endswith(".rest") and mine["cases.danger"].left_number == "305"
