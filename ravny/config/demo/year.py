"""Ways to write the same year: day by day, one by one, or in bulk; a test holds them equal."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from django.db import transaction

from ravny.core.kit.ids import day_id
from ravny.people.clients import operations as clients
from ravny.people.clients.types import NewClient
from ravny.services.encounters import operations as encounters

from .facts import Plan, PlannedClient, PlannedMeeting
from .health import type_health, write_health
from .stock import PlannedMonth, months_of
from .world import World
from .writing import facts_of, meeting_facts, supply

Progress = Callable[[int, int], None]
CHUNK = 2000


def write_by_days(world: World, plan: Plan, progress: Progress) -> None:
    """Write the year as it would come in: cards at the desk, meetings as phones send them."""
    total, done = len(plan.meetings), 0
    waiting = {person.client_id: person for person in plan.clients}
    for month in months_of(plan):
        with transaction.atomic():  # the disk is waited for once a month, not for each record
            supply(world, month)
            for (_day, login), meetings in _by_day(month).items():
                for meeting in meetings:
                    person = waiting.pop(meeting.client_id, None) if meeting.client_id else None
                    if person is not None:
                        register(world, person)
                facts = [meeting_facts(world, meeting) for meeting in meetings]
                encounters.record_many(actor=world.actors[login], facts=facts)
                done += len(meetings)
                progress(done, total)
            write_health(world, month)
            world.keep_registers()


def write_one_by_one(world: World, plan: Plan, progress: Progress) -> None:
    """Write the year as if every meeting had been typed at the desk (slow; tests compare)."""
    waiting = {person.client_id: person for person in plan.clients}
    for month in months_of(plan):
        supply(world, month)
        for done, meeting in enumerate(month.meetings, 1):
            person = waiting.pop(meeting.client_id, None) if meeting.client_id else None
            if person is not None:
                register(world, person)
            record(world, meeting)
            progress(done, len(month.meetings))
        type_health(world, month)
        world.keep_registers()


def record(world: World, meeting: PlannedMeeting) -> None:
    """Record one meeting as its worker would on the desk."""
    facts = meeting_facts(world, meeting)
    encounters.record_encounter(
        actor=world.actors[meeting.worker],
        encounter_id=meeting.encounter_id,
        facts=facts,
        note=facts.note,
    )


def register(world: World, person: PlannedClient) -> None:
    """Open a card and note the consents that were given with it."""
    actor = world.actors[person.worker]
    clients.register_client(
        actor=actor,
        client_id=person.client_id,
        team_id=world.teams[person.team],
        facts=facts_of(person),
        code=person.code,
        called=sealed_name(world, person),
        day=person.day,
    )
    for scope_code in person.consents:
        clients.record_consent(
            actor=actor,
            consent_id=day_id(person.day),
            client_id=person.client_id,
            scope_code=scope_code,
            state="given",
            language=person.languages[-1],
            day=person.day,
        )


def sealed_name(world: World, person: PlannedClient) -> bytes | None:
    """Return how the client wants to be called, sealed to their team."""
    if not person.called:
        return None
    return world.seal(
        person.worker,
        world.circles[person.team],
        "client.called",
        person.client_id,
        person.called,
        person.day,
    )


def write_in_bulk(world: World, plan: Plan, progress: Progress) -> None:
    """Write the same year many rows at a time, for benchmarks; consents are left out."""
    total, done = len(plan.meetings), 0
    clients.bulk_register(actor=world.lead, clients=(_row(world, one) for one in plan.clients))
    for month in months_of(plan):
        supply(world, month)
        for login, meetings in _by_worker(month).items():
            for start in range(0, len(meetings), CHUNK):
                chunk = meetings[start : start + CHUNK]
                facts = [meeting_facts(world, meeting) for meeting in chunk]
                encounters.record_many(actor=world.actors[login], facts=facts)
                done += len(chunk)
                progress(done, total)
        write_health(world, month)
        world.keep_registers()


def _row(world: World, person: PlannedClient) -> NewClient:
    return NewClient(
        client_id=person.client_id,
        code=person.code,
        team_id=world.teams[person.team],
        day=person.day,
        facts=facts_of(person),
        called=sealed_name(world, person),
    )


def _by_day(month: PlannedMonth) -> dict[tuple[date, str], list[PlannedMeeting]]:
    found: dict[tuple[date, str], list[PlannedMeeting]] = defaultdict(list)
    for meeting in month.meetings:
        found[meeting.day, meeting.worker].append(meeting)
    return found


def _by_worker(month: PlannedMonth) -> dict[str, list[PlannedMeeting]]:
    found: dict[str, list[PlannedMeeting]] = defaultdict(list)
    for meeting in month.meetings:
        found[meeting.worker].append(meeting)
    return found
