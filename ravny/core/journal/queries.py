"""Reading the journal: its lines, who looked at somebody, and whether the chain holds."""

import hmac
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ravny.core.kit import registries, sealing
from ravny.core.kit.registries import Text

from .models import Checkpoint, Entry, Erased, Head, SubjectKey
from .types import (
    GENESIS,
    PRUNED,
    EntryFact,
    ErasedFact,
    HeadFact,
    Verdict,
    checkpoint_statement,
    link_digest,
)

CHUNK = 2000
MARK_BYTES = 32


def verb_labels() -> dict[str, Text]:
    """Return verb → words, for every verb a room has named."""
    return {verb.code: verb.label for verb in registries.verbs}


def entries(organisation_id: UUID, filters: Mapping[str, Any]) -> QuerySet[Entry]:
    """Return the organisation's lines; filters: person, verb, day_from, day_to."""
    wanted = {
        "actor_id": filters.get("person"),
        "verb": filters.get("verb"),
        "day__gte": filters.get("day_from"),
        "day__lte": filters.get("day_to"),
    }
    chosen = {path: value for path, value in wanted.items() if value}
    return Entry.objects.filter(organisation_id=organisation_id, **chosen)


def entries_about(
    organisation_id: UUID, subject_id: UUID, *, verbs: Collection[str] = (), limit: int = 20
) -> list[EntryFact]:
    """Return the newest lines about one subject, newest first; of these verbs. Two queries."""
    key = SubjectKey.objects.filter(organisation_id=organisation_id, subject_id=subject_id).first()
    if key is None:
        return []
    mark = hmac.digest(bytes(key.key), subject_id.bytes, "sha256")
    rows = Entry.objects.filter(organisation_id=organisation_id, subject=mark)
    if verbs:
        rows = rows.filter(verb__in=verbs)
    labels = verb_labels()
    return [
        EntryFact(row.number, row.day, row.actor_id, row.verb, labels.get(row.verb, row.verb),
                  row.count)
        for row in rows.order_by("-number")[:limit]
    ]  # fmt: skip


def heads() -> list[HeadFact]:
    """Return the end of every chain of this installation. One query."""
    rows = Head.objects.order_by("organisation_id")
    return [HeadFact(row.organisation_id, row.number, bytes(row.digest)) for row in rows]


def newest_day() -> date | None:
    """Return the day of the newest line of all chains, None before the first. A query each."""
    days = [
        Entry.objects.get(organisation_id=head.organisation_id, number=head.number).day
        for head in heads()
        if head.number
    ]
    return max(days, default=None)


def unsigned_before(organisation_id: UUID, day: date) -> bool:
    """Tell whether a line older than a month's first day stands in no signed month. Two queries."""
    signed = Checkpoint.objects.filter(organisation_id=organisation_id, month__lt=day)
    last = signed.order_by("-number").values_list("number", flat=True).first() or 0
    rows = Entry.objects.filter(organisation_id=organisation_id, day__lt=day, number__gt=last)
    return rows.exists()


def checkpoints(organisation_id: UUID) -> list[tuple[date, int]]:
    """Return (month, last number) of every signed month. One query."""
    rows = Checkpoint.objects.filter(organisation_id=organisation_id).order_by("month")
    return list(rows.values_list("month", "number"))


def chains() -> list[UUID]:
    """Return every organisation that a head, a link or a checkpoint speaks of."""
    found: set[UUID] = set()
    for model in (Head, Entry, Checkpoint):
        found.update(model.objects.values_list("organisation_id", flat=True).distinct())
    return sorted(found)


def _links(organisation_id: UUID) -> Iterator[Entry]:
    rows = Entry.objects.filter(organisation_id=organisation_id).order_by("number")
    return rows.iterator(chunk_size=CHUNK)


def _fault(row: Entry, number: int, previous: bytes) -> str:
    """Return what is wrong with a link that should bear this number and follow that digest."""
    if row.number != number:
        return "number"
    if bytes(row.previous) != previous:
        return "link"
    subject = bytes(row.subject) if row.subject is not None else None
    if subject is not None and len(subject) != MARK_BYTES:
        return "digest"  # an empty mark would hash like none
    digest = link_digest(
        previous, row.organisation_id, number, row.day, row.actor_id, row.verb, subject, row.count
    )
    return "" if digest == bytes(row.digest) else "digest"


Points = dict[int, list[tuple[bytes, str]]]


def _known_points(
    organisation_id: UUID, exported: HeadFact | None
) -> tuple[Points, tuple[int, str] | None]:
    """Return number → [(digest it must have, fault if not)] and the first forged checkpoint."""
    points: Points = {}
    forged: tuple[int, str] | None = None
    for row in Checkpoint.objects.filter(organisation_id=organisation_id).order_by("month"):
        digest = bytes(row.digest)
        statement = checkpoint_statement(organisation_id, row.month, row.number, digest)
        if not sealing.verify(bytes(row.signature), statement):
            forged = forged or (row.number, "signature")
        points.setdefault(row.number, []).append((digest, "checkpoint"))
    head = Head.objects.filter(organisation_id=organisation_id).first()
    if head is not None:
        points.setdefault(head.number, []).append((bytes(head.digest), "head"))
    if exported is not None:
        points.setdefault(exported.number, []).append((exported.digest, "exported"))
    return points, forged


def _beginning(organisation_id: UUID, points: Points) -> tuple[int, bytes]:
    """Return number and digest that the first link follows: none, or a signed end of a month.

    The chain itself says up to where it was pruned; a beginning cut off without that word has no
    digest to follow. Points before the beginning can be compared with nothing any more.
    """
    said = Entry.objects.filter(organisation_id=organisation_id, verb=PRUNED)
    number = said.order_by("-number").values_list("count", flat=True).first() or 0
    signed = [digest for digest, name in points.get(number, []) if name == "checkpoint"]
    for earlier in [one for one in points if one < number]:
        del points[earlier]
    return (number, signed[0]) if number and signed else (0, GENESIS)


def verify_chain(
    organisation_id: UUID,
    *,
    exported: HeadFact | None = None,
    progress: Callable[[int], None] = lambda checked: None,
) -> Verdict:
    """Walk one chain from its first link and say the first number that is wrong.

    Streams: memory does not grow with the chain. `exported` is a head kept elsewhere earlier.
    """
    points, forged = _known_points(organisation_id, exported)
    first, digest = _beginning(organisation_id, points)
    number = first
    for row in chain([None], _links(organisation_id)):
        if row is not None:
            fault = _fault(row, number + 1, digest)
            if fault:
                return Verdict(organisation_id, number, number + 1, fault, first)
            number, digest = number + 1, bytes(row.digest)
        for expected, name in points.pop(number, []):
            if expected != digest:
                return Verdict(organisation_id, number, number, name, first)
        if number and number % CHUNK == 0:
            progress(number)
    if points:
        return Verdict(organisation_id, number, number + 1, points[min(points)][0][1], first)
    if forged:
        return Verdict(organisation_id, number, *forged, first)
    if number and not Head.objects.filter(organisation_id=organisation_id, number=number).exists():
        return Verdict(organisation_id, number, number, "head", first)
    return Verdict(organisation_id, number, pruned=first)


def erased_among(object_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the ids that the erasure ledger names. One query."""
    rows = Erased.objects.filter(object_id__in=list(object_ids))
    return set(rows.values_list("object_id", flat=True))


def erased_in(organisation_id: UUID, object_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the ids that this organisation's ledger names. One query."""
    rows = Erased.objects.filter(organisation_id=organisation_id, object_id__in=list(object_ids))
    return set(rows.values_list("object_id", flat=True))


def erasures() -> list[ErasedFact]:
    """Return the whole erasure ledger of this installation, in its order. One query."""
    rows = Erased.objects.order_by("organisation_id", "number")
    return [
        ErasedFact(row.organisation_id, row.number, row.kind, row.object_id, row.day)
        for row in rows.iterator(chunk_size=CHUNK)
    ]
