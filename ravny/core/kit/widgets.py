"""Form boxes as the design draws them. Each works without script."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget

from .registries import Text


class _Choosing(ChoiceWidget):
    """Shared by radios and checkboxes: strips of a rapid test, a line of help, the layout."""

    def __init__(
        self,
        *args: Any,
        layout: str = "",
        strips: Mapping[str, str] | None = None,
        notes: Mapping[str, Text] | None = None,
        **kwargs: Any,
    ) -> None:
        """`layout`: "", "column" or "tight"; `strips`: value → "one-line", "two-lines", "none"."""
        super().__init__(*args, **kwargs)
        self.layout, self.strips, self.notes = layout, strips or {}, notes or {}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["layout"] = self.layout
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["strip"] = self.strips.get(str(value), "")
        option["note"] = self.notes.get(str(value), "")
        return option


class Choice(_Choosing, forms.RadioSelect):
    """One of a few: radios in a frame."""

    template_name = "kit/widgets/choice.html"


class Choices(_Choosing, forms.CheckboxSelectMultiple):
    """Any of a few: checkboxes in a frame."""

    template_name = "kit/widgets/choice.html"


class Stepper(forms.NumberInput):
    """A small number; with script two buttons, one by one down and `by` up."""

    template_name = "kit/widgets/stepper.html"

    def __init__(self, *args: Any, by: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["by"] = self.by
        context["widget"]["attrs"].setdefault("inputmode", "numeric")
        return context


class Day(forms.DateInput):
    """The device's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Paragraph(forms.Textarea):
    """Several lines of text; grows as it is filled."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 4, **(attrs or {})})


class CodeBox(forms.TextInput):
    """Ten digits of a client's code, however they are parted."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        settled = {"class": "codebox", "inputmode": "numeric", "maxlength": "20"}
        super().__init__({**settled, "autocomplete": "off", "spellcheck": "false", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return None if value in (None, "") else str(value)
