"""How PostgreSQL is reached: a role for each part of the program, and no road others can hear."""

import ipaddress
import os
from enum import StrEnum
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

PREFIXES = ("postgresql", "postgres")


class DatabaseProblem(Exception):
    """What is wrong with the database, in a sentence for the system keeper."""


class Part(StrEnum):
    """What a process does, and so which role of PostgreSQL it takes."""

    WEB = "web"
    WORKER = "worker"
    OWNER = "owner"


class Urls(Protocol):
    """The three addresses of `ravny.toml`; an empty one means: as the web process."""

    @property
    def database(self) -> str: ...
    @property
    def worker_database(self) -> str: ...
    @property
    def migrate_database(self) -> str: ...


_acting = [Part.WEB]


def act_as(part: Part) -> None:
    """Say what this process does, before Django's settings are read."""
    _acting[0] = part


def url_for(urls: Urls, part: Part | None = None) -> str:
    """Return the address for a part, for this process if none is named; "" without PostgreSQL."""
    own = {Part.WORKER: urls.worker_database, Part.OWNER: urls.migrate_database}
    return urls.database and (own.get(part or _acting[0], "") or urls.database)


def role_of(url: str) -> str:
    """Return the role an address signs in as; "" when it names none."""
    return unquote(urlsplit(url).username or "")


def database_of(url: str) -> str:
    """Return the database an address names."""
    return unquote(urlsplit(url).path.lstrip("/"))


def settings_for(url: str) -> dict[str, object]:
    """Return Django's settings for an address. Raises DatabaseProblem for a road in the open."""
    parts = urlsplit(url)
    if parts.scheme not in PREFIXES:
        raise DatabaseProblem("The address of the database begins with postgresql://.")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    _refuse_open_road(host or os.environ.get("PGHOST", ""), options)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_of(url),
        "USER": role_of(url),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
        "OPTIONS": options,
    }


def _refuse_open_road(host: str, options: dict[str, str]) -> None:
    """Let nothing but a verified TLS leave this machine: else the network reads every fact."""
    if "service" in options:
        raise DatabaseProblem("The address of the database names a host, not a service.")
    roads = [*host.split(","), *options.get("hostaddr", "").split(",")]
    away = [road for road in roads if road and not _is_here(road)]
    if away and options.get("sslmode") != "verify-full":
        raise DatabaseProblem(
            f"The database is on another machine ({', '.join(away)}) and its address does not say "
            "sslmode=verify-full: others could read along. Add ?sslmode=verify-full&sslrootcert=… "
            "to it (handbook, chapter on PostgreSQL)."
        )


def _is_here(host: str) -> bool:
    if host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# What libpq says, and what it means to a person. The first that fits is told.
_MEANINGS = (
    ("does not match host name", "shows a certificate of another name"),
    ("SSL error", "shows a certificate that the authority of sslrootcert did not "
     "sign. It is another server, or the wrong file"),
    ("root certificate file", "cannot be verified: the file that sslrootcert names is not there"),
    ("does not support SSL", "speaks no TLS"),
    ("no encryption", "takes nobody without TLS"),
    ("no pg_hba.conf entry", "lets nobody in from here under this name"),
    ("password authentication failed", "refuses this name and password"),
    ("Peer authentication failed", "refuses this name for this user of the system"),
    ("does not exist", "knows no such role or database"),
    ("Connection refused", "does not answer"),
    ("No such file or directory", "does not answer"),
    ("could not translate host name", "has a name that nobody knows"),
    ("No space left", "has a full disk"),
)  # fmt: skip


def sentence(error: BaseException, url: str) -> str:
    """Say in one sentence why the database cannot be reached."""
    host = str(dict(parse_qsl(urlsplit(url).query)).get("host") or urlsplit(url).hostname or "")
    place = f"PostgreSQL at {host}" if host else "PostgreSQL"
    said = str(error)
    for mark, meaning in _MEANINGS:
        if mark in said:
            return f"{place} {meaning}."
    return f"{place} cannot be used: {said.strip().splitlines()[0] if said.strip() else 'unknown'}"
