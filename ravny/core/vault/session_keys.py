"""The keys under which browsers keep an unlocked keyring across page loads. Memory only.

A restart of the web process forgets them all and so locks everyone; a disk, a backup or the
database never held one. One web process with threads serves the desk (see `ravny serve`).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from ravny.core.kit.clock import now

IDLE = timedelta(minutes=15)
DAY = timedelta(hours=14)
PIN_TRIES = 5


@dataclass
class _Kept:
    key: bytes = field(repr=False)
    account_id: UUID
    opened_at: datetime
    seen_at: datetime
    pin: bytes | None = field(default=None, repr=False)
    tries: int = 0
    resting: bool = False


_kept: dict[UUID, _Kept] = {}
_lock = Lock()


def _pin_mark(kept: _Kept, pin: str) -> bytes:
    return hashlib.sha256(b"ravny pin 1" + kept.key + pin.encode()).digest()


def _living(sign_in_id: UUID) -> _Kept | None:
    """Return the entry as time has left it: asleep with a PIN, gone without one."""
    kept = _kept.get(sign_in_id)
    if kept is None:
        return None
    moment = now()
    if moment - kept.opened_at > DAY:
        del _kept[sign_in_id]
        return None
    if moment - kept.seen_at > IDLE:
        _rest(sign_in_id, kept)
    return _kept.get(sign_in_id)


def _rest(sign_in_id: UUID, kept: _Kept) -> None:
    if kept.pin is None:
        del _kept[sign_in_id]
    else:
        kept.resting = True


def make(sign_in_id: UUID, account_id: UUID) -> bytes:
    """Return a new key (32 bytes) for a sign-in whose browser has just opened the phrase."""
    with _lock:
        for other in list(_kept):
            _living(other)
        moment = now()
        kept = _Kept(secrets.token_bytes(32), account_id, opened_at=moment, seen_at=moment)
        _kept[sign_in_id] = kept
        return kept.key


def take(sign_in_id: UUID) -> bytes | None:
    """Return the key of a sign-in in use and put its idle time back; None when locked."""
    with _lock:
        kept = _living(sign_in_id)
        if kept is None or kept.resting:
            return None
        kept.seen_at = now()
        return kept.key


def rests(sign_in_id: UUID) -> bool:
    """Tell whether a PIN would open this sign-in again."""
    with _lock:
        kept = _living(sign_in_id)
        return kept is not None and kept.resting


def set_pin(sign_in_id: UUID, pin: str) -> bool:
    """Let a PIN open again until the day is over; False when locked."""
    with _lock:
        kept = _living(sign_in_id)
        if kept is None or kept.resting:
            return False
        kept.pin, kept.tries = _pin_mark(kept, pin), 0
        return True


def wake(sign_in_id: UUID, pin: str) -> bytes | None:
    """Return the key for the right PIN; the fifth wrong one forgets the key."""
    with _lock:
        kept = _living(sign_in_id)
        if kept is None or not kept.resting or kept.pin is None:
            return None
        if not hmac.compare_digest(kept.pin, _pin_mark(kept, pin)):
            kept.tries += 1
            if kept.tries >= PIN_TRIES:
                del _kept[sign_in_id]
            return None
        kept.resting, kept.tries, kept.seen_at = False, 0, now()
        return kept.key


def lock(sign_in_id: UUID) -> None:
    """Lock one sign-in now."""
    with _lock:
        kept = _kept.get(sign_in_id)
        if kept is not None:
            _rest(sign_in_id, kept)


def lock_everywhere(account_id: UUID) -> None:
    """Forget the keys of every sign-in of a person; no PIN opens them again."""
    with _lock:
        for sign_in_id in [one for one, kept in _kept.items() if kept.account_id == account_id]:
            del _kept[sign_in_id]


def forget_all() -> None:
    """What a restart does."""
    with _lock:
        _kept.clear()
