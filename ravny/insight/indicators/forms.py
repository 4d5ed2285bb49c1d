"""What the monthly table is asked for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.formats import month

from .queries import months_before
from .types import Grouping

MONTHS_OFFERED = 24


class MonthForm(FilterForm):
    """A month of the last two years, and how to group it."""

    month = forms.ChoiceField(label=_("Month"))
    by = forms.ChoiceField(label=_("Rows by"), choices=Grouping.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = reversed(months_before(today(), MONTHS_OFFERED))
        self.fields["month"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (f"{first:%Y-%m}", month(first)) for first in months
        ]

    def asked(self) -> tuple[date, str]:
        """Return the first day of the month and the grouping; this month by channel if unsaid."""
        chosen = self.chosen()
        first = date.fromisoformat(f"{chosen['month']}-01") if "month" in chosen else today()
        return first.replace(day=1), chosen.get("by", Grouping.CHANNEL.value)
