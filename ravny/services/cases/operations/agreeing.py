"""What was agreed with a client: motivation for treatment, the plan, how to work together."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..models.work import Agreement
from ..questionnaires import MOST
from ..types import AgreementKind, Barrier, Outcome
from . import rules
from .settling import locked_case, settle

FARTHEST_DAYS = 400


@dataclass(frozen=True)
class Agreed:
    """What a talk came to; readiness and confidence 0 to 10 as the client says."""

    agreement_id: UUID
    case_id: UUID
    kind: str
    day: date
    readiness: int | None = None
    confidence: int | None = None
    barriers: tuple[str, ...] = ()
    follow_up_on: date | None = None
    words: bytes | None = None


@transaction.atomic
def write_agreement(*, actor: Actor, agreed: Agreed) -> None:
    """Write down what was agreed; the same id again changes nothing.

    A talk about treatment needs at least one of its two rulers, or a barrier.
    """
    _check(agreed)
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, agreed.case_id)
        with scopes_disabled():  # an id known anywhere is never used again
            if Agreement.objects.filter(id=agreed.agreement_id).exists():
                return
        Agreement.objects.create(
            id=agreed.agreement_id,
            organisation_id=actor.organisation_id,
            case=case,
            kind=agreed.kind,
            day=agreed.day,
            readiness=agreed.readiness,
            confidence=agreed.confidence,
            barriers=agreed.barriers,
            follow_up_on=agreed.follow_up_on,
            account_id=actor.account_id,
            words=agreed.words,
        )
        settle(actor=actor, case=case, by="cases.agreed_upon", heard=agreed.day == today())
        journal.write(actor=actor, verb="cases.agreed_upon", subject=case.id)


def _check(agreed: Agreed) -> None:
    rules.check_code(agreed.kind, AgreementKind.values, "kind")
    rules.check_past(agreed.day)
    for code in agreed.barriers:
        rules.check_code(code, Barrier.values, "barriers")
    rulers = {"readiness": agreed.readiness, "confidence": agreed.confidence}
    for field, value in rulers.items():
        if value is not None and not 0 <= value <= MOST:
            raise DomainError(_("Choose a number from 0 to 10."), field=field, code="ruler")
    _check_ahead(agreed.follow_up_on, earliest=agreed.day)
    unasked = not agreed.barriers and set(rulers.values()) == {None}
    if agreed.kind == AgreementKind.MOTIVATION and unasked:
        text = _("Ask at least how ready they are, or what is in the way.")
        raise DomainError(text, field="readiness", code="empty")


def _check_ahead(day: date | None, *, earliest: date) -> None:
    if day is not None and not earliest <= day <= today() + timedelta(days=FARTHEST_DAYS):
        text = _("Choose a day that can be kept.")
        raise DomainError(text, field="follow_up_on", code="plan")


@transaction.atomic
def look_at_agreement(
    *,
    actor: Actor,
    agreement_id: UUID,
    outcome: str,
    outcome_on: date,
    follow_up_on: date | None = None,
) -> None:
    """Write what became of an agreement, or put the day of looking off with `outcome` ""."""
    rules.check_code(outcome, Outcome.values, "outcome")
    with scope(organisation=actor.organisation_id):
        found = Agreement.objects.filter(id=agreement_id).values_list("case_id", flat=True).first()
        if found is None:
            raise NotYours
        case = locked_case(actor, found)
        row = Agreement.objects.get(id=agreement_id)
        if outcome:
            rules.check_past(outcome_on, field="outcome_on", earliest=row.day)
            row.outcome, row.outcome_on = outcome, outcome_on
        else:
            if follow_up_on is None or follow_up_on < today():
                text = _("Choose what became of it, or the day of the next look.")
                raise DomainError(text, field="outcome", code="required")
            _check_ahead(follow_up_on, earliest=today())
            row.outcome, row.outcome_on, row.follow_up_on = "", None, follow_up_on
        row.save(update_fields=["outcome", "outcome_on", "follow_up_on"])
        heard = bool(outcome) and outcome_on == today()
        settle(actor=actor, case=case, by="cases.looked_at_agreement", heard=heard)
        journal.write(actor=actor, verb="cases.looked_at_agreement", subject=case.id)
