"""Who wrote a sealed text: entries of the author's register, taken where the text is stored.

A form carries one entry for each text that its author signed. `SealedField.pre_save` sees every
envelope that is written and takes the entry that names it, in the same transaction; an envelope
without an entry is kept as unsigned (phones, people without keys).
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor

from . import statements, wire
from .framing import parse_header
from .models import StaffKey
from .models.people import Authored, AuthorKey
from .types.authors import Entry

NOTHING = hashlib.sha256(b"").digest()
"""What an author signs who takes a text away."""


def row_of(entry: Entry, author: UUID) -> Authored:
    """Return an entry as it is kept."""
    return Authored(
        account_id=author,
        counter=entry.counter,
        circle_id=entry.circle_id,
        kind=entry.kind,
        object_id=entry.object_id,
        digest=entry.digest,
        previous=entry.previous,
        signature=entry.signature,
    )


def entry_of(row: Authored) -> Entry:
    """Return a kept entry with its bytes as bytes."""
    return Entry(
        row.counter,
        row.circle_id,
        row.kind,
        row.object_id,
        bytes(row.digest),
        bytes(row.previous),
        bytes(row.signature),
    )


def hash_of(author: UUID, entry: Entry) -> bytes:
    """Return what the next entry names as the one before."""
    return hashlib.sha256(entry.statement(author)).digest()


def entries_in(text: str) -> list[Entry]:
    """Read the posted list; raises DomainError for what no page of ours sends."""
    try:
        listed = wire.several(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise wire.unreadable() from error
    return [
        Entry(
            counter=wire.whole(one.get("counter")),
            circle_id=wire.identifier(one.get("circle")),
            kind=wire.kind_of(one.get("kind")),
            object_id=wire.identifier(one.get("object")),
            digest=wire.octets(one.get("digest")),
            previous=wire.octets(one.get("previous")),
            signature=wire.octets(one.get("signature")),
        )
        for one in listed
    ]


def _taken() -> DomainError:
    return DomainError(
        _("You wrote in another window at the same time. Press save again."), code="authored_taken"
    )


def _wrong(code: str) -> DomainError:
    return DomainError(
        _("The signature does not fit this text. Open the page again."), code=f"authored_{code}"
    )


class Posted:
    """What one request brought for its author's register."""

    def __init__(self, actor: Actor, text: str) -> None:
        self.actor, self.text, self.was_asked = actor, text, False

    @cached_property
    def entries(self) -> list[Entry]:
        """The entries in the order of their counters; raises DomainError."""
        return sorted(entries_in(self.text), key=lambda entry: entry.counter)

    def take(self, envelope: bytes | None, kind: str, object_id: UUID) -> None:
        """Keep the entry that names what is stored here, if there is one. Raises DomainError.

        Asked again for what it kept already (an UPDATE that becomes an INSERT), it changes nothing.
        """
        digest = hashlib.sha256(envelope or b"").digest()
        for entry in self.entries:
            if entry.digest != digest:
                continue
            if (entry.kind, entry.object_id) == (kind, object_id):
                if envelope and entry.circle_id != parse_header(envelope).circle:
                    raise _wrong("place")
                self.was_asked = True
                return self._keep(entry)
            if envelope:
                raise _wrong("place")
        return None

    @transaction.atomic
    def _keep(self, entry: Entry) -> None:
        who = self.actor.account_id
        with scope(organisation=self.actor.organisation_id):
            # The lock is what two windows of one author meet at.
            key = StaffKey.objects.select_for_update().filter(account_id=who).first()
            if key is None:
                raise _wrong("signature")
            self._check(bytes(key.signing_public))
            if entry.counter in self._kept_counters():
                return
            AuthorKey.objects.get_or_create(account_id=who, signing_public=key.signing_public)
        try:
            with transaction.atomic():
                row_of(entry, who).save(force_insert=True)
        except IntegrityError as error:
            raise _taken() from error

    def _check(self, public_key: bytes) -> None:
        """Each entry follows the one before and is signed by the author. Raises DomainError."""
        loaded, who = Ed25519PublicKey.from_public_bytes(public_key), self.actor.account_id
        for before, entry in zip([None, *self.entries], self.entries, strict=False):
            if before and (before.counter + 1, hash_of(who, before)) != (
                entry.counter,
                entry.previous,
            ):
                raise _wrong("order")
            try:
                loaded.verify(entry.signature, entry.statement(who))
            except InvalidSignature as error:
                raise _wrong("signature") from error

    def _kept_counters(self) -> set[int]:
        """Return which entries of this request are kept; raises DomainError if others came first.

        Read anew every time: an operation that was refused has taken its rows back with it.
        """
        who, first = self.actor.account_id, self.entries[0]
        rows = Authored.objects.filter(account_id=who, counter__gte=first.counter - 1)
        kept = {row.counter: entry_of(row) for row in rows}
        before = kept.pop(first.counter - 1, None)
        expected = hash_of(who, before) if before else statements.NO_STATEMENT
        ours = {entry.counter: entry for entry in self.entries}
        if first.previous != expected or (before is None and first.counter != 1):
            raise _taken()
        if any(ours.get(counter) != entry for counter, entry in kept.items()):
            raise _taken()
        return set(kept)

    def unused(self) -> list[Entry]:
        """Return the entries left out below one that was kept: the register would have a hole."""
        if not self.was_asked:
            return []
        who, counters = self.actor.account_id, [entry.counter for entry in self.entries]
        with scope(organisation=self.actor.organisation_id):
            rows = list(Authored.objects.filter(account_id=who, counter__in=counters))
        ours = set(self.entries)
        kept = {row.counter for row in rows if entry_of(row) in ours}
        last = max(kept, default=0)
        return [one for one in self.entries if one.counter not in kept and one.counter < last]


_posted: ContextVar[Posted | None] = ContextVar("posted", default=None)


@contextmanager
def posting(posted: Posted) -> Iterator[Posted]:
    """Offer a request's entries to every sealed text that is stored meanwhile."""
    token = _posted.set(posted)
    try:
        yield posted
    finally:
        _posted.reset(token)


def take(envelope: bytes | None, kind: str, row: models.Model) -> None:
    """Keep the entry of what is being stored, where the request brought one. Raises DomainError."""
    posted = _posted.get()
    if posted is not None:
        posted.take(envelope, kind, row.pk)
