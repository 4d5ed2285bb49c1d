"""Items, places and thresholds: what an organisation keeps stock of, and where."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import infections

from ..models import Balance, Item, Place, Threshold
from ..types import ItemFacts, ItemKind, PlaceKind, Unit
from ..usual import USUAL_AID
from .ledger import LARGEST, require_item, require_place


@transaction.atomic
def save_place(*, actor: Actor, place_id: UUID, kind: str, label: str, active: bool) -> None:
    """Make or change a store, centre or mobile clinic (a bag is made by `ensure_bag`).

    A place can be closed only when nothing lies in it: stock in a closed place would be lost.
    """
    with scope(organisation=actor.organisation_id):
        place = Place.objects.select_for_update().filter(id=place_id).first()
        if place is None:
            place = Place(id=place_id, organisation_id=actor.organisation_id)
        is_bag = place.holder_id is not None
        if kind not in PlaceKind.values or is_bag != (kind == PlaceKind.BAG):
            raise DomainError(_("Choose what kind of place it is."), field="kind", code="invalid")
        if not active and Balance.objects.filter(place_id=place_id, quantity__gt=0).exists():
            raise DomainError(
                _("Something lies here. Move it or write it off first."),
                field="active",
                code="full",
            )
        place.kind, place.label, place.active = kind, label, active
        place.save()
        journal.write(actor=actor, verb="stock.place_saved", subject=place_id)


@transaction.atomic
def save_item(*, actor: Actor, item_id: UUID, facts: ItemFacts) -> None:
    """Make or change an item.

    Raises DomainError for a leaflet without its language, a test kit without an infection, and
    for either of a test kit's facts on anything else.
    """
    if facts.kind not in ItemKind.values or facts.unit not in Unit.values:
        raise NotYours
    if facts.kind == ItemKind.LEAFLET and not facts.language:
        raise DomainError(_("Say which language the leaflet is in."), field="language")
    _check_kit(facts)
    with scope(organisation=actor.organisation_id):
        item = Item.objects.select_for_update().filter(id=item_id).first()
        if item is None:
            item = Item(id=item_id, organisation_id=actor.organisation_id)
        for name, value in asdict(facts).items():
            setattr(item, name, value)
        item.save()
        journal.write(actor=actor, verb="stock.item_saved", subject=item_id)


@transaction.atomic
def add_usual_aid(*, actor: Actor) -> int:
    """Take the usual aid into the catalogue; return how many are new."""
    with scope(organisation=actor.organisation_id):
        known = set(Item.objects.filter(kind=ItemKind.AID).values_list("label_ru", flat=True))
    missing = [facts for facts in USUAL_AID if facts.label_ru not in known]
    for facts in missing:
        save_item(actor=actor, item_id=day_id(), facts=facts)
    return len(missing)


def _check_kit(facts: ItemFacts) -> None:
    if not set(facts.infections) <= set(infections()):
        raise DomainError(_("Choose from the list."), field="infections", code="invalid")
    if facts.kind == ItemKind.TEST_KIT:
        if not facts.infections:
            raise DomainError(_("Say what the kit tests for."), field="infections", code="none")
        return
    for name in ("infections", "self_test"):
        if getattr(facts, name):
            raise DomainError(_("Only for a test kit."), field=name, code="no_kit")


def set_threshold(*, actor: Actor, place_id: UUID, item_id: UUID, minimum: int) -> None:
    """Say below how many an item at a place is on *Today*; 0 takes the threshold away."""
    set_thresholds(actor=actor, place_id=place_id, minimums={item_id: minimum})


@transaction.atomic
def set_thresholds(*, actor: Actor, place_id: UUID, minimums: Mapping[UUID, int]) -> None:
    """Set the thresholds of several items of a place; items not named keep theirs."""
    with scope(organisation=actor.organisation_id):
        require_place(actor, place_id)
        for item_id, minimum in minimums.items():
            require_item(item_id)
            if not 0 <= minimum <= LARGEST:
                raise DomainError(_("Enter a number from 0."), code="range")
            if minimum:
                Threshold.objects.update_or_create(
                    place_id=place_id, item_id=item_id, defaults={"minimum": minimum}
                )
            else:
                Threshold.objects.filter(place_id=place_id, item_id=item_id).delete()
        journal.write(
            actor=actor, verb="stock.threshold_set", subject=place_id, count=len(minimums)
        )
