"""The erasure ledger outside the database: ids only, signed, replayed after a restore."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from ravny.core.attachments import operations as attachments
from ravny.core.attachments.types import ERASED_KIND
from ravny.core.journal import operations as journal
from ravny.core.journal import queries as journal_queries
from ravny.core.journal.types import ErasedFact
from ravny.core.kit import sealing
from ravny.core.vault import instance
from ravny.people.clients.types import CODE_ERASED

from ..operations.erasing import CLIENT, erase_cards

FILE_NAME = "erasures.jsonl"
HEADER = {"ravny": "erasures", "version": 1}
_FIELDS = frozenset({"organisation", "number", "kind", "object", "day"})
_PREFIX = b"ravny erasures 1\n"


class LedgerError(Exception):
    """This is no ledger of that installation, or it was altered."""


def written() -> bytes:
    """Return the ledger: a header line, a line for each entry, the signature over all before.

    Signs, so only a process with the instance key can (InstanceKeyError in a worker).
    """
    lines = [json.dumps(HEADER)]
    lines += [json.dumps(_told(entry)) for entry in journal_queries.erasures()]
    text = "".join(f"{line}\n" for line in lines).encode()
    signature = sealing.sign(_PREFIX + text).hex()
    return text + json.dumps({"signature": signature}).encode() + b"\n"


def keep_copy() -> Path | None:
    """Write the ledger beside the backups and return where; None where there is no such folder.

    Also None in a worker, which cannot sign: the web process writes it again within the hour.
    """
    folder = folder_of_backups()
    if instance.is_narrow() or not folder.is_dir():
        return None
    path = folder / FILE_NAME
    text = written()
    if not path.exists() or path.read_bytes() != text:
        instance.write_private(path, text)
    return path


def folder_of_backups() -> Path:
    """Return where backups go: the folder the installation names, else one in its home."""
    named: str = settings.INSTALLATION.backups
    return instance.home() / (named or "backups")


def _told(entry: ErasedFact) -> dict[str, object]:
    return {
        "organisation": str(entry.organisation_id),
        "number": entry.number,
        "kind": entry.kind,
        "object": str(entry.object_id),
        "day": entry.day.isoformat(),
    }


def read(text: bytes, public_key: bytes) -> list[ErasedFact]:
    """Return the entries of a ledger that the installation with this key signed.

    Raises LedgerError for an altered, cut or foreign one; nothing of it is believed then.
    """
    body, _, last = text.rstrip(b"\n").rpartition(b"\n")
    signed = body + b"\n"
    try:
        signature = bytes.fromhex(json.loads(last)["signature"])
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _PREFIX + signed)
        header, *lines = [json.loads(line) for line in signed.splitlines()]
        if header != HEADER:
            raise LedgerError("this ledger is of another version")
        return [_entry(line) for line in lines]
    except InvalidSignature as error:
        raise LedgerError("the signature of the ledger is wrong") from error
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerError("this is not a ledger of erasures") from error


def _entry(line: dict[str, Any]) -> ErasedFact:
    if line.keys() != _FIELDS:
        raise LedgerError("a line of the ledger is not known")
    return ErasedFact(
        UUID(line["organisation"]),
        int(line["number"]),
        str(line["kind"]),
        UUID(line["object"]),
        date.fromisoformat(line["day"]),
    )


def _clients(organisation_id: UUID, object_ids: Sequence[UUID]) -> None:
    erase_cards(organisation_id=organisation_id, card_ids=object_ids)


def _documents(organisation_id: UUID, object_ids: Sequence[UUID]) -> None:
    attachments.erase_documents(organisation_id=organisation_id, attachment_ids=object_ids)


def _nothing(organisation_id: UUID, object_ids: Sequence[UUID]) -> None:
    """A code that must not come back: the ledger's line is all there is."""


_AGAIN: dict[str, Callable[[UUID, Sequence[UUID]], None]] = {
    CLIENT: _clients,
    CODE_ERASED: _nothing,
    ERASED_KIND: _documents,
}


@transaction.atomic
def replay(entries: Iterable[ErasedFact]) -> int:
    """Erase again what the ledger names and keep its lines; return how many lines there were.

    Twice changes nothing. Raises LedgerError for a kind nobody knows: half a replay is none.
    The caller calls `overwriting.overwrite_freed` after the commit.
    """
    listed = sorted(entries, key=lambda one: (one.organisation_id, one.number))
    unknown = {one.kind for one in listed} - _AGAIN.keys()
    if unknown:
        raise LedgerError(f"the ledger erases what is not known: {', '.join(sorted(unknown))}")
    for (house, kind, day), some in groupby(
        listed, key=lambda one: (one.organisation_id, one.kind, one.day)
    ):
        journal.note_erased(
            organisation_id=house, kind=kind, object_ids=[one.object_id for one in some], day=day
        )
    for house, of_house in groupby(listed, key=lambda one: one.organisation_id):
        by_kind: dict[str, list[UUID]] = {}
        for one in of_house:
            by_kind.setdefault(one.kind, []).append(one.object_id)
        for kind, object_ids in by_kind.items():
            _AGAIN[kind](house, object_ids)
    return len(listed)
