"""Plans of shifts of years ago, made by the thousand: something for a purge to let go of."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Sum
from django_scopes import scopes_disabled

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account
from ravny.core.staff.queries import actor_of
from ravny.insight.upkeep.models import Purged
from ravny.insight.upkeep.operations.purging import verb_of
from ravny.services.outreach.models import Shift

KIND, DAY = "outreach.shifts", date(2020, 5, 1)
_made = [0]


@scopes_disabled()
def age(login: str, many: int) -> int:
    """Make so many; return how many were made in all."""
    owner = Account.objects.get(login=login)
    team = min(actor_of(owner.id).teams)
    Shift.objects.bulk_create(
        Shift(
            id=day_id(DAY), organisation_id=owner.organisation_id, day=DAY, worker_id=owner.id,
            team_id=team, entered_on=DAY,
        )
        for _ in range(many)
    )  # fmt: skip
    _made[0] += many
    return _made[0]


def gone() -> int:
    """Return how many a purge says it has let go of."""
    with scopes_disabled():
        return int(_sum(Purged.objects.filter(kind=KIND), "count"))


def check() -> list[str]:
    """What was made is there or was counted as gone; the journal tells of what it was told of."""
    rows = Purged.objects.filter(kind=KIND)
    left, went = _old(), _sum(rows, "count")
    told = _sum(Entry.objects.filter(verb=verb_of(KIND)), "count")
    if not _base:
        _base.append(left + went - _made[0])
    wrong = []
    if left + went != _base[0] + _made[0]:
        wrong.append(f"of {_made[0]} shifts {left} are there and {went} went, before {_base[0]}")
    if told != _sum(rows, "noted"):
        wrong.append(f"the journal tells of {told} shifts, {_sum(rows, 'noted')} are noted")
    return wrong


_base: list[int] = []


def _old() -> int:
    return Shift.objects.filter(day__lt=today() - timedelta(days=300)).count()


def _sum(rows: Any, column: str) -> int:
    return rows.aggregate(total=Sum(column))["total"] or 0
