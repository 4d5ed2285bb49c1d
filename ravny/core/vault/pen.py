"""An author at work in Python: signed texts and their register, many at once.

For the demonstration and tests only, like reader.py: elsewhere texts are signed in browsers.
"""

import hashlib
from datetime import date
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor

from .authoring import NOTHING, hash_of, row_of
from .envelope import Context, seal
from .framing import Signer
from .models.people import Authored, AuthorKey
from .queries import authors as author_queries
from .reader import Keyring
from .types import CircleFact
from .types.authors import Entry


class Pen:
    """Writes in somebody's name; `keep` puts what was written since into their register."""

    def __init__(self, *, actor: Actor, keyring: Keyring) -> None:
        head = author_queries.head_of(actor)
        self.actor, self.keyring = actor, keyring
        self.counter, self.previous = head.counter, head.previous
        self.entries: list[tuple[Entry, date]] = []
        self._key: Ed25519PrivateKey = keyring.signing_key

    def seal(
        self,
        *,
        circle: CircleFact,
        kind: str,
        object_id: UUID,
        text: str,
        day: date | None = None,
    ) -> bytes:
        """Return the envelope of a signed text and note its entry, written on `day` (today)."""
        signer = Signer(self.actor.account_id, self.counter + 1, self.keyring.signing_seed)
        context = Context(circle.circle_id, circle.epoch, kind, object_id)
        envelope = seal(circle.public_key, context, text.encode(), signer)
        self._note(circle.circle_id, kind, object_id, hashlib.sha256(envelope).digest(), day)
        return envelope

    def take_away(self, *, circle: CircleFact, kind: str, object_id: UUID) -> None:
        """Note the entry of a text that is taken away."""
        self._note(circle.circle_id, kind, object_id, NOTHING, None)

    def _note(
        self, circle_id: UUID, kind: str, object_id: UUID, digest: bytes, day: date | None
    ) -> None:
        who = self.actor.account_id
        unsigned = Entry(
            self.counter + 1, circle_id, kind, object_id, digest, self.previous, bytes(64)
        )
        signature = self._key.sign(unsigned.statement(who))
        entry = Entry(
            self.counter + 1, circle_id, kind, object_id, digest, self.previous, signature
        )
        self.counter, self.previous = entry.counter, hash_of(who, entry)
        self.entries.append((entry, day or today()))

    def keep(self) -> int:
        """Put the entries since the last time into the register, and return how many."""
        if not self.entries:
            return 0
        rows = []
        for entry, day in self.entries:
            rows.append(row_of(entry, self.actor.account_id))
            rows[-1].written_on = day
        with scope(organisation=self.actor.organisation_id):
            AuthorKey.objects.get_or_create(
                account_id=self.actor.account_id,
                signing_public=self._key.public_key().public_bytes_raw(),
            )
            Authored.objects.bulk_create(rows, batch_size=1000)
        self.entries.clear()
        return len(rows)
