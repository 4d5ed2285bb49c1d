"""The tray: records whose content was wrong, mended, imported or dropped by a person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..models import IntakeRecord
from ..types import FIELD_OF, DropReason, IntakeState, Problem
from .intake import read_all, store, surroundings
from .reading import Surroundings, read_id

UNDECIDED = (IntakeState.TRAY.value, IntakeState.QUARANTINED.value)


class StillWrong(DomainError):
    """A mended record has `problems` left: `faults` are (field of the form or None, words)."""

    def __init__(self, problems: list[str]) -> None:
        self.problems, words = tuple(problems), dict(Problem.choices)
        self.faults = [(FIELD_OF[code] or None, str(words[code])) for code in problems]
        field, message = self.faults[0]
        super().__init__(message, field=field, code="still_wrong")


def locked(actor: Actor, record_id: UUID) -> IntakeRecord:
    if not actor.may("outreach.tray"):
        raise NotYours
    row = (
        IntakeRecord.objects.select_for_update()
        .filter(organisation_id=actor.organisation_id, id=record_id)
        .first()
    )
    if row is None:
        raise NotYours
    return row


def around_of(actor: Actor, row: IntakeRecord, facts: Mapping[str, Any]) -> Surroundings:
    return surroundings(actor, row.worker_id, row.phone_id, read_id(facts.get("team")), [facts])


def decide(actor: Actor, row: IntakeRecord, state: str, reason: str = "") -> None:
    """Close a record; what it said goes, only the fact that it came stays."""
    row.state, row.drop_reason, row.facts = state, reason, None
    row.decided_by_id, row.decided_on = actor.account_id, today()
    row.save(
        update_fields=["state", "drop_reason", "facts", "decided_by", "decided_on", "problems"]
    )


@transaction.atomic
def mend_record(*, actor: Actor, record_id: UUID, changes: Mapping[str, Any]) -> None:
    """Import a record of the tray with some of its fields changed (names as on the wire).

    A record decided already is left alone. Raises StillWrong with every fault that is left,
    NotYours without the right to the tray.
    """
    with scope(organisation=actor.organisation_id):
        row = locked(actor, record_id)
        if row.state != IntakeState.TRAY or row.facts is None:
            return
        facts = {**row.facts, **changes, "id": str(row.id)}
        if changes.get("leave_out_note"):
            facts["note"] = None
        if changes.get("leave_out_tests"):
            facts["tests"] = None
        around = around_of(actor, row, facts)
        readings = read_all(actor, {row.id: facts}, around)
        store(actor, around, readings)
        if readings[0].problems:
            raise StillWrong(readings[0].problems)
        row.kind, row.problems = readings[0].kind, ()
        decide(actor, row, IntakeState.IMPORTED)
        journal.write(actor=actor, verb="outreach.record_mended", subject=row.id)


@transaction.atomic
def drop_record(*, actor: Actor, record_id: UUID, reason: str) -> None:
    """Drop a record for a reason; said twice it changes nothing. Raises DomainError, NotYours."""
    if reason not in DropReason.values or not reason:
        raise DomainError(_("Say why it is dropped."), field="reason", code="required")
    with scope(organisation=actor.organisation_id):
        row = locked(actor, record_id)
        if row.state in UNDECIDED:
            decide(actor, row, IntakeState.DROPPED, reason)
            journal.write(actor=actor, verb="outreach.record_dropped", subject=row.id)
