"""How much somebody may carry, and which month is looked at."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.forms import Form


class LimitForm(Form):
    """Points and evenings a week."""

    points = forms.IntegerField(
        label=_("Points at most"),
        min_value=1,
        max_value=500,
        help_text=_("A point is about an hour a week."),
    )
    evenings = forms.IntegerField(
        label=_("Evenings and weekend days a week at most"), min_value=0, max_value=7
    )


class MonthForm(forms.Form):
    """The month whose sums are shown."""

    month = forms.DateField(required=False)
