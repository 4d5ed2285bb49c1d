"""Counting what really lies in a place; every difference is explained by a person."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..models import Balance, Count, Place
from ..types import CountedLot, Explanation, Reason, counted_field, why_field
from .ledger import LARGEST, Change, apply, require_place


@transaction.atomic
def record_count(
    *, actor: Actor, count_id: UUID, place_id: UUID, lines: Sequence[CountedLot]
) -> None:
    """Set a place to what was counted; every difference must be explained. Idempotent by id.

    Raises DomainError beside the lot's own box, NotYours for a lot that never lay here.
    """
    with scope(organisation=actor.organisation_id):
        require_place(actor, place_id)
        if Count.objects.filter(id=count_id).exists():
            return
        rows = Balance.objects.select_for_update().filter(place_id=place_id)
        balances = dict(rows.values_list("lot_id", "quantity"))
        changes = [
            change
            for line in lines
            if (change := _difference(place_id, count_id, line, balances)) is not None
        ]
        if changes:
            apply(actor, today(), changes)
        Place.objects.filter(id=place_id).update(unexplained=0)
        Count.objects.create(
            id=count_id,
            organisation_id=actor.organisation_id,
            place_id=place_id,
            actor_id=actor.account_id,
            lots=len(lines),
            differing=len(changes),
        )
        journal.write(actor=actor, verb="stock.counted", subject=place_id, count=len(lines))


def _difference(
    place_id: UUID, count_id: UUID, line: CountedLot, balances: dict[UUID, int]
) -> Change | None:
    """Return the movement that sets a lot to what was counted, None when it was right."""
    if line.lot_id not in balances:
        raise NotYours
    if not 0 <= line.counted <= LARGEST:
        raise DomainError(
            _("Enter how many you counted."), field=counted_field(line.lot_id), code="range"
        )
    difference = line.counted - balances[line.lot_id]
    if difference == 0:
        return None
    if line.explanation not in set(Explanation.values) - {""}:
        raise DomainError(
            _("Say why it differs from %(expected)s.") % {"expected": balances[line.lot_id]},
            field=why_field(line.lot_id),
            code="unexplained",
        )
    return Change(
        place_id, line.lot_id, difference, Reason.COUNTED.value, count_id, line.explanation
    )
