"""The file of a backup: what goes in comes out, and nothing that was touched is believed."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgpack
import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.insight.upkeep.backups import container, header, months, reading
from ravny.insight.upkeep.backups.container import HEADER, ROWS, TABLE, TRAILER
from ravny.insight.upkeep.backups.problems import PROBLEMS, BackupError

IDENTITY = pyrage.x25519.Identity.generate()
HEAD = header.Header("0.1.0", months.date(2026, 11, 22), months.date(2026, 11, 1), "x", (), "", b"")
anything = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.text(max_size=40), st.binary(max_size=3000)
)


def write(path: Path, frames: list[tuple[int, bytes]]) -> tuple[int, str]:
    path.unlink(missing_ok=True)
    writer = container.Writer(path, str(IDENTITY.to_public()))
    for what, raw in frames:
        writer.put(what, raw)
    return writer.close()


def frames_of(rows: list[list[object]]) -> list[tuple[int, bytes]]:
    raw = msgpack.packb(rows, use_bin_type=True)
    digest = container.hashlib.sha256(raw).hexdigest()
    return [
        (HEADER, header.packed(HEAD)),
        (TABLE, msgpack.packb(["one", [["a", "int"], ["b", "bytes"]]])),
        (ROWS, raw),
        (TRAILER, msgpack.packb({"one": [len(rows), digest]})),
    ]


def refused(path: Path, identity: str = str(IDENTITY)) -> str:
    with pytest.raises(BackupError) as caught:
        reading.summary(path, identity)
    assert str(caught.value) == str(PROBLEMS[caught.value.code])
    return caught.value.code


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Path]:
    """A backup of two megabytes that nothing deflates."""
    path = tmp_path / "whole.age"
    write(path, frames_of([[n, bytes(container.os.urandom(2000))] for n in range(1000)]))
    assert reading.summary(path, str(IDENTITY)).tables == {"one": 1000}
    yield path


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(rows=st.lists(st.tuples(anything, anything), max_size=30))
def test_whatever_goes_in_comes_out(tmp_path: Path, rows: list[tuple[object, object]]) -> None:
    path = tmp_path / "any.age"
    size, digest = write(path, frames_of([list(row) for row in rows]))
    assert (size, digest) == (
        path.stat().st_size, container.hashlib.sha256(path.read_bytes()).hexdigest()
    )  # fmt: skip
    came = [row for _table, piece in reading.contents(path, str(IDENTITY)) for row in piece]
    assert came == [list(row) for row in rows]


def test_the_standard_tool_opens_it_with_the_months_identity(whole: Path, tmp_path: Path) -> None:
    tool = shutil.which("age")
    assert tool, "age is missing: bin/test gets it from Debian"
    key = tmp_path / "key.txt"
    key.write_text(f"# a comment\n{IDENTITY}\n")
    opened = subprocess.run([tool, "-d", "-i", key, whole], capture_output=True, check=True).stdout
    assert opened == pyrage.decrypt(whole.read_bytes(), [IDENTITY])


def test_a_file_that_was_cut_short_is_refused_wherever_it_was(whole: Path, tmp_path: Path) -> None:
    data, cut = whole.read_bytes(), tmp_path / "cut.age"
    # Between two of age's pieces too: then only the end that is missing tells.
    head = data.index(b"\n", data.index(b"\n--- ") + 1) + 1 + 16
    for length in (0, 10, 100, head, head + 20, head + 65552, len(data) // 2, len(data) - 1):
        cut.write_bytes(data[:length])
        assert refused(cut) in {"not_age", "broken"}, length


def test_one_bit_anywhere_is_enough_to_be_refused(whole: Path, tmp_path: Path) -> None:
    data, bent = bytearray(whole.read_bytes()), tmp_path / "bent.age"
    for place in (3, 30, 60, 120, 200, 300, 70_000, len(data) // 2, len(data) - 1):
        data[place] ^= 1
        bent.write_bytes(data)
        assert refused(bent) in {"not_age", "other_key", "broken"}, place
        data[place] ^= 1


def test_another_months_key_and_what_is_no_backup_are_told_apart(
    whole: Path, tmp_path: Path
) -> None:
    assert refused(whole, str(pyrage.x25519.Identity.generate())) == "other_key"
    assert refused(whole, "AGE-SECRET-KEY-1NONE") == "identity"
    other = tmp_path / "other"
    other.write_bytes(pyrage.encrypt(b"a letter to somebody" * 9, [IDENTITY.to_public()]))
    assert refused(other) == "foreign"
    other.write_text("hello")
    assert refused(other) == "not_age"


def test_a_stream_that_does_not_agree_with_its_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.age"
    head, table, rows, end = frames_of([[1, b"a"], [2, b"b"]])
    for wrong, code in (
        ([head, table, rows], "broken"),
        ([head, table, end], "rows"),
        ([head, table, rows, rows, end], "rows"),
        ([table, rows, end], "foreign"),
        ([head, rows, end], "foreign"),
        ([head, table, rows, end, rows], "foreign"),
        ([head, (TABLE, msgpack.packb(["one; drop", []])), end], "foreign"),
        ([head, (TABLE, msgpack.packb(["one", [["a", "code"]]])), end], "foreign"),
        ([head, table, (ROWS, msgpack.packb([[1]])), end], "foreign"),
    ):
        write(path, wrong)
        assert refused(path) == code


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    full = Path("/dev/full")
    assert full.exists()
    disk = container._Disk(tmp_path / "part")
    disk._stream = full.open("wb", buffering=0)
    with pytest.raises(OSError) as caught:
        disk.write(b"x")
    assert container.of_disk(caught.value).code == "no_space"
