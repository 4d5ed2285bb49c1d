"""Published vectors through our own modules, in Python and with the browser's code under Node.

An envelope's X-Wing half cannot be asked for a shared secret. So envelopes are made here out of
published ones by the key schedule of RFC 9180, which is held against the RFC's own vector first.
"""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from argon2.low_level import ARGON2_VERSION, Type, core, ffi, hash_secret_raw, lib
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ravny.core.vault import envelope, framing
from ravny.core.vault.envelope import Context
from tests.vault.test_envelope import VECTORS
from tests.vault.under_node import bundled, run

PUBLISHED: dict[str, list[dict[str, Any]]] = json.loads((VECTORS / "published.json").read_text())
XWING_SUITE = b"HPKE" + bytes.fromhex("647a 0001 0002")
CIRCLE, OBJECT = (UUID(f"018f0000-0000-7000-8000-{end:012}") for end in (4, 5))
NOTE = Context(CIRCLE, 7, "client.note", OBJECT)


def each(name: str) -> Any:
    return pytest.mark.parametrize("vector", PUBLISHED[name], ids=lambda one: one["source"])


def octets(vector: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(vector[name]) for name in names]


def key_schedule(secret: bytes, suite_id: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Return (key, base nonce) of RFC 9180, 5.1: base mode, HKDF-SHA256, AES-256-GCM."""

    def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return hmac.digest(salt, b"HPKE-v1" + suite_id + label + ikm, hashlib.sha256)

    def expand(prk: bytes, label: bytes, context: bytes, length: int) -> bytes:
        labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label + context
        return hmac.digest(prk, labelled + b"\1", hashlib.sha256)[:length]

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    shared = extract(secret, b"secret", b"")
    return expand(shared, b"key", context, 32), expand(shared, b"base_nonce", context, 12)


@dataclass
class Made:
    """An envelope whose shared secret somebody else published, as the browser's test reads it."""

    seed: str
    circle: str
    epoch: int
    kind: str
    objectId: str  # the browser's word
    content: str
    envelope: str


def made_of(seed: str, enc: bytes, shared_secret: bytes) -> Made:
    bound = framing.context_bytes(framing.SUITE_HPKE, NOTE)
    key, nonce = key_schedule(shared_secret, XWING_SUITE, bound)
    content = hashlib.sha256(enc).digest()
    payload = framing.pack(framing.SUITE_HPKE, NOTE, content, None)
    sealed = framing.header_bytes(framing.SUITE_HPKE, NOTE) + enc
    sealed += AESGCM(key).encrypt(nonce, payload, b"")
    place = (str(CIRCLE), NOTE.epoch, NOTE.kind, str(OBJECT))
    return Made(seed, *place, content.hex(), sealed.hex())


def check(made: Made) -> None:
    sealed, content = bytes.fromhex(made.envelope), bytes.fromhex(made.content)
    assert envelope.Opener(bytes.fromhex(made.seed)).open(NOTE, sealed).content == content


@each("hpke")
def test_the_key_schedule_of_these_tests_is_that_of_the_rfc(vector: dict[str, Any]) -> None:
    secret, suite_id, info = octets(vector, "shared_secret", "suite_id", "info")
    key, nonce = key_schedule(secret, suite_id, info)
    assert [key, nonce] == octets(vector, "key", "base_nonce")
    ciphertext, aad, plaintext = octets(vector, "ciphertext", "aad", "plaintext")
    assert AESGCM(key).decrypt(nonce, ciphertext, aad) == plaintext


@each("x_wing")
def test_a_published_shared_secret_opens_as_ours(vector: dict[str, Any]) -> None:
    seed, enc, secret = octets(vector, "seed", "enc", "shared_secret")
    assert envelope.public_key_of(seed).hex() == vector["public_key"]
    check(made_of(vector["seed"], enc, secret))
    with pytest.raises(envelope.EnvelopeError, match=r"^open$"):
        check(made_of(vector["seed"], enc, secret[::-1]))


@each("x_wing_ends")
def test_a_published_seed_gives_the_published_key(vector: dict[str, Any]) -> None:
    first, last = vector["public_key"]
    public_key = envelope.public_key_of(bytes.fromhex(vector["seed"])).hex()
    assert public_key.startswith(first) and public_key.endswith(last)


@each("ed25519")
def test_signatures(vector: dict[str, Any]) -> None:
    seed, public_key, message, signature = octets(
        vector, "seed", "public_key", "message", "signature"
    )
    signer = Ed25519PrivateKey.from_private_bytes(seed)
    assert signer.public_key().public_bytes_raw() == public_key
    assert signer.sign(message) == signature
    framing._verify(public_key, OBJECT, signature, message)
    with pytest.raises(envelope.EnvelopeError):
        framing._verify(public_key, OBJECT, signature, message + b"\0")


@each("argon2id")
def test_phrases_are_hashed_as_published(vector: dict[str, Any]) -> None:
    names = ("password", "salt", "secret", "ad")
    password, salt, *keyed = given = octets(vector, *names)
    costs = vector["passes"], vector["memory_kib"], vector["lanes"]
    if not any(keyed):
        hashed = hash_secret_raw(password, salt, *costs, 32, Type.ID)
    else:
        hashed = keyed_argon2id(dict(zip(names, given, strict=True)), *costs)
    assert hashed.hex() == vector["output"]


def keyed_argon2id(given: dict[str, bytes], passes: int, memory: int, lanes: int) -> bytes:
    """Argon2id with a secret and associated data, which only the library's C face takes."""
    kept = {name: ffi.new("uint8_t[]", value) for name, value in given.items()}
    out = ffi.new("uint8_t[]", 32)
    fields = {"version": ARGON2_VERSION, "out": out, "outlen": 32, "t_cost": passes}
    fields |= {"m_cost": memory, "lanes": lanes, "threads": lanes, "flags": 0}
    for name, value in given.items():
        field = "pwd" if name == "password" else name
        fields |= {field: kept[name], f"{field}len": len(value)}
    fields |= {"allocate_cbk": ffi.NULL, "free_cbk": ffi.NULL}
    assert core(ffi.new("argon2_context*", fields), Type.ID.value) == lib.ARGON2_OK
    return bytes(ffi.buffer(out))


@each("hkdf")
def test_secrets_are_derived_as_published(vector: dict[str, Any]) -> None:
    secret, salt, info, output = octets(vector, "secret", "salt", "info", "output")
    derived = HKDF(algorithm=SHA256(), length=len(output), salt=salt, info=info).derive(secret)
    assert derived == output


@each("aes_gcm")
def test_payloads_are_encrypted_as_published(vector: dict[str, Any]) -> None:
    nonce, plaintext, ciphertext, aad = octets(vector, "nonce", "plaintext", "ciphertext", "aad")
    cipher = AESGCM(bytes.fromhex(vector["key"]))
    assert cipher.encrypt(nonce, plaintext, aad) == ciphertext
    assert cipher.decrypt(nonce, ciphertext, aad) == plaintext


def test_the_browsers_code_agrees_with_all_of_them(tmp_path: Path) -> None:
    made = [
        made_of(vector["seed"], *octets(vector, "enc", "shared_secret"))
        for vector in PUBLISHED["x_wing"]
    ]
    given, fresh = tmp_path / "made.json", tmp_path / "fresh.json"
    given.write_text(json.dumps([asdict(one) for one in made]), "ascii")
    bundle = bundled("published", tmp_path)
    told = run(bundle, RAVNY_VECTORS=VECTORS, RAVNY_MADE=given, RAVNY_FRESH=fresh)
    assert f"pass {sum(map(len, PUBLISHED.values())) + len(made)}" in told.replace("ℹ ", "")
    encapsulated = json.loads(fresh.read_text())
    assert set(encapsulated) == {one["source"] for one in PUBLISHED["x_wing_ends"]}
    for one in PUBLISHED["x_wing_ends"]:
        enc = bytes.fromhex(encapsulated[one["source"]])
        check(made_of(one["seed"], enc, bytes.fromhex(one["shared_secret"])))
