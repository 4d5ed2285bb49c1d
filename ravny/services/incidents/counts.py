"""The anonymised counts: kind by office by quarter, without any small number."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor

from .queries import counts_of
from .types import Kind, Office
from .veiling import EVERY, REST, SUM, Cell, veil

HIDDEN = "…"
QUARTERS = (0, 1, 2, 3)
PLACES = (*QUARTERS, SUM)


@dataclass(frozen=True)
class CountRow:
    """A line of the counts: a kind, one of its offices, or all; None is a hidden figure."""

    kind: str
    office: str
    label: Text
    figures: tuple[int | None, ...]

    @property
    def cells(self) -> list[tuple[str, int | None]]:
        """The figures, each under its heading."""
        return list(zip(quarter_heads(), self.figures, strict=True))

    @property
    def is_total(self) -> bool:
        """Whether it sums up other lines."""
        return not self.office


def count_rows(actor: Actor, year: int) -> list[CountRow]:
    """Return the lines of a year: each kind with its offices, all of them last. One query."""
    shown = veil(counts_of(actor, year))
    kinds = _ordered({kind for kind, _office, _place in shown} - {EVERY}, Kind.values)
    rows = []
    for kind in kinds:
        offices = {office for one, office, _place in shown if one == kind} - {EVERY}
        rows.append(_row(shown, kind, EVERY, _kind_words(kind)))
        for office in _ordered(offices, Office.values):
            rows.append(_row(shown, kind, office, _office_words(office)))
    return [*rows, _row(shown, EVERY, EVERY, _("All incidents"))] if rows else []


def _row(shown: dict[Cell, int | None], kind: str, office: str, label: Text) -> CountRow:
    return CountRow(
        kind, office, label, tuple(shown.get((kind, office, place), 0) for place in PLACES)
    )


def _ordered(codes: set[str], known: list[str]) -> list[str]:
    return sorted(codes, key=lambda code: known.index(code) if code in known else len(known))


def _kind_words(code: str) -> Text:
    return _("rare kinds together") if code == REST else Kind(code).label


def _office_words(code: str) -> Text:
    return _("rare ones together") if code == REST else Office(code).label


def drawn(rows: list[CountRow]) -> list[dict[str, Any]]:
    """Return the kinds as kit/components/cascade.html draws them."""
    return [
        {"label": row.label, "count": row.figures[SUM]} for row in rows if row.is_total and row.kind
    ]


def quarter_heads() -> list[str]:
    """Return the headings of the figures."""
    words = [_("quarter %(number)s") % {"number": place + 1} for place in QUARTERS]
    return [*words, _("year")]
