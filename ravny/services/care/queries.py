"""Questions about care; persons are kept cards, and what stands under an alias is theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.kit.registries import TimelineItem
from ravny.core.kit.statements import ask, day_of, marks, uuid_of
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import cards_of, get_client_for
from ravny.people.directory.queries import infection_label

from .models import CareRecord, LabResult, Registration, Treatment
from .types import LATE_BELOW, LATE_DAYS, CareFact, Lab, Level, Milestones
from .words import said_of, words_of

AT_ONCE = 5000
"""Ids in one statement: databases bound how many values it may name."""
TABLES: dict[str, type[CareRecord]] = {
    "registration": Registration,
    "treatment": Treatment,
    "lab": LabResult,
}


# Every milestone of some cards at once; a table leaves free what it has not (PostgreSQL wants to
# know of what type that is).
MILESTONES = """
SELECT 'registration', client_id, day, id, mode, CAST(NULL AS integer), NULL, CAST(NULL AS date)
FROM care_registration
WHERE organisation_id = %s AND infection = %s AND NOT is_void AND client_id IN ({cards})
UNION ALL
SELECT 'treatment', client_id, day, id, source, NULL, NULL, ended_on FROM care_treatment
WHERE organisation_id = %s AND infection = %s AND NOT is_void AND client_id IN ({cards})
UNION ALL
SELECT 'lab', client_id, day, id, lab, value, level, NULL FROM care_labresult
WHERE organisation_id = %s AND infection = %s AND NOT is_void AND client_id IN ({cards})
"""


def _rows(
    organisation_id: UUID, cards: Mapping[UUID, UUID], infection: str
) -> dict[str, list[tuple[Any, ...]]]:
    """Return table → (kept client id, day, id, code, value, level, ended on) by day.

    One statement for each 5,000 cards.
    """
    ids = list(cards)
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        parameters = [organisation_id, infection, *some] * len(TABLES)
        for name, card, day, row_id, *told, ended_on in ask(
            MILESTONES.format(cards=marks(some)), parameters
        ):
            person = cards[uuid_of(card)]
            found[name].append((person, day_of(day), uuid_of(row_id), *told, day_of(ended_on)))
    return {name: sorted(rows, key=_by_day) for name, rows in found.items()}


def _by_day(row: Any) -> tuple[date, UUID]:
    return row[1], row[2]


def milestones(
    organisation_id: UUID,
    client_ids: Sequence[UUID],
    infection: str = "hiv",
    *,
    cards: Mapping[UUID, UUID] | None = None,
) -> dict[UUID, Milestones]:
    """Return kept client id → how far they came, of those of whom anything is known. One query.

    `cards`: card id → kept id of all these clients; not given, one query more asks for it
    (clients.queries.cards_of).
    """
    if cards is None:
        cards = cards_of(organisation_id, list(client_ids))
    found: dict[UUID, Milestones] = {}
    rows = _rows(organisation_id, cards, infection)
    for person, day, _id, mode, *_rest in rows["registration"]:
        if person not in found:
            found[person] = Milestones(person, registered_on=day, registered_mode=mode)
    for person, day, _id, source, _value, _level, ended_on in rows["treatment"]:
        found[person] = _treated(found.get(person, Milestones(person)), day, source, ended_on)
    for person, day, _id, lab, value, level, _ended in rows["lab"]:
        known = found.get(person, Milestones(person))
        found[person] = _measured(known, day, lab, value, level)
    return found


def _treated(known: Milestones, day: date, source: str, ended_on: date | None) -> Milestones:
    runs = ended_on is None
    if known.on_treatment and not runs:
        return known
    return replace(known, treated_on=known.treated_on or day, source=source, on_treatment=runs)


def _measured(known: Milestones, day: date, lab: str, value: int | None, level: str) -> Milestones:
    if lab == Lab.CD4:
        began = min(filter(None, (known.registered_on, known.treated_on)), default=day)
        is_late = value is not None and value < LATE_BELOW
        in_time = day <= began + timedelta(days=LATE_DAYS)
        return replace(known, late=known.late or (is_late and in_time))
    known = replace(known, measured_on=day)
    counts = known.treated_on is not None and day >= known.treated_on
    if known.undetectable_on is None and level == Level.UNDETECTABLE and counts:
        return replace(known, undetectable_on=day)
    return known


def facts_of_care(actor: Actor, client_ids: Sequence[UUID]) -> list[CareFact]:
    """Return every fact of care of a client (and their aliases), the newest first. 3 queries."""
    facts = []
    ids = list(client_ids)
    with scope(organisation=actor.organisation_id):
        for what, table in TABLES.items():
            rows = table.objects.filter(client_id__in=ids, is_void=False)
            facts += [_fact(what, row) for row in rows]
    return sorted(facts, key=lambda fact: (fact.day, fact.record_id), reverse=True)


def _fact(what: str, row: Any) -> CareFact:
    own = {
        "registration": lambda: {"code": row.mode, "detail": row.country},
        "treatment": lambda: {
            "code": row.source,
            "ended_on": row.ended_on,
            "end_reason": row.end_reason,
        },
        "lab": lambda: {"code": row.lab, "detail": row.level, "value": row.value},
    }[what]()
    return CareFact(
        record_id=row.id,
        what=what,
        infection=row.infection,
        day=row.day,
        proof=row.proof,
        service_id=row.service_id,
        **own,
    )


def get_care_for(actor: Actor, what: str, record_id: UUID) -> tuple[CareFact, UUID]:
    """Gate: a fact of care and whose it is, through the client's gate; raises NotYours."""
    table = TABLES.get(what)
    if table is None:
        raise NotYours
    with scope(organisation=actor.organisation_id):
        row: Any = table.objects.filter(id=record_id, is_void=False).first()
    if row is None:
        raise NotYours
    return _fact(what, row), get_client_for(actor, row.client_id).client_id


def timeline_of(
    actor: Actor, client_ids: Sequence[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """Return a client's facts of care as items of the card's timeline."""
    if not actor.may("care.view"):
        return []
    facts = [fact for fact in facts_of_care(actor, client_ids) if not before or fact.day < before]
    return [
        TimelineItem(
            day=fact.day,
            key=str(fact.record_id),
            title=words_of(fact),
            text=said_of(fact, infection_label(fact.infection)),
            url=reverse("care:fact", args=[fact.what, fact.record_id]),
            state="done",
        )
        for fact in facts[:limit]
    ]
