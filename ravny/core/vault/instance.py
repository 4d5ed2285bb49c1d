"""The instance key and what it wraps: the database key, the code key, the intake keys.

Each process reads the instance key itself at start, from a prompt, a file on a removable disk or
a credential directory; never from an environment value. On disk stand only keys wrapped by it.
The worker is the exception: it is handed what it needs and never holds the instance key.
"""

import hmac
import json
import os
import secrets
import stat
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from . import envelope

KEY_BYTES = 32
_NIL = UUID(int=0)
HANDED_FD = "RAVNY_HANDED_FD"
DATABASE_KIND = "key.database"
# What a worker is handed beside the database key: values that open nothing.
_HANDED_LABELS = ("django secret", "instance id")
# What is derived from the instance key and has to outlive it: phrases are salted with the id, and
# phones and exported journal heads know the signing key. A restore carries them, wrapped.
CARRIED_LABELS = ("instance id", "signing")


class InstanceKeyError(Exception):
    """The instance key cannot be read or is not the one this installation was made with."""


def home() -> Path:
    """Return the folder that holds an installation: $RAVNY_HOME, or the user's data folder."""
    configured = os.environ.get("RAVNY_HOME")
    if configured:
        return Path(configured)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "ravny"


def keys_folder() -> Path:
    """Return the folder of wrapped keys, outside the database."""
    return home() / "keys"


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def key_source() -> Path | None:
    """Return the file the instance key is read from, or None when it has to be typed."""
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    candidates = [
        Path(credentials) / "ravny-instance-key" if credentials else None,
        Path(os.environ["RAVNY_KEY_FILE"]) if os.environ.get("RAVNY_KEY_FILE") else None,
        home() / "instance.key",
    ]
    return next((path for path in candidates if path and path.exists()), None)


def _read_source() -> bytes:
    path = key_source()
    if path is None:
        raise InstanceKeyError("there is no instance key: run `ravny init` or name RAVNY_KEY_FILE")
    # systemd hands out credentials read-only in a folder of the service alone (mode 0440).
    credential = os.environ.get("CREDENTIALS_DIRECTORY")
    private = credential is not None and path.parent == Path(credential)
    if not private and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InstanceKeyError("the instance key's file can be read by others: chmod 600 it")
    return path.read_bytes()


def parse_key(text: bytes) -> bytes:
    """Return the 32 bytes of a key written as 64 hexadecimal digits."""
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError as error:
        raise InstanceKeyError("the instance key is 64 hexadecimal digits") from error
    if len(key) != KEY_BYTES:
        raise InstanceKeyError("the instance key is 64 hexadecimal digits")
    return key


@cache
def instance_key() -> bytes:
    """Return this installation's key, read once per process; never in a worker."""
    if is_narrow():
        raise InstanceKeyError("this process holds the database key only")
    return parse_key(_read_source())


@cache
def _handed() -> dict[str, bytes] | None:
    """Return what a worker was handed at its start, None in a process with the instance key."""
    descriptor = os.environ.pop(HANDED_FD, None)
    if descriptor is None:
        return None
    with os.fdopen(int(descriptor), "rb") as stream:
        stream.seek(0)
        return {name: bytes.fromhex(value) for name, value in json.load(stream).items()}


def is_narrow() -> bool:
    """Tell whether this process was handed the database key and never saw the instance key."""
    return _handed() is not None


def hand_over() -> int:
    """Return the descriptor of a nameless file in memory with all that a worker may know.

    The caller replaces its own program at once (`exec`): nothing else in memory outlives that.
    """
    values = {label: derive(label) for label in _HANDED_LABELS}
    values[DATABASE_KIND] = database_key()
    descriptor = os.memfd_create("ravny-handed", 0)  # not closed by `exec`
    text = json.dumps({name: value.hex() for name, value in values.items()})
    os.write(descriptor, text.encode("ascii"))
    return descriptor


def derive(label: str) -> bytes:
    """Return 32 bytes derived from the instance key for one purpose.

    Raises InstanceKeyError in a worker for all but what it was handed.
    """
    handed = _handed()
    if handed is None:
        return _carried(label) or _derived(label)
    if label not in _HANDED_LABELS:
        raise InstanceKeyError("this process holds the database key only")
    return handed[label]


def _derived(label: str) -> bytes:
    return HKDF(
        algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=b"ravny " + label.encode()
    ).derive(instance_key())


def _carried_path(label: str) -> Path:
    return keys_folder() / f"carried-{label.replace(' ', '-')}.key"


@cache
def _carried(label: str) -> bytes | None:
    """Return what a restore brought along from the installation before, None where none did."""
    if label not in CARRIED_LABELS or not _carried_path(label).exists():
        return None
    return unwrap("key.carried", _NIL, _carried_path(label).read_bytes())


def carry(label: str, value: bytes) -> None:
    """Keep 32 bytes of the installation before in place of what this key derives (at a restore)."""
    if label not in CARRIED_LABELS or len(value) != KEY_BYTES:
        raise ValueError(f"{label!r} is not carried")
    write_private(_carried_path(label), wrap("key.carried", _NIL, value))
    _carried.cache_clear()
    signing_key.cache_clear()


def _context(kind: str, key_id: UUID) -> envelope.Context:
    return envelope.Context(circle=_NIL, epoch=0, kind=kind, object_id=key_id)


def wrap(kind: str, key_id: UUID, secret: bytes) -> bytes:
    """Wrap a secret under the instance key, bound to its kind and id."""
    return envelope.wrap(_derived("wrap"), _context(kind, key_id), secret)


def unwrap(kind: str, key_id: UUID, wrapped: bytes) -> bytes:
    """Open what `wrap` made; raises InstanceKeyError for another key or an altered file."""
    try:
        return envelope.unwrap(_derived("wrap"), _context(kind, key_id), wrapped)
    except envelope.EnvelopeError as error:
        raise InstanceKeyError("this instance key does not open the installation's keys") from error


def _stored(kind: str) -> bytes:
    path = keys_folder() / f"{kind.removeprefix('key.')}.key"
    if not path.exists():
        write_private(path, wrap(kind, _NIL, secrets.token_bytes(KEY_BYTES)))
    return unwrap(kind, _NIL, path.read_bytes())


@cache
def database_key() -> bytes:
    """Return the raw 256-bit key of the encrypted database."""
    handed = _handed()
    return _stored(DATABASE_KIND) if handed is None else handed[DATABASE_KIND]


@cache
def code_key() -> bytes:
    """Return the key under which hints computed from answers (UIC) are kept."""
    return _stored("key.code")


def keep_code_key(key: bytes) -> None:
    """Keep the code key of the installation before (at a restore): hints computed with it count."""
    if len(key) != KEY_BYTES:
        raise ValueError("a code key is 32 bytes")
    write_private(keys_folder() / "code.key", wrap("key.code", _NIL, key))
    code_key.cache_clear()


def keyed_hash(label: str, message: bytes) -> bytes:
    """Return HMAC-SHA256 (32 bytes) under a key derived for the label."""
    return hmac.digest(derive(label), message, "sha256")


@cache
def signing_key() -> Ed25519PrivateKey:
    """Return the key this installation signs intake keys and journal checkpoints with."""
    return Ed25519PrivateKey.from_private_bytes(derive("signing"))


def public_signing_key() -> bytes:
    """Return the 32 raw bytes that verify this installation's signatures."""
    return signing_key().public_key().public_bytes_raw()


def instance_id() -> UUID:
    """Return the installation's public id: derived from the key, so it needs no file."""
    return UUID(bytes=derive("instance id")[:16], version=4)
