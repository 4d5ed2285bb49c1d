"""What somebody who holds the disk, or writes envelopes of their own, might try with each kind.

The kinds are read from docs/envelope.md, so that a new one is tried from its first day.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ravny.core.vault import envelope, framing
from ravny.core.vault.envelope import Context, EnvelopeError, Opener, Signer

PAGE = Path(__file__).parents[2] / "docs" / "envelope.md"
HPKE, AES = framing.SUITE_HPKE, framing.SUITE_AES
HEADER, ENC, NONCE, TAG = 22, 1120, 12, 16
CODES = frozenset(framing.Code.__args__)  # type: ignore[attr-defined]  # a Literal has them


def kinds() -> list[str]:
    """Return the kinds of the page's table."""
    table = PAGE.read_text("utf-8").partition("## Kinds")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([a-z0-9._-]+)` \|", table, re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Try:
    """An envelope as it is presented to a reader: where it is expected, with which key."""

    attack: str
    suite: int
    envelope: bytes
    context: Context
    key: bytes
    verify: bytes | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """An honest envelope. `form`: "sealed", "signed" or "wrapped"."""

    form: str
    context: Context
    key: bytes
    envelope: bytes
    content: bytes
    signer: Signer | None

    @property
    def suite(self) -> int:
        return AES if self.form == "wrapped" else HPKE

    @property
    def verify(self) -> bytes | None:
        return None if self.signer is None else public_of(self.signer.seed)

    @property
    def body(self) -> int:
        """Where the ciphertext begins."""
        return HEADER + (ENC if self.suite == HPKE else NONCE)

    def presented(self, attack: str, changed: bytes | None = None, **other: object) -> Try:
        """Return a try that differs from the honest one where it is told."""
        seen = self.envelope if changed is None else changed
        honest = Try(attack, self.suite, seen, self.context, self.key, self.verify)
        return replace(honest, **other) if other else honest  # type: ignore[arg-type]  # its fields


@lru_cache(maxsize=64)
def public_of(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


@lru_cache(maxsize=64)
def opener_of(seed: bytes) -> Opener:
    return Opener(seed)


def open_it(one: Try) -> bytes:
    """Open as a reader would; raises EnvelopeError."""
    if one.suite == AES:
        return envelope.unwrap(one.key, one.context, one.envelope)
    opener = opener_of(one.key)
    if one.context.holds_key:
        return opener.open_key(one.context, one.envelope)
    return opener.open(one.context, one.envelope, one.verify).content


def code_of(one: Try) -> str:
    """Return the refusal's code; "OPENED", or what broke, where there was none."""
    try:
        open_it(one)
    except EnvelopeError as refusal:
        return refusal.code
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "OPENED"


def honest(random: Random) -> list[Sealed]:
    """Return every kind in every form it can have, all in one circle and under one key."""
    key, circle, epoch = random.randbytes(32), uuid_of(random), random.randrange(2**32)
    made = []
    for kind in kinds():
        context = Context(circle, epoch, kind, uuid_of(random))
        secret = random.randbytes(random.randrange(32, 129))
        text = random.randbytes(random.randrange(900))
        forms = ("sealed", "wrapped") if context.holds_key else ("sealed", "signed", "wrapped")
        for form in forms:
            signed = form == "signed"
            signer = Signer(uuid_of(random), 41, random.randbytes(32)) if signed else None
            content = secret if context.holds_key else text
            made.append(seal_it(form, context, key, content, signer))
    return made


def seal_it(form: str, context: Context, key: bytes, content: bytes, by: Signer | None) -> Sealed:
    if form == "wrapped":
        sealed = envelope.wrap(key, context, content)
    elif context.holds_key:
        sealed = envelope.seal_key(opener_of(key).public_key, context, content)
    else:
        sealed = envelope.seal(opener_of(key).public_key, context, content, by)
    return Sealed(form, context, key, sealed, content, by)


def uuid_of(random: Random) -> UUID:
    return UUID(bytes=random.randbytes(16))


def flipped(octets: bytes, bit: int) -> bytes:
    bent = bytearray(octets)
    bent[bit // 8] ^= 1 << bit % 8
    return bytes(bent)


def swap(one: Sealed, random: Random) -> Iterator[Try]:
    """Expect it in another circle, epoch, kind or object, or with another key."""
    context = one.context
    for _turn in range(200):
        elsewhere = replace(context, circle=uuid_of(random))
        yield one.presented("swap circle", context=elsewhere)
        other = replace(context, epoch=(context.epoch + random.randrange(1, 2**32)) % 2**32)
        yield one.presented("swap epoch", context=other)
    for _turn in range(100):
        elsewhere = replace(context, object_id=uuid_of(random))
        yield one.presented("swap object", context=elsewhere)
        header = framing.header_bytes(one.suite, replace(context, circle=uuid_of(random)))
        moved = replace(context, circle=UUID(bytes=header[2:18]))
        yield one.presented("rewrite header", header + one.envelope[HEADER:], context=moved)
    for kind in kinds():
        if kind != context.kind:
            yield one.presented("swap kind", context=replace(context, kind=kind))
    for _turn in range(60):
        yield one.presented("swap key", key=random.randbytes(32))


def cut(one: Sealed, random: Random) -> Iterator[Try]:
    """Take away from the end or the beginning, or add."""
    sealed = one.envelope
    edges = (0, 1, 2, 18, HEADER, one.body, one.body + TAG, len(sealed) - TAG, len(sealed) - 1)
    for size in (*edges, *(random.randrange(len(sealed)) for _turn in range(291))):
        yield one.presented("truncate", sealed[:size])
    for _turn in range(100):
        yield one.presented("behead", sealed[random.randrange(1, len(sealed)) :])
    for size in (1, 2, 16, 96, 1024, 3072, *(random.randrange(1, 4096) for _turn in range(244))):
        more = bytes(size) if size % 2 else random.randbytes(size)
        yield one.presented("extend", sealed + more)


def flip(one: Sealed, random: Random) -> Iterator[Try]:
    """Flip bits of every region; all of them where a region is small."""
    size, body = len(one.envelope), one.body
    regions: dict[str, Sequence[int]] = {
        "version": range(8),
        "suite": range(8, 16),
        "circle": range(16, 144),
        "epoch": range(144, HEADER * 8),
        "enc or nonce": random.sample(range(HEADER * 8, body * 8), 96),
        "ciphertext": random.sample(range(body * 8, (size - TAG) * 8), 200),
        "tag": range((size - TAG) * 8, size * 8),
    }
    for name, bits in regions.items():
        for bit in bits:
            yield one.presented(f"flip {name}", flipped(one.envelope, bit))
    for _turn in range(200):
        bent = bytearray(one.envelope)
        for _byte in range(random.randrange(2, 40)):
            bent[random.randrange(size)] ^= random.randrange(1, 256)
        bent[body] ^= bent == bytearray(one.envelope)
        yield one.presented("overwrite", bytes(bent))


def replay(one: Sealed, others: Sequence[Sealed]) -> Iterator[Try]:
    """Put every other envelope of the circle in this one's place, whole and spliced."""
    for other in others:
        if other.context != one.context:
            yield one.presented("replay", other.envelope)
        if other is not one and other.suite == one.suite:
            spliced = one.envelope[: one.body] + other.envelope[other.body :]
            yield one.presented("splice", spliced)


def downgrade(one: Sealed, random: Random) -> Iterator[Try]:
    """Say another version or suite, and offer it to the other suite's reader."""
    sealed, other = one.envelope, AES if one.suite == HPKE else HPKE
    for value in range(256):
        if value != framing.VERSION:
            yield one.presented("another version", bytes([value]) + sealed[1:])
        if value != one.suite:
            yield one.presented("another suite", sealed[:1] + bytes([value]) + sealed[2:])
    yield one.presented("other reader", suite=other)
    bytes_of_other = sealed[:1] + bytes([other]) + sealed[2:]
    size = len(sealed) - one.body - TAG
    head = HEADER + (NONCE if other == AES else ENC)
    for _turn in range(40):
        filled = bytes_of_other + random.randbytes(ENC)
        yield one.presented("other reader", filled[: head + size + TAG], suite=other)
        yield one.presented("other reader", bytes_of_other, suite=other)


ATTACKS: tuple[Callable[[Sealed, Random], Iterator[Try]], ...] = (swap, cut, flip, downgrade)


def resealed(one: Sealed, payload: bytes) -> bytes:
    """Return an envelope around any payload, as a hostile writer with the right key makes it."""
    bound = framing.context_bytes(one.suite, one.context)
    header = framing.header_bytes(one.suite, one.context)
    if one.suite == AES:
        nonce = bytes(NONCE)
        return header + nonce + AESGCM(one.key).encrypt(nonce, payload, bound)
    public = envelope._loaded(opener_of(one.key).public_key)
    return header + envelope._HPKE.encrypt(payload, public, bound)


def payload_of(one: Sealed) -> bytes:
    return framing.pack(one.suite, one.context, one.content, one.signer)
