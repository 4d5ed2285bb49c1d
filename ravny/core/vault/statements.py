"""What is signed about keys, byte for byte; frontend/src/vault/statements.ts says the same.

Every statement is a label and its fields, each preceded by its length as u16, big-endian.
"""

import hashlib
import struct
from uuid import UUID

NO_STATEMENT = bytes(32)


def prefixed(*fields: bytes) -> bytes:
    """Return the fields, each with its u16 length in front."""
    return b"".join(struct.pack(">H", len(part)) + part for part in fields)


def key_hash(public_key: bytes) -> bytes:
    """Return SHA-256 (32 bytes) of a public key: X-Wing 1,216 bytes, or a phone's SPKI."""
    return hashlib.sha256(public_key).digest()


def root(organisation_id: UUID, root_public: bytes, recovery_public: bytes) -> bytes:
    """Return what a root signs over itself: it binds the recovery key to it."""
    return prefixed(b"ravny root 1", organisation_id.bytes, root_public, recovery_public)


def officer(organisation_id: UUID, account_id: UUID, hashed: bytes, signing_public: bytes) -> bytes:
    """Return what the root signs over an officer's keys."""
    return prefixed(
        b"ravny officer 1", organisation_id.bytes, account_id.bytes, hashed, signing_public
    )


def member(organisation_id: UUID, account_id: UUID, hashed: bytes, signing_public: bytes) -> bytes:
    """Return what an officer signs over a colleague's keys."""
    return prefixed(
        b"ravny member 1", organisation_id.bytes, account_id.bytes, hashed, signing_public
    )


def phone(organisation_id: UUID, phone_id: UUID, account_id: UUID, hashed: bytes) -> bytes:
    """Return what an officer signs over a phone and whose it is."""
    return prefixed(
        b"ravny phone 1", organisation_id.bytes, phone_id.bytes, account_id.bytes, hashed
    )


def epoch(circle_id: UUID, number: int, public_key: bytes) -> bytes:
    """Return what the maker of an epoch signs."""
    return prefixed(b"ravny epoch 1", circle_id.bytes, struct.pack(">I", number), public_key)


def authored(
    *,
    author: UUID,
    counter: int,
    circle_id: UUID,
    kind: str,
    object_id: UUID,
    digest: bytes,
    previous: bytes,
) -> bytes:
    """Return what an author signs in the register; `previous` is the hash of the one before."""
    return prefixed(
        b"ravny authored 1",
        author.bytes,
        struct.pack(">Q", counter),
        circle_id.bytes,
        kind.encode("ascii"),
        object_id.bytes,
        digest,
        previous,
    )
