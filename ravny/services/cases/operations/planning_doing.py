"""Steps are done, undone and handed on; goals are reached. None of it needs a new agreement."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..models import Case
from ..models.plan import Goal, Step
from ..queries.plan import goal_for, step_for
from ..types import GoalState, Owner, StepState
from . import rules
from .planning import open_goal
from .settling import locked_case, settle


@transaction.atomic
def do_step(*, actor: Actor, step_id: UUID) -> None:
    """Mark a step done; one that is done stays so."""
    _move_step(actor, step_id, StepState.OPEN, StepState.DONE, "cases.step_done")


@transaction.atomic
def undo_step(*, actor: Actor, step_id: UUID) -> None:
    """Take back that a step is done."""
    _move_step(actor, step_id, StepState.DONE, StepState.OPEN, "cases.step_undone")


def _move_step(
    actor: Actor, step_id: UUID, start: StepState, goal_state: StepState, verb: str
) -> None:
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, step_for(actor, step_id).case_id)
        step = Step.objects.get(id=step_id, case=case)
        if step.state == goal_state:
            return
        if step.state != start:
            raise DomainError(_("This step is over."), code="over")
        open_goal(case, step.goal_id)
        Step.objects.filter(id=step_id).update(state=goal_state, state_on=today())
        journal.write(actor=actor, verb=verb, subject=case.id)
        settle(actor=actor, case=case, by=verb)


@transaction.atomic
def reach_goal(*, actor: Actor, goal_id: UUID) -> None:
    """Mark a goal reached; its steps must be over."""
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, goal_for(actor, goal_id).case_id)
        if Goal.objects.get(id=goal_id).state == GoalState.REACHED:
            return
        open_goal(case, goal_id)
        if Step.objects.filter(goal_id=goal_id, state=StepState.OPEN).exists():
            text = _("Some of its steps are still to be done. Do them or drop them first.")
            raise DomainError(text, code="steps")
        _move_goal(actor, case, goal_id, GoalState.REACHED, "cases.goal_reached")


@transaction.atomic
def reopen_goal(*, actor: Actor, goal_id: UUID) -> None:
    """Take back that a goal is reached."""
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, goal_for(actor, goal_id).case_id)
        if Goal.objects.get(id=goal_id).state == GoalState.REACHED:
            _move_goal(actor, case, goal_id, GoalState.OPEN, "cases.goal_reopened")


def _move_goal(actor: Actor, case: Case, goal_id: UUID, state: GoalState, verb: str) -> None:
    Goal.objects.filter(id=goal_id).update(state=state, state_on=today())
    journal.write(actor=actor, verb=verb, subject=case.id)
    settle(actor=actor, case=case, by=verb)


@transaction.atomic
def hand_step(*, actor: Actor, step_id: UUID, account_id: UUID) -> None:
    """Make an open step of a colleague somebody else's; the plan stays as it was agreed.

    The caller has decided that the actor may. Raises NotYours for a step of another house and one
    that no colleague holds, DomainError for somebody who cannot work on cases.
    """
    with scope(organisation=actor.organisation_id):
        of_case = Step.objects.filter(id=step_id).values("case_id")
        case = Case.objects.select_for_update().filter(id__in=of_case).first()
        step = Step.objects.filter(id=step_id, owner_kind=Owner.MEMBER).first()
        if case is None or step is None or step.state != StepState.OPEN:
            raise NotYours
        if step.owner_id == account_id:
            return
        rules.colleague(actor, account_id, "cases.work", "owner")
        Step.objects.filter(id=step_id).update(owner_id=account_id)
        journal.write(actor=actor, verb="cases.step_handed", subject=case.id)
        settle(actor=actor, case=case, by="cases.step_handed")
