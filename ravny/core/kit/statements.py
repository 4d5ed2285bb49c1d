"""Plain rows in and out, where a model or a query for each costs more than the work itself.

A room asks and fills only its own tables, and names the organisation itself: no manager does it
here.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model


def ask(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement; UUIDs and dates go in as the driver wants them.

    They come out as the driver has them: see `uuid_of` and `day_of`.
    """
    uuid, when = writers()
    told = [
        uuid(value)
        if isinstance(value, UUID)
        else when(value)
        if isinstance(value, date)
        else value
        for value in parameters
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return list(cursor.fetchall())


def marks(values: Sequence[object]) -> str:
    """Return the placeholders of an IN list."""
    return ", ".join(["%s"] * len(values))


def uuid_of(value: Any) -> UUID:
    """Return an id out of a row."""
    return value if isinstance(value, UUID) else UUID(value)


def day_of(value: Any) -> date | None:
    """Return a date out of a row, None for none."""
    return value if value is None or isinstance(value, date) else date.fromisoformat(value)


def insert_rows(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of ready values (see `writers`) with one prepared statement.

    Nothing is checked on the way: the caller has, and sealed columns go through the model.
    """
    quote = connection.ops.quote_name
    by_name = {field.name: field.column for field in model._meta.concrete_fields}
    columns = [quote(by_name[name] or name) for name in fields]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks(columns)})",
            list(rows),
        )


def writers() -> tuple[Callable[[UUID], Any], Callable[[date], Any]]:
    """Return how this database's driver wants a UUID and a date."""
    if connection.features.has_native_uuid_field:
        return lambda value: value, connection.ops.adapt_datefield_value
    return attrgetter("hex"), connection.ops.adapt_datefield_value


def joined(codes: Sequence[str]) -> str:
    """Return a set of codes as its column holds it (kit.fields.CodesField)."""
    return " ".join(sorted(set(codes))) if codes else ""
