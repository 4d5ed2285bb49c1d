"""Words that must lie nowhere but under a seal: looked for in every table, as text and as bytes."""

from django.db import connection

WIDE = ("utf-8", "utf-16-le", "utf-16-be")


def tables_holding(*words: str) -> list[str]:
    """Return "word in table" for each word that any row of the database holds readably."""
    wanted = {word: [word.encode(code) for code in WIDE] for word in words}
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told = b"\0".join(_bytes(cell) for row in cursor.fetchall() for cell in row)
            found += [
                f"{word} in {table}"
                for word, forms in wanted.items()
                if any(form in told for form in forms)
            ]
    return found


def _bytes(cell: object) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
