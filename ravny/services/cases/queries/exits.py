"""Questions about the end of cases: what is open, what was proposed, what waits for a word."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_value
from ravny.core.vault.types import SealedValue

from ..models import Case, Request
from ..models.ending import Exit
from ..models.plan import Step
from ..models.work import Agreement, Contact
from ..types import (
    AgreementKind,
    CaseFact,
    ExitState,
    Need,
    RequestKind,
    RequestState,
    StepState,
    Way,
)
from ..types.ending import OpenThing
from .gate import get_case_for, visible_to


@dataclass(frozen=True)
class ExitFact:
    """A proposal to end a case as its page shows it."""

    exit_id: UUID
    case_id: UUID
    reason: str
    evidence: Mapping[str, str]
    state: str
    proposed_on: date
    proposed_by_id: UUID
    decided_on: date | None
    decided_by_id: UUID | None
    reopened_on: date | None
    reopened_why: str
    words: SealedValue | None = field(default=None, repr=False)
    answer: SealedValue | None = field(default=None, repr=False)


def open_things(case_id: UUID) -> list[OpenThing]:
    """Return what is open in a case: requests, steps, agreements, contacts. Four queries.

    Needs the organisation's scope.
    """
    found = [
        OpenThing("request", row.id, RequestKind(row.kind).label)
        for row in open_requests(case_id).order_by("asked_on", "id")
    ]
    found += [
        OpenThing("step", row.id, Need(row.goal.need).label, row.due_on, row.code)
        for row in open_steps(case_id).select_related("goal").order_by("place", "id")
    ]
    found += [
        OpenThing("agreement", row.id, AgreementKind(row.kind).label, row.follow_up_on)
        for row in open_agreements(case_id).order_by("follow_up_on", "id")
    ]
    found += [
        OpenThing("contact", row.id, Way(row.way).label, row.follow_up_on)
        for row in open_contacts(case_id).order_by("follow_up_on", "id")
    ]
    return found


def open_requests(case_id: UUID) -> QuerySet[Request]:
    """Return the requests nobody wrote a result to."""
    return Request.objects.filter(case_id=case_id).exclude(state=RequestState.ENDED)


def open_steps(case_id: UUID) -> QuerySet[Step]:
    """Return the steps of the team and of partners that are to do; the client's own go on."""
    return Step.objects.filter(case_id=case_id, state=StepState.OPEN).exclude(owner_kind="client")


def open_agreements(case_id: UUID) -> QuerySet[Agreement]:
    """Return the agreements somebody wanted to come back to."""
    return Agreement.objects.filter(case_id=case_id, outcome="", follow_up_on__isnull=False)


def open_contacts(case_id: UUID) -> QuerySet[Contact]:
    """Return the contacts after which somebody wanted to look again."""
    return Contact.objects.filter(
        case_id=case_id, followed_on__isnull=True, follow_up_on__isnull=False
    )


def exits_of(actor: Actor, case: CaseFact) -> list[ExitFact]:
    """Return the proposals to end a case that passed the gate, the newest first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Exit.objects.filter(case_id=case.case_id).order_by("-proposed_on", "-id")
        return [_fact(row) for row in rows]


def _fact(row: Exit) -> ExitFact:
    return ExitFact(
        exit_id=row.id,
        case_id=row.case_id,
        reason=row.reason,
        evidence=dict(row.evidence),
        state=row.state,
        proposed_on=row.proposed_on,
        proposed_by_id=row.proposed_by_id,
        decided_on=row.decided_on,
        decided_by_id=row.decided_by_id,
        reopened_on=row.reopened_on,
        reopened_why=row.reopened_why,
        words=sealed_value(row, "words"),
        answer=sealed_value(row, "answer"),
    )


def get_exit_for(actor: Actor, exit_id: UUID) -> tuple[ExitFact, CaseFact]:
    """Gate: a proposal of a case the actor may see, with its case; raises NotYours."""
    with scope(organisation=actor.organisation_id):
        row = Exit.objects.filter(id=exit_id).first()
    if row is None:
        raise NotYours
    return _fact(row), get_case_for(actor, row.case_id)


def waiting_exits(actor: Actor) -> list[tuple[UUID, UUID, date]]:
    """Return (proposal, client, day) of what waits for this person's word, the oldest first.

    Nobody agrees to their own. One query.
    """
    if not actor.may("cases.agree"):
        return []
    with scope(organisation=actor.organisation_id):
        seen = visible_to(actor).filter(ended_on__isnull=True)
        rows = Exit.objects.filter(state=ExitState.PROPOSED, case__in=seen).exclude(
            proposed_by_id=actor.account_id
        )
        found = rows.order_by("proposed_on", "id").values_list(
            "id", "case__client_id", "proposed_on"
        )
        return list(found)


def may_end(actor: Actor, case: CaseFact | Case) -> bool:
    """Tell whether somebody may propose the end of a case: who carries it, or a coordinator."""
    carries = case.manager_id == actor.account_id and actor.may("cases.open")
    return carries or actor.may("cases.agree")
