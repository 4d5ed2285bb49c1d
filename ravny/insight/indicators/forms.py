"""What the monthly table is asked for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.formats import month
from ravny.people.directory.queries import infection_choices

from .periods import code_of, days_of, periods_before
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


class LinkageForm(FilterForm):
    """Of which infection and when; quarters only for those who may not see small numbers.

    Two nearly equal spans of days would give a single person away, and a year less three of its
    quarters the fourth.
    """

    infection = forms.ChoiceField(label=_("Infection"))
    period = forms.ChoiceField(label=_("Period"))
    first = forms.DateField(label=_("Or from"), required=False)
    last = forms.DateField(label=_("to"), required=False)

    def __init__(self, *args: Any, exact: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed: dict[str, Any] = {
            "infection": infection_choices(),
            "period": periods_before(today(), years=exact),
        }
        for name, choices in listed.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if not exact:
            del self.fields["first"], self.fields["last"]

    def asked(self) -> tuple[date, date, str]:
        """Return the first and the last day and the infection; this quarter and HIV if unsaid."""
        chosen = self.chosen()
        infection = chosen.get("infection", "hiv")
        first, last = chosen.get("first"), chosen.get("last")
        if first and last and first <= last:
            return first, last, infection
        return *days_of(chosen.get("period", code_of(today()))), infection


class InfectionForm(FilterForm):
    """Of which infection a year is drawn."""

    infection = forms.ChoiceField(label=_("Infection"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["infection"].choices = infection_choices()  # type: ignore[attr-defined]  # a ChoiceField

    def asked(self) -> str:
        """Return the infection; HIV if unsaid."""
        return str(self.chosen().get("infection", "hiv"))
