"""The filters that are applied, as words that take themselves away."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.choices import flatten_choices

from .filters import FilterForm
from .formats import day
from .registries import Text


@dataclass(frozen=True)
class Chip:
    """An applied filter and the address of the list without it."""

    label: Text
    value: str
    url: str


def _words(field: forms.Field, value: Any) -> str:
    """Return a filter's value as the reader knows it."""
    if isinstance(field, forms.BooleanField):
        return ""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        pairs: list[tuple[Any, Any]] = list(flatten_choices(choices))
        labels = {str(code): str(label) for code, label in pairs}
        wanted = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(code), str(code)) for code in wanted)
    return day(value) if isinstance(value, date) else str(value)


def chips_of(form: FilterForm, query: QueryDict) -> list[Chip]:
    """Return a chip for each filter that is set."""
    chips = []
    for name, value in form.chosen().items():
        without = query.copy()
        for gone in (name, "page", "format"):
            without.pop(gone, None)
        label = form.fields[name].label or name
        chips.append(Chip(label, _words(form.fields[name], value), f"?{without.urlencode()}"))
    return chips
