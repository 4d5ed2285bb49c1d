"""What one installation is told about itself: `ravny.toml` in its home folder."""

import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from ravny.core.vault.instance import home


@dataclass(frozen=True)
class Installation:
    """Hostnames (with port), database, time zone; every value has a sane default."""

    desk: str = "localhost:8000"
    field: str = "field.localhost:8000"
    portal: str = "portal.localhost:8000"
    listen: str = "127.0.0.1"
    port: int = 8000
    scheme: str = "http"
    time_zone: str = "Asia/Almaty"
    database: str = ""
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
    """Return Django's database settings: SQLCipher in the home folder, or PostgreSQL by URL."""
    if not installation.database:
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
    url = urlsplit(installation.database)
    options: dict[str, object] = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", None) or unquote(url.hostname or ""),
        "PORT": url.port or "",
        "CONN_MAX_AGE": 600,
        "OPTIONS": options,
    }
