"""A browser of Python: it seals a document as the desk's script does, sends it, opens it again."""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from ravny.core.attachments import operations
from ravny.core.attachments.types import NewAttachment
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.core.vault import reader
from ravny.core.vault.envelope import Context, unwrap, wrap
from ravny.core.vault.types import CircleFact
from tests.cast import NEAR_TEAM, Cast, Person

CONTENT = 256 * 1024 - 5


def pieces_for(length: int) -> int:
    """Return how many pieces so many bytes take."""
    pieces = 1
    while pieces * CONTENT < length:
        pieces *= 2
    return pieces


@dataclass
class Paper:
    """A document somebody is about to send; `content` is what was cleaned already."""

    circle: CircleFact
    subject_id: UUID
    home: str = "client"
    content: bytes = b"%PDF-1.4 a letter"
    name: str = "письмо"
    type: str = "application/pdf"
    attachment_id: UUID = field(default_factory=day_id)
    key: bytes = field(default_factory=lambda: os.urandom(32), repr=False)

    @property
    def pieces(self) -> int:
        """How many pieces it comes in."""
        return pieces_for(len(self.content))

    def about(self) -> bytes:
        """Return the sealed header."""
        told = {
            "name": self.name,
            "type": self.type,
            "length": len(self.content),
            "chunks": self.pieces,
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "key": b64encode(self.key).decode(),
        }
        return reader.seal_text(
            circle=self.circle,
            kind="attachment.about",
            object_id=self.attachment_id,
            text=json.dumps(told, ensure_ascii=False),
        )

    def beginning(self, **other: Any) -> dict[str, Any]:
        """Return what is posted first."""
        told = {
            "id": str(self.attachment_id),
            "home": self.home,
            "subject": str(self.subject_id),
            "about": b64encode(self.about()).decode(),
            "chunks": self.pieces,
        }
        return {**told, **other}

    def piece(self, index: int) -> bytes:
        """Return one sealed piece."""
        part = self.content[index * CONTENT : (index + 1) * CONTENT]
        full = part if self.pieces == 1 else part.ljust(CONTENT, b"\0")
        return wrap(self.key, place(self.attachment_id, index), full)


def place(attachment_id: UUID, index: int) -> Context:
    """Return where a piece belongs."""
    return Context(attachment_id, index, "attachment.chunk", attachment_id)


def begin(browser: Client, paper: Paper, **other: Any) -> Any:
    """Post the header."""
    return browser.post(reverse("attachments:begin"), paper.beginning(**other))


def put(browser: Client, attachment_id: UUID, index: int, sealed: bytes) -> Any:
    """Put one piece."""
    address = reverse("attachments:chunk", args=[attachment_id, index])
    return browser.put(address, sealed, content_type="application/octet-stream")


def finish(browser: Client, attachment_id: UUID, **posted: Any) -> Any:
    """Say that all pieces are there."""
    return browser.post(reverse("attachments:finish", args=[attachment_id]), posted)


def send(browser: Client, paper: Paper) -> UUID:
    """Send all of it; return its id."""
    assert begin(browser, paper).status_code == 201
    for index in range(paper.pieces):
        assert put(browser, paper.attachment_id, index, paper.piece(index)).status_code == 204
    assert finish(browser, paper.attachment_id).status_code == 204
    return paper.attachment_id


def keep(actor: Actor, paper: Paper) -> UUID:
    """Keep all of it without a browser; return its id."""
    new = NewAttachment(
        paper.attachment_id, paper.home, paper.subject_id, paper.about(), paper.pieces
    )
    operations.begin(actor=actor, new=new)
    for index in range(paper.pieces):
        operations.keep_chunk(
            actor=actor,
            attachment_id=paper.attachment_id,
            index=index,
            sealed=paper.piece(index),
        )
    operations.finish(actor=actor, attachment_id=paper.attachment_id)
    return paper.attachment_id


def ticket(browser: Client, attachment_id: UUID) -> str:
    """Be written down as who opens it."""
    answer = browser.post(reverse("attachments:opened", args=[attachment_id]))
    assert answer.status_code == 201
    return str(answer.json()["ticket"])


def get(browser: Client, attachment_id: UUID, index: int, ticket: str) -> Any:
    """Ask for one sealed piece."""
    address = reverse("attachments:chunk", args=[attachment_id, index])
    return browser.get(address, headers={"X-Ravny-Opening": ticket})


def opened(
    person: Person, keyring: reader.Keyring, about: bytes, attachment_id: UUID, pieces: list[bytes]
) -> tuple[dict[str, Any], bytes]:
    """Open header and pieces as a colleague's browser does; return header and content."""
    text = reader.open_text(
        actor=person.actor,
        keyring=keyring,
        envelope=about,
        kind="attachment.about",
        object_id=attachment_id,
    )
    told: dict[str, Any] = json.loads(text)
    key = b64decode(told["key"])
    assert len(pieces) == told["chunks"]
    parts = [unwrap(key, place(attachment_id, index), one) for index, one in enumerate(pieces)]
    whole = b"".join(parts)
    content, rest = whole[: told["length"]], whole[told["length"] :]
    assert not rest.strip(b"\0")
    assert hashlib.sha256(content).hexdigest() == told["sha256"]
    return told, content


def near_circle(cast: Cast, keyring: reader.Keyring) -> CircleFact:
    """Make the circle of the near team."""
    return reader.make_circle(
        actor=cast.case_manager.actor, keyring=keyring, kind="team", subject_id=NEAR_TEAM
    )
