"""Deliveries, moves with several items at once, write-offs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.formats import day, number
from ravny.core.kit.forms import Box, Choice, RecordForm, Stepper
from ravny.core.kit.registries import Text

from ..operations import LARGEST
from ..queries import LotInPlace
from ..types import Explanation, ItemFact, MoveLine, PlaceFact, line_field
from .choices import IdChoice, offer, place_pairs

LOT_NUMBER = RegexValidator(
    r"^[\w./ -]*$", _("Letters, digits, dots and dashes only, as printed on the box.")
)
# A typing mistake in the year is far more likely than such an old delivery.
OLDEST_YEAR = 2000


class DayField(forms.DateField):
    """The day something happened: today unless somebody says otherwise, never a day ahead."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Day"), initial=today, **kwargs)

    def validate(self, value: Any) -> None:
        """Refuse days ahead and slips of the year."""
        super().validate(value)
        if value and value > today():
            raise ValidationError(_("The day lies ahead. Choose a day up to today."))
        if value and value.year < OLDEST_YEAR:
            raise ValidationError(_("Check the year."))


class DeliveryForm(RecordForm):
    """One lot that was delivered to a place."""

    place = IdChoice(label=_("Where to"))
    item = IdChoice(label=_("What"))
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=LARGEST)
    expires_on = forms.DateField(
        label=_("Expires"), required=False, help_text=_("As printed on the box.")
    )
    number = forms.CharField(
        label=_("Lot number"),
        max_length=24,
        required=False,
        validators=[LOT_NUMBER],
        help_text=_("As printed on the box. Never a name."),
    )
    day = DayField()

    def __init__(
        self,
        *args: Any,
        places: Iterable[PlaceFact],
        items: Iterable[ItemFact],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["place"], place_pairs(places))
        offer(self.fields["item"], [(item.item_id, item.label) for item in items])

    def clean_expires_on(self) -> Any:
        """Refuse a lot that has expired: it must not come onto the shelf."""
        expires_on = self.cleaned_data["expires_on"]
        if expires_on and expires_on < today():
            raise ValidationError(_("This lot has expired. Do not take it in."))
        return expires_on


class RouteForm(FilterForm):
    """Where from and where to; asked before what."""

    source = IdChoice(label=_("From where"))
    target = IdChoice(label=_("To where"))

    def __init__(
        self,
        *args: Any,
        sources: Iterable[PlaceFact],
        targets: Iterable[PlaceFact],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["source"], place_pairs(sources))
        offer(self.fields["target"], place_pairs(targets))


@dataclass(frozen=True)
class Line:
    """A row of a form with several items: its box, and the numbers beside it."""

    item: ItemFact
    box: Box
    numbers: list[tuple[Text, int]]


class LinesForm(RecordForm):
    """How many of each item; boxes may stay empty, but not all of them.

    `limits`: item id → how many the source has (None: a wish has no limit).
    """

    def __init__(
        self,
        *args: Any,
        items: Sequence[ItemFact],
        columns: Mapping[Text, Mapping[UUID, int]],
        limits: Mapping[UUID, int] | None = None,
        proposed: Mapping[UUID, int] | None = None,
        **kwargs: Any,
    ) -> None:
        proposal = {line_field(key): many for key, many in (proposed or {}).items() if many}
        super().__init__(*args, initial=proposal, **kwargs)
        self.items, self.columns, self.limits = items, columns, limits
        for item in items:
            self.fields[line_field(item.item_id)] = forms.IntegerField(
                label=item.label,
                required=False,
                min_value=0,
                max_value=LARGEST,
                widget=Stepper(by=max(item.step, 1)),
            )

    def rows(self) -> list[Line]:
        """Return the rows of the table, each with its box."""
        return [
            Line(
                item,
                self[line_field(item.item_id)],  # type: ignore[arg-type]  # made by Form as a Box
                [(label, there.get(item.item_id, 0)) for label, there in self.columns.items()],
            )
            for item in self.items
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse more than is there, beside each box; refuse an empty form."""
        cleaned = super().clean() or self.cleaned_data
        for item in self.items:
            name = line_field(item.item_id)
            wanted = cleaned.get(name) or 0
            if self.limits is not None and wanted > self.limits.get(item.item_id, 0):
                there = number(self.limits.get(item.item_id, 0))
                self.add_error(name, gettext("Only %(there)s are there.") % {"there": there})
        if not self.errors and not self.lines():
            raise ValidationError(_("Enter how many of at least one item."))
        return cleaned

    def lines(self) -> list[MoveLine]:
        """Return the items that were given a number."""
        return [
            MoveLine(item.item_id, many)
            for item in self.items
            if (many := self.cleaned_data.get(line_field(item.item_id)))
        ]


class WriteOffForm(RecordForm):
    """How many of which lot go out of use, and why."""

    lot = IdChoice(label=_("Which lot"))
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=LARGEST)
    explanation = forms.ChoiceField(
        label=_("Why"),
        widget=Choice,
        choices=[
            (choice.value, choice.label)
            for choice in (
                Explanation.EXPIRED,
                Explanation.DAMAGED,
                Explanation.LOST,
                Explanation.SEIZED,
            )
        ],
    )
    day = DayField()

    def __init__(self, *args: Any, lots: Sequence[LotInPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = {lot.lot_id: lot.quantity for lot in lots}
        offer(self.fields["lot"], [(lot.lot_id, lot_label(lot)) for lot in lots])

    def clean(self) -> dict[str, Any]:
        """Refuse more than the lot has here."""
        cleaned = super().clean() or self.cleaned_data
        lot, quantity = cleaned.get("lot"), cleaned.get("quantity")
        if lot and quantity and quantity > self.there[lot]:
            there = number(self.there[lot])
            self.add_error("quantity", gettext("Only %(there)s are there.") % {"there": there})
        return cleaned


def lot_label(lot: LotInPlace) -> str:
    """Return a lot in words: what, its number, until when, how many."""
    parts = [lot.item]
    if lot.number:
        parts.append(gettext("lot %(number)s") % {"number": lot.number})
    if lot.expires_on:
        until = gettext("expired %(day)s") if lot.expired else gettext("until %(day)s")
        parts.append(until % {"day": day(lot.expires_on)})
    parts.append(gettext("%(count)s there") % {"count": number(lot.quantity)})
    return ", ".join(parts)
