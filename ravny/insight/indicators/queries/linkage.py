"""The cascade of a period: who was reactive, and how far each came by now."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from ravny.core.kit.clock import today
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags
from ravny.services.care.queries import milestones
from ravny.services.care.types import Milestones
from ravny.services.referrals.queries import arrivals, referrals_of
from ravny.services.referrals.types import ReferralFact
from ravny.services.testing.queries import conclusions, reactive_persons, tested_counts

from ..linkage import Person, Step, is_early, is_late, levels_of, stuck_before, veiled
from ..suppression import THRESHOLD, suppress
from ..types import Cascade, GapList, GapRow


def people_of(organisation_id: UUID, first: date, last: date, infection: str) -> list[Person]:
    """Return the people reactive in the days first…last, as far as they came. Seven queries."""
    tested = reactive_persons(organisation_id, first, last, infection)
    people = [
        Person(
            client_id=person.client_id,
            reactive_on=person.reactive_on,
            worker_id=person.worker_id,
            conclusion=person.conclusion,
            concluded_on=person.concluded_on,
        )
        for person in tested
    ]
    # Looked up once, with the reactive ones; then no other room reads a card.
    cards = {card: person.client_id for person in tested for card in person.cards}
    return _led_on(organisation_id, people, infection, cards)


def _led_on(
    organisation_id: UUID,
    people: Sequence[Person],
    infection: str,
    cards: Mapping[UUID, UUID] | None = None,
) -> list[Person]:
    """Return people with what referrals and care know of them by now."""
    if not people:
        return []
    ids = [person.client_id for person in people]
    since = min(person.reactive_on for person in people)
    arrived = arrivals(organisation_id, ids, infection, since, cards=cards)
    care = milestones(organisation_id, ids, infection, cards=cards)
    found = []
    for person in people:
        known = care.get(person.client_id, Milestones(person.client_id))
        arrival = arrived.get(person.client_id)
        found.append(
            replace(
                person,
                arrived_on=arrival.day if arrival else None,
                registered_on=known.registered_on,
                treated_on=known.treated_on,
                source=known.source,
                measured_on=known.measured_on,
                undetectable_on=known.undetectable_on,
                late=known.late,
            )
        )
    return found


def again(organisation_id: UUID, people: Collection[Person], infection: str) -> list[Person]:
    """Return people (known by an earlier look) as they stand now. Four queries."""
    known = conclusions(organisation_id, [person.client_id for person in people], infection)
    now = []
    for person in people:
        concluded = known.get(person.client_id)
        told = (concluded.conclusion, concluded.day) if concluded else ("", None)
        now.append(replace(person, conclusion=told[0], concluded_on=told[1]))
    return _led_on(organisation_id, now, infection)


def cascade_of(
    actor: Actor, first: date, last: date, infection: str, *, exact: bool
) -> tuple[Cascade, list[Person]]:
    """Return the cascade of the days first…last, and its people for the lists. Nine queries.

    `exact` False hides small numbers (linkage.veil).
    """
    counts = tested_counts(actor.organisation_id, first, last, infection)
    people = people_of(actor.organisation_id, first, last, infection)
    levels = levels_of(people, infection, today())
    sources = Counter(person.source for person in people if person.treated_on)
    tested: int | None = counts.persons
    returned: int | None = counts.returned
    listed = sorted(sources.items())
    late: int | None = sum(person.late for person in people)
    if not exact:
        levels = veiled(levels, counts.persons)
        told = suppress([counts.returned, counts.persons - counts.returned], counts.persons)
        tested, returned = told.total, told.cells[0]
        treated = next((one.count for one in levels if one.step == Step.TREATED), None)
        cells = suppress([number for _source, number in listed], sum(sources.values())).cells
        listed = [] if treated is None else _named(listed, cells)
        late = None if 0 < (late or 0) < THRESHOLD else late
    cascade = Cascade(
        first, last, infection, tested, returned, tuple(levels), tuple(listed), late, exact
    )
    return cascade, people


def _named(listed: Sequence[tuple[str, int]], cells: Sequence[int | None]) -> list[tuple[str, int]]:
    return [
        (source, cell)
        for (source, _number), cell in zip(listed, cells, strict=True)
        if cell is not None
    ]


def gap_of(
    actor: Actor, people: Sequence[Person], infection: str, step: Step, *, exact: bool
) -> GapList:
    """Return the codes that wait for a step, of the clients the actor may see. Five queries.

    Those of other teams are counted, or (where small numbers are hidden) only mentioned.
    """
    waiting = [one for one in stuck_before(people, infection, step) if one.missing(infection)]
    tags = client_tags(actor, [one.client_id for one in waiting]) if waiting else {}
    own = [one for one in waiting if one.client_id in tags]
    referrals = _latest(actor, [one.client_id for one in own], infection)
    names = pseudonyms(actor) if own else {}
    now = today()
    rows = [
        GapRow(
            client_id=one.client_id,
            code=tags[one.client_id],
            since=one.since,
            waits=(now - one.since).days,
            is_late=is_late(one, infection, now),
            is_early=is_early(one, now),
            conclusion=one.conclusion,
            owner=names.get(_owner(one, referrals), ""),
            referral=referrals.get(one.client_id),
        )
        for one in own
    ]
    others = len(waiting) - len(own)
    return GapList(step, tuple(rows), others if exact else None, bool(others))


def _owner(person: Person, referrals: dict[UUID, ReferralFact]) -> UUID:
    referral = referrals.get(person.client_id)
    return referral.owner_id if referral else person.worker_id


def _latest(actor: Actor, ids: Sequence[UUID], infection: str) -> dict[UUID, ReferralFact]:
    found: dict[UUID, ReferralFact] = {}
    for referral in referrals_of(actor, ids) if ids else []:
        if referral.infection == infection:
            found.setdefault(referral.client_id, referral)
    return found
