"""From a phrase of plain words to two secrets: one signs in, the other unwraps keys.

The twin of frontend/src/vault/phrase.ts, for the demo, the tests and `generate_phrase`.
"""

import hashlib
import math
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MINIMUM_BITS: Final = 77
LANGUAGES: Final = ("en", "ru")

_MEMORY_KIB: Final = 64 * 1024
_PASSES: Final = 3
_LANES: Final = 1
# Spelt out, since Python and the browser disagree about what \s is.
_SPACES: Final = re.compile(
    "[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+"
)


@dataclass(frozen=True)
class PhraseSecrets:
    """32 bytes each. The server keeps a fast hash of `login`; `wrapping` never leaves its owner."""

    login: bytes = field(repr=False)
    wrapping: bytes = field(repr=False)


def normalised_phrase(phrase: str) -> str:
    """Return the phrase as it is hashed: NFKD, lower case, ё as е, single spaces, trimmed."""
    lowered = unicodedata.normalize("NFKD", phrase).lower().replace("е\u0308", "е")
    return _SPACES.sub(" ", lowered).strip(" ")


def normalised_account(account: str) -> str:
    """Return the account name as it is hashed: NFC, lower case."""
    return unicodedata.normalize("NFC", account).lower()


def phrase_salt(instance: UUID, account: str) -> bytes:
    """Return 16 bytes that the browser knows before sign-in without asking the server."""
    name = normalised_account(account).encode()
    return hashlib.sha256(b"ravny phrase 1" + instance.bytes + name).digest()[:16]


def phrase_secrets(phrase: str, instance: UUID, account: str) -> PhraseSecrets:
    """Derive both secrets with Argon2id (64 MiB, 3 passes, 1 lane): about 0.2 s."""
    hashed = hash_secret_raw(
        secret=normalised_phrase(phrase).encode(),
        salt=phrase_salt(instance, account),
        time_cost=_PASSES,
        memory_cost=_MEMORY_KIB,
        parallelism=_LANES,
        hash_len=64,
        type=Type.ID,
    )
    return PhraseSecrets(
        _labelled(hashed[:32], b"ravny login 1"), _labelled(hashed[32:], b"ravny wrap 1")
    )


def _labelled(secret: bytes, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label).derive(secret)


@cache
def words_of(language: str) -> tuple[str, ...]:
    """Return the word list of a language ("en", "ru"). Raises ValueError for another."""
    if language not in LANGUAGES:
        raise ValueError(f"no word list for {language!r}")
    listed = files("ravny.core.vault").joinpath("words", f"{language}.txt")
    return tuple(listed.read_text(encoding="utf-8").split())


def phrase_length(language: str) -> int:
    """Return how many words make at least 77 bits: six of 7,776 or seven of 2,048."""
    return math.ceil(MINIMUM_BITS / math.log2(len(words_of(language))))


def generate_phrase(language: str) -> str:
    """Return a new phrase of random words. Raises ValueError for a language without a list."""
    words = words_of(language)
    return " ".join(secrets.choice(words) for _ in range(phrase_length(language)))
