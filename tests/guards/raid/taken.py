"""The raid itself: what is read while everything runs, then the power is cut and all is taken."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests import stood
from tests.installed import kill

from . import places
from .journey import Journey
from .words import Canary

Found = dict[Canary, set[str]]
_KEY = "from ravny.core.vault.instance import database_key; print(database_key().hex())"


@dataclass
class Taken:
    """Where everything lies after the power was cut, and what was seen before."""

    journey: Journey
    backup: Path
    identity: str = field(repr=False)
    database_key: bytes = field(repr=False)
    in_memory: Found | None

    def place(self, name: str) -> Iterator[places.Piece]:
        """Yield what lies in a place."""
        installed = self.journey.installed
        home = installed.home
        if name == "database":
            return (one for one in places.files(home) if _is_of_database(one[0]))
        if name == "home":
            return (one for one in places.files(home) if not _is_of_database(one[0]))
        if name == "opened database":
            return places.opened_database(home / "ravny.db", self.database_key)
        if name == "backups":
            return places.files(self.backup.parent)
        if name == "opened backup":
            return places.opened_backup(self.backup, self.identity)
        folder = {"logs": installed.logs, "temporary": installed.temporary}.get(name)
        return places.files(folder or installed.folder / name)

    def found(self, name: str, canaries: Iterable[Canary]) -> list[str]:
        """Say of each canary that lies in a place where it was typed, and in which piece."""
        lying = places.found(self.place(name), canaries)
        return sorted(
            f"{canary.kind}, typed at {canary.where!r}: in {name}, {', '.join(sorted(pieces)[:3])}"
            for canary, pieces in lying.items()
        )

    def secrets_in(self, name: str, secrets: dict[str, str]) -> list[str]:
        """Say which words that are no canaries lie in a place."""
        wanted = {
            what: [word.encode(), word.encode("utf-16-le"), quote(word).encode()]
            for what, word in secrets.items()
        }
        return sorted(
            f"{what} lies in {name}: {piece}"
            for piece, data in self.place(name)
            for what, forms in wanted.items()
            if any(form in data for form in forms)
        )


def _is_of_database(name: str) -> bool:
    return name.removeprefix("the name of ").startswith("ravny.db")


def raid(journey: Journey) -> Taken:
    """Go on the journey, back up, read the memory, cut the power; return what there is to take."""
    installed = journey.installed
    with installed.served() as web, installed.working() as worker:
        try:
            journey.go()
            backup = _back_up(journey)
            in_memory = _memory_of(web.pid, journey)
        except Exception as error:
            for page in stood.open_pages():
                error.add_note("\n".join([page.url, *stood.told(page)]))
            raise
        finally:
            kill(worker)
            kill(web)
            for browser in (journey.desk, journey.portal, journey.phone):
                if hasattr(browser, "context"):
                    browser.kill()
    key = subprocess.run(
        [sys.executable, "-c", _KEY], env=installed.environment, capture_output=True, check=True
    )
    return Taken(
        journey, backup, _identity(journey, backup), bytes.fromhex(key.stdout.decode()), in_memory
    )


def _back_up(journey: Journey) -> Path:
    folder = journey.installed.folder / "backups"
    made = journey.installed.ravny("backup", "--to", str(folder))
    assert made.returncode == 0, made.stderr
    (file,) = folder.glob("*.age")
    return file


def _identity(journey: Journey, backup: Path) -> str:
    """Open the month's file with two sheets, as a keeper would."""
    (month,) = backup.parent.rglob("*.ravnymonth")
    rows = [row for sheet in journey.known["three sheets"][:2] for row in sheet]
    opened = journey.installed.ravny(
        "backup", "identity", "open", str(month), typed="\n".join(rows) + "\n"
    )
    assert opened.returncode == 0, opened.stderr
    return opened.stdout.strip()


def _memory_of(pid: int, journey: Journey) -> Found | None:
    """Look for what is sealed in the web process; None where the system does not let us."""
    try:
        return places.found(places.memory(pid), journey.log.sealed)
    except PermissionError:
        return None
