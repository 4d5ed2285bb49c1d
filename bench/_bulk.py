"""A large database out of a small demonstration: its rows many times over, and documents.

The database makes the copies itself. Ids keep their day and carry the number of the copy, so that
rows of one copy belong together as the first ones do.
"""

import io
import secrets
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from bench import _house

# Rows of a client's way, whoever is pointed at before who points.
COPIED = (
    "clients_client",
    "clients_consent",
    "encounters_encounter",
    "encounters_handout",
    "referrals_referral",
    "referrals_step",
    "testing_test",
    "testing_assay",
    "outreach_intakerecord",
    "stock_movement",
    "journal_entry",
)
# What may be there once only, and how a copy differs from the first.
ONCE = {
    ("clients_client", "code"): "printf('%010d', src.rowid + 100000 * copy.number)",
    ("journal_entry", "number"): "src.number + 100000 * copy.number",
}
PIECE = 262_144 + 50


def fill(clients: int, size: int) -> Path:
    """Make a demonstration and let it grow to about `size` bytes; return the database's file."""
    call_command("demo", clients=clients, bulk=True, last=_house.LAST, stdout=io.StringIO())
    file = Path(str(connection.settings_dict["NAME"]))
    raw: Any = connection.connection
    for setting in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000"):
        raw.execute(f"PRAGMA {setting}")
    later = _without_indexes(raw)
    firsts = {name: _one(raw, f"SELECT max(rowid) FROM {name}") or 0 for name in COPIED}
    begun = _length(raw)
    _copy(raw, firsts, 1, 1)
    # Half of the file is documents; the indexes, which come back at the end, are a third of rows.
    grown = max(_length(raw) - begun, 1) * 1.5
    copies = max(2, int((size / 2 - begun) / grown))
    _copy(raw, firsts, 2, copies)
    _documents(raw, int(size / 2 / PIECE))
    for statement in later:
        raw.execute(statement)
    raw.execute("UPDATE journal_head SET number = (SELECT max(number) FROM journal_entry)")
    raw.execute("ANALYZE")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return file


def _one(raw: Any, statement: str) -> Any:
    return raw.execute(statement).fetchone()[0]


def _length(raw: Any) -> int:
    """Return the bytes that are in use; what dropped indexes have left is free."""
    pages, free, size = (
        int(_one(raw, f"PRAGMA {what}")) for what in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _without_indexes(raw: Any) -> list[str]:
    """Take indexes and triggers of the copied tables away; return how to make them again."""
    marks = ", ".join("?" * len(COPIED))
    found = raw.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') "
        f"AND sql IS NOT NULL AND tbl_name IN ({marks})",
        COPIED,
    ).fetchall()
    for kind, name, _statement in found:
        raw.execute(f"DROP {kind} {name}")
    return [statement for _kind, _name, statement in found]


def _copy(raw: Any, firsts: dict[str, int], first: int, last: int) -> None:
    """Copy the first rows of every table, once for each number from `first` to `last`."""
    known = {model._meta.db_table: model for model in apps.get_models()}
    for name in COPIED:
        fields = [
            field
            for field in known[name]._meta.local_concrete_fields
            if field.get_internal_type() != "BigAutoField"
        ]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(_value(name, field) for field in fields)
        raw.execute(
            f"WITH RECURSIVE copy(number) AS (SELECT {first} UNION ALL "
            f"SELECT number + 1 FROM copy WHERE number < {last}) "
            # An id that bears the number by chance is its own copy.
            f"INSERT OR IGNORE INTO {name} ({columns}) SELECT {values} FROM {name} AS src "
            f"CROSS JOIN copy WHERE src.rowid <= {firsts[name]}"
        )


def _value(name: str, field: Any) -> str:
    """Return a column of a copy: an id that points into the copy carries its number."""
    if (name, field.column) in ONCE:
        return ONCE[name, field.column]
    inside = field.is_relation and field.related_model._meta.db_table in COPIED
    column = f'src."{field.column}"'
    if not inside and not field.primary_key:
        return column
    return f"substr({column}, 1, 20) || printf('%04x', copy.number) || substr({column}, 25)"


def _documents(raw: Any, count: int) -> None:
    """Hang documents of one piece each on the first client; what is sealed looks random."""
    row = raw.execute(
        "SELECT c.id, c.organisation_id, a.id FROM clients_client c, staff_account a LIMIT 1"
    ).fetchone()
    client, organisation, author = row
    for number in range(count):
        own = f"{client[:12]}7{number:03x}8{secrets.token_hex(7)}f"[:32]
        raw.execute(
            "INSERT INTO attachments_attachment (id, organisation_id, entered_on, home, "
            "subject_id, circle_id, about, chunks, whole, author_id) "
            "VALUES (?, ?, '2026-11-01', 'client', ?, ?, ?, 1, 1, ?)",
            (own, organisation, client, client, secrets.token_bytes(2182), author),
        )
        raw.execute(
            'INSERT INTO attachments_chunk (attachment_id, "index", sealed) VALUES (?, 0, ?)',
            (own, secrets.token_bytes(PIECE)),
        )
