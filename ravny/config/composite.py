"""On PostgreSQL a row points to rows of its own organisation only, whoever wrote it and how.

Every foreign key between two tables that both carry an organisation gets a second constraint,
(organisation_id, x_id) → (organisation_id, id), made from the models after each migrate. Django's
own scopes do not see hops, `_base_manager` and `bulk_create`; the database does.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

OWNER = "organisation_id"
HOUSES = "staff_organisation"


@dataclass(frozen=True)
class Composite:
    """One foreign key that carries the organisation along."""

    table: str
    column: str
    target: str
    target_key: str

    @property
    def name(self) -> str:
        """A name that is the same after every migrate and short enough for PostgreSQL."""
        return _short(f"{self.table}_{self.column}_house")

    @property
    def target_name(self) -> str:
        """The name of the unique pair it points to."""
        return _short(f"{self.target}_house_key")


def _short(name: str) -> str:
    return name if len(name) <= 63 else f"{name[:54]}_{zlib.crc32(name.encode()):08x}"


def _owned(model: type[models.Model]) -> bool:
    return any(field.column == OWNER for field in model._meta.local_fields)


def _relations() -> Iterator[tuple[type[models.Model], models.ForeignKey[models.Model]]]:
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed:
            continue
        for field in model._meta.local_fields:
            # django-stubs do not know that a foreign key may go without its constraint.
            if isinstance(field, models.ForeignKey) and getattr(field, "db_constraint", True):
                yield model, field


def composites() -> list[Composite]:
    """Return every foreign key whose two ends carry an organisation."""
    found = []
    for model, field in _relations():
        target = field.related_model
        if _owned(model) and isinstance(target, type) and _owned(target):
            key = field.target_field.column
            assert key is not None
            found.append(Composite(model._meta.db_table, field.column, target._meta.db_table, key))
    return sorted(found, key=lambda one: one.name)


def left_to_parents() -> list[str]:
    """Return "table.column" of the other keys: rows that belong to a house through a parent only.

    Keys to the organisation itself are none of these.
    """
    covered = {(one.table, one.column) for one in composites()}
    return sorted(
        f"{model._meta.db_table}.{field.column}"
        for model, field in _relations()
        if (model._meta.db_table, field.column) not in covered
        and field.related_model._meta.db_table != HOUSES
    )


def statements(known: set[str]) -> list[str]:
    """Return what is missing; `known` are the names of the constraints that are there."""
    lines = []
    for one in composites():
        pair = f'("{OWNER}", "{one.target_key}")'
        if one.target_name not in known:
            lines.append(
                f'ALTER TABLE "{one.target}" ADD CONSTRAINT "{one.target_name}" UNIQUE {pair}'
            )
            known.add(one.target_name)
        if one.name not in known:
            lines.append(
                f'ALTER TABLE "{one.table}" ADD CONSTRAINT "{one.name}" '
                f'FOREIGN KEY ("{OWNER}", "{one.column}") REFERENCES "{one.target}" {pair} '
                "DEFERRABLE INITIALLY DEFERRED"
            )
    return lines


def ensure(connection: BaseDatabaseWrapper) -> int:
    """Make what is missing, all of it or nothing; return how many constraints were made."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        )
        lines = statements({name for (name,) in cursor.fetchall()})
        for line in lines:
            cursor.execute(line)
    return len(lines)
