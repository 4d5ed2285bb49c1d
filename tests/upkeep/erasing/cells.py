"""Looks for ids and codes in every cell of every table."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from ravny.core.kit.codes import group_code

Needles = Mapping[str, UUID | str]


def forms_of(needle: UUID | str) -> list[bytes]:
    """Return what an id or a code may look like in a cell."""
    if isinstance(needle, UUID):
        return [needle.bytes, needle.hex.encode(), str(needle).encode()]
    return [needle.encode(), group_code(needle).encode()]


def _octets(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    if isinstance(value, UUID):
        return value.hex.encode()
    return str(value).encode()


def rows() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Yield (table, column → what stands there) of every row there is."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    for table in sorted(tables):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {quote(table)}")
            names = [column[0] for column in cursor.description]
            found = cursor.fetchall()
        for row in found:
            yield table, {name: _octets(value) for name, value in zip(names, row, strict=True)}


def found(needles: Needles) -> set[tuple[str, str, str]]:
    """Return (what, table, column) of every cell that holds one of the needles."""
    wanted = {what: forms_of(needle) for what, needle in needles.items()}
    return {
        (what, table, column)
        for table, row in rows()
        for column, octets in row.items()
        for what, looks in wanted.items()
        if any(look in octets for look in looks)
    }
