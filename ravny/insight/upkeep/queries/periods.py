"""How long each kind of record is kept, what is due now, and what goes in the months to come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_scopes import scope

from ravny.core.kit import registries
from ravny.core.kit.aging import months_back, months_on
from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.kit.registries import RecordKind
from ravny.core.staff.types import Actor
from ravny.people.clients.countries import COUNTRIES, ProfileError, load_profile

from ..keeping import DueLine, Kept, MonthAhead, PeriodLine, Whence
from ..models import Period, Purged

MONTHS_AHEAD = 12


def kinds() -> list[RecordKind]:
    """Return every kind of record, in the order in which they go."""
    return sorted(registries.record_kinds, key=lambda kind: (kind.order, kind.code))


def kind_of(code: str) -> RecordKind:
    """Return a kind by its code; raises NotYours."""
    for kind in registries.record_kinds:
        if kind.code == code:
            return kind
    raise NotYours


def check_profiles() -> None:
    """Compare the profiles of all countries with the kinds there are; raises ProfileError."""
    bounds = {kind.code: (kind.least_months, kind.most_months) for kind in kinds()}
    for country in COUNTRIES:
        for code, keep in load_profile(country).retention.items():
            least, most = bounds.get(code, (1, 0))
            if not least <= keep.months <= most:
                raise ProfileError(f"{country}, retention: {code}, {keep.months} months")


def _without_own(kind: RecordKind, country: str) -> tuple[int, Whence]:
    keep = load_profile(country.lower()).retention.get(kind.code)
    return (keep.months, Whence.COUNTRY) if keep else (kind.months, Whence.RAVNY)


def kept(organisation_id: UUID, country: str) -> list[Kept]:
    """Return for every kind how long it is kept: own decision, country, Ravny. One query."""
    with scope(organisation=organisation_id):
        own = dict(Period.objects.values_list("kind", "months"))
    found = []
    for kind in kinds():
        months, whence = _without_own(kind, country)
        decided = own.get(kind.code)
        if decided is None:
            found.append(Kept(kind, months, whence, months, whence))
        else:
            # A bound may have moved since somebody decided.
            held = min(max(decided, kind.least_months), kind.most_months)
            found.append(Kept(kind, held, Whence.OWN, months, whence))
    return found


def kept_of(actor: Actor, code: str) -> Kept:
    """Return how long one kind is kept; raises NotYours."""
    wanted = kind_of(code)
    return next(
        one for one in kept(actor.organisation_id, actor.country) if one.kind.code == wanted.code
    )


def cutoff(months: int) -> date:
    """Return the day before which records are older than so many months."""
    return months_back(today(), months)


def due_now(organisation_id: UUID, kind: RecordKind, months: int) -> dict[date, int]:
    """Return the first of a month → how many records of it are older than so many months."""
    return dict(kind.due(organisation_id, cutoff(months)))


def _going(organisation_id: UUID, one: Kept) -> dict[date, int]:
    """Return month → how many go in it, from this month on; what is overdue goes this month."""
    first = today().replace(day=1)
    until = months_on(first, MONTHS_AHEAD)
    months: defaultdict[date, int] = defaultdict(int)
    for month, number in one.kind.due(organisation_id, months_back(until, one.months)).items():
        months[max(months_on(month, one.months), first)] += number
    return dict(months)


def overview(actor: Actor) -> tuple[list[PeriodLine], list[MonthAhead]]:
    """Return every kind as its page shows it, and the twelve months from this one on.

    Two questions per kind and one more, however many records there are.
    """
    lines, by_month = [], defaultdict[date, dict[str, int]](dict)
    for one in kept(actor.organisation_id, actor.country):
        due = sum(due_now(actor.organisation_id, one.kind, one.months).values())
        going = _going(actor.organisation_id, one)
        lines.append(PeriodLine(one, due, min(going, default=None)))
        for month, number in going.items() if not one.kind.by_hand else ():
            by_month[month][one.kind.code] = number
    first = today().replace(day=1)
    ahead = [months_on(first, count) for count in range(MONTHS_AHEAD)]
    return lines, [
        MonthAhead(month, sum(by_month[month].values()), by_month[month]) for month in ahead
    ]


def tonight(organisation_id: UUID, country: str) -> list[DueLine]:
    """Return what the daily purge would let go of now. One question per kind and one more."""
    lines = []
    for one in kept(organisation_id, country):
        due = {} if one.kind.by_hand else due_now(organisation_id, one.kind, one.months)
        if due:
            lines.append(DueLine(one, sum(due.values()), min(due), max(due)))
    return lines


def gone(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Purged]:
    """Return what went on which day; filters: kind, first, last. Call within the scope."""
    wanted = {
        "kind": filters.get("kind"),
        "day__gte": filters.get("first"),
        "day__lte": filters.get("last"),
    }
    chosen = {path: value for path, value in wanted.items() if value}
    return Purged.objects.filter(organisation_id=actor.organisation_id, **chosen)


def labels(codes: Iterable[str] = ()) -> dict[str, registries.Text]:
    """Return code → words of every kind; a code that no room knows any more stands for itself."""
    known: dict[str, registries.Text] = {kind.code: kind.label for kind in kinds()}
    return {code: code for code in codes} | known
