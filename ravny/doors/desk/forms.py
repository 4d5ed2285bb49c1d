"""The desk's forms: find a client by code; put a thing aside."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.formats import weekday
from ravny.core.kit.forms import Choice, ClientCodeField, Form

from .types import Why

OFFERED_DAYS = (1, 2, 3, 7, 14)


class FindForm(Form):
    """A code as people type it, with blanks and dashes or without."""

    code = ClientCodeField()


class AsideForm(Form):
    """Why something is put aside, and until when; only days that its harm allows are offered."""

    why = forms.ChoiceField(label=_("Why"), choices=Why.choices, widget=Choice(layout="column"))
    days = forms.TypedChoiceField(
        label=_("Until"), coerce=int, widget=Choice(layout="column"), help_text=""
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["days"]
        assert isinstance(box, forms.TypedChoiceField)
        box.choices = list(_offered(most))
        if len(box.choices) == 1:
            box.initial = most


def _offered(most: int) -> Iterator[tuple[int, str]]:
    for days in sorted({most, *(one for one in OFFERED_DAYS if one < most)}):
        yield days, weekday(today() + timedelta(days=days))
