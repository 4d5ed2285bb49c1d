"""The boxes above the list of backups."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.filters import FilterForm

from ..types import Kept, RunState


class RunFilters(FilterForm):
    """Backups by what became of them."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("any")), *RunState.choices])
    kept = forms.ChoiceField(label=_("File"), choices=[("", _("any")), *Kept.choices])
