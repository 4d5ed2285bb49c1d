"""Reactivity and confirmed diagnoses by month: trends for HIV, STI and viral hepatitis."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby

from ravny.core.staff.types import Actor
from ravny.services.testing.queries import months_of
from ravny.services.testing.types import TestedMonth

from ..periods import quarter_of
from ..suppression import THRESHOLD, suppress
from ..types import PositivityRow
from .monthly import month_of, months_before

MONTHS = 12


def positivity_table(
    actor: Actor, day: date, infection: str, *, exact: bool
) -> list[PositivityRow]:
    """Return the twelve months up to the day's own, oldest first. Two queries.

    `exact` False hides small figures of persons, and those that would give them away: a quarter's
    sum stands in the cascade, so a month is never hidden alone in its quarter.
    """
    months = months_before(day, MONTHS)
    counted = months_of(actor.organisation_id, months[0], month_of(day)[1], infection)
    rows = [_row(month, counted.get(month, TestedMonth(0, 0, 0))) for month in months]
    if exact:
        return rows
    quarters = groupby(rows, key=lambda row: quarter_of(row.month))
    return [row for _days, some in quarters for row in veiled_quarter(list(some))]


def _row(month: date, told: TestedMonth) -> PositivityRow:
    return PositivityRow(month, told.tests, told.persons, told.reactive, told.confirmed)


def veiled_quarter(rows: Sequence[PositivityRow]) -> list[PositivityRow]:
    """Return the months of one quarter without small figures, nor any that give one away.

    A figure under the threshold goes, and `reactive` too where the others who were tested are so
    few; then no column of a quarter lacks a single month, and what it lacks is no small number.
    """
    few = {
        place
        for place, row in enumerate(rows)
        if row.persons and 0 < row.persons - (row.reactive or 0) < THRESHOLD
    }
    tests = _veiled([row.tests or 0 for row in rows])
    persons = _veiled([row.persons or 0 for row in rows])
    reactive = _veiled([row.reactive or 0 for row in rows], few)
    confirmed = _veiled([row.confirmed or 0 for row in rows])
    cells = zip(rows, tests, persons, reactive, confirmed, strict=True)
    return [PositivityRow(row.month, *figures) for row, *figures in cells]


def _veiled(figures: Sequence[int], also: Collection[int] = ()) -> list[int | None]:
    cells = list(suppress(figures, sum(figures)).cells)
    for place in also:
        cells[place] = None if figures[place] else 0
    if cells.count(None) == 1:
        shown = [(figure, place) for place, figure in enumerate(cells) if figure]
        if shown:
            cells[min(shown)[1]] = None
    return cells
