"""A house that is backed up once for the whole run, and the machines it is brought back on."""

import json
import random
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ravny.core.vault import operations as vault
from ravny.insight.upkeep.backups import months
from tests.installed import Installed
from tests.upkeep.backups import inside
from tests.upkeep.kills.lines import LinePhone

WORKER = "timur"


@dataclass
class Office:
    """A house at work: its phrases and sheets, a phone, what was true before, and a backup."""

    installed: Installed
    known: dict[str, Any]
    client: str
    phone: LinePhone
    before: dict[str, Any]

    @property
    def folder(self) -> Path:
        return self.installed.home / "backups"

    @property
    def file(self) -> Path:
        return min(self.folder.glob("*.age"))

    @property
    def month(self) -> Path:
        return next((self.folder / "months").glob("*.ravnymonth"))

    def typed(self, *numbers: int) -> str:
        """What somebody types from these sheets."""
        rows = [row for number in numbers for row in self.known["three sheets"][number]]
        return "".join(f"{row}\n" for row in rows)

    def identity(self, month: Path | None = None) -> str:
        """Open a month's file with two sheets."""
        sheets = self.known["three sheets"]
        return vault.open_month(month=months.read_file(month or self.month), sheets=sheets[:2])

    def restored(self, other: Installed, file: Path | None = None, *more: str) -> str:
        """Bring a backup back on another machine; return what the command said."""
        words = ["restore", str(file or self.file), "--month-file", str(self.month), *more]
        done = other.ravny(*words, typed=self.typed(0, 2))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def look(self, installed: Installed) -> dict[str, Any]:
        """See what a colleague sees there."""
        found: dict[str, Any] = ask(installed, "look", login=WORKER, words=self.known[WORKER])
        return found


def code(name: str, **words: Any) -> list[str]:
    """Return the words of `ravny` that answer a question of `inside`."""
    line = f"from tests.upkeep.backups import inside; inside.answer({name!r}, **{words!r})"
    return ["manage", "shell", "--no-imports", "-c", line]


def ask(installed: Installed, name: str, **words: Any) -> Any:
    """Ask inside an installation."""
    done = installed.ravny(*code(name, **words))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def opened(folder: Path) -> Office:
    """Make a house: the demo's people, a document, a phone that has sent a night, a backup."""
    installed = Installed(folder)
    known: dict[str, Any] = dict(installed.demo(10))
    world = ask(installed, "prepare", login=WORKER)
    dice = random.Random(1)
    with installed.served():
        sites, items = world["sites"], world["items"]
        phone = LinePhone.register(installed, world["token"], sites=sites, items=items, dice=dice)
        phone.record()
        assert phone.sync() == 200 and phone.acked
    office = Office(installed, known, world["client"], phone, {})
    office.before = office.look(installed)
    assert office.before["letters"] == [inside.LETTER.decode()]
    done = installed.ravny("backup")
    assert done.returncode == 0, done.stderr
    assert "Two of three sheets open it" in done.stdout
    return office


def copied(installed: Installed, folder: Path) -> Installed:
    """Return a house of its own that is the same: for a test that spoils it."""
    for part in ("home", "stick"):
        shutil.copytree(installed.folder / part, folder / part)
    return Installed(folder)
