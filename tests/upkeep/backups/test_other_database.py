"""From SQLCipher to PostgreSQL with its three roles, and back: the same rows, the same house."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ravny.insight.upkeep.backups import reading
from tests.installed import Installed
from tests.postgres_production import server as servers
from tests.postgres_production.conftest import three, write_toml

from .elsewhere import Office, ask

pytestmark = pytest.mark.slow
# Sealed anew under the instance key of the other machine.
REKEYED = {"staff_account", "vault_intakekey"}
# A restore and a server write there: who did what, what was purged, which work was done when.
GROWN = {"journal_entry", "journal_head", "journal_checkpoint", "upkeep_done", "upkeep_purged"}


@pytest.fixture(scope="module")
def large(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installed, str]]:
    """The house, brought back on PostgreSQL."""
    with servers.running() as server:
        installed = Installed(tmp_path_factory.mktemp("large"))
        write_toml(installed, **three(server))
        made = installed.ravny("postgres", "setup", "--apply", server.superuser)
        assert made.returncode == 0, made.stderr
        yield installed, office.restored(installed)


def rows_of(path: Path, identity: str) -> dict[str, set[str]]:
    """Return the rows of a backup by table, JSON written one way."""
    found: dict[str, set[str]] = {}
    for table, rows in reading.contents(path, identity):
        places = [at for at, (_name, kind) in enumerate(table.columns) if kind == "json"]
        for row in rows:
            for at in places:
                row[at] = row[at] and json.dumps(json.loads(row[at]), sort_keys=True)
        found.setdefault(table.name, set()).update(map(repr, rows))
    return found


def differ(one: dict[str, set[str]], two: dict[str, set[str]]) -> set[str]:
    assert one.keys() == two.keys()
    return {name for name in one if one[name] != two[name]}


def test_the_house_lives_on_on_postgresql(office: Office, large: tuple[Installed, str]) -> None:
    installed, said = large
    assert "Restored" in said
    after = office.look(installed)
    for same in office.before.keys() - {"signed in", "sign-ins", "invitations"}:
        assert after[same] == office.before[same], same
    assert after["signed in"] != "None"
    assert ask(installed, "after_postgresql") == {"missing": []}
    verified = installed.ravny("journal", "verify")
    assert verified.returncode == 0, verified.stdout
    checked = installed.ravny("postgres", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    again = installed.ravny("restore", str(office.file), "--month-file", str(office.month))
    assert again.returncode == 1 and "holds an installation already" in again.stderr


def test_and_back_on_sqlcipher_every_row_is_the_same(
    office: Office, large: tuple[Installed, str], other: Installed
) -> None:
    installed, _said = large
    with installed.served():
        done = installed.ravny("backup")
    assert done.returncode == 0, done.stderr
    file = min((installed.home / "backups").glob("*.age"))
    month = next((installed.home / "backups" / "months").glob("*.ravnymonth"))
    words = ["restore", str(file), "--month-file", str(month)]
    back = other.ravny(*words, typed=office.typed(1, 2))
    assert back.returncode == 0, back.stderr
    after: dict[str, Any] = office.look(other)
    for same in ("called", "letters", "queue", "signing", "id", "code", "clients"):
        assert after[same] == office.before[same], same
    first = rows_of(office.file, office.identity())
    second = rows_of(file, office.identity(month))
    assert differ(first, second) <= REKEYED | GROWN
    assert all(len(first[name]) == len(second[name]) for name in REKEYED)
