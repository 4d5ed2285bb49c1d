"""Items, places and thresholds."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.filters import FilterForm
from ravny.core.kit.forms import Choice, Choices, Form, RecordForm, Stepper
from ravny.core.staff.types import WorkLanguage
from ravny.people.directory.queries import infection_choices

from ..operations import LARGEST
from ..types import ItemFact, ItemFacts, ItemKind, PlaceKind, Unit, line_field
from .choices import ANY

SHARED_KINDS = [(kind.value, kind.label) for kind in PlaceKind if kind != PlaceKind.BAG]
MOST_AT_ONCE = 1000


class ItemForm(RecordForm):
    """An item of the catalogue; the record's id is the item's."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ItemKind.choices, widget=Choice)
    label_ru = forms.CharField(
        label=_("Label in Russian"),
        max_length=60,
        help_text=_("As it may stand on a neutral list: short, no brand, no hint at a person."),
    )
    label_en = forms.CharField(label=_("Label in English"), max_length=60)
    language = forms.ChoiceField(
        label=_("Language of the leaflet"),
        required=False,
        choices=[("", _("Not a leaflet")), *WorkLanguage.choices],
    )
    infections = forms.MultipleChoiceField(
        label=_("Tests for"),
        choices=infection_choices,
        required=False,
        widget=Choices(layout="tight"),
        help_text=_("Only for a test kit; several for a combined one."),
    )
    self_test = forms.BooleanField(
        label=_("Test kit for use at home"),
        required=False,
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices, widget=Choice)
    step = forms.IntegerField(
        label=_("One tap adds"), min_value=1, max_value=MOST_AT_ONCE, initial=1, widget=Stepper
    )
    usual = forms.IntegerField(
        label=_("In the usual kit"),
        min_value=0,
        max_value=MOST_AT_ONCE,
        initial=0,
        widget=Stepper,
        help_text=_("How many one person usually gets; 0: not in the kit."),
    )
    position = forms.IntegerField(
        label=_("Place in lists"), min_value=0, max_value=MOST_AT_ONCE, initial=0
    )
    on_phones = forms.BooleanField(
        label=_("Shown on workers' phones"), required=False, initial=True
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def facts(self) -> ItemFacts:
        """Return what was typed; only a leaflet has a language."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "record_id"}
        if typed["kind"] != ItemKind.LEAFLET:
            typed["language"] = ""
        typed["infections"] = tuple(typed["infections"])
        return ItemFacts(**typed)


class PlaceForm(RecordForm):
    """A store, a centre or a mobile clinic."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SHARED_KINDS, widget=Choice)
    label = forms.CharField(
        label=_("What it is called"),
        max_length=40,
        help_text=_("Neutral words: no address, no name of a person, no secret place."),
    )
    active = forms.BooleanField(
        label=_("In use"),
        required=False,
        initial=True,
        help_text=_("Only an empty place is closed."),
    )


class BagForm(PlaceForm):
    """A worker's bag: its kind stays."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(PlaceKind.BAG.value, PlaceKind.BAG.label)],
        initial=PlaceKind.BAG.value,
        widget=forms.HiddenInput,
    )


class ThresholdForm(Form):
    """Below how many of each item a place is on *Today*."""

    def __init__(
        self, *args: Any, items: Sequence[ItemFact], minimums: Mapping[UUID, int], **kwargs: Any
    ) -> None:
        initial = {line_field(item_id): minimum for item_id, minimum in minimums.items()}
        super().__init__(*args, initial=initial, **kwargs)
        self.items = items
        for item in items:
            self.fields[line_field(item.item_id)] = forms.IntegerField(
                label=item.label, required=False, min_value=0, max_value=LARGEST
            )

    def minimums(self) -> dict[UUID, int]:
        """Return item id → threshold, 0 for a box left empty."""
        return {
            item.item_id: self.cleaned_data.get(line_field(item.item_id)) or 0
            for item in self.items
        }


class ItemFilters(FilterForm):
    """By kind; those out of use only when asked for."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *ItemKind.choices])
    retired = forms.BooleanField(label=_("Out of use"))


class PlaceFilters(FilterForm):
    """By kind; closed ones only when asked for."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *PlaceKind.choices])
    closed = forms.BooleanField(label=_("Closed"))
