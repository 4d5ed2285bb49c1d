"""What one installation is told about itself: `ravny.toml` in its home folder."""

import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from ravny.core.vault.instance import home

from .postgres_url import settings_for, url_for


@dataclass(frozen=True)
class Installation:
    """Hostnames (with port), databases, time zone, backups; every value has a sane default.

    `database`: as the web process, `worker_database` and `migrate_database` as other roles of the
    same PostgreSQL. `backups`: the folder they go to, below the home if it names none;
    `backup_hours`: how often, 0 never; `backup_days`: the window, after which nothing opens them.
    """

    desk: str = "localhost:8000"
    field: str = "field.localhost:8000"
    portal: str = "portal.localhost:8000"
    listen: str = "127.0.0.1"
    port: int = 8000
    scheme: str = "http"
    time_zone: str = "Asia/Almaty"
    database: str = ""
    worker_database: str = ""
    migrate_database: str = ""
    backups: str = ""
    backup_hours: int = 24
    backup_days: int = 35
    demo: bool = False


def load() -> Installation:
    """Read `$RAVNY_HOME/ravny.toml`; unknown names are an error, RAVNY_PORT moves the demo."""
    path = home() / "ravny.toml"
    values = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    known = {entry.name for entry in fields(Installation)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise ValueError(f"{path}: unknown setting {', '.join(unknown)}")
    port = os.environ.get("RAVNY_PORT")
    if port:
        values |= {
            "port": int(port),
            "desk": f"localhost:{port}",
            "field": f"field.localhost:{port}",
            "portal": f"portal.localhost:{port}",
        }
    return Installation(**values)


def database(installation: Installation, folder: Path) -> dict[str, object]:
    """Return Django's database settings: SQLCipher in the home folder, or PostgreSQL by URL.

    Raises DatabaseProblem.
    """
    url = url_for(installation)
    if not url:
        return {
            "ENGINE": "ravny.core.vault.sqlcipher",
            "NAME": folder / "ravny.db",
            # Kept a minute: opening one costs the key, five settings and the functions.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: a phone forgets a record once we said "stored".
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
                    "PRAGMA cache_size=-32000; PRAGMA secure_delete=ON"
                ),
            },
        }
    return settings_for(url)
