"""What a month's outreach adds up to."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from ravny.core.kit.registries import Text
from ravny.core.staff.queries import list_teams, pseudonyms
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import aliases
from ravny.services.encounters.queries import (
    facts_between,
    handouts_by_encounter,
    months_between,
    site_labels,
)
from ravny.services.encounters.types import AGE_GROUPS, KEY_GROUPS, Channel, Language
from ravny.services.stock.queries import item_labels

from ..counting import Tally, tally
from ..suppression import suppress
from ..types import Grouping, MonthBar, ReachRow, ReachTable

Fact = Mapping[str, Any]
MONTHS_DRAWN = 12


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the day's month."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)


def months_before(day: date, count: int) -> list[date]:
    """Return the first days of so many months up to the day's own, oldest first."""
    first = day.replace(day=1)
    months = [first]
    while len(months) < count:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


_KEYS: dict[str, Callable[[Fact], Sequence[str]]] = {
    Grouping.CHANNEL: lambda fact: (fact["site__kind"] or fact["channel"],),
    Grouping.GROUP: lambda fact: fact["key_groups"],
    Grouping.AGE: lambda fact: (fact["age_group"],),
    Grouping.LANGUAGE: lambda fact: (fact["language"],),
    Grouping.SITE: lambda fact: (str(fact["site_id"] or ""),),
    Grouping.TEAM: lambda fact: (str(fact["team_id"]),),
    Grouping.WORKER: lambda fact: (str(fact["worker_id"]),),
}


def _labels(actor: Actor, grouping: str) -> dict[str, Text]:
    """Return key → words, in the order the rows stand in."""
    if grouping == Grouping.SITE:
        return {str(site): label for site, label in site_labels(actor.organisation_id).items()}
    if grouping == Grouping.TEAM:
        return {str(team.team_id): team.label for team in list_teams(actor)}
    if grouping == Grouping.WORKER:
        return {str(account): name for account, name in pseudonyms(actor).items()}
    choices: dict[str, Any] = {
        Grouping.CHANNEL: Channel.choices,
        Grouping.GROUP: KEY_GROUPS,
        Grouping.AGE: AGE_GROUPS,
        Grouping.LANGUAGE: Language.choices,
    }
    return dict(choices[grouping])


def _handed(organisation_id: UUID, first: date, last: date) -> dict[UUID, list[tuple[UUID, int]]]:
    given: dict[UUID, list[tuple[UUID, int]]] = {}
    for encounter_id, item_id, quantity in handouts_by_encounter(organisation_id, first, last):
        given.setdefault(encounter_id, []).append((item_id, quantity))
    return given


def reach_table(actor: Actor, first: date, last: date, grouping: str, *, exact: bool) -> ReachTable:
    """Return contacts, persons and handouts of the days first…last, grouped one way.

    `exact` False hides small numbers. A fixed number of queries, whatever the month holds.
    """
    organisation_id = actor.organisation_id
    given = _handed(organisation_id, first, last)
    facts = facts_between(organisation_id, first, last)
    rows, total = tally(facts, _KEYS[grouping], given, aliases(organisation_id))
    labels = _labels(actor, grouping)
    order = [key for key in labels if key in rows]
    order += sorted(key for key in rows if key not in labels)
    item_names = item_labels(organisation_id)
    items = tuple((item, label) for item, label in item_names.items() if item in total.given)
    shown = _rows([rows[key] for key in order], total, items, exact=exact)
    named = tuple(
        ReachRow(key, labels.get(key) or gettext("not recorded"), *figures)
        for key, figures in zip(order, shown[:-1], strict=True)
    )
    summed = ReachRow("total", gettext("Total"), *shown[-1])
    return ReachTable(first, last, grouping, items, named, summed, exact)


Figures = tuple[int | None, int | None, int | None, tuple[tuple[str, int], ...]]


def _rows(
    tallies: Sequence[Tally], total: Tally, items: Sequence[tuple[UUID, str]], *, exact: bool
) -> list[Figures]:
    """Return (contacts, persons, uncoded, given) of each row and of the total, last."""
    columns: list[list[int | None]] = []
    for figure in (_contacts, _persons, _uncoded):
        cells, whole = [figure(row) for row in tallies], figure(total)
        if exact:
            columns.append([*cells, whole])
        else:
            hidden = suppress(cells, whole)
            columns.append([*hidden.cells, hidden.total])
    handed = [
        tuple((label, row.given.get(item, 0)) for item, label in items) for row in [*tallies, total]
    ]
    return list(zip(*columns, handed, strict=True))


def _contacts(row: Tally) -> int:
    return row.contacts


def _persons(row: Tally) -> int:
    return len(row.persons)


def _uncoded(row: Tally) -> int:
    return row.uncoded


def year_of_bars(actor: Actor, day: date, *, exact: bool) -> list[MonthBar]:
    """Return contacts and persons of the twelve months up to the day's own, each for itself."""
    months = months_before(day, MONTHS_DRAWN)
    counted = months_between(actor.organisation_id, months[0], month_of(day)[1])
    bars = []
    for month in months:
        contacts, persons = counted.get(month, (0, 0))
        if not exact:
            bars.append(MonthBar(month, _shown(contacts), _shown(persons)))
        else:
            bars.append(MonthBar(month, contacts, persons))
    return bars


def _shown(figure: int) -> int | None:
    return suppress([figure], figure).cells[0]
