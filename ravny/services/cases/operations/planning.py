"""The plan is changed: goals and steps come, change and go, each time with a why.

Every change makes the next version of the plan. Who drew from an older one is told what happened
since and decides; the case's row is held while versions are compared, so two who save at once
come one after the other.
"""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor

from ..models import Case
from ..models.plan import Goal, PlanChange, Step
from ..plans.catalogue import catalogue
from ..queries.plan import goal_for, step_for
from ..types import ChangeWhy, GoalState, Need, StepState
from ..types.plan import Amendment, GoalFacts, StepFacts
from . import rules
from .planning_rules import checked_step
from .settling import locked_case, settle

What = Mapping[str, Sequence[str]]


class PlanMoved(DomainError):
    """Somebody changed the plan since the form was drawn; what was typed stays on the form."""

    def __init__(self, version: int) -> None:
        super().__init__(_("A colleague changed the plan meanwhile."), code="moved")
        self.version = version


def check_version(case: Case, drawn_from: int, anyway: int | None = None) -> None:
    """Raise PlanMoved when the plan is not the one its author saw."""
    if case.plan_version not in (drawn_from, anyway):
        raise PlanMoved(case.plan_version)


def amend(
    actor: Actor,
    case_id: UUID,
    amendment: Amendment,
    change: Callable[[Case], What],
    *,
    template: str = "",
) -> None:
    """Hold the case, compare versions, do the change and write it down; the same id once.

    `change` answers what it did; nothing done makes no version. Needs the organisation's scope
    and a transaction.
    """
    rules.check_code(amendment.why, ChangeWhy.values, "why")
    case = locked_case(actor, case_id)
    with scopes_disabled():  # an id known anywhere is never used again
        if PlanChange.objects.filter(id=amendment.change_id).exists():
            return
    check_version(case, amendment.drawn_from, amendment.anyway)
    what = {name: list(codes) for name, codes in change(case).items() if codes}
    if not what:
        return
    case.plan_version += 1
    case.save(update_fields=["plan_version"])
    PlanChange.objects.create(
        id=amendment.change_id,
        organisation_id=actor.organisation_id,
        case=case,
        version=case.plan_version,
        why=amendment.why,
        template=template,
        account_id=actor.account_id,
        what=what,
        drawn_from=amendment.drawn_from,
        words=amendment.words,
    )
    journal.write(actor=actor, verb="cases.planned", subject=case.id)
    settle(actor=actor, case=case, by="cases.planned")


def check_goal(facts: GoalFacts) -> str:
    """Return the field of life a goal belongs to; raises DomainError."""
    if not facts.code:
        if not facts.words:
            text = _("Choose a goal, or write it in your own words.")
            raise DomainError(text, field="words", code="required")
        rules.check_code(facts.need, Need.values, "need")
        return facts.need
    known = catalogue().goals.get(facts.code)
    if known is None:
        raise DomainError(_("Choose one of the list."), field="code", code="choice")
    return known.need


def next_place(model: type[Goal] | type[Step], case: Case) -> int:
    """Return the place after the last one of a case."""
    last = model.objects.filter(case=case).aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def add_goal(
    *, actor: Actor, case_id: UUID, goal_id: UUID, facts: GoalFacts, amendment: Amendment
) -> None:
    """Add a goal to a case's plan."""
    need = check_goal(facts)

    def change(case: Case) -> What:
        Goal.objects.create(
            id=goal_id,
            organisation_id=actor.organisation_id,
            case=case,
            need=need,
            code=facts.code,
            words=facts.words,
            place=next_place(Goal, case),
        )
        return {"goal_added": [facts.code]}

    with scope(organisation=actor.organisation_id):
        amend(actor, case_id, amendment, change)


@transaction.atomic
def change_goal(*, actor: Actor, goal_id: UUID, facts: GoalFacts, amendment: Amendment) -> None:
    """Change a goal's words or its field of life; its code stays."""
    with scope(organisation=actor.organisation_id):
        case_id = goal_for(actor, goal_id).case_id

        def change(case: Case) -> What:
            goal = open_goal(case, goal_id)
            need = check_goal(GoalFacts(facts.need, goal.code, facts.words))
            if (goal.need, goal.words) == (need, facts.words):
                return {}
            goal.need, goal.words = need, facts.words
            goal.save(update_fields=["need", "words"])
            return {"goal_changed": [goal.code]}

        amend(actor, case_id, amendment, change)


@transaction.atomic
def drop_goal(*, actor: Actor, goal_id: UUID, amendment: Amendment) -> None:
    """Drop a goal, and its open steps with it."""
    with scope(organisation=actor.organisation_id):
        case_id = goal_for(actor, goal_id).case_id

        def change(case: Case) -> What:
            goal = open_goal(case, goal_id)
            steps = Step.objects.filter(goal=goal, state=StepState.OPEN)
            codes = list(steps.values_list("code", flat=True))
            steps.update(state=StepState.DROPPED, state_on=today())
            Goal.objects.filter(id=goal_id).update(state=GoalState.DROPPED, state_on=today())
            return {"goal_dropped": [goal.code], "step_dropped": codes}

        amend(actor, case_id, amendment, change)


@transaction.atomic
def add_step(
    *, actor: Actor, goal_id: UUID, step_id: UUID, facts: StepFacts, amendment: Amendment
) -> None:
    """Add a step to a goal."""
    with scope(organisation=actor.organisation_id):
        case_id = goal_for(actor, goal_id).case_id

        def change(case: Case) -> What:
            goal = open_goal(case, goal_id)
            Step.objects.create(
                id=step_id,
                organisation_id=actor.organisation_id,
                case=case,
                goal=goal,
                code=facts.code,
                place=next_place(Step, case),
                **checked_step(actor, case, facts),
            )
            return {"step_added": [facts.code]}

        amend(actor, case_id, amendment, change)


@transaction.atomic
def change_step(*, actor: Actor, step_id: UUID, facts: StepFacts, amendment: Amendment) -> None:
    """Change a step that is to be done; its code stays."""
    with scope(organisation=actor.organisation_id):
        case_id = step_for(actor, step_id).case_id

        def change(case: Case) -> What:
            step = open_step(case, step_id)
            wanted = checked_step(actor, case, facts, step)
            if all(getattr(step, name) == value for name, value in wanted.items()):
                return {}
            for name, value in wanted.items():
                setattr(step, name, value)
            step.save(update_fields=[name.removesuffix("_id") for name in wanted])
            return {"step_changed": [step.code]}

        amend(actor, case_id, amendment, change)


@transaction.atomic
def drop_step(*, actor: Actor, step_id: UUID, amendment: Amendment) -> None:
    """Drop a step that is not to be done any more; what waited for it waits no longer."""
    with scope(organisation=actor.organisation_id):
        case_id = step_for(actor, step_id).case_id

        def change(case: Case) -> What:
            step = open_step(case, step_id)
            Step.objects.filter(id=step_id).update(state=StepState.DROPPED, state_on=today())
            return {"step_dropped": [step.code]}

        amend(actor, case_id, amendment, change)


def open_goal(case: Case, goal_id: UUID) -> Goal:
    """Return a goal that is not over; the caller holds the case."""
    goal = Goal.objects.get(id=goal_id, case=case)
    if goal.state != GoalState.OPEN:
        raise DomainError(_("This goal is over."), code="over")
    return goal


def open_step(case: Case, step_id: UUID) -> Step:
    """Return a step that is to be done; the caller holds the case."""
    step = Step.objects.get(id=step_id, case=case)
    if step.state != StepState.OPEN:
        raise DomainError(_("This step is over."), code="over")
    return step
