"""Whatever is added, changed, dropped and done in whatever order, the plan stays whole."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.services.cases.models.plan import Goal, PlanChange, Step
from ravny.services.cases.operations import planning, planning_doing, planning_template
from ravny.services.cases.plans.catalogue import catalogue
from ravny.services.cases.types.plan import StepFacts
from tests.cast import Cast
from tests.referrals.makers import Undone

from .makers import a_case, row_of
from .plans import a_goal, amendment

pytestmark = pytest.mark.django_db
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["goal", "step", "step", "change", "change", "drop", "drop_goal", "do", "undo", "lay"]
        ),
        st.integers(0, 9),
        st.one_of(st.none(), st.integers(0, 9)),
    ),
    max_size=14,
)


class Plan:
    """A plan somebody works at without looking; what is refused is refused."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.actor = cast, cast.case_manager.actor
        self.case_id = a_case(cast)
        a_step_elsewhere = a_goal(cast, a_case(cast))
        self.goals, self.steps = [a_goal(cast, self.case_id)], [a_step_elsewhere]
        self.changes = 1

    def act(self, what: str, one: int, other: int | None) -> None:
        """Do one thing to some step, goal or template."""
        before = row_of(self.cast, self.case_id).plan_version
        try:
            with transaction.atomic():
                getattr(self, what)(one, other)
        except (DomainError, LookupError):
            assert row_of(self.cast, self.case_id).plan_version == before
        self.changes = row_of(self.cast, self.case_id).plan_version

    def facts(self, other: int | None, code: str = "") -> StepFacts:
        after = None if other is None else self.steps[other % len(self.steps)]
        return StepFacts(
            owner_kind="client", due_on=today() + timedelta(days=1), code=code, after_id=after
        )

    def why(self) -> Any:
        return amendment(self.cast, self.case_id)

    def goal(self, one: int, other: int | None) -> None:
        self.goals.append(a_goal(self.cast, self.case_id, list(catalogue().goals)[one]))

    def step(self, one: int, other: int | None) -> None:
        step_id, code = day_id(), list(catalogue().steps)[one]
        planning.add_step(
            actor=self.actor, goal_id=self.goals[one % len(self.goals)], step_id=step_id,
            facts=self.facts(other, code), amendment=self.why(),
        )  # fmt: skip
        self.steps.append(step_id)

    def some(self, one: int) -> UUID:
        return self.steps[1:][one % (len(self.steps) - 1)] if len(self.steps) > 1 else day_id()

    def change(self, one: int, other: int | None) -> None:
        if len(self.steps) > 1:
            planning.change_step(
                actor=self.actor, step_id=self.some(one), facts=self.facts(other),
                amendment=self.why(),
            )  # fmt: skip

    def drop(self, one: int, other: int | None) -> None:
        if len(self.steps) > 1:
            planning.drop_step(actor=self.actor, step_id=self.some(one), amendment=self.why())

    def drop_goal(self, one: int, other: int | None) -> None:
        goal_id = self.goals[one % len(self.goals)]
        planning.drop_goal(actor=self.actor, goal_id=goal_id, amendment=self.why())

    def do(self, one: int, other: int | None) -> None:
        if len(self.steps) > 1:
            planning_doing.do_step(actor=self.actor, step_id=self.some(one))

    def undo(self, one: int, other: int | None) -> None:
        if len(self.steps) > 1:
            planning_doing.undo_step(actor=self.actor, step_id=self.some(one))

    def lay(self, one: int, other: int | None) -> None:
        template = list(catalogue().templates.values())[one % len(catalogue().templates)]
        chosen = [step.step.code for step in template.steps][:: 2 if other else 1]
        planning_template.lay_on(
            actor=self.actor, case_id=self.case_id, template=template.code,
            days={code: today() for code in chosen}, amendment=self.why(),
        )  # fmt: skip
        with scope(organisation=self.cast.organisation_id):
            known = set(self.steps)
            mine = Step.objects.filter(case_id=self.case_id).order_by("place")
            self.steps += [row.id for row in mine if row.id not in known]

    def check(self) -> None:
        """Compare all that must hold."""
        with scope(organisation=self.cast.organisation_id):
            steps = {one.id: one for one in Step.objects.filter(case_id=self.case_id)}
            versions = PlanChange.objects.filter(case_id=self.case_id).order_by("version")
            numbers = list(versions.values_list("version", flat=True))
            goals = set(Goal.objects.filter(case_id=self.case_id).values_list("id", flat=True))
        assert numbers == list(range(1, row_of(self.cast, self.case_id).plan_version + 1))
        for step in steps.values():
            assert step.goal_id in goals
            seen, one = {step.id}, step.after_id
            while one is not None:
                assert one in steps, "inside the case"
                assert one not in seen, "no circle"
                seen.add(one)
                one = steps[one].after_id


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_any_order_of_changes_keeps_the_plan_whole(cast: Cast, acts: list[Any]) -> None:
    with pytest.raises(Undone), transaction.atomic():
        plan = Plan(cast)
        for what, one, other in acts:
            plan.act(what, one, other)
        plan.check()
        raise Undone
