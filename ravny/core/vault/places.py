"""Where sealed text of a kind stands: its columns in all rooms, and the page of one object."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise

from .fields import SealedField

Column = tuple[type[models.Model], str]


@dataclass(frozen=True)
class Place:
    """What a kind of sealed text is called, and the address that shows one object by its id."""

    label: str | Promise
    url_name: str


_places: dict[str, Place] = {}


def add(kind: str, label: str | Promise, url_name: str = "") -> None:
    """Name a kind of sealed text and the page of one object of it."""
    _places[kind] = Place(label, url_name)


def label_of(kind: str) -> str:
    """Return what a kind is called; its code where no room said."""
    return str(_places[kind].label) if kind in _places else kind


def url_of(kind: str, object_id: UUID) -> str:
    """Return the page of an object, "" where no room said."""
    url_name = _places[kind].url_name if kind in _places else ""
    return reverse(url_name, args=[object_id]) if url_name else ""


@cache
def columns() -> dict[str, Column]:
    """Return kind → model and column that hold it, over all rooms."""
    return {
        field.kind: (model, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    }


def digests(kind: str, object_ids: Collection[UUID]) -> dict[UUID, bytes]:
    """Return object id → SHA-256 of what stands there now; empty places are left out. One query."""
    column = columns().get(kind)
    if column is None:
        return {}
    model, name = column
    rows = model._default_manager.filter(pk__in=object_ids).values_list("pk", name)
    return {pk: hashlib.sha256(envelope).digest() for pk, envelope in rows if envelope}
