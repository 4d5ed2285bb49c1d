"""What a revoked phone sent: held back until somebody says whether it is ours."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..models import IntakeRecord
from ..types import DropReason, IntakeState
from .intake import read_all, store
from .tray import around_of, decide

AT_ONCE = 200


def _held(actor: Actor, phone_id: UUID, record_id: UUID | None) -> list[IntakeRecord]:
    if not actor.may("outreach.tray"):
        raise NotYours
    rows = IntakeRecord.objects.select_for_update().filter(
        organisation_id=actor.organisation_id,
        phone_id=phone_id,
        state=IntakeState.QUARANTINED,
    )
    if record_id is not None:
        rows = rows.filter(id=record_id)
    return list(rows.order_by("day", "id")[:AT_ONCE])


@transaction.atomic
def release_held(*, actor: Actor, phone_id: UUID, record_id: UUID | None = None) -> int:
    """Let in what a revoked phone sent, as it would have been; return how many records.

    All of it (at most 200 at once) or the one named. What is wrong in them goes to the tray.
    """
    with scope(organisation=actor.organisation_id):
        rows = _held(actor, phone_id, record_id)
        for row in rows:
            _let_in(actor, row)
        _journal(actor, "outreach.held_released", phone_id, rows)
    return len(rows)


def _let_in(actor: Actor, row: IntakeRecord) -> None:
    facts = dict(row.facts or {})
    around = around_of(actor, row, facts)
    readings = read_all(actor, {row.id: facts}, around)
    states = store(actor, around, readings)
    if states[row.id] == IntakeState.IMPORTED:
        row.problems = ()
        decide(actor, row, IntakeState.IMPORTED)
    else:
        row.state, row.problems = IntakeState.TRAY, tuple(readings[0].problems)
        row.save(update_fields=["state", "problems"])


@transaction.atomic
def drop_held(*, actor: Actor, phone_id: UUID, reason: str, record_id: UUID | None = None) -> int:
    """Drop what a revoked phone sent, all or the one named, for a reason; return how many."""
    if reason not in DropReason.values or not reason:
        raise DomainError(_("Say why it is dropped."), field="reason", code="required")
    with scope(organisation=actor.organisation_id):
        rows = _held(actor, phone_id, record_id)
        for row in rows:
            decide(actor, row, IntakeState.DROPPED, reason)
        _journal(actor, "outreach.held_dropped", phone_id, rows)
    return len(rows)


def _journal(actor: Actor, verb: str, phone_id: UUID, rows: Sequence[IntakeRecord]) -> None:
    if rows:
        journal.write(actor=actor, verb=verb, subject=phone_id, count=len(rows))
