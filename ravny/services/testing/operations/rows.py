"""Plain rows for a phone's batch, written with one prepared statement for each kind of write."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from ravny.core.kit.statements import insert_rows

from ..models import Assay, Test

# A sealed note goes through its field, the last gate before anything is written.
_TEST = tuple(field for field in Test._meta.concrete_fields if field.name != "note")
_ASSAY = tuple(Assay._meta.concrete_fields)


def _values(row: Model, fields: Sequence[Any]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


def insert_tests(rows: Sequence[Test]) -> None:
    """Insert tests; those with a note one by one through the model."""
    plain = [_values(row, _TEST) for row in rows if not row.note]
    if plain:
        insert_rows(Test, [field.name for field in _TEST], plain)
    for row in rows:
        if row.note:
            row.save(force_insert=True)


def insert_assays(rows: Sequence[Assay]) -> None:
    """Insert assays."""
    if rows:
        names = [field.name for field in _ASSAY]
        insert_rows(Assay, names, [_values(row, _ASSAY) for row in rows])


def update_tests(rows: Sequence[Test]) -> None:
    """Bring tests that were there up to what was told since."""
    plain = [[*_values(row, _TEST[1:]), *_values(row, _TEST[:1])] for row in rows if not row.note]
    if plain:
        quote = connection.ops.quote_name
        columns = ", ".join(f"{quote(str(field.column))} = %s" for field in _TEST[1:])
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {quote(Test._meta.db_table)} SET {columns} WHERE id = %s", plain
            )
    for row in rows:
        if row.note:
            row.save(force_update=True)


_JOINED = tuple(
    field for field in _ASSAY if field.name in {"item", "lot", "specimen", "result", "day"}
)


def update_assays(rows: Sequence[Assay]) -> None:
    """Bring assays that were there up to what was told of them since."""
    if rows:
        quote = connection.ops.quote_name
        columns = ", ".join(f"{quote(str(field.column))} = %s" for field in _JOINED)
        uuid = Assay._meta.get_field("id")
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {quote(Assay._meta.db_table)} SET {columns} WHERE id = %s",
                [[*_values(row, _JOINED), *_values(row, [uuid])] for row in rows],
            )
