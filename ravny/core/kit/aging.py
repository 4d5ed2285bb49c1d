"""Rows that grow old: months counted back and on, and how a kind of record lets go of its rows."""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Model, QuerySet
from django_scopes import scope

LetGo = Callable[[UUID, list[Any]], int]


def months_on(day: date, months: int) -> date:
    """Return the same day so many months later; the month's last where it has no such day."""
    counted = day.year * 12 + day.month - 1 + months
    year, month = counted // 12, counted % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_back(day: date, months: int) -> date:
    """Return the same day so many months earlier; the month's last where it has no such day."""
    return months_on(day, -months)


@dataclass(frozen=True)
class Aging:
    """Rows of one kind: which there are, which day counts, how some of them are let go of.

    `rows` is asked inside the organisation's scope. `day`: a date column or annotation; rows
    without a day never grow old. `let_go(organisation_id, ids)` answers how many went. `at_once`:
    for heavy rows, how many go in one transaction at most.
    """

    rows: Callable[[], QuerySet[Any]]
    day: str
    let_go: LetGo
    at_once: int = 500

    def _old(self, before: date) -> QuerySet[Any]:
        return self.rows().filter(**{f"{self.day}__lt": before})

    def due(self, organisation_id: UUID, before: date) -> dict[date, int]:
        """Return the first of a month → how many rows of it lie before the day. One query."""
        with scope(organisation=organisation_id):
            counted = self._old(before).order_by().values_list(self.day).annotate(rows=Count("pk"))
            return by_month(dict(counted))

    def erase(self, organisation_id: UUID, before: date, most: int) -> int:
        """Let go of at most so many, the oldest first; inside the caller's transaction."""
        with scope(organisation=organisation_id):
            oldest = self._old(before).order_by(self.day, "pk").values_list("pk", flat=True)
            ids = list(oldest[: min(most, self.at_once)])
            return self.let_go(organisation_id, ids) if ids else 0


def by_month(counted: dict[date, int]) -> dict[date, int]:
    """Add days up to months: the first of each → how many."""
    months: Counter[date] = Counter()
    for day, number in counted.items():
        months[day.replace(day=1)] += number
    return dict(months)


def deleting(model: type[Model]) -> LetGo:
    """Return what deletes rows, with those that hang on them by CASCADE."""

    def let_go(_organisation_id: UUID, ids: list[Any]) -> int:
        _all, by_model = model._default_manager.filter(pk__in=ids).delete()
        return by_model.get(model._meta.label, 0)

    return let_go


def blanking(model: type[Model], **values: Any) -> LetGo:
    """Return what keeps the rows and empties columns of them."""

    def let_go(_organisation_id: UUID, ids: list[Any]) -> int:
        return model._default_manager.filter(pk__in=ids).update(**values)

    return let_go


def last_days(rows: QuerySet[Any], *columns: str) -> Iterable[tuple[UUID, date]]:
    """Return (client, the latest of these days) of rows that have a `client`. One query."""
    known = rows.exclude(client_id=None).order_by().values_list("client_id")
    for client_id, *days in known.annotate(*(Max(column) for column in columns)):
        told = [day for day in days if day is not None]
        if told:
            yield client_id, max(told)
