"""What stands at the beginning of a backup: whose it is, of which day, and how it was made."""

import json
import tomllib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgpack

import ravny
from ravny.core.vault import instance

from .problems import BackupError

FORMAT = 1
# What is true of one machine only, and passwords.
_MACHINE_ONLY = ("database", "worker_database", "migrate_database", "backups")


@dataclass(frozen=True)
class Header:
    """A backup's header; `settings`: the text of ravny.toml, `keys`: an `age` file to the month."""

    version: str
    day: date
    month: date
    instance_id: str
    migrations: tuple[tuple[str, str], ...]
    settings: str
    keys: bytes = field(repr=False)


def packed(header: Header) -> bytes:
    """Return a header as bytes."""
    body = {
        "format": FORMAT,
        "version": header.version,
        "day": header.day.isoformat(),
        "month": header.month.isoformat(),
        "instance": header.instance_id,
        "migrations": header.migrations,
        "settings": header.settings,
        "keys": header.keys,
    }
    return msgpack.packb(body, use_bin_type=True)


def read(raw: bytes) -> Header:
    """Return what a header says. Raises BackupError: "newer" for another format, "foreign"."""
    try:
        body: dict[str, Any] = msgpack.unpackb(raw)
        if body["format"] != FORMAT:
            raise BackupError("newer")
        return Header(
            version=str(body["version"]),
            day=date.fromisoformat(body["day"]),
            month=date.fromisoformat(body["month"]),
            instance_id=str(body["instance"]),
            migrations=tuple((str(app), str(name)) for app, name in body["migrations"]),
            settings=str(body["settings"]),
            keys=bytes(body["keys"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError("foreign") from error


def made(day: date, migrations: list[tuple[str, str]], keys: bytes) -> Header:
    """Return the header of a backup that is made now."""
    return Header(
        version=ravny.__version__,
        day=day,
        month=day.replace(day=1),
        instance_id=str(instance.instance_id()),
        migrations=tuple(migrations),
        settings=carried_settings(),
        keys=keys,
    )


def carried_settings() -> str:
    """Return `ravny.toml` without what is true of this machine only."""
    path = instance.home() / "ravny.toml"
    values = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    kept = {name: value for name, value in values.items() if name not in _MACHINE_ONLY}
    # Numbers, truth and text are written in TOML as in JSON.
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in kept.items())
