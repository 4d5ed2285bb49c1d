"""What people carry, how much they may, and how they work in the evening."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor
from ravny.services.cases.queries.burden import (
    carried_cases,
    evenings,
    highest_scores,
    hours_of,
)
from ravny.services.cases.types import Hours

from ..models import HoursSeen, Limit, Overload
from ..types import Limits, Load
from ..weighing import EVENINGS, LIMIT, weight

WEEKS = 8


def loads(organisation_id: UUID, account_ids: Collection[UUID] | None = None) -> dict[UUID, Load]:
    """Return account id → what they carry, of these people or of everybody. Two queries."""
    cases = carried_cases(organisation_id, account_ids)
    scores = highest_scores(organisation_id, account_ids) if cases else {}
    points: Counter[UUID] = Counter()
    stages: dict[UUID, Counter[str]] = defaultdict(Counter)
    for case in cases:
        points[case.manager_id] += weight(case, scores.get(case.case_id, 0))
        stages[case.manager_id][case.stage] += 1
    return {who: Load(sum(one.values()), points[who], one) for who, one in stages.items()}


def limits(organisation_id: UUID) -> tuple[Limits, dict[UUID, Limits]]:
    """Return the organisation's limits and account id → own ones. One query."""
    house, own = Limits(LIMIT, EVENINGS), {}
    with scope(organisation=organisation_id):
        for row in Limit.objects.all():
            told = Limits(row.points, row.evenings)
            if row.account_id is None:
                house = told
            else:
                own[row.account_id] = told
    return house, own


def limit_of(organisation_id: UUID, account_id: UUID) -> Limits:
    """Return how much one person may carry. One query."""
    house, own = limits(organisation_id)
    return own.get(account_id, house)


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def evenings_of_week(organisation_id: UUID, monday: date, who: UUID | None = None) -> Counter[UUID]:
    """Return account id → days of a week with evening or weekend work. One query."""
    return evenings(organisation_id, monday, monday + timedelta(days=6), who)


def own_weeks(actor: Actor) -> list[tuple[date, dict[str, tuple[int, int]]]]:
    """Return the actor's last weeks, the newest first: hours → (contacts, minutes). One query."""
    first = week_of(today()) - timedelta(weeks=WEEKS - 1)
    weeks: dict[date, dict[str, tuple[int, int]]] = {
        first + timedelta(weeks=number): {} for number in range(WEEKS)
    }
    found = hours_of(actor.organisation_id, first, today(), actor.account_id)
    for (_who, day, hours), (count, minutes) in found.items():
        week = weeks[week_of(day)]
        before = week.get(hours, (0, 0))
        week[hours] = (before[0] + count, before[1] + minutes)
    return sorted(weeks.items(), reverse=True)


def own_evenings(actor: Actor) -> list[tuple[date, str, int, int]]:
    """Return the actor's evenings and weekends: (day, hours, contacts, minutes). One query."""
    first = week_of(today()) - timedelta(weeks=WEEKS - 1)
    found = hours_of(actor.organisation_id, first, today(), actor.account_id)
    rows = [(day, hours, *told) for (_who, day, hours), told in found.items() if hours != Hours.DAY]
    return sorted(rows, reverse=True)


def month_sums(organisation_id: UUID, month: date) -> dict[UUID, Mapping[str, int]]:
    """Return account id → hours → minutes of a month, for a coordinator. Two queries.

    The present month shows only those who looked at their own hours first.
    """
    last = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    found = hours_of(organisation_id, month, last)
    with scope(organisation=organisation_id):
        seen = set(HoursSeen.objects.filter(month=month).values_list("account_id", flat=True))
    over = last < today()
    sums: dict[UUID, Counter[str]] = defaultdict(Counter)
    for (who, _day, hours), (_count, minutes) in found.items():
        if over or who in seen:
            sums[who][hours] += minutes
    return {who: dict(one) for who, one in sums.items()}


def overloaded(organisation_id: UUID, before: date) -> dict[UUID, date]:
    """Return who has carried too much since before a day. One query."""
    with scope(organisation=organisation_id):
        rows = Overload.objects.filter(until__isnull=True, since__lte=before)
        return dict(rows.values_list("account_id", "since"))
