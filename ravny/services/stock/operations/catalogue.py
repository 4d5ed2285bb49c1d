"""Items, places and thresholds: what an organisation keeps stock of, and where."""

from uuid import UUID

from django.db import transaction
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import Item, Place, Threshold
from .ledger import require_place


@transaction.atomic
def save_place(*, actor: Actor, place_id: UUID, kind: str, label: str, active: bool) -> None:
    """Make or change a store, centre or mobile clinic (a bag is made by `ensure_bag`)."""
    with scope(organisation=actor.organisation_id):
        Place.objects.update_or_create(
            id=place_id,
            defaults={"kind": kind, "label": label, "active": active},
            create_defaults={
                "organisation_id": actor.organisation_id,
                "kind": kind,
                "label": label,
                "active": active,
            },
        )
        journal.write(actor=actor, verb="stock.place_saved", subject=place_id)


@transaction.atomic
def save_item(*, actor: Actor, item_id: UUID, facts: dict[str, object]) -> None:
    """Make or change an item; `facts` are the columns of the form."""
    with scope(organisation=actor.organisation_id):
        Item.objects.update_or_create(
            id=item_id,
            defaults=facts,
            create_defaults={"organisation_id": actor.organisation_id, **facts},
        )
        journal.write(actor=actor, verb="stock.item_saved", subject=item_id)


@transaction.atomic
def set_threshold(*, actor: Actor, place_id: UUID, item_id: UUID, minimum: int) -> None:
    """Say below how many an item at a place is on *Today*; 0 takes the threshold away."""
    with scope(organisation=actor.organisation_id):
        require_place(actor, place_id)
        if not Item.objects.filter(id=item_id).exists():
            raise NotYours
        if minimum:
            Threshold.objects.update_or_create(
                place_id=place_id, item_id=item_id, defaults={"minimum": minimum}
            )
        else:
            Threshold.objects.filter(place_id=place_id, item_id=item_id).delete()
        journal.write(actor=actor, verb="stock.threshold_set", subject=place_id)
