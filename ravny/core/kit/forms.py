"""Forms as the design draws them: label, hint, error, box; everything typed is kept."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from .codes import is_code, normalise_code
from .errors import DomainError
from .ids import day_id
from .widgets import Choice, Choices, CodeBox, Day, Paragraph, Stepper

__all__ = [
    "Choice",
    "Choices",
    "ClientCodeField",
    "CodeBox",
    "Day",
    "Form",
    "Paragraph",
    "RecordForm",
    "Stepper",
]

ASK_VALUE = _("Fill this in.")
ASK_CHOICE = _("Choose one.")
ASK_TICK = _("Tick the box if this is so.")


class Box(BoundField):
    """A field on the page; names its drawing so that templates need not look into widgets."""

    @property
    def drawing(self) -> str:
        """How it is drawn: hidden, tick, group (a fieldset) or box."""
        widget = self.field.widget
        if widget.is_hidden:
            return "hidden"
        if isinstance(widget, forms.CheckboxInput):
            return "tick"
        return "group" if widget.use_fieldset else "box"

    @property
    def anchor(self) -> str:
        """The id a link of the error summary leads to: the first box of the field."""
        return f"{self.auto_id}_0" if self.drawing == "group" else str(self.auto_id)


class Form(forms.Form):
    """The base of every form. Dates get the device's calendar; a wrong form answers 422."""

    template_name = "kit/components/form_fields.html"
    bound_field_class = Box
    mark_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            settle(field)

    def add_domain_error(self, error: DomainError) -> None:
        """Put what an operation refused beside its field, or above the form."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, ValidationError(str(error.message), code=error.code))

    @property
    def faulty(self) -> list[BoundField]:
        """The visible fields with errors, in the order of the page."""
        return [box for box in self.visible_fields() if box.errors]

    @property
    def hidden_faults(self) -> list[str]:
        """Errors of hidden fields: they have no place of their own, so they go above the form."""
        return [str(fault) for box in self.hidden_fields() for fault in box.errors]


def settle(field: forms.Field) -> None:
    """Give Django's boxes the device's keyboard and calendar, and words that say what to do."""
    widget = field.widget
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        ask = ASK_CHOICE if widget.use_fieldset else ASK_VALUE
        field.error_messages["required"] = (
            ASK_TICK if isinstance(widget, forms.CheckboxInput) else ask
        )
    if type(widget) is forms.DateInput:
        field.widget = Day(widget.attrs)
    elif type(widget) is forms.NumberInput and isinstance(field, forms.IntegerField):
        widget.attrs.setdefault("inputmode", "numeric")
    elif isinstance(widget, forms.TextInput | forms.Textarea):
        widget.attrs.setdefault("autocomplete", "off")


class RecordForm(Form):
    """A form that makes a record; the id is made with the page, so sending twice makes one."""

    record_id = forms.UUIDField(widget=forms.HiddenInput, initial=day_id)

    def clean_record_id(self) -> UUID:
        """Refuse an id that is not of our layout (a forged page)."""
        value: UUID = self.cleaned_data["record_id"]
        if value.version != 7:
            raise ValidationError(_("This page is out of date. Open it again."))
        return value


class ClientCodeField(forms.CharField):
    """A client's code, typed with or without blanks and dashes; the check digit is checked."""

    widget = CodeBox

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Client's code"))
        kwargs.setdefault("help_text", _("Ten digits, for example 123 456 789-7"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Drop what people put between digits."""
        return normalise_code(super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        """Refuse a code whose check digit is wrong: a digit was mistyped."""
        super().validate(value)
        if value and not is_code(value):
            raise ValidationError(_("A digit is wrong or missing. Check the code digit by digit."))
