"""The keys under which browsers keep an unlocked keyring across page loads. Memory only.

A restart of the web process forgets them all and so locks everyone; a disk, a backup or the
database never held one. One web process with threads serves the desk (see `ravny serve`).
A PIN and a passkey open again within the day: of both only a mark is kept, here.
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
# Wrong PINs and wrong passkeys together.
TRIES = 5


@dataclass(frozen=True)
class Ways:
    """What would open a sign-in again: a PIN, a passkey (its id). Neither: only the phrase."""

    pin: bool = False
    passkey_id: UUID | None = None

    def __bool__(self) -> bool:
        return self.pin or self.passkey_id is not None


@dataclass
class _Kept:
    key: bytes = field(repr=False)
    account_id: UUID
    opened_at: datetime
    seen_at: datetime
    pin: bytes | None = field(default=None, repr=False)
    passkey_id: UUID | None = None
    passkey: bytes | None = field(default=None, repr=False)
    tries: int = 0
    resting: bool = False

    @property
    def ways(self) -> Ways:
        """What was armed since the phrase was typed."""
        return Ways(self.pin is not None, self.passkey_id)


_kept: dict[UUID, _Kept] = {}
_lock = Lock()


def _mark(kept: _Kept, label: bytes, secret: bytes) -> bytes:
    return hashlib.sha256(label + kept.key + secret).digest()


def _pin_mark(kept: _Kept, pin: str) -> bytes:
    return _mark(kept, b"ravny pin 1", pin.encode())


def _passkey_mark(kept: _Kept, passkey_id: UUID, secret: bytes) -> bytes:
    return _mark(kept, b"ravny passkey 1" + passkey_id.bytes, secret)


def _living(sign_in_id: UUID) -> _Kept | None:
    """Return the entry as time has left it: asleep with a way back, gone without one."""
    kept = _kept.get(sign_in_id)
    if kept is None:
        return None
    moment = now()
    # A clock that was set far back may not keep anything open.
    if abs(moment - kept.opened_at) > DAY:
        del _kept[sign_in_id]
        return None
    if abs(moment - kept.seen_at) > IDLE:
        _rest(sign_in_id, kept)
    return _kept.get(sign_in_id)


def _awake(sign_in_id: UUID) -> _Kept | None:
    kept = _living(sign_in_id)
    return None if kept is None or kept.resting else kept


def _rest(sign_in_id: UUID, kept: _Kept) -> None:
    if kept.ways:
        kept.resting = True
    else:
        del _kept[sign_in_id]


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
        kept = _awake(sign_in_id)
        if kept is None:
            return None
        kept.seen_at = now()
        return kept.key


def is_open(sign_in_id: UUID) -> bool:
    """Tell whether a sign-in is in use now; its idle time runs on."""
    with _lock:
        return _awake(sign_in_id) is not None


def ways(sign_in_id: UUID) -> Ways:
    """Return what would open a locked sign-in again; nothing of one that is open."""
    with _lock:
        kept = _living(sign_in_id)
        return kept.ways if kept is not None and kept.resting else Ways()


def armed(sign_in_id: UUID) -> Ways:
    """Return what opens this sign-in again until tonight, whether it is open or locked."""
    with _lock:
        kept = _living(sign_in_id)
        return kept.ways if kept is not None else Ways()


def set_pin(sign_in_id: UUID, pin: str) -> bool:
    """Let a PIN open again until the day is over; False when locked."""
    with _lock:
        kept = _awake(sign_in_id)
        if kept is None:
            return False
        kept.pin, kept.tries = _pin_mark(kept, pin), 0
        return True


def set_passkey(sign_in_id: UUID, passkey_id: UUID, secret: bytes) -> bool:
    """Let what a passkey yields (32 bytes) open again until the day is over; False when locked."""
    with _lock:
        kept = _awake(sign_in_id)
        if kept is None:
            return False
        kept.passkey_id, kept.tries = passkey_id, 0
        kept.passkey = _passkey_mark(kept, passkey_id, secret)
        return True


def wake(sign_in_id: UUID, pin: str) -> bytes | None:
    """Return the key for the right PIN; the fifth wrong try forgets the key."""
    with _lock:
        kept = _living(sign_in_id)
        if kept is None or not kept.resting or kept.pin is None:
            return None
        return _tried(sign_in_id, kept, hmac.compare_digest(kept.pin, _pin_mark(kept, pin)))


def wake_with_passkey(sign_in_id: UUID, passkey_id: UUID, secret: bytes) -> bytes | None:
    """Return the key for what the armed passkey yields; the fifth wrong try forgets the key."""
    with _lock:
        kept = _living(sign_in_id)
        if kept is None or not kept.resting or kept.passkey is None:
            return None
        mark = _passkey_mark(kept, passkey_id, secret)
        return _tried(sign_in_id, kept, hmac.compare_digest(kept.passkey, mark))


def _tried(sign_in_id: UUID, kept: _Kept, right: bool) -> bytes | None:
    if not right:
        kept.tries += 1
        if kept.tries >= TRIES:
            del _kept[sign_in_id]
        return None
    kept.resting, kept.tries, kept.seen_at = False, 0, now()
    return kept.key


def drop_pin(sign_in_id: UUID) -> None:
    """Forget the PIN of a sign-in."""
    with _lock:
        kept = _living(sign_in_id)
        if kept is not None:
            kept.pin = None
            _rest_again(sign_in_id, kept)


def drop_passkey(passkey_id: UUID) -> None:
    """Let a removed passkey open nothing any more, in whatever sign-in it was armed."""
    with _lock:
        for sign_in_id, kept in list(_kept.items()):
            if kept.passkey_id == passkey_id:
                kept.passkey_id = kept.passkey = None
                _rest_again(sign_in_id, kept)


def _rest_again(sign_in_id: UUID, kept: _Kept) -> None:
    """A locked sign-in that has lost its last way back is forgotten."""
    if kept.resting:
        _rest(sign_in_id, kept)


def lock(sign_in_id: UUID) -> None:
    """Lock one sign-in now."""
    with _lock:
        kept = _kept.get(sign_in_id)
        if kept is not None:
            _rest(sign_in_id, kept)


def lock_everywhere(account_id: UUID, *, besides: UUID | None = None) -> None:
    """Forget the keys of a person's sign-ins, all but one; no PIN, no passkey opens them again."""
    with _lock:
        mine = [one for one, kept in _kept.items() if kept.account_id == account_id]
        for sign_in_id in mine:
            if sign_in_id != besides:
                del _kept[sign_in_id]


def forget_all() -> None:
    """What a restart does."""
    with _lock:
        _kept.clear()
