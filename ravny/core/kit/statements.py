"""Hand-written statements, for counting where building a query costs more than its answer.

A room asks only its own tables, and names the organisation itself: no manager does it here.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection


def ask(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement; UUIDs and dates go in as the driver wants them.

    They come out as the driver has them: see `uuid_of` and `day_of`.
    """
    told = [_adapted(value) for value in parameters]
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return list(cursor.fetchall())


def _adapted(value: Any) -> Any:
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def marks(values: Sequence[object]) -> str:
    """Return the placeholders of an IN list."""
    return ", ".join(["%s"] * len(values))


def uuid_of(value: Any) -> UUID:
    """Return an id out of a row."""
    return value if isinstance(value, UUID) else UUID(value)


def day_of(value: Any) -> date | None:
    """Return a date out of a row, None for none."""
    return value if value is None or isinstance(value, date) else date.fromisoformat(value)
