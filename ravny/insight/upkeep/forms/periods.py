"""The forms of the pages about periods."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.filters import FilterForm
from ravny.core.kit.forms import Form, Stepper

from ..keeping import Kept
from ..queries.periods import labels


class PeriodForm(Form):
    """How many months; `seen`: for which number the page said what would go at once."""

    months = forms.IntegerField(label=_("Keep for so many months"), required=False, widget=Stepper)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kept: Kept, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        bounds = {"least": kept.kind.least_months, "most": kept.kind.most_months}
        self.fields["months"].help_text = (
            gettext("From %(least)s to %(most)s. Empty: as proposed.") % bounds
        )

    def clean_months(self) -> int | None:
        """Refuse what is beyond the bounds of the kind."""
        months: int | None = self.cleaned_data["months"]
        least, most = self.kept.kind.least_months, self.kept.kind.most_months
        if months is not None and not least <= months <= most:
            raise ValidationError(
                _("From %(least)s to %(most)s months."), params={"least": least, "most": most}
            )
        return months

    @property
    def wanted(self) -> int:
        """How many months it comes to; of a valid form."""
        months: int | None = self.cleaned_data["months"]
        return self.kept.else_months if months is None else months

    @property
    def was_seen(self) -> bool:
        """Whether the page has said what goes at once under this number."""
        return bool(self.cleaned_data["seen"] == self.wanted)

    def asking_again(self) -> "PeriodForm":
        """Return the same form, which now has said what goes at once."""
        months = self.cleaned_data["months"]
        sent = {"months": "" if months is None else str(months), "seen": str(self.wanted)}
        return PeriodForm(kept=self.kept, initial=sent)


class GoneFilter(FilterForm):
    """What went: of which kind, on which days."""

    kind = forms.ChoiceField(label=_("Record"))
    first = forms.DateField(label=_("From"))
    last = forms.DateField(label=_("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(labels().items(), key=lambda pair: str(pair[1]).casefold())
        self.fields["kind"].choices = [("", _("Any")), *known]  # type: ignore[attr-defined]  # a choice field
