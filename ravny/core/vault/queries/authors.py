"""Questions about authors' registers; every answer is limited to circles the asker belongs to.

Whoever leads sees whole registers (counters and digests only), since only a whole one can show
that something is missing.
"""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from .. import places
from ..authoring import NOTHING, entry_of, hash_of
from ..models import StaffKey
from ..models.people import Authored, AuthorKey
from ..statements import NO_STATEMENT
from ..types.authors import (
    AskedThing,
    Author,
    AuthorLine,
    Head,
    KeptEntry,
    PlacedEntry,
    ThingEntries,
    Unsigned,
)
from . import my_circles

ALL = "vault.authors"
PIECE = 500


def _kept(row: Authored) -> KeptEntry:
    return KeptEntry(row.account_id, entry_of(row), row.written_on, row.erased_on)


def head_of(actor: Actor, known: int = 0) -> Head:
    """Return where the actor's own register ends, and the hash of the entry with number `known`."""
    with scope(organisation=actor.organisation_id):
        own = Authored.objects.filter(account_id=actor.account_id)
        last = own.order_by("-counter").first()
        asked = own.filter(counter=known).first() if known else None
    return Head(
        counter=last.counter if last else 0,
        previous=hash_of(actor.account_id, entry_of(last)) if last else NO_STATEMENT,
        known=hash_of(actor.account_id, entry_of(asked)) if asked else None,
    )


def entries_of(actor: Actor, things: Sequence[AskedThing]) -> list[ThingEntries]:
    """Return what the registers say of texts that were opened, in their order. Two queries.

    Entries of circles the actor does not belong to are as good as none.
    """
    if not things:
        return []
    wanted = Q(object_id__in=[thing.object_id for thing in things])
    for thing in things:
        if thing.author is not None:
            wanted |= Q(account_id=thing.author, counter=thing.counter)
    with scope(organisation=actor.organisation_id):
        rows = list(Authored.objects.filter(wanted).order_by("id"))
    mine = {circle.id for circle in my_circles(actor, {row.circle_id for row in rows})}
    kept = [_kept(row) for row in rows if row.circle_id in mine]
    newest = {(one.entry.kind, one.entry.object_id): one for one in kept}
    own = {(one.author, one.entry.counter): one for one in kept}
    return [
        ThingEntries(
            newest.get((thing.kind, thing.object_id)),
            own.get((thing.author, thing.counter)) if thing.author else None,
        )
        for thing in things
    ]


def authors(actor: Actor, account_ids: Iterable[UUID | None]) -> list[Author]:
    """Return names and keys of people of the house; strangers are left out. Three queries."""
    names = pseudonyms(actor)
    wanted = {one for one in account_ids if one in names}
    earlier: dict[UUID, list[bytes]] = {one: [] for one in wanted if one}
    with scope(organisation=actor.organisation_id):
        rows = StaffKey.objects.filter(account_id__in=wanted)
        present = {row.account_id: bytes(row.signing_public) for row in rows}
        for row in AuthorKey.objects.filter(account_id__in=wanted).order_by("id"):
            key = bytes(row.signing_public)
            if key != present.get(row.account_id):
                earlier[row.account_id].append(key)
    return [
        Author(account_id, names[account_id], present.get(account_id), tuple(keys))
        for account_id, keys in earlier.items()
    ]


def author_lines(actor: Actor) -> list[AuthorLine]:
    """Return everybody whose entries the actor may see, the actor first."""
    names, whole = pseudonyms(actor), actor.may(ALL)
    with scope(organisation=actor.organisation_id):
        rows = Authored.objects.all()
        if not whole:
            shared = Q(circle_id__in=[circle.id for circle in my_circles(actor)])
            rows = rows.filter(shared | Q(account_id=actor.account_id))
        counted = rows.values("account_id").annotate(count=Count("id"), last=Max("written_on"))
        found = {row["account_id"]: (row["count"], row["last"]) for row in counted.order_by()}
    found.setdefault(actor.account_id, (0, None))
    lines = [
        AuthorLine(
            account_id=who,
            pseudonym=names.get(who, "?"),
            entries=count,
            last_on=last,
            whole=whole or who == actor.account_id,
            is_mine=who == actor.account_id,
        )
        for who, (count, last) in found.items()
    ]
    return sorted(lines, key=lambda line: (not line.is_mine, line.pseudonym))


def register_piece(actor: Actor, account_id: UUID, after: int) -> tuple[Author, list[PlacedEntry]]:
    """Return the next 500 entries of a register, each beside its place; raises NotYours.

    A register that is not the asker's own shows only entries of circles they share.
    """
    known = authors(actor, [account_id])
    if not known:
        raise NotYours
    with scope(organisation=actor.organisation_id):
        rows = Authored.objects.filter(account_id=account_id, counter__gt=after)
        if account_id != actor.account_id and not actor.may(ALL):
            shared = [circle.id for circle in my_circles(actor)]
            if not Authored.objects.filter(account_id=account_id, circle_id__in=shared).exists():
                raise NotYours
            rows = rows.filter(circle_id__in=shared)
        kept = [_kept(row) for row in rows.order_by("counter")[:PIECE]]
        return known[0], _placed(kept)


def _placed(kept: Sequence[KeptEntry]) -> list[PlacedEntry]:
    """Compare every entry with what stands at its place. One query for entries, one per kind."""
    by_kind: dict[str, set[UUID]] = {}
    for one in kept:
        by_kind.setdefault(one.entry.kind, set()).add(one.entry.object_id)
    newest = _newest({one.entry.object_id for one in kept})
    standing = {kind: places.digests(kind, ids) for kind, ids in by_kind.items()}
    placed = []
    for one in kept:
        entry = one.entry
        place = (entry.kind, entry.object_id)
        if newest.get(place) != (one.author, entry.counter):
            state = "older"
        else:
            stands = standing[entry.kind].get(entry.object_id)
            state = _state(stands or NOTHING, entry.digest)
        if state == "empty" and one.erased_on is not None:
            state = "erased"
        url = "" if state == "erased" else places.url_of(*place)
        placed.append(PlacedEntry(one, state, url))
    return placed


def _state(stands: bytes, digest: bytes) -> str:
    if stands == digest:
        return "same"
    return "empty" if stands == NOTHING else "other"


def _newest(object_ids: Collection[UUID]) -> dict[tuple[str, UUID], tuple[UUID, int]]:
    rows = Authored.objects.filter(object_id__in=object_ids).order_by("id")
    return {
        (kind, object_id): (who, counter)
        for kind, object_id, who, counter in rows.values_list(
            "kind", "object_id", "account_id", "counter"
        )
    }


def unsigned_texts(actor: Actor) -> list[Unsigned]:
    """Return the kinds with texts that no register knows. One query per kind."""
    found = []
    with scope(organisation=actor.organisation_id):
        for kind, (model, name) in places.columns().items():
            entry = Authored.objects.filter(kind=kind, object_id=OuterRef("pk"))
            rows = model._default_manager.exclude(**{name: None}).filter(~Exists(entry))
            on_phones = rows.none()
            if any(one.attname == "device_id" for one in model._meta.concrete_fields):
                on_phones = rows.exclude(device_id=None)
            if count := rows.count():
                found.append(Unsigned(places.label_of(kind), count, on_phones.count()))
    return found
