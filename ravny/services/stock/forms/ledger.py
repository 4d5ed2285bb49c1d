"""The boxes above the movements and the month."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from babel.dates import format_skeleton
from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.formats import reader_locale
from ravny.core.kit.registries import Text

from ..types import Reason
from .choices import ANY, IdChoice, offer

MONTHS_BACK = 24
ALL_PLACES = ("", _("All places"))


class MovementFilters(FilterForm):
    """By place, item, reason, days. `places` and `items` are set on a subclass for each reader."""

    place = IdChoice(label=_("Place"))
    item = IdChoice(label=_("Item"))
    reason = forms.ChoiceField(label=_("Why"), choices=[ANY, *Reason.choices])
    day_from = forms.DateField(label=_("From day"))
    day_to = forms.DateField(label=_("To day"))

    places: list[tuple[UUID, Text]] = []
    items: Mapping[UUID, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["place"], self.places, ANY)
        offer(self.fields["item"], self.items.items(), ANY)


def months() -> list[tuple[str, str]]:
    """Return ("2026-11", "November 2026") for this month and two years back."""
    found, month = [], today().replace(day=1)
    for _number in range(MONTHS_BACK):
        words = str(format_skeleton("yMMMM", month, locale=reader_locale()))
        found.append((f"{month:%Y-%m}", words))
        month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    return found


def month_of(chosen: Any) -> date:
    """Read "2026-11" as the first day of the month; nothing chosen is this month."""
    return date.fromisoformat(f"{chosen}-01") if chosen else today().replace(day=1)


class TurnoverFilters(FilterForm):
    """Which month, which place."""

    month = forms.ChoiceField(label=_("Month"))
    place = IdChoice(label=_("Place"))

    places: list[tuple[UUID, Text]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [("", _("This month")), *months()[1:]]  # type: ignore[attr-defined]  # a choice field
        offer(self.fields["place"], self.places, ALL_PLACES)
