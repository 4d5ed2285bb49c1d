"""The fuzzer itself: it finds what breaks, and five seconds of it find nothing."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tools import fuzz_envelope
from tools.fuzz_mutators import mutated

# On a machine with a load of its own; without one it is twenty times that.
AT_LEAST = 300


@dataclass
class Fake:
    """A reader that breaks where it is told."""

    read: Callable[[bytes], str]
    name: str = "fake"
    honest: list[bytes] = field(default_factory=lambda: [b'{"a": 1}'])

    def outcome(self, data: bytes) -> str:
        return self.read(data)


def session_of(tmp_path: Path, read: Callable[[bytes], str]) -> fuzz_envelope.Session:
    return fuzz_envelope.Session([Fake(read)], 60, tmp_path / "crashes")


def test_a_crash_is_counted_once_and_its_input_kept(tmp_path: Path) -> None:
    def read(data: bytes) -> str:
        raise KeyError(data)

    session = session_of(tmp_path, read)
    for data in (b"\0one", b"\0two"):
        assert session.one(data) == ("fake", "CRASH")
    (place, kept) = next(iter(session.crashes.items()))
    assert place.startswith("fake: KeyError at test_fuzz.py") and len(session.crashes) == 1
    assert Path(kept).read_bytes() == b"one"


def test_it_ends_when_its_time_is_over_or_somebody_stops_it(tmp_path: Path) -> None:
    session = session_of(tmp_path, lambda data: "accepted")
    session.one(b"\0")
    session.stop()
    with pytest.raises(fuzz_envelope.Ended):
        session.one(b"\0")
    with pytest.raises(fuzz_envelope.Ended):
        fuzz_envelope.Session([Fake(lambda data: "")], 0, tmp_path).one(b"\0")


def test_it_finds_a_field_of_another_type(tmp_path: Path) -> None:
    def read(data: bytes) -> str:
        try:
            given = json.loads(data)
        except (ValueError, RecursionError):
            return "json"
        return "accepted" if not isinstance(given, dict) or given.get("a", 1) + 1 else "zero"

    session = session_of(tmp_path, read)
    with pytest.raises(fuzz_envelope.Ended):
        session.seconds = 20
        session.stopped = False
        original = session.crashed

        def first(*about: Any) -> str:
            session.stop()
            return original(*about)

        session.crashed = first  # type: ignore[method-assign]  # ends with the first crash
        fuzz_envelope.by_chance(session, Random(1))
    assert list(session.crashes) and "TypeError" in next(iter(session.crashes))


def test_the_same_seed_gives_the_same_changes() -> None:
    known = [b'{"a": [1, {"b": "c"}]}']
    one, other = ([mutated(known[0], Random(n), known) for n in range(300)] for _turn in range(2))
    assert one == other and len(set(one)) > 100


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["own", "best"])
def test_five_seconds_of_it_crash_nothing(engine: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.fuzz_envelope", "--minutes", "0.085", "--seed", "4"]
    done = subprocess.run(
        [*command, "--engine", engine, "--crashes", tmp_path / "crashes"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["crashes"] == {} and figures["tries"] >= AT_LEAST
    assert {"open", "padding", "signature", "unreadable", "row"} <= set(figures["refusals"])
    outcomes = figures["outcomes"]
    assert len(outcomes) >= 25
    assert all("accepted" in outcomes[name] for name in outcomes), outcomes
