"""What is due in cases, for *Today*: each question is bounded, however many cases there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from ravny.core.staff.types import Actor
from ravny.services.referrals.queries import referrals_of

from ..ladder import ESCALATION_DAYS
from ..models import Case
from ..models.ending import Exit
from ..models.plan import Step
from ..models.work import Agreement, Contact
from ..types import Circumstance, ExitState, GoalState, Outcome, Owner, StepState
from .gate import visible_to
from .monitoring import DANGER_DAYS
from .silence import is_due

MOST = 15
PROMISE_DAYS = 3
BIRTH_DAYS = 92
SILENT_BEFORE_BIRTH = 7
BIRTH_GOAL = "safe_birth"
CHILDBIRTH = "childbirth"
LOOKED_THROUGH = 60
Row = TypeVar("Row")


@dataclass(frozen=True)
class Found(Generic[Row]):
    """The first of what is due, and how many more there are."""

    rows: list[Row]
    more: int = 0


def _first(rows: QuerySet[Row]) -> Found[Row]:  # type: ignore[type-var]  # any model
    found = list(rows[: MOST + 1])
    more = rows.count() - MOST if len(found) > MOST else 0
    return Found(found[:MOST], more)


def open_cases(actor: Actor) -> QuerySet[Case]:
    """Return the open cases whose next thing is this person's: those they carry.

    A case of somebody who left is looked after by who looks after every team.
    """
    return Case.objects.filter(_carried(actor), ended_on=None)


def _carried(actor: Actor) -> Q:
    mine = Q(manager_id=actor.account_id)
    return mine | Q(manager__active=False) if actor.may("cases.every_team") else mine


def holding(rows: QuerySet[Case], code: str) -> QuerySet[Case]:
    """Narrow to the cases of a circumstance (codes are parted by single blanks)."""
    padded = Concat(Value(" "), Cast("circumstances", CharField()), Value(" "))
    return rows.alias(among=padded).filter(among__contains=f" {code} ")


def in_danger(actor: Actor, day: date) -> Found[Case]:
    """Return cases of somebody in danger who was not heard for days; every team's for who may."""
    every = actor.may("cases.every_team")
    rows = Case.objects.filter(ended_on=None) if every else open_cases(actor)
    rows = rows.filter(heard_on__lt=day - timedelta(days=DANGER_DAYS))
    return _first(holding(rows, Circumstance.DANGER).order_by("heard_on", "id"))


def out_of_pills(actor: Actor) -> Found[Case]:
    """Return cases of somebody whose pills end."""
    return _first(holding(open_cases(actor), Circumstance.OUT_OF_PILLS).order_by("heard_on", "id"))


def births(actor: Actor, day: date) -> list[Case]:
    """Return cases in which a birth is near and nothing is under way for it, or silence lasts.

    Three queries at most. `case.is_silent` says which of both.
    """
    begun = Step.objects.filter(case_id=OuterRef("id"), goal__code=BIRTH_GOAL).exclude(
        goal__state=GoalState.DROPPED
    )
    rows = open_cases(actor).filter(
        birth_month__isnull=False, birth_month__lte=day + timedelta(days=BIRTH_DAYS)
    )
    rows = rows.annotate(is_begun=Exists(begun.exclude(state=StepState.DROPPED)))
    found = list(rows.order_by("birth_month", "id")[:LOOKED_THROUGH])
    sent = _sent(actor, {row.client_id for row in found})
    wanted: list[Case] = []
    for row in found:
        is_silent = (day - row.heard_on).days > SILENT_BEFORE_BIRTH
        row.is_silent = is_silent  # type: ignore[attr-defined]  # the row of *Today* says so
        if is_silent or not (row.is_begun or row.client_id in sent):
            wanted.append(row)
    return wanted[:MOST]


def _sent(actor: Actor, client_ids: Collection[UUID]) -> set[UUID]:
    if not client_ids or not actor.may("referrals.view"):
        return set()
    facts = referrals_of(actor, list(client_ids))
    return {one.client_id for one in facts if one.is_open and one.reason == CHILDBIRTH}


def silent(actor: Actor, day: date) -> Found[Case]:
    """Return cases whose rung is due: one's own; long due ones of every team for who may."""
    shown = _carried(actor)
    if actor.may("cases.every_team"):
        shown |= is_due(day, late=ESCALATION_DAYS)
    # What is long due is due: said first, so that the index by silence is read and no more.
    rows = Case.objects.filter(is_due(day), ended_on=None).filter(shown)
    return _first(rows.order_by("heard_on", "id"))


def steps(actor: Actor, day: date) -> Found[Step]:
    """Return one's own steps that are late or due within days, and wait for no other."""
    rows = Step.objects.filter(
        state=StepState.OPEN,
        owner_kind=Owner.MEMBER,
        owner_id=actor.account_id,
        due_on__lte=day + timedelta(days=PROMISE_DAYS),
        case__ended_on=None,
    ).exclude(after__state=StepState.OPEN)
    return _first(rows.select_related("case").defer("words").order_by("due_on", "id"))


def agreements(actor: Actor, day: date) -> Found[Agreement]:
    """Return one's own agreements that are to be asked about."""
    rows = Agreement.objects.filter(
        account_id=actor.account_id,
        outcome=Outcome.NONE,
        follow_up_on__lte=day,
        case__ended_on=None,
    )
    return _first(rows.select_related("case").defer("words").order_by("follow_up_on", "id"))


def looks(actor: Actor, day: date) -> Found[Contact]:
    """Return one's own contacts that are to be looked at again."""
    rows = Contact.objects.filter(
        look_by_id=actor.account_id,
        followed_on=None,
        follow_up_on__lte=day,
        case__ended_on=None,
    )
    return _first(rows.select_related("case").defer("note").order_by("follow_up_on", "id"))


def reviews(actor: Actor, day: date) -> Found[Case]:
    """Return one's own cases whose plan is due for review."""
    rows = Case.objects.filter(ended_on=None, manager_id=actor.account_id, review_on__lte=day)
    return _first(rows.order_by("review_on", "id"))


def exits(actor: Actor) -> Found[Exit]:
    """Return proposals to end a case that wait for this person's word."""
    if not actor.may("cases.agree"):
        return Found([])
    seen = visible_to(actor).filter(ended_on=None).values("id")
    rows = Exit.objects.filter(state=ExitState.PROPOSED, case_id__in=seen)
    rows = rows.exclude(proposed_by_id=actor.account_id).select_related("case")
    return _first(rows.defer("words", "answer").order_by("proposed_on", "id"))
