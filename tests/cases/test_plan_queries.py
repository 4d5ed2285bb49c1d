"""A plan asks the same number of questions however much stands in it."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.cases.models.plan import Goal, PlanChange, Step
from ravny.services.cases.types import Owner
from tests.cast import Cast, browser_of

from .makers import a_case
from .plans import url

pytestmark = pytest.mark.django_db


def planned(cast: Cast, goals: int, steps: int) -> UUID:
    """Open a case with so many goals and steps, some done, some late, some after one another."""
    case_id = a_case(cast)
    part = {"case_id": case_id, "organisation_id": cast.organisation_id}
    me = cast.case_manager.account_id
    with scope(organisation=cast.organisation_id):
        made = [Goal(id=day_id(), need="medical", code="art_here", **part) for _ in range(goals)]
        Goal.objects.bulk_create(made)
        before = None
        for place in range(steps):
            by = Owner.MEMBER if place % 2 else Owner.CLIENT
            before = Step.objects.create(
                id=day_id(), goal_id=made[place % goals].id, code="choose_clinic", place=place,
                owner_kind=by, owner_id=me if by == Owner.MEMBER else None,
                due_on=today() + timedelta(days=place - 3), state="done" if place == 1 else "open",
                after=before if place % 3 == 0 else None, **part,
            )  # fmt: skip
            PlanChange.objects.create(
                id=day_id(), version=place + 1, day=today(), why="client_wish", account_id=me,
                **part,
            )  # fmt: skip
    return case_id


@pytest.mark.parametrize("name", ["plan", "plan_history", "case"])
def test_a_plan_of_twenty_goals_costs_what_one_of_two_costs(cast: Cast, name: str) -> None:
    browser, costs = browser_of(cast.case_manager), []
    for goals, steps in ((2, 10), (20, 100)):
        case_id = planned(cast, goals, steps)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url(name, case_id)).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1], costs
