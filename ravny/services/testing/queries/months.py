"""Tests by month: each month counts for itself, so persons of months do not add up to a year."""

from datetime import date
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django_scopes import scope

from ..models import Test
from ..types import Conclusion, Result, TestedMonth
from .counting import PERSON, counted


def months_of(
    organisation_id: UUID, first: date, last: date, infection: str
) -> dict[date, TestedMonth]:
    """Return first day of a month → its tests and persons, of the months that have any. 2 queries.

    `confirmed`: persons whose confirmation concluded positive in the month.
    """
    valid = [Result.REACTIVE, Result.NONREACTIVE]
    reactive = Q(result=Result.REACTIVE)
    with scope(organisation=organisation_id):
        rows = (
            counted(first, last, infection)
            .filter(result__in=valid)
            .annotate(month=TruncMonth("day"))
            .values("month")
            .annotate(
                tests=Count("id"),
                persons=Count(PERSON, distinct=True),
                reactive=Count(PERSON, distinct=True, filter=reactive),
            )
            .values_list("month", "tests", "persons", "reactive")
        )
        confirmed = dict(
            Test.objects.filter(
                infection=infection,
                concluded_on__range=(first, last),
                conclusion=Conclusion.POSITIVE,
                void_reason="",
            )
            .annotate(month=TruncMonth("concluded_on"))
            .values("month")
            .annotate(persons=Count(PERSON, distinct=True))
            .values_list("month", "persons")
        )
        found = {month: TestedMonth(*figures) for month, *figures in rows}
    for month, persons in confirmed.items():
        known = found.get(month, TestedMonth(0, 0, 0))
        found[month] = TestedMonth(known.tests, known.persons, known.reactive, persons)
    return found
