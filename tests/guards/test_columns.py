"""Every text column says what a raid may find in it; there is none for a client's name."""

from collections.abc import Iterator

from django.db import models

from ravny.core.kit import fields as kit_fields
from ravny.core.vault import fields as vault_fields
from tests.guards import house

DECLARED = (
    kit_fields.CodeField,
    kit_fields.CodesField,
    kit_fields.FactsField,
    kit_fields.PublicField,
    vault_fields.SealedField,
)
TEXT = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FileField,
    models.GenericIPAddressField,
    models.BinaryField,
)
# A `phone_id` is a device's random id; what could be read as a name or a number is one of these.
READABLE = (*TEXT, models.DateField, models.IntegerField, models.DecimalField)
# What names a person or tells how to find one: only ever sealed, whatever the column's type.
NAMES = {
    "name",
    "names",
    "surname",
    "patronymic",
    "phone",
    "telephone",
    "email",
    "mail",
    "address",
    "passport",
    "birthday",
    "messenger",
    "ip",
}


def columns() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in house.models_of_ours():
        for field in model._meta.concrete_fields:
            yield model, field


def test_every_text_column_is_declared_code_public_or_sealed() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} ({type(field).__name__})"
        for model, field in columns()
        if isinstance(field, TEXT) and not isinstance(field, (*DECLARED, models.BinaryField))
    ]
    house.none_of(wrong)


def test_bytes_are_kept_only_by_the_core() -> None:
    """Keys, hashes and envelopes are the core's; another room has no reason to keep bytes."""
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model, field in columns()
        if isinstance(field, models.BinaryField)
        and not isinstance(field, DECLARED)
        and not model.__module__.startswith("ravny.core.")
    ]
    house.none_of(wrong)


def test_no_open_column_is_made_for_a_name_a_telephone_or_an_address() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model, field in columns()
        if set(field.name.split("_")) & NAMES and isinstance(field, READABLE)
        if not isinstance(field, vault_fields.SealedField)
    ]
    house.none_of(wrong)


def test_clients_carry_no_public_text_at_all() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model, field in columns()
        if house.room_of(model.__module__) == "ravny.people.clients"
        and isinstance(field, kit_fields.PublicField)
    ]
    house.none_of(wrong)
