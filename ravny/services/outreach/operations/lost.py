"""Records whose intake key is destroyed: nobody can read them, and people are told so.

The phone keeps them sealed and tells its worker; here only their ids stand, so that the desk says
how many, once, however often the phone asks.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import IntakeRecord
from ..types import IntakeKind, IntakeState


def note_lost(
    actor: Actor, phone_id: UUID, record_ids: Sequence[UUID], known: Collection[UUID]
) -> None:
    """Write down which records are lost, those not written down yet. Call within a transaction."""
    wanted = {one for one in record_ids if one not in known}
    if not wanted:
        return
    with scopes_disabled():  # a record sent to another house is none of ours to write again
        present = IntakeRecord.objects.filter(id__in=wanted).values_list("id", flat=True)
        new = wanted - set(present)
    with scope(organisation=actor.organisation_id):
        IntakeRecord.objects.bulk_create(
            IntakeRecord(
                id=record_id,
                organisation_id=actor.organisation_id,
                phone_id=phone_id,
                worker_id=actor.account_id,
                kind=IntakeKind.UNKNOWN.value,
                state=IntakeState.LOST.value,
                problems=(),
            )
            for record_id in sorted(new)
        )
    if new:
        journal.write(actor=actor, verb="outreach.records_lost", subject=phone_id, count=len(new))


def settle_lost(*, actor: Actor, phone_id: UUID) -> int:
    """Say that the lost records of a phone were spoken about; return how many. Raises NotYours."""
    if not actor.may("outreach.tray"):
        raise NotYours
    with scope(organisation=actor.organisation_id):
        rows = IntakeRecord.objects.filter(
            organisation_id=actor.organisation_id,
            phone_id=phone_id,
            state=IntakeState.LOST,
            decided_on=None,
        )
        return rows.update(decided_by_id=actor.account_id, decided_on=today())
