"""Adding a link to an organisation's chain, signing its months, forgetting a subject."""

import hmac
import secrets
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from ravny.core.kit import sealing
from ravny.core.kit.batches import in_batches
from ravny.core.kit.clock import true_today as today
from ravny.core.kit.registries import ActorLike

from .models import Checkpoint, Entry, Erased, Head, SubjectKey
from .types import GENESIS, checkpoint_statement, link_digest


def subject_mark(organisation_id: UUID, subject_id: UUID) -> bytes:
    """Return the HMAC that stands for a subject, making its key on first use."""
    row, _ = SubjectKey.objects.get_or_create(
        subject_id=subject_id,
        defaults={"organisation_id": organisation_id, "key": secrets.token_bytes(32)},
    )
    return hmac.digest(bytes(row.key), subject_id.bytes, "sha256")


@transaction.atomic
def write(*, actor: ActorLike, verb: str, subject: UUID | None = None, count: int = 1) -> None:
    """Add one entry to the actor's organisation's chain, inside the caller's transaction."""
    write_for(
        organisation_id=actor.organisation_id,
        actor_id=actor.account_id,
        verb=verb,
        subject=subject,
        count=count,
    )


@transaction.atomic
def write_for(
    *,
    organisation_id: UUID,
    actor_id: UUID | None,
    verb: str,
    subject: UUID | None = None,
    count: int = 1,
) -> None:
    """Add one entry for an organisation; `actor_id` None is the system itself.

    The head row is locked first: on PostgreSQL two writers wait for each other here, on SQLite
    the write transaction (BEGIN IMMEDIATE) has already put them in line.
    """
    head = Head.objects.select_for_update().filter(organisation_id=organisation_id).first()
    if head is None:
        # Made with the chain, so that every backup has it: see keyed_ids.
        subject_mark(organisation_id, organisation_id)
        Head.objects.get_or_create(
            organisation_id=organisation_id, defaults={"digest": GENESIS, "number": 0}
        )
        head = Head.objects.select_for_update().get(organisation_id=organisation_id)
    mark = subject_mark(organisation_id, subject) if subject else None
    previous, number, day = bytes(head.digest), head.number + 1, today()
    digest = link_digest(previous, organisation_id, number, day, actor_id, verb, mark, count)
    Entry.objects.create(
        organisation_id=organisation_id,
        number=number,
        day=day,
        actor_id=actor_id,
        verb=verb,
        subject=mark,
        count=count,
        previous=previous,
        digest=digest,
    )
    Head.objects.filter(organisation_id=organisation_id).update(number=number, digest=digest)


@transaction.atomic
def forget_subject(*, organisation_id: UUID, subject_id: UUID) -> None:
    """Destroy the key a subject stood under: its links stay and name nobody any more."""
    SubjectKey.objects.filter(organisation_id=organisation_id, subject_id=subject_id).delete()


@transaction.atomic
def forget_subjects(*, organisation_id: UUID, subject_ids: Iterable[UUID]) -> None:
    """Destroy the keys of many subjects; those that have none are left out."""
    for some in in_batches(subject_ids):
        rows = SubjectKey.objects.filter(organisation_id=organisation_id, subject_id__in=some)
        rows.delete()


def keyed_ids(*, organisation_id: UUID, values: Iterable[str]) -> dict[str, UUID]:
    """Return value → an id that stands for it where it must not be kept itself. One query.

    HMAC under a key that the organisation's chain began with, so that the ledger alone, which
    lies unsealed beside the backups, lets nobody try values until one fits.
    """
    key, _ = SubjectKey.objects.get_or_create(
        subject_id=organisation_id,
        defaults={"organisation_id": organisation_id, "key": secrets.token_bytes(32)},
    )
    marks = {
        value: hmac.digest(bytes(key.key), b"ravny keyed id 1" + value.encode(), "sha256")
        for value in values
    }
    return {value: UUID(bytes=mark[:16], version=4) for value, mark in marks.items()}


@transaction.atomic
def note_erased(
    *, organisation_id: UUID, kind: str, object_ids: Iterable[UUID], day: date | None = None
) -> None:
    """Write into the erasure ledger what was erased for good; what stands there stays as it is.

    `kind`: "client", "client.code" (a keyed id), "attachment". `day`: of a ledger that is
    replayed. The head row is locked, as for an entry.
    """
    rows = Erased.objects.filter(organisation_id=organisation_id)
    known = set(rows.filter(kind=kind).values_list("object_id", flat=True))
    new = [object_id for object_id in dict.fromkeys(object_ids) if object_id not in known]
    if not new:
        return
    Head.objects.select_for_update().filter(organisation_id=organisation_id).first()
    last = rows.order_by("-number").values_list("number", flat=True).first() or 0
    Erased.objects.bulk_create(
        Erased(
            organisation_id=organisation_id,
            number=number,
            kind=kind,
            object_id=object_id,
            day=day or today(),
        )
        for number, object_id in enumerate(new, start=last + 1)
    )


def sign_ended_months() -> None:
    """Sign every ended month of every organisation that is not signed yet. Idempotent."""
    for organisation_id in Head.objects.values_list("organisation_id", flat=True):
        month = _first_unsigned(organisation_id)
        while month is not None and _next(month) <= today():
            _sign(organisation_id, month)
            month = _next(month)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _first_unsigned(organisation_id: UUID) -> date | None:
    """Return the first day of the month after the last signed one, or of the chain's first."""
    signed = Checkpoint.objects.filter(organisation_id=organisation_id)
    last = signed.order_by("-month").values_list("month", flat=True).first()
    if last is not None:
        return _next(last)
    entries = Entry.objects.filter(organisation_id=organisation_id)
    first = entries.order_by("number").values_list("day", flat=True).first()
    return first.replace(day=1) if first else None


@transaction.atomic
def _sign(organisation_id: UUID, month: date) -> None:
    ended = Entry.objects.filter(organisation_id=organisation_id, day__lt=_next(month))
    last = ended.order_by("-number").values_list("number", "digest").first()
    if last is None:
        return
    number, digest = last[0], bytes(last[1])
    statement = checkpoint_statement(organisation_id, month, number, digest)
    Checkpoint.objects.get_or_create(
        organisation_id=organisation_id,
        month=month,
        defaults={"number": number, "digest": digest, "signature": sealing.sign(statement)},
    )
