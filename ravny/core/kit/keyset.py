"""Paging by key: the page after a row is found by an index, however many rows lie before it.

A token names the row a page begins after (or ends before). It is signed: a made-up one is
answered with the first page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, Q, QuerySet

SALT = "kit.keyset"
KEY = "keyset_key"
_READERS: dict[str, Callable[[str], Any]] = {
    "none": lambda _text: None,
    "bool": lambda text: text == "True",
    "int": int,
    "float": float,
    "str": str,
    "Decimal": Decimal,
    "UUID": UUID,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


@dataclass(frozen=True)
class Ordering:
    """A sort: the path of a column, its direction; ties are broken by the id."""

    path: str
    descending: bool
    nullable: bool = False

    @property
    def name(self) -> str:
        """The sort as a word, to bind a token to it."""
        return f"-{self.path}" if self.descending else self.path

    def order(self, rows: QuerySet[Any], *, backwards: bool) -> QuerySet[Any]:
        """Sort the rows, empty keys last, or all of it the other way round."""
        descending = self.descending is not backwards
        key = F(self.path)
        if self.nullable:
            ends = {"nulls_first": True} if backwards else {"nulls_last": True}
            by = key.desc(**ends) if descending else key.asc(**ends)
        else:
            by = key.desc() if descending else key.asc()
        return rows.order_by(by, F("pk").desc() if descending else F("pk").asc())

    def beyond(self, key: Any, pk: Any, *, backwards: bool) -> Q:
        """Return the condition "comes after this row" (or before it, backwards)."""
        side = "lt" if self.descending is not backwards else "gt"
        tie = Q(**{f"pk__{side}": pk})
        if key is None:
            same = Q(**{f"{self.path}__isnull": True}) & tie
            return same | Q(**{f"{self.path}__isnull": False}) if backwards else same
        # "at or beyond" is redundant, and lets the database walk the index.
        at = Q(**{f"{self.path}__{side}e": key})
        condition = at & (Q(**{f"{self.path}__{side}": key}) | tie)
        if self.nullable and not backwards:
            condition |= Q(**{f"{self.path}__isnull": True})
        return condition


@dataclass(frozen=True)
class Place:
    """The row that a page begins after, or ends before."""

    key: Any
    pk: Any
    backwards: bool


@dataclass(frozen=True)
class Slice:
    """One page of rows and the tokens of its neighbours, "" where there is none."""

    rows: list[Any]
    before: str
    after: str


def is_nullable(model: type[Model], path: str) -> bool:
    """Tell whether a path may be empty; an annotation may."""
    nullable = False
    step: Any = model
    for name in path.split("__"):
        try:
            field = step._meta.get_field(name)
        except (FieldDoesNotExist, AttributeError):
            return True
        nullable = nullable or bool(field.null)
        step = field.related_model
    return nullable


def write_token(ordering: Ordering, place: Place) -> str:
    """Return the signed name of a place."""
    parts = [ordering.name, "b" if place.backwards else "a"]
    for value in (place.key, place.pk):
        kind = "none" if value is None else type(value).__name__
        if kind not in _READERS:
            kind, value = "str", str(value)
        parts += [kind, value.isoformat() if isinstance(value, date) else str(value)]
    return signing.dumps(parts, salt=SALT)


def read_token(ordering: Ordering, token: str) -> Place | None:
    """Return the place of a token; None for a forged one or one of another sort."""
    try:
        name, side, key_kind, key, pk_kind, pk = signing.loads(token, salt=SALT)
        if name != ordering.name:
            return None
        return Place(_READERS[key_kind](key), _READERS[pk_kind](pk), side == "b")
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        return None


def take(rows: QuerySet[Any], ordering: Ordering, token: str, size: int) -> Slice:
    """Return one page of the rows, in one query."""
    place = read_token(ordering, token) if token else None
    backwards = place is not None and place.backwards
    keyed = ordering.order(rows.annotate(**{KEY: F(ordering.path)}), backwards=backwards)
    if place is not None:
        keyed = keyed.filter(ordering.beyond(place.key, place.pk, backwards=backwards))
    found = list(keyed[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Slice([], "", "")
    has_before = more if backwards else place is not None
    has_after = True if backwards else more
    first, last = found[0], found[-1]
    before = Place(getattr(first, KEY), first.pk, True)
    after = Place(getattr(last, KEY), last.pk, False)
    return Slice(
        found,
        write_token(ordering, before) if has_before else "",
        write_token(ordering, after) if has_after else "",
    )
