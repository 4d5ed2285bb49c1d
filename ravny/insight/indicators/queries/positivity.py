"""Reactivity and confirmed diagnoses by month: trends for HIV, STI and viral hepatitis."""

from datetime import date

from ravny.core.staff.types import Actor
from ravny.services.testing.queries import months_of
from ravny.services.testing.types import TestedMonth

from ..suppression import THRESHOLD
from ..types import PositivityRow
from .monthly import month_of, months_before

MONTHS = 12


def positivity_table(
    actor: Actor, day: date, infection: str, *, exact: bool
) -> list[PositivityRow]:
    """Return the twelve months up to the day's own, oldest first. Two queries.

    `exact` False hides small figures of persons, and those that would give them away.
    """
    months = months_before(day, MONTHS)
    counted = months_of(actor.organisation_id, months[0], month_of(day)[1], infection)
    return [_row(month, counted.get(month, TestedMonth(0, 0, 0)), exact=exact) for month in months]


def _row(month: date, told: TestedMonth, *, exact: bool) -> PositivityRow:
    if exact:
        return PositivityRow(month, told.tests, told.persons, told.reactive, told.confirmed)
    # Persons who were not reactive follow from the other two: they are a small number as well.
    hidden = _small(told.reactive) or _small(told.persons - told.reactive)
    return PositivityRow(
        month,
        None if _small(told.tests) else told.tests,
        None if _small(told.persons) else told.persons,
        None if hidden or _small(told.persons) else told.reactive,
        None if _small(told.confirmed) else told.confirmed,
    )


def _small(figure: int) -> bool:
    return 0 < figure < THRESHOLD
