"""`ravny doctor` and the background backup in real processes: what they say, what they leave."""

import json
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.installed import Installed, family

pytestmark = pytest.mark.slow
PATIENCE = 150


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An empty installation of one's own."""
    installed = Installed(tmp_path_factory.mktemp("installed"))
    done = installed.ravny("init", "--country", "kz", "--label", "Дом", "--login", "keeper")
    assert done.returncode == 0, done.stderr
    return installed


def states(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return {one["code"]: one["state"] for one in json.loads(done.stdout)}


def eventually(seen: Callable[[], Any]) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = seen()
        if found:
            return found
        time.sleep(0.3)
    raise TimeoutError


def test_a_new_installation_is_told_what_to_do_and_ends_with_one(made: Installed) -> None:
    made.more["LANG"] = "ru_RU.UTF-8"
    done = made.ravny("doctor")
    made.more.clear()
    assert done.returncode == 1, "there is no backup and no key for one"
    assert "ravny backup identity new" in done.stdout
    assert "Ключ установки открывает её ключи" in done.stdout, "in the terminal's language"
    found = states(made.ravny("doctor", "--json", "--thorough"))
    assert found["keys.opens"] == found["disk.modes"] == found["database.migrations"] == "ok"
    assert found["backups.identity"] == found["backups.good"] == "danger"
    assert found["upkeep.worker"] == "warn", "nothing is served now"
    assert found["upkeep.heads"] == "unknown"
    assert found["upkeep.chain"] == "ok"


@pytest.mark.parametrize("key", ["another", "gone"])
def test_without_the_right_key_the_rest_is_told_all_the_same(made: Installed, key: str) -> None:
    right = made.key_file.read_text("ascii")
    if key == "gone":
        made.key_file.unlink()
    else:
        made.key_file.write_text("ab" * 32, "ascii")
    try:
        done = made.ravny("doctor", "--json")
    finally:
        made.key_file.touch(0o600)
        made.key_file.write_text(right, "ascii")
    assert done.returncode == 1
    found = states(done)
    assert "danger" in (found.get("keys.settings"), found.get("keys.opens"))
    assert found["network.doors"] == "ok"
    assert found["disk.modes"] == "ok"


def test_a_wrong_word_in_ravny_toml_and_a_broken_database_are_told(made: Installed) -> None:
    (made.home / "ravny.toml").write_text('dsek = "localhost"\n', "utf-8")
    done = made.ravny("doctor", "--json")
    (made.home / "ravny.toml").unlink()
    assert done.returncode == 1
    assert "dsek" in done.stdout
    database = made.home / "ravny.db"
    database.rename(made.home / "kept")
    try:
        sqlite3.connect(database).execute("CREATE TABLE plain (id)").connection.commit()
        done = made.ravny("doctor", "--json")
    finally:
        database.unlink()
        (made.home / "kept").rename(database)
    assert states(done)["database.opens"] == "danger"
    assert done.returncode == 1


def test_a_process_of_ours_leaves_no_picture_of_its_memory(made: Installed) -> None:
    with made.served() as served:
        limits = [
            line.split()[4:6]
            for pid in family(served)
            for line in Path(f"/proc/{pid}/limits").read_text().splitlines()
            if line.startswith("Max core file size")
        ]
        assert limits
        assert all(limit in (["1", "1"], ["0", "0"]) for limit in limits)


@pytest.fixture(scope="module")
def backed(made: Installed, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The same with a key for this month's backups on a stick."""
    out = tmp_path_factory.mktemp("stick") / "identity.txt"
    done = made.ravny("backup", "identity", "new", "--out", str(out))
    assert done.returncode == 0, done.stderr
    return made


def test_the_timetables_backup_is_made_within_seconds_and_the_work_goes_on(
    backed: Installed,
) -> None:
    """By the thread of the server, then by a worker that holds no instance key."""
    folder = backed.home / "backups"
    with backed.served():
        (first,) = eventually(lambda: list(folder.glob("*.age")))
        assert eventually(lambda: works(backed)), "the lease was kept meanwhile"
    assert first.read_bytes().startswith(b"age-encryption.org/v1")
    again = (
        "from ravny.insight.upkeep.models import Done, Run; Run.objects.all().delete();"
        "Done.objects.filter(job='upkeep.backups').delete()"
    )
    assert backed.ravny("manage", "shell", "--command", again).returncode == 0
    assert backed.ravny("worker", "--once").returncode == 0
    assert len(list(folder.glob("*.age"))) == 2, (
        "a worker that is asked once waits until it is done"
    )
    found = states(backed.ravny("doctor", "--json"))
    assert found["backups.good"] == "ok"
    assert found["backups.whole"] == "unknown"


def works(installed: Installed) -> bool:
    try:
        with urllib.request.urlopen(installed.loopback("/healthz"), timeout=5) as answer:
            return bool(json.load(answer)["worker"])
    except OSError:
        return False
