"""Reading what phones send: strict about shapes, silent about content."""

import binascii
import json
import re
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from ravny.core.vault.types import SealedRecord

from .types import (
    LARGEST_RECORD,
    MOST_LEFT,
    MOST_RECORDS,
    POOL_SIZE,
    Batch,
    Registration,
    WireError,
)

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_BATCH_FIELDS = {"batch", "records", "left", "acknowledged", "clock"}
_RECORD_FIELDS = {"id", "key", "sealed"}
_LARGEST_NUMBER = 2**31 - 1


def read_json(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a body; raises WireError("json")."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WireError("json") from error
    if not isinstance(data, dict):
        raise WireError("json")
    return data


def read_uuid(value: object) -> UUID | None:
    """Return the UUID of its lower-case text, None for anything else."""
    if isinstance(value, str) and _UUID.fullmatch(value):
        return UUID(value)
    return None


def read_bytes(value: object, largest: int) -> bytes | None:
    """Return what base64 text holds, None for anything else or more than `largest` bytes."""
    if not isinstance(value, str) or len(value) > largest * 4 // 3 + 4:
        return None
    try:
        return b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None


def _number(value: object, largest: int, reason: str) -> int:
    if type(value) is not int or not 0 <= value <= largest:
        raise WireError(reason)
    return value


def _clock(value: object) -> datetime:
    if not isinstance(value, str) or len(value) != len("2026-11-21T23:41Z"):
        raise WireError("clock")
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise WireError("clock") from error


def _record(entry: object) -> tuple[UUID, SealedRecord | None]:
    """Return a record's id and its envelope; None for one that cannot be an envelope."""
    if not isinstance(entry, dict) or set(entry) != _RECORD_FIELDS:
        raise WireError("record")
    record_id = read_uuid(entry["id"])
    if record_id is None:
        raise WireError("record")
    number = _number(entry["key"], _LARGEST_NUMBER, "record")
    sealed = read_bytes(entry["sealed"], LARGEST_RECORD)
    return record_id, None if sealed is None else SealedRecord(record_id, number, sealed)


def read_batch(body: bytes) -> Batch:
    """Return a parsed batch; raises WireError with the reason the phone is told.

    A record whose envelope is no base64 does not spoil the others: it stands in `broken`.
    """
    data = read_json(body)
    if not _BATCH_FIELDS <= set(data) <= _BATCH_FIELDS | {"codes_held"}:
        raise WireError("fields")
    batch_id = read_uuid(data["batch"])
    if batch_id is None:
        raise WireError("batch")
    if not isinstance(data["records"], list):
        raise WireError("records")
    if len(data["records"]) > MOST_RECORDS:
        raise WireError("too_many")
    read = [_record(entry) for entry in data["records"]]
    held = data.get("codes_held")
    return Batch(
        batch_id=batch_id,
        records=[record for _record_id, record in read if record is not None],
        broken=[record_id for record_id, record in read if record is None],
        left=_number(data["left"], MOST_LEFT, "left"),
        acknowledged=_number(data["acknowledged"], _LARGEST_NUMBER, "acknowledged"),
        clock=_clock(data["clock"]),
        codes_held=None if held is None else _number(held, 10 * POOL_SIZE, "codes_held"),
    )


def read_registration(body: bytes) -> Registration:
    """Return a parsed registration; raises WireError."""
    data = read_json(body)
    if not {"token", "public_key"} <= set(data) <= {"token", "public_key", "root"}:
        raise WireError("fields")
    token, public_key = data["token"], read_bytes(data["public_key"], 256)
    told = data.get("root")
    root = None if told is None else read_bytes(told, 32)
    if told is not None and len(root or b"") != 32:
        raise WireError("unreadable")
    if not isinstance(token, str) or not 1 <= len(token) <= 100 or not public_key:
        raise WireError("unreadable")
    if not (token.isascii() and token.isprintable()):
        raise WireError("unreadable")
    return Registration(token, public_key, root)
