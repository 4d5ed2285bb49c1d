"""The form above the journal."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.filters import FilterForm

from .queries import verb_labels


class JournalFilter(FilterForm):
    """By person, by what was done, by days."""

    person = forms.TypedChoiceField(label=_("Who"), coerce=UUID, empty_value=None)
    verb = forms.ChoiceField(label=_("What"))
    day_from = forms.DateField(label=_("From"))
    day_to = forms.DateField(label=_("To"))

    names: Mapping[UUID, str] = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        people = sorted(self.names.items(), key=lambda pair: pair[1].casefold())
        verbs = sorted(verb_labels().items(), key=lambda pair: str(pair[1]).casefold())
        anybody, anything = ("", _("Anybody")), ("", _("Anything"))
        self.fields["person"].choices = [anybody, *((str(key), name) for key, name in people)]  # type: ignore[attr-defined]  # a choice field
        self.fields["verb"].choices = [anything, *verbs]  # type: ignore[attr-defined]  # a choice field
