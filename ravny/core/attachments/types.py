"""What other rooms and the pages know of a document: whose, when, how many pieces; no more."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ravny.core.vault.types import CircleFact

ABOUT_KIND = "attachment.about"
CHUNK_KIND = "attachment.chunk"
ERASED_KIND = "attachment"
"""What the erasure ledger calls a document."""
# A header of one kibibyte whatever the name: its size tells nothing.
ABOUT_BYTES = 1024
CHUNK_BYTES = 256 * 1024
CHUNK_COUNTS = (1, 2, 4, 8, 16, 32, 64)
MOST_MEBIBYTES = 16
MOST_DOCUMENTS = 40
UNFINISHED_DAYS = 2


@dataclass(frozen=True)
class Place:
    """Where documents hang, as a gate answers it.

    `subject_ids`: new ones hang on the first, those of the others (a card's aliases) are shown
    too. `circle_kind` and `circle_subject`: whose circle opens them.
    """

    subject_ids: tuple[UUID, ...]
    circle_kind: str
    circle_subject: UUID


@dataclass(frozen=True)
class NewAttachment:
    """What a browser begins with: the sealed header and how many pieces will come."""

    attachment_id: UUID
    home: str
    subject_id: UUID
    about: bytes = field(repr=False)
    chunks: int


@dataclass(frozen=True)
class Document:
    """One document of a list; what it is called and what it is stand in the sealed header."""

    attachment_id: UUID
    about: bytes = field(repr=False)
    circle_id: UUID
    epoch: int
    chunks: int
    whole: bool
    day: date
    author: str
    may_delete: bool

    @property
    def dialog_id(self) -> str:
        """What the question "delete this?" is called on the page."""
        return f"delete-{self.attachment_id}"


@dataclass(frozen=True)
class Documents:
    """The documents at a place. `circle` None: nothing can be sealed for it yet."""

    home: str
    subject_id: UUID
    circle: CircleFact | None
    documents: tuple[Document, ...]
    may_add: bool

    @property
    def is_full(self) -> bool:
        """No more are taken here."""
        return len(self.documents) >= MOST_DOCUMENTS
