"""What the registers of authors tell: entries, heads, and how an author's register stands."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from .. import statements


@dataclass(frozen=True)
class Entry:
    """One entry of a register as a browser made it; see statements.authored."""

    counter: int
    circle_id: UUID
    kind: str
    object_id: UUID
    digest: bytes = field(repr=False)
    previous: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def statement(self, author: UUID) -> bytes:
        """Return the bytes that are signed."""
        return statements.authored(
            author=author,
            counter=self.counter,
            circle_id=self.circle_id,
            kind=self.kind,
            object_id=self.object_id,
            digest=self.digest,
            previous=self.previous,
        )


@dataclass(frozen=True)
class KeptEntry:
    """An entry as it is kept, and its days as the server knows them; nobody signed those."""

    author: UUID
    entry: Entry
    written_on: date
    erased_on: date | None = None


@dataclass(frozen=True)
class Head:
    """Where an author's register ends; `known`: the hash of the entry the asker remembers."""

    counter: int
    previous: bytes = field(repr=False)
    known: bytes | None = field(repr=False)


@dataclass(frozen=True)
class AskedThing:
    """A text that was opened: its place, and what its payload says of author and counter."""

    kind: str
    object_id: UUID
    author: UUID | None
    counter: int


@dataclass(frozen=True)
class ThingEntries:
    """The newest entry of a place, and the entry of that author and counter wherever it is."""

    newest: KeptEntry | None
    own: KeptEntry | None


@dataclass(frozen=True)
class Author:
    """Somebody who signs: their working name, their key, and those they signed with before.

    Of somebody who left there is no key of today: all of them are earlier ones.
    """

    account_id: UUID
    pseudonym: str
    key: bytes | None = field(repr=False)
    earlier: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True)
class AuthorLine:
    """An author on the page of registers; `whole`: the asker may see every entry."""

    account_id: UUID
    pseudonym: str
    entries: int
    last_on: date | None
    whole: bool
    is_mine: bool


@dataclass(frozen=True)
class PlacedEntry:
    """An entry beside its place: "same", "older" (a newer entry follows), "other", "empty".

    "erased": empty, and the server says that the text was erased lawfully.
    """

    kept: KeptEntry
    place: str
    url: str


@dataclass(frozen=True)
class Unsigned:
    """How many texts of a kind stand without any entry; `on_phones` of them phones wrote."""

    label: str
    count: int
    on_phones: int
