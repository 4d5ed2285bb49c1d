"""Plain rows for a phone's batch: hundreds at once cost no model instance each."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model


def insert_rows(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of ready values (see `writers`) with one prepared statement.

    Nothing is checked on the way: the caller has, and sealed columns go through the model.
    """
    quote = connection.ops.quote_name
    by_name = {field.name: field.column for field in model._meta.concrete_fields}
    columns = [quote(by_name[name] or name) for name in fields]
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", list(rows)
        )


def writers() -> tuple[Callable[[UUID], Any], Callable[[date], Any]]:
    """Return how this database's driver wants a UUID and a date."""
    if connection.features.has_native_uuid_field:
        return lambda value: value, connection.ops.adapt_datefield_value
    return attrgetter("hex"), connection.ops.adapt_datefield_value


def joined(codes: Sequence[str]) -> str:
    """Return a set of codes as its column holds it (kit.fields.CodesField)."""
    return " ".join(sorted(set(codes))) if codes else ""
