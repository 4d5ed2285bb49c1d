"""Boxes that choose a place, an item or a lot: ids in, ids out."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Text

from ..types import PlaceFact, PlaceKind

ASK = ("", _("Choose …"))
ANY = ("", _("Everything"))


class IdChoice(forms.TypedChoiceField):
    """One of a few records, by its id. Choices are given when the form is made."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=UUID, empty_value=None, **kwargs)


def offer(
    field: forms.Field, pairs: Iterable[tuple[UUID, Text]], first: tuple[str, Text] = ASK
) -> None:
    """Put records into a choosing box."""
    field.choices = [first, *((str(key), label) for key, label in pairs)]  # type: ignore[attr-defined]  # a choice field


def place_label(place: PlaceFact) -> Text:
    """Return a place's label; a bag is called a bag, for its label is a working name."""
    return (
        _("%(name)s: bag") % {"name": place.label} if place.kind == PlaceKind.BAG else place.label
    )


def place_pairs(places: Iterable[PlaceFact]) -> list[tuple[UUID, Text]]:
    """Return (id, label) of places for a choosing box."""
    return [(place.place_id, place_label(place)) for place in places]
