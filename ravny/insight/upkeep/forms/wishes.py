"""What a client's wish asks for before it is filed or carried out."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.filters import FilterForm
from ravny.core.kit.forms import ClientCodeField, Form

from ..types import AskState


class WishForm(Form):
    """The client's own word, and their code once more, so that nobody erases the wrong one."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    own_wish = forms.BooleanField(
        label=_("The client asked for it themselves"),
        help_text=_("Nobody else may: no relative, no office, no colleague."),
    )
    code = ClientCodeField(
        label=_("The client's code once more"),
        help_text=_("It stands in the head of this page and on the client's paper card."),
    )

    def ask_anew(self, seen: str) -> None:
        """Show present numbers and ask for tick and code again."""
        left: Mapping[str, Any] = {"seen": seen}
        self.data = left


class WishFilters(FilterForm):
    """Which wishes the list shows."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("Any")), *AskState.choices])
