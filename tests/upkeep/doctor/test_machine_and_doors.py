"""The machine around the processes, and the three doors."""

import resource
from pathlib import Path

import pytest

from ravny.insight.upkeep.doctor import network, process

from .sites import site, state


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, "ok"),
        ({"field": "localhost:8001"}, "danger"),
        ({"desk": "a.example", "field": "b.example", "portal": "A.example:443"}, "danger"),
    ],
)
def test_two_doors_of_one_name_are_dangerous(
    tmp_path: Path, told: dict[str, str], expected: str
) -> None:
    assert state(network.doors, site(tmp_path, **told)) == expected


@pytest.mark.parametrize(
    ("desk", "scheme", "expected"),
    [
        ("localhost:8000", "http", "ok"),
        ("127.0.0.1:8000", "http", "ok"),
        ("desk.example", "http", "danger"),
        ("localhost.example", "http", "danger"),
        ("desk.example", "https", "ok"),
    ],
)
def test_http_over_a_network_is_dangerous(
    tmp_path: Path, desk: str, scheme: str, expected: str
) -> None:
    assert state(network.https, site(tmp_path, desk=desk, scheme=scheme)) == expected


@pytest.mark.parametrize(
    ("listen", "expected"),
    [("127.0.0.1", "ok"), ("::1", "ok"), ("localhost", "ok"), ("0.0.0.0", "danger"),
     ("10.0.0.5", "danger"), ("::", "danger")],
)  # fmt: skip
def test_listening_to_the_network_is_dangerous(tmp_path: Path, listen: str, expected: str) -> None:
    assert state(network.listens, site(tmp_path, listen=listen)) == expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(0, "ok"), (1, "ok"), (4096, "danger"), (resource.RLIM_INFINITY, "danger")],
)
def test_core_dumps_are_dangerous(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int, expected: str
) -> None:
    monkeypatch.setattr(process.resource, "getrlimit", lambda which: (limit, limit))
    assert state(process.core_dumps, site(tmp_path)) == expected


def test_a_clock_that_nobody_keeps_is_said_only_where_that_can_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "SYNCHRONIZED", tmp_path / "synchronized")
    monkeypatch.setattr(process, "TIME_SERVICES", ())
    monkeypatch.setattr(process, "SYSTEMD", tmp_path / "systemd")
    assert state(process.clock, site(tmp_path)) == "unknown"
    (tmp_path / "systemd").mkdir()
    assert state(process.clock, site(tmp_path)) == "warn"
    (tmp_path / "synchronized").touch()
    assert state(process.clock, site(tmp_path)) == "ok"


def test_a_journal_on_the_disk_and_a_log_in_the_folder_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "SYSTEMD", tmp_path / "systemd")
    monkeypatch.setattr(process, "JOURNAL_ON_DISK", tmp_path / "journal")
    assert state(process.journal_of_the_system, site(tmp_path)) == "unknown"
    (tmp_path / "systemd").mkdir()
    assert state(process.journal_of_the_system, site(tmp_path)) == "ok"
    (tmp_path / "journal").mkdir()
    assert state(process.journal_of_the_system, site(tmp_path)) == "warn"
    assert state(process.files_of_words, site(tmp_path)) == ""
    (tmp_path / "serve.log").touch()
    assert state(process.files_of_words, site(tmp_path)) == "warn"


@pytest.mark.parametrize(("user", "expected"), [(0, "warn"), (990, "ok")])
def test_running_as_root_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int, expected: str
) -> None:
    monkeypatch.setattr(process.os, "geteuid", lambda: user)
    assert state(process.owner, site(tmp_path)) == expected
