"""What an envelope is made of: header, bound context, padded and signed payload.

The normative text is docs/envelope.md. The server can check a sealed field with this alone.
"""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VERSION: Final = 1
SUITE_HPKE: Final = 1
SUITE_AES: Final = 2
HEADER_SIZE: Final = 22
ENC_SIZE: Final = 1120
NONCE_SIZE: Final = 12
TAG_SIZE: Final = 16
OVERHEAD: Final = {SUITE_HPKE: ENC_SIZE + TAG_SIZE, SUITE_AES: NONCE_SIZE + TAG_SIZE}
SECRET_SIZES: Final = range(32, 129)
BUCKETS: Final = tuple(1024 * 4**n for n in range(8))

_HEADER: Final = struct.Struct(">BB16sI")
_SIGNED: Final = struct.Struct(">16sQ64s")
_FLAG_SIGNED: Final = 1
_KIND: Final = re.compile(r"[a-z0-9._-]{1,64}", re.ASCII)

Code = Literal[
    "version", "suite", "kind", "length", "context", "key", "open", "flags", "padding", "signature"
]
VerifyKey = bytes | Callable[[UUID], bytes | None]


class EnvelopeError(Exception):
    """The only refusal of this module. `code` says what was wrong, never what was inside."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


@dataclass(frozen=True)
class Context:
    """Where an envelope belongs. `circle` is the circle, or the id of the key that opens.

    Raises EnvelopeError: "kind" for a name outside [a-z0-9._-]{1,64}, "context" for an epoch
    that is not a u32.
    """

    circle: UUID
    epoch: int
    kind: str
    object_id: UUID

    def __post_init__(self) -> None:
        if not _KIND.fullmatch(self.kind):
            raise EnvelopeError("kind")
        if not 0 <= self.epoch < 2**32:
            raise EnvelopeError("context")

    @property
    def holds_key(self) -> bool:
        """True for the `key.` kinds: a raw secret of 32 to 128 bytes, never padded."""
        return self.kind.startswith("key.")


@dataclass(frozen=True)
class Header:
    """The 22 bytes in clear."""

    version: int
    suite: int
    circle: UUID
    epoch: int


@dataclass(frozen=True)
class Signer:
    """Who signs: an account or device id, its running counter (u64), its Ed25519 seed (32 B)."""

    author: UUID
    counter: int
    seed: bytes = field(repr=False)


@dataclass(frozen=True)
class Opened:
    """What was inside. `signed_ok` is True only if a verification key was given and agreed."""

    content: bytes = field(repr=False)
    author: UUID | None = None
    counter: int | None = None
    signed_ok: bool = False


def parse_header(envelope: bytes) -> Header:
    """Read the header and refuse a length that no sealed thing has. Opens nothing.

    Raises EnvelopeError: "length", "version" or "suite".
    """
    if len(envelope) < HEADER_SIZE:
        raise EnvelopeError("length")
    version, suite, circle, epoch = _HEADER.unpack_from(envelope)
    if version != VERSION:
        raise EnvelopeError("version")
    if suite not in OVERHEAD:
        raise EnvelopeError("suite")
    size = len(envelope) - HEADER_SIZE - OVERHEAD[suite]
    if size not in SECRET_SIZES and size not in BUCKETS:
        raise EnvelopeError("length")
    return Header(version, suite, UUID(bytes=circle), epoch)


def check_sealed(envelope: bytes, context: Context) -> Header:
    """Accept a sealed field without being able to open it: place and size must be right.

    Raises EnvelopeError: as `parse_header`, and "context" for another circle or epoch, "length"
    for a padded size under a `key.` kind or the other way round.
    """
    header = parse_header(envelope)
    if (header.circle, header.epoch) != (context.circle, context.epoch):
        raise EnvelopeError("context")
    size = len(envelope) - HEADER_SIZE - OVERHEAD[header.suite]
    if (size in SECRET_SIZES) != context.holds_key:
        raise EnvelopeError("length")
    return header


def header_bytes(suite: int, context: Context) -> bytes:
    """Return the 22 bytes in clear."""
    return _HEADER.pack(VERSION, suite, context.circle.bytes, context.epoch)


def _prefixed(*fields: bytes) -> bytes:
    return b"".join(struct.pack(">H", len(part)) + part for part in fields)


def context_bytes(suite: int, context: Context) -> bytes:
    """Return the canonical context: each field with its u16 length; bound, never transmitted."""
    return _prefixed(
        b"ravny envelope",
        bytes([VERSION]),
        bytes([suite]),
        context.circle.bytes,
        struct.pack(">I", context.epoch),
        context.kind.encode("ascii"),
        context.object_id.bytes,
    )


def _signed_bytes(
    suite: int, context: Context, author: bytes, counter: int, content: bytes
) -> bytes:
    bound = context_bytes(suite, context)
    fields = _prefixed(b"ravny signature", bound, author, struct.pack(">Q", counter))
    return fields + struct.pack(">I", len(content)) + content


def pack(suite: int, context: Context, content: bytes, signer: Signer | None) -> bytes:
    """Return the padded payload, a bucket long. Raises EnvelopeError "length" or "signature"."""
    if len(content) > BUCKETS[-1]:
        raise EnvelopeError("length")
    head = b"\0" if signer is None else _signed_head(suite, context, content, signer)
    head += struct.pack(">I", len(content))
    bucket = _bucket(len(head) + len(content))
    return (head + content).ljust(bucket, b"\0")


def _signed_head(suite: int, context: Context, content: bytes, signer: Signer) -> bytes:
    if len(signer.seed) != 32 or not 0 <= signer.counter < 2**64:
        raise EnvelopeError("signature")
    author = signer.author.bytes
    message = _signed_bytes(suite, context, author, signer.counter, content)
    signature = Ed25519PrivateKey.from_private_bytes(signer.seed).sign(message)
    return bytes([_FLAG_SIGNED]) + _SIGNED.pack(author, signer.counter, signature)


def _bucket(size: int) -> int:
    fitting: int | None = next((bucket for bucket in BUCKETS if size <= bucket), None)
    if fitting is None:
        raise EnvelopeError("length")
    return fitting


def unpack(suite: int, context: Context, payload: bytes, verify_key: VerifyKey | None) -> Opened:
    """Read a padded payload. Raises EnvelopeError "flags", "length", "padding", "signature"."""
    flags = payload[0]
    if flags & ~(_FLAG_SIGNED if suite == SUITE_HPKE else 0):
        raise EnvelopeError("flags")
    start = 1 + (_SIGNED.size if flags else 0) + 4
    length = int.from_bytes(payload[start - 4 : start], "big")
    end = start + length
    # The smallest bucket only: otherwise the writer could signal through the size.
    if end > len(payload) or _bucket(end) != len(payload):
        raise EnvelopeError("length")
    if payload.count(0, end) != len(payload) - end:
        raise EnvelopeError("padding")
    content = payload[start:end]
    if not flags:
        if verify_key is not None:
            raise EnvelopeError("signature")
        return Opened(content)
    author, counter, signature = _SIGNED.unpack_from(payload, 1)
    if verify_key is not None:
        message = _signed_bytes(suite, context, author, counter, content)
        _verify(verify_key, UUID(bytes=author), signature, message)
    return Opened(content, UUID(bytes=author), counter, verify_key is not None)


def _verify(verify_key: VerifyKey, author: UUID, signature: bytes, message: bytes) -> None:
    key = verify_key(author) if callable(verify_key) else verify_key
    try:
        Ed25519PublicKey.from_public_bytes(key or b"").verify(signature, message)
    except (InvalidSignature, ValueError):
        raise EnvelopeError("signature") from None


def checked_secret(context: Context, secret: bytes) -> bytes:
    """Return a raw secret that fits its kind. Raises EnvelopeError "kind" or "length"."""
    if not context.holds_key:
        raise EnvelopeError("kind")
    if len(secret) not in SECRET_SIZES:
        raise EnvelopeError("length")
    return secret
