"""Intake keys: what phones seal their queue to. Opening happens only in the web process.

A private half is a file outside the database, wrapped by the instance key. It is destroyed once no
phone can still send something sealed to it, so a queue copied from a phone earlier opens nowhere.
"""

import struct
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.kit.ids import day_id
from ravny.core.kit.registries import clock_is_trusted, events
from ravny.core.staff.queries import list_organisations
from ravny.core.staff.types import Actor

from .. import instance
from ..envelope import Context, EnvelopeError, Opener, new_seed, public_key_of
from ..models import IntakeKey, Phone
from ..queries.intake import current_since
from ..types import (
    RETIRED_DAYS,
    ROTATE_DAYS,
    IntakeBundle,
    IntakeKeyFact,
    IntakeProblem,
    IntakeState,
    PhoneState,
    SealedRecord,
)
from ..types.backups import IntakeChanged

LIVING = (IntakeState.NEXT, IntakeState.CURRENT, IntakeState.RETIRED)


def _folder() -> Path:
    return instance.keys_folder() / "intake"


def half_path(key_id: UUID) -> Path:
    """Return where the private half of an intake key lies."""
    return _folder() / f"{key_id}.key"


@lru_cache(maxsize=256)
def _opener(key_id: UUID) -> Opener:
    """Keep loaded what a batch needs again at once; `_destroy` empties it."""
    return Opener(instance.unwrap("key.intake", key_id, half_path(key_id).read_bytes()))


def _destroy(key_id: UUID) -> None:
    """Overwrite and remove the private half. On flash storage the instance key must go too."""
    path = half_path(key_id)
    if path.exists():
        with path.open("r+b") as stream:
            stream.write(bytes(path.stat().st_size))
        path.unlink()
    _opener.cache_clear()


def make_key(organisation_id: UUID, number: int, state: IntakeState) -> IntakeKey:
    """Make one key, its private half in a file of its own."""
    key_id, seed = day_id(), new_seed()
    # The file first: a row whose private half is nowhere would lose what phones seal to it.
    instance.write_private(half_path(key_id), instance.wrap("key.intake", key_id, seed))
    return IntakeKey.objects.create(
        id=key_id,
        organisation_id=organisation_id,
        number=number,
        public_key=public_key_of(seed),
        state=state,
    )


@transaction.atomic
def ensure_intake(*, organisation_id: UUID) -> None:
    """Make the current and the next key of an organisation that has none."""
    with scope(organisation=organisation_id):
        if IntakeKey.objects.filter(state=IntakeState.CURRENT).exists():
            return
        make_key(organisation_id, 1, IntakeState.CURRENT)
        make_key(organisation_id, 2, IntakeState.NEXT)
    journal.write_for(organisation_id=organisation_id, actor_id=None, verb="vault.intake_made")
    events.emit(IntakeChanged(organisation_id))


@transaction.atomic
def rotate_intake(
    *, organisation_id: UUID, actor_id: UUID | None = None, seen: int | None = None
) -> int:
    """Let the next key become current and make a new next; return the current number.

    `seen`: the number somebody saw as current; another one means that it changed meanwhile, and
    it is not changed a second time.
    """
    ensure_intake(organisation_id=organisation_id)
    with scope(organisation=organisation_id):
        keys = IntakeKey.objects.select_for_update()
        newest = keys.get(state=IntakeState.NEXT)
        if seen is not None and seen != newest.number - 1:
            return newest.number - 1
        keys.filter(state=IntakeState.CURRENT).update(state=IntakeState.RETIRED, retired_on=today())
        keys.filter(id=newest.id).update(state=IntakeState.CURRENT)
        make_key(organisation_id, newest.number + 1, IntakeState.NEXT)
    journal.write_for(
        organisation_id=organisation_id, actor_id=actor_id, verb="vault.intake_rotated"
    )
    events.emit(IntakeChanged(organisation_id))
    retire_due(organisation_id=organisation_id)
    return newest.number


def change_intake(*, actor: Actor, seen: int) -> int:
    """Let a keeper change the key now; `seen` as in `rotate_intake`. Raises NotYours."""
    if not actor.may("vault.intake"):
        raise NotYours
    return rotate_intake(
        organisation_id=actor.organisation_id, actor_id=actor.account_id, seen=seen
    )


@transaction.atomic
def retire_due(*, organisation_id: UUID) -> int:
    """Destroy the old halves that no phone needs, or whose 90 days are over; return how many.

    A phone that holds number n + 2 (the next key of the bundle in which n + 1 is current) and left
    nothing behind has nothing sealed to n and will seal nothing more to it. By its age nothing is
    destroyed while the clock is in doubt.
    """
    trusted = clock_is_trusted()
    with scope(organisation=organisation_id):
        waited_for = list(
            Phone.objects.exclude(state=PhoneState.WRITTEN_OFF).values_list(
                "acknowledged", "empty_queue"
            )
        )
        due = [
            key
            for key in IntakeKey.objects.select_for_update().filter(state=IntakeState.RETIRED)
            if all(empty and held >= key.number + 2 for held, empty in waited_for)
            or (key.retired_on and trusted and (today() - key.retired_on).days >= RETIRED_DAYS)
        ]
        IntakeKey.objects.filter(id__in=[key.id for key in due]).update(
            state=IntakeState.DESTROYED, destroyed_on=today()
        )
    for key in due:
        journal.write_for(
            organisation_id=organisation_id, actor_id=None, verb="vault.intake_destroyed",
            subject=key.id,
        )  # fmt: skip
        # After the commit: a destroyed row may keep its file a moment, never the reverse.
        transaction.on_commit(partial(_destroy, key.id))
    if due:
        events.emit(IntakeChanged(organisation_id))
    return len(due)


def tend_intake() -> None:
    """Periodic: make, rotate after 30 days, destroy what is due, remove orphaned files."""
    for organisation_id, _country in list_organisations():
        ensure_intake(organisation_id=organisation_id)
        if (today() - current_since(organisation_id)).days >= ROTATE_DAYS:
            rotate_intake(organisation_id=organisation_id)
        retire_due(organisation_id=organisation_id)
    sweep_intake()


def sweep_intake() -> int:
    """Destroy files of no living key: a crash between commit and destruction left them."""
    with scopes_disabled():
        rows = IntakeKey.objects.filter(state__in=LIVING)
        living = {str(key_id) for key_id in rows.values_list("id", flat=True)}
    orphans = [path for path in _folder().glob("*.key") if path.stem not in living]
    for path in orphans:
        _destroy(UUID(path.stem))
    return len(orphans)


def bundle_statement(organisation_id: UUID, keys: Sequence[IntakeKey]) -> bytes:
    """Return what the installation signs: each field with its u16 length."""
    fields = [b"ravny intake 1", organisation_id.bytes]
    for key in keys:
        fields += [key.id.bytes, struct.pack(">I", key.number), bytes(key.public_key)]
    return b"".join(struct.pack(">H", len(part)) + part for part in fields)


def intake_bundle(*, organisation_id: UUID) -> IntakeBundle:
    """Return the signed current and next public halves for a phone. One query when they exist."""
    with scope(organisation=organisation_id):
        rows = IntakeKey.objects.filter(state__in=(IntakeState.CURRENT, IntakeState.NEXT)).order_by(
            "number"
        )
        keys = list(rows)
        if len(keys) < 2:
            ensure_intake(organisation_id=organisation_id)
            keys = list(rows.all())
    current, following = keys
    return IntakeBundle(
        organisation_id=organisation_id,
        current=IntakeKeyFact(current.id, current.number, bytes(current.public_key)),
        next=IntakeKeyFact(following.id, following.number, bytes(following.public_key)),
        signature=instance.signing_key().sign(bundle_statement(organisation_id, keys)),
    )


def open_intake(
    *, organisation_id: UUID, records: Sequence[SealedRecord]
) -> list[bytes | IntakeProblem]:
    """Open a batch of outer envelopes, in order; a problem stands where one does not open.

    One query. About 0.11 ms an envelope; threads do not help, the library holds the interpreter.
    """
    with scope(organisation=organisation_id):
        rows = IntakeKey.objects.filter(state__in=LIVING)
        keys = dict(rows.values_list("number", "id"))
    return [_open(keys.get(record.key_number), record) for record in records]


def _open(key_id: UUID | None, record: SealedRecord) -> bytes | IntakeProblem:
    if key_id is None:
        return IntakeProblem(record.record_id, "key_gone")
    context = Context(key_id, record.key_number, "intake.record", record.record_id)
    try:
        return _opener(key_id).open(context, record.envelope).content
    except EnvelopeError:
        return IntakeProblem(record.record_id, "unreadable")
    except (FileNotFoundError, instance.InstanceKeyError):
        return IntakeProblem(record.record_id, "key_gone")
