"""Columns that hold text, each declaring what a raid may find in it.

*code*: a machine code out of a closed list or a fixed shape. *public*: a short label that the
organisation could print on a wall. Sealed text lives in `vault.fields`. A guard refuses others.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class CodeField(models.CharField):
    """A machine code: an entry of a closed list, or digits of a fixed shape."""

    declared = "code"


class PublicField(models.CharField):
    """A short label that names no client and no secret place."""

    declared = "public"


class FactsField(models.JSONField):
    """Facts as codes and numbers, never free text about a person."""

    declared = "code"


class CodesField(models.CharField):
    """A set of codes in one column, kept sorted and parted by blanks; a tuple in Python."""

    declared = "code"
    # What django-stubs reads for the attribute of a model's instance.
    _pyi_private_set_type: Iterable[str]  # type: ignore[assignment]  # a tuple, not text
    _pyi_private_get_type: tuple[str, ...]  # type: ignore[assignment]  # so is what it gives

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 255)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", tuple)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> tuple[str, ...]:
        return tuple(value.split()) if value else ()

    def to_python(self, value: Any) -> tuple[str, ...]:
        if value is None or value == "":
            return ()
        if isinstance(value, str):
            return tuple(value.split())
        return tuple(value)

    def get_prep_value(self, value: Iterable[str] | str | None) -> str:
        codes = sorted(set(self.to_python(value)))
        if any(not code or " " in code for code in codes):
            raise ValidationError(_("A code holds no blank."))
        return " ".join(codes)

    def value_to_string(self, obj: models.Model) -> str:
        codes: Any = self.value_from_object(obj)
        return self.get_prep_value(codes)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(self.get_prep_value(value), model_instance)

    def run_validators(self, value: Any) -> None:
        super().run_validators(self.get_prep_value(value))
