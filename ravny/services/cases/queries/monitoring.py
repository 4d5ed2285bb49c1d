"""How a case goes on: what is late, how long the client is silent, which one thing is next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor

from ..ladder import Standing
from ..models.work import Agreement, Contact
from ..safe import SafeFact
from ..types import CaseFact, Circumstance, Outcome, SafeChannel
from ..types.plan import OpenStep
from .contacts import missed_by_reason, safe_of, waiting
from .plan import open_steps_of
from .silence import stand

DANGER_DAYS = 3
"""Somebody in danger who was not heard for longer is asked about first."""


@dataclass(frozen=True)
class Monitor:
    """What is watched in a case."""

    day: date
    silent_days: int
    standing: Standing
    safe: SafeFact
    late_steps: tuple[OpenStep, ...]
    looks: tuple[Contact, ...]
    agreements: tuple[tuple[UUID, date], ...]
    missed: Mapping[str, int]
    is_in_danger: bool
    review_is_due: bool

    @property
    def next(self) -> str:
        """Return the one thing to do next: a code of pages.monitoring.NEXT, "" for nothing."""
        due = (
            ("danger", self.is_in_danger and self.silent_days > DANGER_DAYS),
            ("silence", bool(self.standing.reached(self.day))),
            ("steps", bool(self.late_steps)),
            ("looks", any(one.follow_up_on <= self.day for one in self.looks if one.follow_up_on)),
            ("agreements", any(due_on <= self.day for _id, due_on in self.agreements)),
            ("review", self.review_is_due),
            ("ask", not self.safe.is_asked),
        )
        return next((code for code, is_due in due if is_due), "")


def monitor_of(actor: Actor, case: CaseFact) -> Monitor:
    """Return what is watched in a case whose gate the actor passed. Nine queries at most."""
    day = today()
    safe = safe_of(actor, case.case_id)
    steps = open_steps_of(actor.organisation_id, case_ids=[case.case_id], due_by=day)
    with scope(organisation=actor.organisation_id):
        stands = stand({case.case_id: case.heard_on}, {case.case_id: safe})[case.case_id]
        return Monitor(
            day=day,
            silent_days=max((day - case.heard_on).days, 0),
            standing=stands,
            safe=safe,
            late_steps=tuple(one for one in steps if one.due_on and one.due_on < day),
            looks=tuple(waiting(actor, case)),
            agreements=_agreements(case.case_id),
            missed=missed_by_reason(case.case_id),
            is_in_danger=Circumstance.DANGER in case.circumstances,
            review_is_due=case.review_on is not None and case.review_on <= day,
        )


def _agreements(case_id: UUID) -> tuple[tuple[UUID, date], ...]:
    rows = Agreement.objects.filter(_open_agreements(), case_id=case_id).order_by("follow_up_on")
    return tuple((key, due) for key, due in rows.values_list("id", "follow_up_on") if due)


def _open_agreements() -> Q:
    return Q(outcome=Outcome.NONE, follow_up_on__isnull=False)


def last_tries(case_ids: list[UUID]) -> dict[UUID, tuple[date, str]]:
    """Return case id → (day, way) of the last try. One query; needs the organisation's scope."""
    found: dict[UUID, tuple[date, str]] = {}
    rows = Contact.objects.filter(case_id__in=case_ids, kind="attempt").order_by("day", "id")
    for case_id, day, way in rows.values_list("case_id", "day", "way"):
        found[case_id] = (day, way)
    return found


def channel_label(channel: str) -> str:
    """Return a safe channel in words, "" for never asked."""
    return str(SafeChannel(channel).label) if channel else ""


__all__ = ["DANGER_DAYS", "Monitor", "channel_label", "last_tries", "monitor_of"]
