"""Questions about a case's plan: its goals and steps, what changed it, what is still to be done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_value
from ravny.core.vault.types import SealedValue
from ravny.people.clients.queries import get_client_for
from ravny.people.directory.queries import service_labels
from ravny.services.referrals.queries import referrals_of
from ravny.services.referrals.types import ReferralFact

from ..models.plan import Goal, PlanChange, Step
from ..plans.catalogue import goal_label, step_label
from ..types import GoalState, Need, Owner, StepState
from ..types.plan import OpenStep
from .gate import visible_to

COUNTED = (StepState.OPEN.value, StepState.DONE.value)
NOTED_DAYS = 7


@dataclass(frozen=True)
class StepView:
    """A step as pages show it; `waits_for`: the open step before it, in words."""

    step_id: UUID
    goal_id: UUID
    code: str
    label: str
    words: SealedValue | None
    owner_kind: str
    owner: str
    owner_id: UUID | None
    referral_id: UUID | None
    due_on: date | None
    state: str
    state_on: date
    after_id: UUID | None
    waits_for: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is to be done."""
        return self.state == StepState.OPEN

    @property
    def is_late(self) -> bool:
        """Whether its day is over and it is not done."""
        return self.is_open and self.due_on is not None and self.due_on < today()


@dataclass(frozen=True)
class GoalView:
    """A goal as pages show it, with its steps."""

    goal_id: UUID
    code: str
    label: str
    need: str
    words: SealedValue | None
    state: str
    state_on: date
    steps: tuple[StepView, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is still aimed at."""
        return self.state == GoalState.OPEN


@dataclass(frozen=True)
class Plan:
    """A case's whole plan, in its order."""

    goals: tuple[GoalView, ...] = field(default=())

    @property
    def steps(self) -> list[StepView]:
        """Every step that counts: done or to be done."""
        return [one for goal in self.goals for one in goal.steps if one.state in COUNTED]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(one.state == StepState.DONE for one in self.steps)


def goal_for(actor: Actor, goal_id: UUID) -> Goal:
    """Gate: a goal of a case the actor may see, as a row; NotYours for any other."""
    with scope(organisation=actor.organisation_id):
        row = Goal.objects.filter(_theirs(actor), id=goal_id).first()
    if row is None:
        raise NotYours
    return row


def step_for(actor: Actor, step_id: UUID) -> Step:
    """Gate: a step of a case the actor may see, as a row; NotYours for any other."""
    with scope(organisation=actor.organisation_id):
        row = Step.objects.filter(_theirs(actor), id=step_id).first()
    if row is None:
        raise NotYours
    return row


def _theirs(actor: Actor) -> Q:
    if not actor.may("cases.view"):
        raise NotYours
    return Q(case_id__in=visible_to(actor).values("id"))


def plan_of(actor: Actor, case_id: UUID) -> Plan:
    """Return the plan of a case whose gate the actor passed. Four queries at most."""
    with scope(organisation=actor.organisation_id):
        goals = list(Goal.objects.filter(case_id=case_id).order_by("place", "id"))
        if not goals:
            return Plan()
        steps = list(Step.objects.filter(case_id=case_id).order_by("place", "id"))
    names = pseudonyms(actor)
    labels = service_labels(actor.organisation_id) if any(one.service_id for one in steps) else {}
    views = [_step_view(one, steps, names, labels) for one in steps]
    return Plan(
        tuple(
            GoalView(
                goal_id=one.id,
                code=one.code,
                label=goal_label(one.code),
                need=str(Need(one.need).label),
                words=sealed_value(one, "words"),
                state=one.state,
                state_on=one.state_on,
                steps=tuple(view for view in views if view.goal_id == one.id),
            )
            for one in goals
        )
    )


def _step_view(
    row: Step, steps: Sequence[Step], names: dict[UUID, str], labels: dict[UUID, str]
) -> StepView:
    before = next((one for one in steps if one.id == row.after_id), None)
    waits = row.state == StepState.OPEN and before is not None and before.state == StepState.OPEN
    if row.owner_kind == Owner.MEMBER:
        owner = names.get(row.owner_id, "") if row.owner_id else ""
    else:
        owner = labels.get(row.service_id, "") if row.service_id else ""
    return StepView(
        step_id=row.id,
        goal_id=row.goal_id,
        code=row.code,
        label=step_label(row.code),
        words=sealed_value(row, "words"),
        owner_kind=row.owner_kind,
        owner=owner or str(Owner(row.owner_kind).label),
        owner_id=row.owner_id,
        referral_id=row.referral_id,
        due_on=row.due_on,
        state=row.state,
        state_on=row.state_on,
        after_id=row.after_id,
        waits_for=step_label(before.code) if waits and before else "",
    )


def open_steps_of(
    organisation_id: UUID,
    *,
    account_id: UUID | None = None,
    case_ids: Collection[UUID] | None = None,
    due_by: date | None = None,
) -> list[OpenStep]:
    """Return steps that are to be done in open cases, the soonest due first; no gate. One query.

    `account_id`: only those this colleague holds. `case_ids`: only of these cases. `due_by`: only
    those due up to a day.
    """
    with scope(organisation=organisation_id):
        rows = Step.objects.filter(state=StepState.OPEN, case__ended_on=None)
        if account_id is not None:
            rows = rows.filter(owner_kind=Owner.MEMBER, owner_id=account_id)
        if case_ids is not None:
            rows = rows.filter(case_id__in=case_ids)
        if due_by is not None:
            rows = rows.filter(due_on__lte=due_by)
        found = rows.order_by("due_on", "id").values_list(
            "id", "case_id", "case__client_id", "owner_kind", "owner_id", "code", "due_on",
            "after__state",
        )  # fmt: skip
        return [
            OpenStep(
                step_id=step_id,
                case_id=case_id,
                client_id=client_id,
                owner_kind=owner_kind,
                owner_id=owner_id,
                label=step_label(code),
                due_on=due_on,
                waits=before == StepState.OPEN,
            )
            for step_id, case_id, client_id, owner_kind, owner_id, code, due_on, before in found
        ]


def referrals_for(actor: Actor, client_id: UUID) -> list[ReferralFact]:
    """Return the referrals of a case's client that the actor may see; none for who sees none."""
    if not actor.may("referrals.view"):
        return []
    try:
        client = get_client_for(actor, client_id)
    except NotYours:
        return []
    return referrals_of(actor, client.client_ids)


def changes_of(actor: Actor, case_id: UUID, *, since: int = 0) -> list[PlanChange]:
    """Return the changes of a plan after a version, the newest first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = PlanChange.objects.filter(case_id=case_id, version__gt=since)
        return list(rows.order_by("-version"))


def changed_over(actor: Actor, case_id: UUID) -> PlanChange | None:
    """Return a colleague's change that went over the actor's own last one, of the last week.

    Its author drew from a version before the actor's change, was told of it and went on. Two
    queries.
    """
    with scope(organisation=actor.organisation_id):
        rows = PlanChange.objects.filter(case_id=case_id)
        mine = rows.filter(account_id=actor.account_id).order_by("-version").first()
        if mine is None:
            return None
        later = rows.filter(
            ~Q(account_id=actor.account_id),
            version__gt=mine.version,
            drawn_from__lt=mine.version,
            day__gte=today() - timedelta(days=NOTED_DAYS),
        )
        return later.order_by("-version").first()
