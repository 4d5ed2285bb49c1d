"""What a sign-in is checked with: hashes compared in constant time, codes of six digits.

An unknown name is checked against a stand-in, so that it costs the same work as a known one.
"""

import hashlib
import hmac
import secrets
from base64 import b32encode
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import quote, urlencode
from uuid import UUID

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings

from ravny.core.kit import sealing

TOTP_KIND = "staff.totp"
TOTP_BYTES = 20
STEP_SECONDS = 30
FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
SECRET_BYTES = 32
_NOBODY = UUID(int=0)


def secret_hash(secret: bytes) -> bytes:
    """Return what is kept of a login secret; a fast hash, since it is 256 random-looking bits."""
    return hashlib.sha256(b"ravny login secret" + secret).digest()


def normal_login(text: str) -> str:
    """Return an account name as it is kept: lower case, no blanks around."""
    return text.strip().lower()


def throttle_key(login: str) -> bytes:
    """Return the HMAC under which tries at a name are counted."""
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, b"ravny throttle " + normal_login(login).encode(), "sha256")


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: none, then 30 s … 15 min."""
    if failures < FREE_TRIES:
        return timedelta()
    doublings: int = 2 ** min(failures - FREE_TRIES, 10)
    return min(LONGEST_WAIT, FIRST_WAIT * doublings)


def new_totp_secret() -> bytes:
    """Return 160 random bits, as RFC 4226 advises."""
    return secrets.token_bytes(TOTP_BYTES)


def wrap_totp(account_id: UUID, secret: bytes) -> bytes:
    """Wrap a secret so that it opens for this account and this installation only."""
    return sealing.wrap(TOTP_KIND, account_id, secret)


def unwrap_totp(account_id: UUID, wrapped: bytes) -> bytes:
    """Open what `wrap_totp` made."""
    return sealing.unwrap(TOTP_KIND, account_id, wrapped)


@cache
def stand_in() -> tuple[UUID, bytes, bytes]:
    """Return (id, secret hash, wrapped TOTP secret) that no real try can match."""
    wrapped = wrap_totp(_NOBODY, new_totp_secret())
    return _NOBODY, secrets.token_bytes(SECRET_BYTES), wrapped


def totp_code(secret: bytes, moment: datetime) -> str:
    """Return the six digits of a moment (RFC 6238, SHA-1, 30 seconds)."""
    totp = TOTP(secret, 6, SHA1(), STEP_SECONDS)
    return totp.generate(int(moment.timestamp())).decode()


def matching_step(secret: bytes, code: str, moment: datetime) -> int:
    """Return the number of the 30-second step a code belongs to, 0 for none.

    The step before and the one after count too: phones' clocks drift. All three are always
    computed and compared.
    """
    found = 0
    for drift in (-1, 0, 1):
        then = moment + timedelta(seconds=drift * STEP_SECONDS)
        right = hmac.compare_digest(totp_code(secret, then).encode(), code.encode())
        found = int(then.timestamp()) // STEP_SECONDS if right else found
    return found


def totp_text(secret: bytes) -> str:
    """Return a secret as people type it: Base32 in groups of four."""
    text = b32encode(secret).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def totp_picture(secret: bytes, login: str) -> str:
    """Return a QR code as SVG without style attributes.

    What it carries stands in an app on a phone that may be searched: the account name and a
    word that tells nothing.
    """
    query = urlencode({"secret": totp_text(secret).replace(" ", ""), "issuer": "Desk"})
    address = f"otpauth://totp/{quote('Desk:' + login)}?{query}"
    return segno.make(address, error="m").svg_inline(
        scale=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False
    )


def new_token() -> str:
    """Return the secret part of an invitation's address: 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what is kept of it."""
    return hashlib.sha256(token.encode()).digest()
