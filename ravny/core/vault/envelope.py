"""The sealed envelope: what a database, a backup or a moved row must not reveal.

One format, written by Python and by the browser; the normative text is docs/envelope.md.
"""

import hashlib
import os
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ravny.core.vault.framing import (
    HEADER_SIZE,
    NONCE_SIZE,
    SUITE_AES,
    SUITE_HPKE,
    Context,
    EnvelopeError,
    Header,
    Opened,
    Signer,
    VerifyKey,
    check_sealed,
    checked_secret,
    context_bytes,
    header_bytes,
    pack,
    parse_header,
    unpack,
)

__all__ = [
    "Context",
    "EnvelopeError",
    "Header",
    "Opened",
    "Opener",
    "Signer",
    "VerifyKey",
    "check_sealed",
    "new_seed",
    "open_key",
    "open_sealed",
    "parse_header",
    "public_key_of",
    "seal",
    "seal_key",
    "unwrap",
    "wrap",
]


SEED_SIZE: Final = 32
PUBLIC_KEY_SIZE: Final = 1216

_MLKEM_PUBLIC_SIZE: Final = 1184
_HPKE: Final = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def new_seed() -> bytes:
    """A fresh X-Wing seed, 32 random bytes."""
    return os.urandom(SEED_SIZE)


def public_key_of(seed: bytes) -> bytes:
    """The X-Wing public key (1,216 B: ML-KEM-768 ‖ X25519) of a 32-byte seed."""
    return Opener(seed).public_key


def seal(
    public_key: bytes, context: Context, content: bytes, signer: Signer | None = None
) -> bytes:
    """Seal padded content to an X-Wing public key (1,216 B).

    Raises EnvelopeError: "kind" for a `key.` kind, "length" above 16 MiB, "key" or "signature"
    for an unusable public key or signer.
    """
    if context.holds_key:
        raise EnvelopeError("kind")
    return _seal_hpke(public_key, context, pack(SUITE_HPKE, context, content, signer))


def seal_key(public_key: bytes, context: Context, secret: bytes) -> bytes:
    """Seal a raw secret (32 to 128 B, kind `key.…`) to an X-Wing public key.

    Raises EnvelopeError: "kind", "length" or "key".
    """
    return _seal_hpke(public_key, context, checked_secret(context, secret))


def open_sealed(
    seed: bytes, context: Context, envelope: bytes, verify_key: VerifyKey | None = None
) -> Opened:
    """Open content with an X-Wing seed; for many envelopes keep an `Opener`."""
    return Opener(seed).open(context, envelope, verify_key)


def open_key(seed: bytes, context: Context, envelope: bytes) -> bytes:
    """Open a raw secret with an X-Wing seed; see `Opener.open_key`."""
    return Opener(seed).open_key(context, envelope)


class Opener:
    """An X-Wing private key kept loaded, so that a batch of envelopes pays for it once.

    Raises EnvelopeError "key" for a seed that is not 32 bytes.
    """

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_SIZE:
            raise EnvelopeError("key")
        expanded = hashlib.shake_256(seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        self.public_key: Final = (
            mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        )
        self._private: Final = hpke.MLKEM768X25519PrivateKey(mlkem, x25519)

    def open(
        self, context: Context, envelope: bytes, verify_key: VerifyKey | None = None
    ) -> Opened:
        """Open content. `verify_key` is the author's Ed25519 key (32 B) or a way to look it up.

        Raises EnvelopeError: as `check_sealed`; "kind" for a `key.` kind; "open" if the key or
        any part of the context differs or a bit changed; "flags", "length" or "padding" for a
        payload no honest writer makes; "signature" if `verify_key` was given and the payload
        is not signed by it.
        """
        if context.holds_key:
            raise EnvelopeError("kind")
        return unpack(SUITE_HPKE, context, self._decrypt(context, envelope), verify_key)

    def open_key(self, context: Context, envelope: bytes) -> bytes:
        """Open a raw secret (32 to 128 B). Raises EnvelopeError as `open`."""
        if not context.holds_key:
            raise EnvelopeError("kind")
        return self._decrypt(context, envelope)

    def _decrypt(self, context: Context, envelope: bytes) -> bytes:
        if check_sealed(envelope, context).suite != SUITE_HPKE:
            raise EnvelopeError("suite")
        try:
            bound = context_bytes(SUITE_HPKE, context)
            return _HPKE.decrypt(envelope[HEADER_SIZE:], self._private, bound)
        except (InvalidTag, ValueError):
            raise EnvelopeError("open") from None


def wrap(symmetric_key: bytes, context: Context, content: bytes) -> bytes:
    """Seal under a 32-byte key (suite 2): a raw secret under a `key.` kind, else padded content.

    Never signed: whoever can open it could have written it. Raises EnvelopeError: "key", "length".
    """
    if context.holds_key:
        payload = checked_secret(context, content)
    else:
        payload = pack(SUITE_AES, context, content, None)
    nonce = os.urandom(NONCE_SIZE)
    sealed = _aes(symmetric_key).encrypt(nonce, payload, context_bytes(SUITE_AES, context))
    return header_bytes(SUITE_AES, context) + nonce + sealed


def unwrap(symmetric_key: bytes, context: Context, envelope: bytes) -> bytes:
    """Open what `wrap` made: the raw secret or the content.

    Raises EnvelopeError as `Opener.open`, and "flags" for a signed payload.
    """
    if check_sealed(envelope, context).suite != SUITE_AES:
        raise EnvelopeError("suite")
    nonce = envelope[HEADER_SIZE : HEADER_SIZE + NONCE_SIZE]
    sealed = envelope[HEADER_SIZE + NONCE_SIZE :]
    try:
        payload = _aes(symmetric_key).decrypt(nonce, sealed, context_bytes(SUITE_AES, context))
    except InvalidTag:
        raise EnvelopeError("open") from None
    return payload if context.holds_key else unpack(SUITE_AES, context, payload, None).content


def _aes(symmetric_key: bytes) -> AESGCM:
    if len(symmetric_key) != 32:
        raise EnvelopeError("key")
    return AESGCM(symmetric_key)


def _seal_hpke(public_key: bytes, context: Context, payload: bytes) -> bytes:
    try:
        sealed = _HPKE.encrypt(payload, _loaded(public_key), context_bytes(SUITE_HPKE, context))
    except ValueError:
        raise EnvelopeError("key") from None
    return header_bytes(SUITE_HPKE, context) + sealed


@lru_cache(maxsize=64)
def _loaded(public_key: bytes) -> hpke.MLKEM768X25519PublicKey:
    """Public halves only: the cache holds nothing worth taking."""
    if len(public_key) != PUBLIC_KEY_SIZE:
        raise EnvelopeError("key")
    return hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public_key[:_MLKEM_PUBLIC_SIZE]),
        X25519PublicKey.from_public_bytes(public_key[_MLKEM_PUBLIC_SIZE:]),
    )
