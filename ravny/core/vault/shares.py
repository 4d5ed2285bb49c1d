"""The seed of an organisation on three sheets of paper, two of which bring it back.

One seed of 32 bytes gives, by HKDF, the root's Ed25519 seed and the recovery key's X-Wing seed.
It is split by Shamir's scheme over GF(256): `pyshamir` here, `shamir-secret-sharing` in the
browser; both follow HashiCorp Vault, so a share made by one is put together by the other.

A share on paper is four rows of sixteen letters and digits (Crockford's base 32) and a check sign
each: 40 bytes: 1, the first 4 bytes of SHA-256 of the root's public key, 33 of the share, and the
first 2 of SHA-256 of the 38 before.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyshamir
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHEETS, NEEDED = 3, 2
ROWS, ROW_SIGNS = 4, 16
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OILU", "011V")
_VERSION = 1


class ShareError(Exception):
    """Why a share cannot be used. `code`: "sign", "row", "share", "other_root", "same", "few".

    `row` is the row (0 to 3) that is wrong, where one is.
    """

    def __init__(self, code: str, row: int | None = None) -> None:
        super().__init__(code)
        self.code, self.row = code, row


@dataclass(frozen=True)
class RootKeys:
    """What comes out of the seed: two seeds of 32 bytes."""

    signing_seed: bytes = field(repr=False)
    recovery_seed: bytes = field(repr=False)

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs officers."""
        return Ed25519PrivateKey.from_private_bytes(self.signing_seed)

    @property
    def root_public(self) -> bytes:
        """The 32 bytes everybody pins."""
        return self.signing_key.public_key().public_bytes_raw()


def _derived(seed: bytes, label: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=label).derive(seed)


def keys_of(seed: bytes) -> RootKeys:
    """Return the root's and the recovery key's seeds of an organisation's seed (32 bytes)."""
    return RootKeys(_derived(seed, b"ravny root 1"), _derived(seed, b"ravny recovery 1"))


def split(seed: bytes) -> list[bytes]:
    """Return three shares (33 bytes each), of which any two bring the seed back."""
    return [bytes(share) for share in pyshamir.split(seed, SHEETS, NEEDED)]


def combine(shares: Sequence[bytes]) -> bytes:
    """Return the seed of two shares. Raises ShareError "few" or "same"."""
    if len(shares) < NEEDED:
        raise ShareError("few")
    if len({share[-1] for share in shares}) != len(shares):
        raise ShareError("same")
    return bytes(pyshamir.combine([bytearray(share) for share in shares]))


def _mark(root_public: bytes) -> bytes:
    return hashlib.sha256(root_public).digest()[:4]


def _check_sign(number: int, row: str) -> str:
    digest = hashlib.sha256(bytes([number]) + row.encode("ascii")).digest()
    return ALPHABET[digest[0] & 31]


def written(share: bytes, root_public: bytes) -> list[str]:
    """Return a share as the four rows that stand on paper, 17 signs each."""
    octets = bytes([_VERSION]) + _mark(root_public) + share
    octets += hashlib.sha256(octets).digest()[:2]
    number = int.from_bytes(octets, "big")
    signs = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(64)))
    rows = [signs[at : at + ROW_SIGNS] for at in range(0, 64, ROW_SIGNS)]
    return [row + _check_sign(number, row) for number, row in enumerate(rows)]


def _row(number: int, text: str) -> str:
    signs = "".join(text.upper().replace("-", " ").split()).translate(_LOOKALIKES)
    if any(sign not in ALPHABET for sign in signs):
        raise ShareError("sign", number)
    if len(signs) != ROW_SIGNS + 1 or signs[-1] != _check_sign(number, signs[:-1]):
        raise ShareError("row", number)
    return signs[:-1]


def check_row(number: int, text: str) -> None:
    """Look at one typed row (0 to 3) by itself. Raises ShareError "sign" or "row"."""
    _row(number, text)


def read(rows: Sequence[str], root_public: bytes | None = None) -> bytes:
    """Return the share (33 bytes) of four typed rows; blanks, hyphens and case do not matter.

    Raises ShareError: "sign" or "row" with the row, "share" where the whole does not agree,
    "other_root" for a sheet of another ceremony.
    """
    if len(rows) != ROWS:
        raise ShareError("share")
    number = 0
    for sign in "".join(_row(place, text) for place, text in enumerate(rows)):
        number = number << 5 | ALPHABET.index(sign)
    octets = number.to_bytes(40, "big")
    if octets[0] != _VERSION or hashlib.sha256(octets[:38]).digest()[:2] != octets[38:]:
        raise ShareError("share")
    if root_public is not None and octets[1:5] != _mark(root_public):
        raise ShareError("other_root")
    return octets[5:38]
