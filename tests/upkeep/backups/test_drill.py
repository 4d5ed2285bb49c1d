"""The house burns down while people work: a folder of backups and two sheets bring it back."""

import json
import resource
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.installed import Installed, kill

from .elsewhere import Office, ask, code, copied

pytestmark = pytest.mark.slow


@dataclass
class Burnt:
    """What is left: a folder of backups and the sheets; `stored`: what had been acknowledged."""

    office: Office
    folder: Path
    stored: set[str]

    @property
    def file(self) -> Path:
        return next(self.folder.glob("*.age"))

    @property
    def month(self) -> Path:
        return next((self.folder / "months").glob("*.ravnymonth"))

    def typed(self, *numbers: int) -> str:
        return self.office.typed(*numbers)

    def words(self) -> list[str]:
        return ["restore", str(self.file), "--month-file", str(self.month)]


@pytest.fixture(scope="module")
def burnt(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Burnt:
    """Back up while the house is served and somebody writes; then lose the house."""
    installed = copied(office.installed, tmp_path_factory.mktemp("burning"))
    shutil.rmtree(installed.home / "backups")
    with installed.served():
        log = installed.logs / "writer.log"
        with log.open("wb") as out:
            words = installed.command(*code("write"))
            writer = subprocess.Popen(words, env=installed.environment, stdout=out, stderr=out)
        try:
            while log.read_text().count("\n") < 5:
                assert writer.poll() is None, log.read_text()
                time.sleep(0.05)
            stored = set(log.read_text().rpartition("\n")[0].splitlines())
            done = installed.ravny("backup")
            assert writer.poll() is None, log.read_text()
        finally:
            kill(writer)
    assert done.returncode == 0, done.stderr
    assert log.read_text().count("\n") > len(stored), "people went on meanwhile"
    folder = tmp_path_factory.mktemp("elsewhere") / "backups"
    shutil.copytree(installed.home / "backups", folder)
    shutil.rmtree(installed.folder)
    return Burnt(office, folder, stored)


def is_empty(installed: Installed) -> bool:
    return [path.name for path in installed.home.iterdir()] == []


def test_everything_lives_on_elsewhere(burnt: Burnt, other: Installed) -> None:
    done = other.ravny(*burnt.words(), typed=burnt.typed(0, 2))
    assert done.returncode == 0, done.stderr
    after, before = burnt.office.look(other), burnt.office.before
    assert after["signed in"] != "None"
    for same in ("called", "letters", "queue", "signing", "id", "code", "clients", "encounters"):
        assert after[same] == before[same], same
    assert (after["sign-ins"], after["invitations"]) == (0, 0)
    assert burnt.stored <= set(ask(other, "entries")), "it was acknowledged before the backup"
    verified = other.ravny("journal", "verify")
    assert verified.returncode == 0, verified.stdout
    with other.served():
        pass
    again = other.ravny(*burnt.words(), typed=burnt.typed(0, 1))
    assert again.returncode == 1 and "holds an installation already" in again.stderr
    new = other.ravny("backup")
    assert new.returncode == 0, new.stderr


def refused(burnt: Burnt, other: Installed, words: list[str], typed: str) -> str:
    done = other.ravny(*words, typed=typed)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert is_empty(other)
    return done.stderr


def test_one_sheet_or_another_months_file_brings_nothing_back(
    burnt: Burnt, other: Installed, tmp_path: Path
) -> None:
    assert "same sheet twice" in refused(burnt, other, burnt.words(), burnt.typed(0, 0))
    assert "Two sheets" in refused(burnt, other, burnt.words(), burnt.typed(0))
    wrong = burnt.typed(0, 1).replace(burnt.office.known["three sheets"][1][2], "0" * 17)
    assert "row 3" in refused(burnt, other, burnt.words(), wrong).lower()
    body = json.loads(burnt.month.read_text())
    body["identity"] = "01a2008d-7400-73c3-850f-cfea0d2cad60"
    foreign = tmp_path / "2026-11-ad60.ravnymonth"
    foreign.write_text(json.dumps(body))
    words = ["restore", str(burnt.file), "--month-file", str(foreign)]
    assert "altered" in refused(burnt, other, words, burnt.typed(0, 1))


def test_a_touched_file_brings_nothing_back(burnt: Burnt, other: Installed, tmp_path: Path) -> None:
    data = bytearray(burnt.file.read_bytes())
    touched = tmp_path / "touched.age"
    words = ["restore", str(touched), "--month-file", str(burnt.month)]
    touched.write_bytes(data[: len(data) // 2])
    assert "cut short or altered" in refused(burnt, other, words, burnt.typed(0, 1))
    data[len(data) // 2] ^= 1
    touched.write_bytes(data)
    assert "cut short or altered" in refused(burnt, other, words, burnt.typed(1, 2))
    touched.write_text("hello")
    assert "not an age file" in refused(burnt, other, words, burnt.typed(1, 2))


def test_verify_needs_no_installation_and_reads_every_row(
    burnt: Burnt, other: Installed, tmp_path: Path
) -> None:
    shutil.rmtree(other.home)
    other.key_file.unlink()
    outside = other.ravny("verify", str(burnt.file))
    assert outside.returncode == 0 and "age file" in outside.stdout, outside.stderr
    words = ["verify", str(burnt.file), "--month-file", str(burnt.month)]
    inside = other.ravny(*words, typed=burnt.typed(1, 2))
    assert inside.returncode == 0 and "is whole" in inside.stdout, inside.stderr
    key = tmp_path / "identity"
    words = ["backup", "identity", "open", str(burnt.month), "--out", str(key)]
    assert other.ravny(*words, typed=burnt.typed(0, 1)).returncode == 0
    assert not other.home.exists()
    tool = shutil.which("age")
    assert tool, "age is missing: bin/test gets it from Debian"
    opened = subprocess.run([tool, "-d", "-i", key, burnt.file], capture_output=True, check=True)
    assert len(opened.stdout) > 100_000


def test_a_restore_that_was_cut_off_shuts_the_home_until_it_is_repeated(
    burnt: Burnt, other: Installed
) -> None:
    words = other.command(*burnt.words())
    process = subprocess.Popen(
        words, env=other.environment, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None
    process.stdin.write(burnt.typed(0, 1).encode())
    process.stdin.close()
    mark = other.home / "restore.unfinished"
    while not (mark.exists() and (other.home / "ravny.db").exists()):
        assert process.poll() is None
        time.sleep(0.01)
    kill(process)
    assert mark.exists()
    served = other.ravny("serve")
    assert served.returncode == 1 and "not finished" in served.stderr
    done = other.ravny(*burnt.words(), typed=burnt.typed(0, 1))
    assert done.returncode == 0, done.stderr
    assert burnt.office.look(other)["called"] == burnt.office.before["called"]


def test_where_there_is_no_room_it_is_said_and_nothing_half_stays(
    burnt: Burnt, other: Installed
) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    done = subprocess.run(
        other.command(*burnt.words()),
        env=other.environment,
        input=burnt.typed(0, 1),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small,
    )
    assert done.returncode == 1
    assert "no room left" in done.stderr, done.stderr
    assert is_empty(other)
    assert burnt.file.exists()
