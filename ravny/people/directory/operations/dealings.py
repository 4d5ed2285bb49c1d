"""Writing down what was asked of an office and what came of it."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import Dealing
from ..types import DealingEntry, Outcome
from .checks import check_dealing, check_next
from .services import own_service


def _own_dealing(actor: Actor, dealing_id: UUID) -> Dealing | None:
    with scopes_disabled():  # an id of another house must be refused, not written over
        row = Dealing.objects.select_for_update().filter(id=dealing_id).first()
    if row and row.organisation_id != actor.organisation_id:
        raise NotYours
    return row


@transaction.atomic
def record_dealing(*, actor: Actor, dealing_id: UUID, entry: DealingEntry) -> None:
    """Write a dealing down, or change it; who asked stays who wrote it first.

    Raises DomainError beside the field, NotYours for another house's service or dealing.
    """
    check_dealing(entry)
    own_service(actor, entry.service_id)
    dealing = _own_dealing(actor, dealing_id)
    if dealing and dealing.service_id != entry.service_id:
        raise NotYours
    if dealing is None:
        dealing = Dealing(
            id=dealing_id,
            organisation_id=actor.organisation_id,
            service_id=entry.service_id,
            worker_id=actor.account_id,
        )
    dealing.day, dealing.asked, dealing.answer = entry.day, entry.asked, entry.answer
    dealing.note = entry.note
    _settle(dealing, entry.outcome, entry.next_on)
    with scope(organisation=actor.organisation_id):
        dealing.save()
    journal.write(actor=actor, verb="directory.dealing", subject=entry.service_id)


def _settle(dealing: Dealing, outcome: str, next_on: date | None) -> None:
    # What came to an end is asked for no more.
    dealing.outcome = outcome
    dealing.next_on = next_on if outcome == Outcome.OPEN else None


@transaction.atomic
def settle_dealing(
    *, actor: Actor, dealing_id: UUID, outcome: str, next_on: date | None = None
) -> None:
    """Say what came of a dealing, or when to ask again; raises DomainError, NotYours."""
    dealing = _own_dealing(actor, dealing_id)
    if dealing is None:
        raise NotYours
    check_next(outcome, next_on, dealing.day)
    _settle(dealing, outcome, next_on)
    dealing.save(update_fields=["outcome", "next_on"])
    journal.write(actor=actor, verb="directory.dealing", subject=dealing.service_id)
