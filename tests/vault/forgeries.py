"""What a hostile writer seals: anyone has the public key, nobody else's signing key.

Here the envelope itself is sound, and only what is inside can give it away.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from ravny.core.vault import framing
from ravny.core.vault.envelope import Signer
from tests.vault.mutations import (
    AES,
    Sealed,
    Try,
    flipped,
    kinds,
    payload_of,
    resealed,
    seal_it,
    uuid_of,
)

SIGNED = 1 + 16 + 8 + 64


def forge(one: Sealed, random: Random) -> Iterator[Try]:
    """Yield what this form of envelope could be forged into."""
    if one.context.holds_key:
        yield from of_other_size(one, random)
        return
    yield from misshapen(one, random)
    if one.signer is not None:
        yield from by_somebody_else(one, one.signer, random)
        yield from bent_inside(one, random)
        yield from signed_elsewhere(one, one.signer, random)
    elif one.suite != AES:
        for _turn in range(20):
            yield one.presented("unsigned for signed", verify=random.randbytes(32))


def of_other_size(one: Sealed, random: Random) -> Iterator[Try]:
    """A secret of a size that no key has."""
    sizes = (*range(32), *(random.randrange(129, 2000) for _turn in range(32)))
    for size in sizes:
        yield one.presented("secret of another size", resealed(one, random.randbytes(size)))


def misshapen(one: Sealed, random: Random) -> Iterator[Try]:
    """Unknown flags, a length beyond the payload, a larger size, padding that is not zero."""
    payload = payload_of(one)
    known = (0,) if one.suite == AES else (0, 1)
    for flags in random.sample([value for value in range(256) if value not in known], 80):
        yield one.presented("flags", resealed(one, bytes([flags]) + payload[1:]))
    at = SIGNED if one.signer else 1
    end = at + 4 + len(one.content)
    for _turn in range(20):
        length = random.randrange(len(payload), 2**32).to_bytes(4, "big")
        changed = payload[:at] + length + payload[at + 4 :]
        yield one.presented("length", resealed(one, changed))
        if end < len(payload):
            place = random.randrange(end * 8, len(payload) * 8)
            yield one.presented("padding", resealed(one, flipped(payload, place)))
    for size in (4, 16, 64):
        yield one.presented("larger size", resealed(one, payload.ljust(size * 1024, b"\0")))
    for size in (0, 1, 5, 31, 129, 1023, 1025, 2048):
        yield one.presented("no size", resealed(one, random.randbytes(size)))


def by_somebody_else(one: Sealed, signer: Signer, random: Random) -> Iterator[Try]:
    """Another's signature, under the author's name or their own; or none at all."""
    for _turn in range(60):
        in_their_name = replace(signer, seed=random.randbytes(32))
        own = Signer(uuid_of(random), random.randrange(2**64), random.randbytes(32))
        for by in (in_their_name, own):
            forged = seal_it("signed", one.context, one.key, one.content, by)
            yield one.presented("another author", forged.envelope)
        counted = replace(signer, counter=random.randrange(2**64), seed=random.randbytes(32))
        forged = seal_it("signed", one.context, one.key, one.content, counted)
        yield one.presented("another counter", forged.envelope)
    for _turn in range(20):
        bare = seal_it("sealed", one.context, one.key, one.content, None)
        yield one.presented("stripped signature", bare.envelope)
    payload = payload_of(one)
    yield one.presented("stripped flag", resealed(one, b"\0" + payload[1:]))
    plain = b"\0" + payload[SIGNED : SIGNED + 4] + one.content
    yield one.presented("stripped signature", resealed(one, plain.ljust(1024, b"\0")))


def bent_inside(one: Sealed, random: Random) -> Iterator[Try]:
    """A true payload with a bit changed in the author, the counter, the signature, the content."""
    payload = payload_of(one)
    regions = {
        "author inside": (1, 17),
        "counter inside": (17, 25),
        "signature inside": (25, SIGNED),
        "content inside": (SIGNED + 4, SIGNED + 4 + len(one.content)),
    }
    for name, (start, end) in regions.items():
        for _turn in range(40 if end > start else 0):
            bit = random.randrange(start * 8, end * 8)
            yield one.presented(name, resealed(one, flipped(payload, bit)))


def signed_elsewhere(one: Sealed, signer: Signer, random: Random) -> Iterator[Try]:
    """A true payload that its author wrote into another place, sealed anew into this one."""
    context = one.context
    for kind in kinds():
        if kind != context.kind and not kind.startswith("key."):
            moved = replace(context, kind=kind)
            payload = framing.pack(one.suite, moved, one.content, signer)
            yield one.presented("signed elsewhere", resealed(one, payload))
    for _turn in range(20):
        for moved in (
            replace(context, circle=uuid_of(random)),
            replace(context, epoch=context.epoch ^ random.randrange(1, 2**32)),
            replace(context, object_id=uuid_of(random)),
        ):
            payload = framing.pack(one.suite, moved, one.content, signer)
            yield one.presented("signed elsewhere", resealed(one, payload))
