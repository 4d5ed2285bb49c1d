"""The `ravny` command: a home of its own, a key never made twice, files for one pair of eyes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def ravny(home: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a home, without anything of this machine's settings."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "RAVNY_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "ravny.config.cli", *arguments],
        env=environment | extra,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_without_a_command_it_says_what_there_is(home: Path) -> None:
    answer = ravny(home)
    assert answer.returncode == 0
    assert "ravny serve" in answer.stdout
    assert not home.exists()


@pytest.mark.slow
def test_an_empty_installation_is_made_with_an_invitation_and_private_files(home: Path) -> None:
    answer = ravny(home, "init", "--country", "KZ", "--label", "Орион", "--login", "olga")
    assert answer.returncode == 0, answer.stderr
    assert "/staff/join/" in answer.stdout
    assert "instance.key" in answer.stderr
    assert all(path.stat().st_mode & 0o077 == 0 for path in home.rglob("*"))
    again = ravny(home, "init", "--country", "kz", "--label", "Орион", "--login", "olga")
    assert again.returncode != 0
    assert "already" in again.stderr


def test_an_unknown_country_is_refused_with_those_there_are(home: Path) -> None:
    answer = ravny(home, "init", "--country", "xx", "--label", "A", "--login", "b")
    assert answer.returncode != 0
    assert "kz" in answer.stderr


def test_a_key_that_should_be_elsewhere_is_never_replaced(home: Path, tmp_path: Path) -> None:
    answer = ravny(home, "demo", RAVNY_KEY_FILE=str(tmp_path / "disk" / "key"))
    assert answer.returncode != 0
    assert "plugged in" in answer.stderr
    assert not (home / "instance.key").exists()


def test_a_key_that_others_can_read_is_refused(home: Path) -> None:
    home.mkdir()
    (home / "instance.key").write_text("11" * 32)
    (home / "instance.key").chmod(0o644)
    answer = ravny(home, "manage", "check")
    assert answer.returncode != 0
    assert "chmod 600" in answer.stderr


def test_another_key_does_not_open_the_installation(home: Path) -> None:
    assert ravny(home, "demo", "--clients", "0").returncode != 0
    assert ravny(home, "manage", "migrate").returncode == 0
    (home / "instance.key").write_text("22" * 32)
    answer = ravny(home, "manage", "migrate")
    assert answer.returncode != 0
    assert "does not open" in answer.stderr
