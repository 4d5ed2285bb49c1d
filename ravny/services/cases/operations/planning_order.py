"""Steps change places within their goal: what is agreed stays agreed, so no why and no version."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor

from ..models.plan import Step
from ..queries.plan import step_for
from ..types import StepState
from .planning import open_goal
from .settling import locked_case


@transaction.atomic
def place_step(*, actor: Actor, step_id: UUID, other_id: UUID | None, above: bool) -> None:
    """Put a step right above or below another of its goal; where it stands so nothing changes.

    The other step is named, not a number of places: so whoever presses on an older page gets what
    they saw, or is told that the plan moved. Raises NotYours, DomainError.
    """
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, step_for(actor, step_id).case_id)
        goal_id = Step.objects.get(id=step_id, case=case).goal_id
        open_goal(case, goal_id)
        rows = Step.objects.filter(goal_id=goal_id).exclude(state=StepState.DROPPED)
        steps = {row.id: row for row in rows.order_by("place", "id")}
        if step_id not in steps or other_id not in steps or step_id == other_id:
            raise DomainError(_("A colleague changed the plan meanwhile."), code="moved")
        before = list(steps)
        if (before.index(step_id) < before.index(other_id)) is above:
            return
        order = [one for one in before if one != step_id]
        order.insert(order.index(other_id) + (not above), step_id)
        _number([steps[one] for one in order])
        journal.write(actor=actor, verb="cases.step_placed", subject=case.id)


def _number(steps: list[Step]) -> None:
    """Give the steps their places in this order, each as near to the old ones as can be."""
    last = -1
    for place, step in zip(sorted(one.place for one in steps), steps, strict=True):
        last = max(place, last + 1)
        if step.place != last:
            Step.objects.filter(id=step.id).update(place=last)
