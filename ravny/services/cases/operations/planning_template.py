"""A template is laid on a plan: what is there already stays, the rest is added."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor

from ..models import Case, Member
from ..models.plan import Goal, Step
from ..plans.catalogue import PlannedGoal, PlannedStep, Template, catalogue
from ..queries.gate import serving
from ..types import GoalState, Owner, StepState
from ..types.plan import Amendment
from .planning import What, amend, next_place
from .planning_rules import FARTHEST_DAYS


@transaction.atomic
def lay_on(
    *,
    actor: Actor,
    case_id: UUID,
    template: str,
    days: Mapping[str, date],
    amendment: Amendment,
) -> None:
    """Add a template's steps to the plan; `days`: the code of each chosen step → when it is due.

    A step that is in the plan already (to do or done) is not added again. Raises NotYours for a
    template that is none, DomainError when nothing is chosen or a day cannot be kept.
    """
    known = catalogue().templates.get(template)
    if known is None:
        raise NotYours
    with scope(organisation=actor.organisation_id):

        def change(case: Case) -> What:
            _check(days)
            return _Laying(actor, case, known, days).lay()

        amend(actor, case_id, amendment, change, template=template)


def _check(days: Mapping[str, date]) -> None:
    if not days:
        raise DomainError(_("Choose at least one step."), code="nothing")
    latest = today() + timedelta(days=FARTHEST_DAYS)
    for code, day in days.items():
        if not today() <= day <= latest:
            raise DomainError(_("Choose a day that can be kept."), field=f"due_{code}", code="plan")


class _Laying:
    """One template on its way into one plan."""

    def __init__(
        self, actor: Actor, case: Case, template: Template, days: Mapping[str, date]
    ) -> None:
        self.actor, self.case, self.template, self.days = actor, case, template, days
        team = Member.objects.filter(serving(), case=case).order_by("since", "id")
        self.owners = dict(team.values_list("duty", "account_id"))
        rows = Step.objects.filter(case=case).exclude(state=StepState.DROPPED).order_by("place")
        self.steps = {code: step_id for code, step_id in rows.values_list("code", "id") if code}
        self.after = {one.step.code: one.after for one in template.steps}
        self.added: dict[str, list[str]] = {"goal_added": [], "step_added": []}

    def lay(self) -> What:
        """Add what is missing and answer what that was."""
        for planned in self.template.goals:
            wanted = [one for one in planned.steps if self._is_wanted(one.step.code)]
            if wanted:
                goal = self._goal(planned)
                for one in wanted:
                    self._add(goal, one)
        return self.added

    def _is_wanted(self, code: str) -> bool:
        return code in self.days and code not in self.steps

    def _goal(self, planned: PlannedGoal) -> Goal:
        known = planned.goal
        present = Goal.objects.filter(case=self.case, code=known.code, state=GoalState.OPEN).first()
        if present is not None:
            return present
        self.added["goal_added"].append(known.code)
        return Goal.objects.create(
            organisation_id=self.actor.organisation_id,
            case=self.case,
            need=known.need,
            code=known.code,
            place=next_place(Goal, self.case),
        )

    def _add(self, goal: Goal, one: PlannedStep) -> None:
        known, step_id = one.step, day_id()
        is_ours = known.owner_kind != Owner.CLIENT
        Step.objects.create(
            id=step_id,
            organisation_id=self.actor.organisation_id,
            case=self.case,
            goal=goal,
            code=known.code,
            # A partner's step is a colleague's until the service is chosen.
            owner_kind=Owner.MEMBER if is_ours else Owner.CLIENT,
            owner_id=self.owners.get(known.owner, self.case.manager_id) if is_ours else None,
            after_id=self._after(one.after),
            due_on=self.days[known.code],
            place=next_place(Step, self.case),
        )
        self.steps[known.code] = step_id
        self.added["step_added"].append(known.code)

    def _after(self, code: str) -> UUID | None:
        """Return the nearest step before that is in the plan: one in between may be unticked."""
        while code and code not in self.steps:
            code = self.after.get(code, "")
        return self.steps.get(code)
