"""Any rows through a backup into an empty table are the same rows, on both databases."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgpack
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.insight.upkeep.backups import dump, load, tables
from ravny.insight.upkeep.backups.tables import LEFT_OUT, Table, every_table
from tests.guards import house

pytestmark = pytest.mark.django_db(transaction=True)

TYPES = {
    "uuid": ("char(32)", "uuid"),
    "bool": ("bool", "boolean"),
    "date": ("date", "date"),
    "moment": ("datetime", "timestamptz"),
    "bytes": ("BLOB", "bytea"),
    "json": ("text", "jsonb"),
    "decimal": ("decimal", "numeric"),
    "float": ("real", "double precision"),
    "int": ("bigint", "bigint"),
    "text": ("text", "text"),
}
KINDS = sorted(TYPES)
PROBE = Table("probe", tuple((f"a_{kind}", kind) for kind in KINDS), is_narrow=False)
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=60)
MOMENTS = st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.replace(year=1900 + moment.year % 200, day=min(moment.day, 28)).strftime(
        "%Y-%m-%d %H:%M:%S.%f"
    )
)
FACTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(-99, 99) | st.none() | st.booleans())
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "uuid": st.uuids().map(lambda one: one.hex),
    "bool": st.sampled_from([0, 1]),
    "date": st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat),
    "moment": MOMENTS,
    "bytes": st.binary(max_size=2000),
    "json": FACTS.map(json.dumps),
    "decimal": st.decimals(-(10**9), 10**9, places=2).map(str),
    # SQLite keeps no negative zero.
    "float": st.floats(-1e12, 1e12, allow_subnormal=False).map(lambda one: one + 0.0),
    "int": st.integers(-(2**63), 2**63 - 1),
    "text": TEXT,
}
ROWS = st.lists(st.tuples(*(st.none() | VALUES[kind] for kind in KINDS)), max_size=20)


@pytest.fixture
def probe(db: None) -> Iterator[None]:
    """A table with a column of every kind."""
    own = 0 if connection.vendor == "sqlite" else 1
    columns = ", ".join(f"a_{kind} {TYPES[kind][own]}" for kind in KINDS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE probe ({columns})")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE probe")


def read() -> list[list[Any]]:
    with dump.snapshot() as held:
        pieces = [msgpack.packb(rows) for rows in dump._pieces(held, PROBE)]
    return [row for piece in pieces for row in msgpack.unpackb(piece)]


def same(kind: str, value: Any) -> Any:
    """Two ways of writing one value are one value."""
    if value is None or kind not in {"json", "decimal", "moment"}:
        return value
    if kind == "moment":
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if kind == "json":
        return json.dumps(json.loads(value), sort_keys=True)
    return round(float(value), 2)


def told(rows: list[Any]) -> list[str]:
    return sorted(
        repr([same(kind, value) for kind, value in zip(KINDS, row, strict=True)]) for row in rows
    )


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
def test_any_rows_come_back_as_they_were(probe: None, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM probe")
    load.load([(PROBE, [list(row) for row in rows])], lambda _rows: None)
    first = read()
    assert told(first) == told([list(row) for row in rows])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM probe")
    load.load([(PROBE, first)], lambda _rows: None)
    assert told(read()) == told(first)


def test_every_column_of_the_house_has_a_kind_and_every_table_its_place() -> None:
    known = {model._meta.db_table for model in house.models_of_ours()}
    held = {table.name for table in every_table()}
    assert known <= held | LEFT_OUT
    assert not held & LEFT_OUT
    assert set(TYPES) >= {kind for table in every_table() for _name, kind in table.columns}


def test_nothing_that_is_left_out_is_pointed_at() -> None:
    every = [model for model in house.models_of_ours() if model._meta.db_table not in LEFT_OUT]
    wrong = [
        f"{model._meta.label} {target}"
        for model in every
        for target in tables._targets(model)
        if target in LEFT_OUT
    ]
    house.none_of(wrong)
