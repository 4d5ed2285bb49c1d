"""The boxes of the archive: what was used, what to leave out, what the table is narrowed to."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.filters import FilterForm
from ravny.core.kit.forms import Choices, Form
from ravny.core.kit.registries import Text

from ..types import ExitReason, RequestKind, RequestResult
from ..types.ending import Tool

ANYTHING: tuple[str, Text] = ("", _("any"))
LEFT_OUT = (
    ("region", _("the region")),
    ("country", _("the country of origin")),
    ("status", _("the legal status")),
)


class EntryForm(Form):
    """What a person adds to the facts of a case, and what they leave out."""

    tools = forms.MultipleChoiceField(
        label=_("What was used"),
        choices=Tool.choices,
        required=False,
        widget=Choices(layout="tight"),
        help_text=_("Ticked is what the records of the case show. Add what they do not show."),
    )
    left_out = forms.MultipleChoiceField(
        label=_("Leave out"),
        choices=LEFT_OUT,
        required=False,
        widget=Choices(layout="tight"),
        help_text=_("What would give somebody away even among many."),
    )


class ArchiveFilters(FilterForm):
    """What the archive can be narrowed to; places and times as the table shows them."""

    region = forms.ChoiceField(label=_("Region"))
    country = forms.ChoiceField(label=_("Country of origin"))
    quarter = forms.ChoiceField(label=_("Asked in"))
    status = forms.ChoiceField(label=_("Legal status"))
    is_remote = forms.ChoiceField(label=_("Remote case"))
    months = forms.ChoiceField(label=_("Months it took"))
    asked = forms.ChoiceField(
        label=_("Asks for help with"), choices=[ANYTHING, *RequestKind.choices]
    )
    results = forms.ChoiceField(label=_("Results"), choices=[ANYTHING, *RequestResult.choices[1:]])
    tools = forms.ChoiceField(label=_("What was done"), choices=[ANYTHING, *Tool.choices])
    exit_reason = forms.ChoiceField(
        label=_("Why the case ended"), choices=[ANYTHING, *ExitReason.choices]
    )


def archive_filters(choices: Mapping[str, Sequence[tuple[str, Text]]]) -> type[ArchiveFilters]:
    """Return the filters with the codes that some shown entry has; a box without any goes."""
    fields: dict[str, Any] = {
        name: forms.ChoiceField(
            label=ArchiveFilters.base_fields[name].label, choices=[ANYTHING, *pairs]
        )
        if pairs
        else None
        for name, pairs in choices.items()
    }
    return type("ArchiveFilters", (ArchiveFilters,), fields)
