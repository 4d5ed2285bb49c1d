"""The sealed envelope against somebody who moves, cuts, flips and forges."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ravny.core.vault import envelope, framing
from ravny.core.vault.envelope import Context, EnvelopeError, Opener, Signer, VerifyKey

VECTORS = Path(__file__).parent / "vectors"
SEED = bytes(range(32))
PUBLIC = envelope.public_key_of(SEED)
OPENER = Opener(SEED)
CIRCLE, OBJECT, AUTHOR = (UUID(f"018f0000-0000-7000-8000-{end:012}") for end in (1, 2, 3))
NOTE = Context(CIRCLE, 3, "client.note", OBJECT)
KEY = Context(CIRCLE, 3, "key.circle", OBJECT)
SIGNER = Signer(AUTHOR, 41, bytes(32))
VERIFY = Ed25519PrivateKey.from_private_bytes(SIGNER.seed).public_key().public_bytes_raw()
SEALED = envelope.seal(PUBLIC, NOTE, b"call after six", SIGNER)

few = settings(max_examples=200, deadline=None)
kinds = st.from_regex(r"[a-j0-9._-][a-z0-9._-]{0,63}", fullmatch=True)  # never `key.`
contexts = st.builds(Context, st.uuids(), st.integers(0, 2**32 - 1), kinds, st.uuids())


def refused(code: str) -> Any:
    return pytest.raises(EnvelopeError, match=f"^{code}$")


def forged(payload: bytes, context: Context = NOTE) -> bytes:
    """An envelope around any payload, as a hostile writer would make it."""
    bound = framing.context_bytes(framing.SUITE_HPKE, context)
    sealed = envelope._HPKE.encrypt(payload, envelope._loaded(PUBLIC), bound)
    return framing.header_bytes(framing.SUITE_HPKE, context) + sealed


def plain(content: bytes, *, flags: int = 0, size: int = 1024) -> bytes:
    return (bytes([flags]) + len(content).to_bytes(4, "big") + content).ljust(size, b"\0")


@few
@given(contexts, st.binary(max_size=3000), st.booleans())
def test_what_was_sealed_opens(context: Context, content: bytes, signed: bool) -> None:
    sealed = envelope.seal(PUBLIC, context, content, SIGNER if signed else None)
    opened = OPENER.open(context, sealed, VERIFY if signed else None)
    assert opened.content == content
    assert (opened.author, opened.counter) == ((AUTHOR, 41) if signed else (None, None))
    assert opened.signed_ok is signed
    assert envelope.check_sealed(sealed, context) == envelope.parse_header(sealed)


@few
@given(contexts, st.binary(max_size=3000), st.binary(min_size=32, max_size=32))
def test_what_was_wrapped_unwraps(context: Context, content: bytes, key: bytes) -> None:
    assert envelope.unwrap(key, context, envelope.wrap(key, context, content)) == content


@given(st.binary(min_size=32, max_size=128))
@few
def test_a_secret_opens_only_as_a_key(secret: bytes) -> None:
    sealed = envelope.seal_key(PUBLIC, KEY, secret)
    assert envelope.open_key(SEED, KEY, sealed) == secret
    assert envelope.unwrap(SEED, KEY, envelope.wrap(SEED, KEY, secret)) == secret
    with refused("kind"):
        OPENER.open(KEY, sealed)
    with refused("length"):
        OPENER.open(NOTE, sealed)


@few
@given(contexts)
def test_in_another_place_it_never_opens(context: Context) -> None:
    for field in ("circle", "epoch", "kind", "object_id"):
        moved = replace(NOTE, **{field: getattr(context, field)})
        assume(moved != NOTE)
        with refused("open" if field in ("kind", "object_id") else "context"):
            OPENER.open(moved, SEALED)


@few
@given(st.uuids(), st.integers(0, 2**32 - 1))
def test_a_header_rewritten_to_another_place_never_opens(circle: UUID, epoch: int) -> None:
    assume((circle, epoch) != (NOTE.circle, NOTE.epoch))
    moved = replace(NOTE, circle=circle, epoch=epoch)
    with refused("open"):
        OPENER.open(moved, framing.header_bytes(1, moved) + SEALED[22:])


@few
@given(st.integers(0, len(SEALED) * 8 - 1))
def test_a_flipped_bit_never_opens(bit: int) -> None:
    bent = bytearray(SEALED)
    bent[bit // 8] ^= 1 << bit % 8
    with pytest.raises(EnvelopeError):
        OPENER.open(NOTE, bytes(bent), VERIFY)


@few
@given(st.integers(0, len(SEALED) - 1))
def test_a_cut_envelope_never_opens(length: int) -> None:
    with refused("length"):
        OPENER.open(NOTE, SEALED[:length])
    with refused("length"):
        envelope.check_sealed(SEALED + b"\0", NOTE)


@few
@given(st.binary(max_size=2400))
def test_noise_is_refused_with_a_code(noise: bytes) -> None:
    for start in (b"", SEALED[:22]):
        with pytest.raises(EnvelopeError):
            OPENER.open(NOTE, start + noise)


def test_another_seed_or_key_does_not_open() -> None:
    with refused("open"):
        envelope.open_sealed(bytes(32), NOTE, SEALED)
    with refused("open"):
        envelope.unwrap(bytes(32), NOTE, envelope.wrap(SEED, NOTE, b""))


def test_one_suite_is_not_taken_for_the_other() -> None:
    with refused("suite"):
        OPENER.open_key(KEY, envelope.wrap(SEED, KEY, bytes(32)))
    with refused("suite"):
        envelope.unwrap(SEED, NOTE, SEALED)


@pytest.mark.parametrize(("at", "code"), [(0, "version"), (1, "suite")])
@pytest.mark.parametrize("value", [0, 3, 255])
def test_an_unknown_version_or_suite_fails_closed(at: int, code: str, value: int) -> None:
    unknown = bytearray(SEALED)
    unknown[at] = value
    with refused(code):
        envelope.parse_header(bytes(unknown))


@pytest.mark.parametrize("kind", ["", "Client.note", "a b", "a" * 65, "ё", "note\n"])
def test_a_kind_outside_the_alphabet_is_refused(kind: str) -> None:
    with refused("kind"):
        Context(CIRCLE, 0, kind, OBJECT)


def test_an_epoch_that_is_not_a_u32_is_refused() -> None:
    for epoch in (-1, 2**32):
        with refused("context"):
            Context(CIRCLE, epoch, "client.note", OBJECT)


@pytest.mark.parametrize(
    ("content_size", "payload_size"),
    [(0, 1), (1019, 1), (1020, 4), (4091, 4), (4092, 16), (65531, 64), (65532, 256)],
)
def test_sizes_fall_into_buckets(content_size: int, payload_size: int) -> None:
    sealed = envelope.seal(PUBLIC, NOTE, b"x" * content_size)
    assert len(sealed) == 22 + 1120 + payload_size * 1024 + 16


def test_sixteen_mebibytes_are_the_limit() -> None:
    largest = bytes(2**24 - 5)
    assert envelope.unwrap(SEED, NOTE, envelope.wrap(SEED, NOTE, largest)) == largest
    with refused("length"):
        envelope.wrap(SEED, NOTE, largest + b"\0")
    with refused("length"):
        envelope.seal(PUBLIC, NOTE, bytes(2**24 + 1))


@pytest.mark.parametrize("flags", [2, 128, 3, 255])
def test_unknown_flags_fail_closed(flags: int) -> None:
    with refused("flags"):
        OPENER.open(NOTE, forged(plain(b"x", flags=flags)))


def test_what_is_under_a_symmetric_key_is_never_signed() -> None:
    bound = framing.context_bytes(framing.SUITE_AES, NOTE)
    sealed = AESGCM(SEED).encrypt(bytes(12), plain(b"x", flags=1), bound)
    with refused("flags"):
        envelope.unwrap(SEED, NOTE, framing.header_bytes(2, NOTE) + bytes(12) + sealed)


@pytest.mark.parametrize("place", [6, 500, 1023])
def test_padding_that_is_not_zero_is_refused(place: int) -> None:
    payload = bytearray(plain(b"x"))
    payload[place] = 1
    with refused("padding"):
        OPENER.open(NOTE, forged(bytes(payload)))


def test_a_larger_bucket_than_needed_is_refused() -> None:
    with refused("length"):
        OPENER.open(NOTE, forged(plain(b"x", size=4096)))


@pytest.mark.parametrize("size", [0, 31, 129, 1000, 1023, 1025, 2048])
def test_a_payload_that_is_no_bucket_is_refused(size: int) -> None:
    with refused("length"):
        envelope.parse_header(forged(bytes(size)))


@pytest.mark.parametrize("length", [1020, 1024, 2**32 - 1])
def test_a_content_length_beyond_the_payload_is_refused(length: int) -> None:
    with refused("length"):
        OPENER.open(NOTE, forged((b"\0" + length.to_bytes(4, "big")).ljust(1024, b"\0")))


@pytest.mark.parametrize("size", [0, 31, 129, 1024])
def test_a_secret_has_32_to_128_bytes(size: int) -> None:
    with refused("length"):
        envelope.seal_key(PUBLIC, KEY, bytes(size))
    with refused("length"):
        envelope.wrap(SEED, KEY, bytes(size))


def test_text_is_not_sealed_as_a_key_nor_a_key_as_text() -> None:
    with refused("kind"):
        envelope.seal(PUBLIC, KEY, b"x")
    with refused("kind"):
        envelope.seal_key(PUBLIC, NOTE, bytes(32))


def test_a_signature_is_checked_only_against_the_authors_key() -> None:
    assert OPENER.open(NOTE, SEALED).signed_ok is False
    assert OPENER.open(NOTE, SEALED, {AUTHOR: VERIFY}.get).signed_ok is True
    wrong: list[VerifyKey] = [bytes(32), b"", VERIFY[:31], lambda author: None]
    for key in wrong:
        with refused("signature"):
            OPENER.open(NOTE, SEALED, key)


def test_an_unsigned_payload_does_not_pass_for_a_signed_one() -> None:
    with refused("signature"):
        OPENER.open(NOTE, envelope.seal(PUBLIC, NOTE, b"x"), VERIFY)


@pytest.mark.parametrize("at", [1, 17, 25, 88, 93])
def test_author_counter_signature_and_content_are_signed(at: int) -> None:
    payload = bytearray(framing.pack(framing.SUITE_HPKE, NOTE, b"x", SIGNER))
    payload[at] ^= 1
    with refused("signature"):
        OPENER.open(NOTE, forged(bytes(payload)), VERIFY)


def test_a_signed_payload_moved_by_the_reader_is_not_signed_there() -> None:
    payload = framing.pack(framing.SUITE_HPKE, NOTE, b"x", SIGNER)
    elsewhere = replace(NOTE, object_id=AUTHOR)
    with refused("signature"):
        OPENER.open(elsewhere, forged(payload, elsewhere), VERIFY)


@pytest.mark.parametrize(
    "public_key", [b"", PUBLIC[:-1], b"\xff" * 1216, PUBLIC[:1184] + bytes(32)]
)
def test_an_unusable_public_key_is_refused(public_key: bytes) -> None:
    with refused("key"):
        envelope.seal(public_key, NOTE, b"x")


def test_errors_and_reprs_tell_no_content() -> None:
    opened = OPENER.open(NOTE, SEALED)
    assert "call after six" not in repr(opened)
    assert SIGNER.seed.hex() not in repr(SIGNER) and "\\x00" not in repr(SIGNER)
    with pytest.raises(EnvelopeError) as caught:
        OPENER.open(replace(NOTE, kind="other"), SEALED)
    assert caught.value.args == ("open",) and caught.value.__suppress_context__


@pytest.mark.parametrize("name", ["envelope.json", "envelope.browser.json"])
def test_frozen_vectors_open(name: str) -> None:
    for vector in json.loads((VECTORS / name).read_text()):
        check_vector(vector)


def check_vector(vector: dict[str, Any]) -> None:
    """Open one vector, whoever made it."""
    context = Context(
        UUID(vector["circle"]), vector["epoch"], vector["kind"], UUID(vector["object_id"])
    )
    key, sealed, content = (bytes.fromhex(vector[name]) for name in ("key", "envelope", "content"))
    if vector["suite"] == framing.SUITE_AES:
        assert envelope.unwrap(key, context, sealed) == content
        return
    assert envelope.public_key_of(key).hex() == vector["public_key"]
    if context.holds_key:
        assert envelope.open_key(key, context, sealed) == content
        return
    signed = vector["verify_key"] is not None
    verify = bytes.fromhex(vector["verify_key"]) if signed else None
    opened = envelope.open_sealed(key, context, sealed, verify)
    assert opened.content == content
    assert opened.signed_ok is signed
    if signed:
        assert (str(opened.author), str(opened.counter)) == (vector["author"], vector["counter"])
