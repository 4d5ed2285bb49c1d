"""Questions about what stands beside the tray: held back of a revoked phone, or lost on one."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from .models import IntakeRecord
from .types import HeldPhone, IntakeState


def _held() -> QuerySet[IntakeRecord]:
    return IntakeRecord.objects.filter(state=IntakeState.QUARANTINED)


def _lost() -> QuerySet[IntakeRecord]:
    return IntakeRecord.objects.filter(state=IntakeState.LOST, decided_on=None)


def _by_phone(actor: Actor, rows: QuerySet[IntakeRecord]) -> list[HeldPhone]:
    with scope(organisation=actor.organisation_id):
        counted = (
            rows.filter(organisation_id=actor.organisation_id)
            .values("phone_id", "worker__pseudonym")
            .annotate(records=Count("id"), first=Min("day"), last=Max("day"))
            .order_by("phone_id")
        )
        return [
            HeldPhone(row["phone_id"], row["worker__pseudonym"], row["records"], row["first"],
                      row["last"])
            for row in counted
        ]  # fmt: skip


def held_phones(actor: Actor) -> list[HeldPhone]:
    """Return the phones of which records are held back. One query."""
    with scope(organisation=actor.organisation_id):
        return _by_phone(actor, _held())


def lost_phones(actor: Actor) -> list[HeldPhone]:
    """Return the phones with records that nobody can open, until somebody took note. One query."""
    with scope(organisation=actor.organisation_id):
        return _by_phone(actor, _lost())


def get_held_phone_for(actor: Actor, phone_id: UUID) -> HeldPhone:
    """Gate: what is held back of a phone; raises NotYours when nothing is. One query."""
    if actor.may("outreach.tray"):
        with scope(organisation=actor.organisation_id):
            for held in _by_phone(actor, _held().filter(phone_id=phone_id)):
                return held
    raise NotYours


def held_rows(actor: Actor, phone_id: UUID) -> QuerySet[IntakeRecord]:
    """Return the records held back of a phone, for the list page. Call within the scope."""
    return _held().filter(organisation_id=actor.organisation_id, phone_id=phone_id)


def counted_by_phone(actor: Actor, phone_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return phone id → how many records are held back, how many lost. One query."""
    found: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
    with scope(organisation=actor.organisation_id):
        rows = (_held() | _lost()).filter(
            organisation_id=actor.organisation_id, phone_id__in=phone_ids
        )
        for row in rows.values("phone_id", "state").annotate(records=Count("id")):
            found[row["phone_id"]][row["state"] == IntakeState.LOST] = row["records"]
    return {phone_id: (held, lost) for phone_id, (held, lost) in found.items()}
