"""Taking in what a phone sends: each record exactly once, whatever comes twice, late or in pieces.

The ledger has one row per client-made id. A batch is one transaction: what is known already is
left alone, what is right is stored, what is wrong goes to the tray whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.core.kit.statements import insert_rows, writers
from ravny.core.staff.queries import teams_of_organisation
from ravny.core.staff.types import Actor
from ravny.core.vault.queries import circles_of
from ravny.people.clients.operations import register_from_phone
from ravny.people.clients.queries import profile_of, reserved_codes, resolve_codes
from ravny.people.clients.types import NOT_ASKED, PhoneClient
from ravny.services.encounters.operations import record_many
from ravny.services.encounters.queries import known_of
from ravny.services.stock.queries import lot_labels
from ravny.services.testing import operations as testing

from ..models import IntakeRecord
from ..types import (
    IntakeKind,
    IntakeState,
    Problem,
    ReceivedRecord,
    ReceiveResult,
)
from .contacts import code_of, read_contact
from .lost import note_lost
from .nameless import erased_codes, nameless
from .phone_shifts import keep_shifts
from .reading import SHIFT_KINDS, Reading, Surroundings, clean, parse, read_record
from .tests import lots_named, read_late


def receive(
    *,
    actor: Actor,
    phone_id: UUID,
    records: Sequence[ReceivedRecord],
    clock_off: bool = False,
    quarantine: bool = False,
) -> ReceiveResult:
    """Take in opened records of a phone; `actor` is the phone's owner.

    Every record counts once by its id, in whatever order, number and pieces it comes: after the
    commit it is imported, in the tray (its content is wrong), or held back (`quarantine`: the
    phone was revoked). `clock_off`: the batch's clock was more than SKEW_HOURS away; its records
    are imported and flagged. Content that is no JSON object is refused and not kept.
    """
    try:
        return _receive(actor, phone_id, records, clock_off, quarantine)
    except IntegrityError:
        # The same records came twice at one moment (PostgreSQL): the other one is stored by now.
        return _receive(actor, phone_id, records, clock_off, quarantine)


@transaction.atomic
def _receive(
    actor: Actor,
    phone_id: UUID,
    records: Sequence[ReceivedRecord],
    clock_off: bool,
    quarantine: bool,
) -> ReceiveResult:
    known = _known(records)
    fresh: dict[UUID, dict[str, Any]] = {}
    refused = []
    for record in records:
        if record.record_id in known or record.record_id in fresh:
            continue
        data = parse(record.content)
        if data is None:
            refused.append(record.record_id)
        else:
            fresh[record.record_id] = clean(data, record.received_day, clock_off=clock_off)
    states = dict(known)
    if fresh:
        states |= _take_in(actor, phone_id, fresh, quarantine)
    note_lost(actor, phone_id, [one.record_id for one in records if one.lost], states)
    stored = [key for key in dict.fromkeys(one.record_id for one in records) if key in states]
    tray = [key for key in stored if states[key] == IntakeState.TRAY]
    return ReceiveResult(stored=stored, tray=tray, refused=refused)


def _known(records: Sequence[ReceivedRecord]) -> dict[UUID, str]:
    """Return the states of the records that are here already; a lost one is not.

    A lost one that opens after all (a key file was put back) is taken in like any other.
    """
    ids = [record.record_id for record in records]
    with scopes_disabled():  # an id known anywhere is never used again
        rows = dict(IntakeRecord.objects.filter(id__in=ids).values_list("id", "state"))
        lost = {key for key, state in rows.items() if state == IntakeState.LOST}
        found = {one.record_id for one in records if one.content is not None} & lost
        if found:
            IntakeRecord.objects.filter(id__in=found).delete()
    return {key: str(state) for key, state in rows.items() if key not in lost}


def _take_in(
    actor: Actor, phone_id: UUID, fresh: Mapping[UUID, dict[str, Any]], quarantine: bool
) -> dict[UUID, str]:
    around = surroundings(actor, actor.account_id, phone_id, _own_team(actor), fresh.values())
    readings = read_all(actor, fresh, around)
    if quarantine:
        states = dict.fromkeys(fresh, IntakeState.QUARANTINED.value)
    else:
        states = store_or_tray(actor, around, readings)
    _keep(actor, around, readings, states)
    verb = "outreach.batch_held" if quarantine else "outreach.batch_received"
    journal.write(actor=actor, verb=verb, subject=phone_id, count=len(fresh))
    return states


def _own_team(actor: Actor) -> UUID | None:
    return min(actor.teams, key=str, default=None)


_COLUMNS = (
    "id", "organisation", "entered_on", "phone_id", "worker", "day", "kind", "state", "problems",
    "drop_reason",
)  # fmt: skip


def _keep(
    actor: Actor, around: Surroundings, readings: Sequence[Reading], states: Mapping[UUID, str]
) -> None:
    """Write the ledger: what somebody must decide with its facts, the rest as plain rows."""
    imported = IntakeState.IMPORTED.value
    uuid, when = writers()
    house, phone, worker = map(uuid, (actor.organisation_id, around.phone_id, around.worker_id))
    received = when(today())
    insert_rows(
        IntakeRecord,
        _COLUMNS,
        [
            (
                uuid(one.record_id), house, received, phone, worker, received, one.kind,
                imported, "", "",
            )
            for one in readings
            if states[one.record_id] == imported
        ],
    )  # fmt: skip
    undecided = [one for one in readings if states[one.record_id] != imported]
    if undecided:
        with scope(organisation=actor.organisation_id):
            IntakeRecord.objects.bulk_create(
                _undecided(actor, around, one, states[one.record_id]) for one in undecided
            )


def _undecided(actor: Actor, around: Surroundings, reading: Reading, state: str) -> IntakeRecord:
    team = {"team": str(reading.team_id)} if reading.team_id else {}
    return IntakeRecord(
        id=reading.record_id,
        organisation_id=actor.organisation_id,
        phone_id=around.phone_id,
        worker_id=around.worker_id,
        kind=reading.kind,
        state=state,
        problems=tuple(reading.problems),
        facts={**reading.facts, **team},
    )


def surroundings(
    actor: Actor,
    worker_id: UUID,
    phone_id: UUID,
    team_id: UUID | None,
    facts: Iterable[Mapping[str, Any]],
) -> Surroundings:
    """Return what records are read against.

    Two queries; two more if one has a sealed note, one more if a test names a lot.
    """
    facts = list(facts)
    circles = {}
    if any(one.get("note") is not None for one in facts):
        teams = [team.team_id for team in teams_of_organisation(actor.organisation_id)]
        found = circles_of("team", teams)
        circles = {str(fact.circle_id): (team, fact) for team, fact in found.items()}
    named = {lot for one in facts if one.get("tests") for lot in lots_named(one)}
    lots = lot_labels(actor.organisation_id, named) if named else {}
    return Surroundings(
        known=known_of(actor.organisation_id),
        circles=circles,
        keeps_groups=profile_of(actor.country).key_groups != "nowhere",
        team_id=team_id,
        worker_id=worker_id,
        phone_id=phone_id,
        lots={str(lot_id): lot.item_id for lot_id, lot in lots.items()},
    )


def read_all(
    actor: Actor, fresh: Mapping[UUID, dict[str, Any]], around: Surroundings
) -> list[Reading]:
    """Read cleaned records; codes are resolved together. One query, four if one is unknown.

    Whose code belonged to somebody who was erased is met without a code, whatever the phone says.
    """
    codes = {code for facts in fresh.values() if (code := code_of(facts))}
    clients = resolve_codes(actor.organisation_id, codes) if codes else {}
    unknown = codes - set(clients)
    # A code of any phone's pool will do: a colleague's client may be met before they are synced.
    pool = reserved_codes(actor.organisation_id, unknown) if unknown else set()
    gone = erased_codes(actor.organisation_id, unknown - pool)
    fresh = {key: nameless(one) if code_of(one) in gone else one for key, one in fresh.items()}
    # Names a card that `store` makes; a record with problems makes none.
    names = {**clients, **{code: day_id() for code in pool}}
    readings = []
    for record_id, facts in fresh.items():
        reading = read_record(record_id, facts, around)
        if reading.kind == IntakeKind.CONTACT:
            read_contact(reading, around, names)
            code = code_of(facts)
            reading.new_code = code if code in pool and reading.encounter else None
        elif reading.kind == IntakeKind.TEST_RESULT:
            read_late(reading, around)
        readings.append(reading)
    return readings


def store_or_tray(
    actor: Actor, around: Surroundings, readings: Sequence[Reading]
) -> dict[UUID, str]:
    """Store what is right; what is refused all the same goes to the tray and blocks nothing.

    A batch that is refused as a whole would come again for ever.
    """
    try:
        with transaction.atomic():
            return store(actor, around, readings)
    except DomainError:
        states: dict[UUID, str] = {}
    for one in readings:
        try:
            with transaction.atomic():
                states |= store(actor, around, [one])
        except DomainError:
            one.problems.append(Problem.OTHER.value)
            states[one.record_id] = IntakeState.TRAY.value
    return states


def store(actor: Actor, around: Surroundings, readings: Sequence[Reading]) -> dict[UUID, str]:
    """Store what is right and return each record's state; may add problems to a reading."""
    keep_shifts(actor, around, [one for one in readings if one.kind in SHIFT_KINDS])
    _register(actor, readings)
    record_many(actor=actor, facts=[one.encounter for one in readings if one.encounter])
    tests = [test for one in readings for test in one.tests]
    late = [one.late for one in readings if one.late]
    if tests or late:
        testing.record_many(actor=actor, tests=tests, late=late)
    return {
        one.record_id: (IntakeState.TRAY if one.problems else IntakeState.IMPORTED).value
        for one in readings
    }


def _register(actor: Actor, readings: Sequence[Reading]) -> None:
    """Make the cards of pool codes; known codes lead to their card already."""
    rows: dict[str, PhoneClient] = {}
    for one in sorted(readings, key=lambda one: (one.day or date.max, one.record_id)):
        if one.encounter is None or one.encounter.client_id is None or not one.new_code:
            continue
        rows.setdefault(
            one.new_code,
            PhoneClient(
                client_id=one.encounter.client_id,
                code=one.new_code,
                day=one.encounter.day,
                age_group=one.encounter.age_group or NOT_ASKED,
                languages=(one.encounter.language,) if one.encounter.language else (),
                team_id=one.encounter.team_id,
            ),
        )
    if rows:
        register_from_phone(actor=actor, rows=list(rows.values()))
