"""Counting: for each lot what was counted and, when it differs, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.formats import number
from ravny.core.kit.forms import Box, RecordForm

from ..operations import LARGEST
from ..queries import LotInPlace
from ..types import CountedLot, Explanation, counted_field, why_field

WHY = [
    ("", _("It is as expected")),
    *((choice.value, choice.label) for choice in Explanation if choice.value),
]


@dataclass(frozen=True)
class CountLine:
    """A row of the form: a lot, its box and the box for the reason."""

    lot: LotInPlace
    counted: Box
    why: Box


class CountForm(RecordForm):
    """Every lot of a place. A box may not stay empty: "did not look" is not a count."""

    def __init__(self, *args: Any, lots: Sequence[LotInPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lots = lots
        for lot in lots:
            self.fields[counted_field(lot.lot_id)] = forms.IntegerField(
                label=gettext("%(item)s, counted") % {"item": lot.item},
                min_value=0,
                max_value=LARGEST,
                error_messages={"required": _("Enter how many you counted.")},
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )
            self.fields[why_field(lot.lot_id)] = forms.ChoiceField(
                label=gettext("%(item)s, why it differs") % {"item": lot.item},
                required=False,
                choices=WHY,
            )

    def rows(self) -> list[CountLine]:
        """Return the rows of the table."""
        return [
            CountLine(
                lot,
                self[counted_field(lot.lot_id)],  # type: ignore[arg-type]  # made by Form as a Box
                self[why_field(lot.lot_id)],  # type: ignore[arg-type]  # made by Form as a Box
            )
            for lot in self.lots
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason beside every lot that differs."""
        cleaned = super().clean() or self.cleaned_data
        for lot in self.lots:
            counted, why = cleaned.get(counted_field(lot.lot_id)), why_field(lot.lot_id)
            if counted is not None and counted != lot.quantity and not cleaned.get(why):
                expected = {"expected": number(lot.quantity)}
                self.add_error(why, gettext("Say why it differs from %(expected)s.") % expected)
        return cleaned

    def lines(self) -> list[CountedLot]:
        """Return what was counted."""
        return [
            CountedLot(
                lot.lot_id,
                self.cleaned_data[counted_field(lot.lot_id)],
                self.cleaned_data[why_field(lot.lot_id)],
            )
            for lot in self.lots
        ]
