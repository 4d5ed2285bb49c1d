"""What the boxes of this room offer: teams, colleagues, sites, places, kits with their lots."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.formats import day
from ravny.core.kit.registries import Text
from ravny.core.staff.queries import list_staff, list_teams
from ravny.core.staff.types import Actor
from ravny.services.encounters.queries import list_sites
from ravny.services.stock.queries import (
    bag_of,
    kits_of,
    list_items,
    list_places,
    lot_labels,
    lots_in,
)
from ravny.services.stock.types import ItemKind, KitFact, PlaceKind

from ..types import Result

Pairs = Sequence[tuple[str, Text]]
ANY: tuple[str, Text] = ("", _("any"))
NO_KIT: tuple[str, Text] = ("", _("no kit of ours"))
STRIPS = {
    Result.NONREACTIVE.value: "one-line",
    Result.REACTIVE.value: "two-lines",
    Result.INVALID.value: "none",
}
KNOWN_RESULTS = [choice for choice in Result.choices if choice[0]]


def team_choices(actor: Actor) -> Pairs:
    """Return the teams a new test may belong to."""
    every = actor.may("testing.every_team")
    return [(str(team.team_id), team.label) for team in list_teams(actor, own_only=not every)]


def team_labels(actor: Actor) -> dict[UUID, str]:
    """Return team id → label of every team of the house."""
    return {team.team_id: team.label for team in list_teams(actor, own_only=False)}


def site_choices(actor: Actor, *, active_only: bool = True) -> Pairs:
    """Return the sites the actor works at."""
    sites = list_sites(actor, active_only=active_only)
    return [(str(site.site_id), site.label) for site in sites]


def worker_choices(actor: Actor) -> Pairs:
    """Return colleagues under their working names."""
    return [(str(one.account_id), one.pseudonym) for one in list_staff(actor)]


def place_choices(actor: Actor) -> Pairs:
    """Return where a kit may come from: the worker's bag, or a place that is no bag."""
    places = [
        (str(place.place_id), place.label)
        for place in list_places(actor.organisation_id)
        if place.kind != PlaceKind.BAG
    ]
    return [("", _("the worker's bag")), *places]


def kits_at(actor: Actor, worker_id: UUID, place_id: UUID | None) -> list[KitFact]:
    """Return every kit, those that lie in the place (or the worker's bag) first. Three queries."""
    where = place_id or bag_of(actor.organisation_id, worker_id)
    return kits_of(actor.organisation_id, where)


def kit_choices(kits: Sequence[KitFact]) -> Pairs:
    """Return "item:lot" → kit, lot, expiry; what expires first stands first.

    A kit that does not lie there can still be named, without its lot.
    """
    found: list[tuple[str, Text]] = []
    for kit in kits:
        for lot in kit.lots:
            words = {"kit": kit.label, "lot": lot.number, "left": lot.left}
            if lot.expires_on:
                words["day"] = day(lot.expires_on)
                label = gettext("%(kit)s, lot %(lot)s, until %(day)s (%(left)s left)") % words
            else:
                label = gettext("%(kit)s, lot %(lot)s (%(left)s left)") % words
            found.append((f"{kit.item_id}:{lot.lot_id}", label))
    for kit in kits:
        found.append((f"{kit.item_id}:", gettext("%(kit)s, lot not known") % {"kit": kit.label}))
    return found


def lot_choices(actor: Actor, asked: str = "") -> Pairs:
    """Return the lots of test kits that lie somewhere the actor sees, and the one asked for."""
    kits = {
        item.item_id for item in list_items(actor.organisation_id) if item.kind == ItemKind.TEST_KIT
    }
    found: dict[str, Text] = {
        str(lot.lot_id): f"{lot.item}, {lot.number}"
        for lot in lots_in(actor)
        if lot.item_id in kits
    }
    if asked not in found:
        with suppress(ValueError):
            for fact in lot_labels(actor.organisation_id, [UUID(asked)]).values():
                found[asked] = f"{fact.item_label}, {fact.number}"
    return sorted(found.items(), key=lambda pair: str(pair[1]))


def kit_ids(value: str) -> tuple[UUID | None, UUID | None]:
    """Take an answer of `kit_choices` apart: the item and the lot."""
    item, _colon, lot = value.partition(":")
    return (UUID(item) if item else None, UUID(lot) if lot else None)


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Give a box its choices."""
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a ChoiceField by declaration
