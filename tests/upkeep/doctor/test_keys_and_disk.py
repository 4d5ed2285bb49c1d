"""Where the key lies, who may read the data, what is below it."""

import os
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest

from ravny.core.vault import instance
from ravny.insight.upkeep.doctor import disk, keys, volumes
from ravny.insight.upkeep.doctor.volumes import Cover

from .sites import site, state


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, the key on a "stick" beside it."""
    folder, stick = tmp_path / "home", tmp_path / "stick"
    (folder / "keys").mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    stick.mkdir()
    (stick / "ravny.key").touch(0o600)
    monkeypatch.setenv("RAVNY_HOME", str(folder))
    monkeypatch.setenv("RAVNY_KEY_FILE", str(stick / "ravny.key"))
    return folder


def test_a_key_beside_the_data_is_dangerous_and_said_of_a_demonstration(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One disk stands for both here, which is said too.
    assert state(keys.apart, site(home)) == "warn"
    (home / "instance.key").touch(0o600)
    monkeypatch.delenv("RAVNY_KEY_FILE")
    assert state(keys.apart, site(home)) == "danger"
    assert state(keys.apart, site(home, demo=True)) == "warn"


def test_a_key_that_was_taken_out_or_typed_lies_nowhere(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAVNY_KEY_FILE", str(home / "taken-out"))
    assert state(keys.apart, site(home)) == "", "nobody holds it: no false comfort"
    monkeypatch.setenv("RAVNY_KEY_FILE", f"/proc/{os.getpid()}/exe")
    assert state(keys.apart, site(home)) == "ok"


def test_a_second_key_forgotten_in_the_folder_is_dangerous(home: Path) -> None:
    assert state(keys.left_behind, site(home)) == ""
    (home / "instance.key").touch(0o600)
    assert state(keys.left_behind, site(home)) == "danger"


def test_a_key_that_others_may_read_is_dangerous(home: Path) -> None:
    assert state(keys.mode, site(home)) == "ok"
    Path(os.environ["RAVNY_KEY_FILE"]).chmod(0o644)
    assert state(keys.mode, site(home)) == "danger"


def test_keys_that_do_not_open_are_dangerous(home: Path) -> None:
    assert state(keys.opens, site(home)) == "ok"
    wrapped = home / "keys" / "database.key"
    wrapped.write_bytes(instance.wrap(instance.DATABASE_KIND, UUID(int=0), bytes(32)))
    assert state(keys.opens, site(home)) == "ok"
    wrapped.write_bytes(instance.wrap("key.code", UUID(int=0), bytes(32)))
    assert state(keys.opens, site(home)) == "danger", "wrapped as another thing"
    assert not (home / "keys" / "code.key").exists(), "looking makes nothing"
    wrapped.unlink()
    (home / "keys").rmdir()
    assert state(keys.opens, site(home)) == "danger"


@pytest.mark.parametrize("name", [".", "ravny.toml", "ravny.db", "ravny.db-wal", "keys/code.key"])
def test_a_folder_or_file_that_others_may_read_is_dangerous(home: Path, name: str) -> None:
    path = home / name
    if name != ".":
        path.touch(0o600)
    assert state(disk.modes, site(home)) == "ok"
    path.chmod(path.stat().st_mode | 0o040)
    assert state(disk.modes, site(home)) == "danger"


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        (Cover.SEALED, "ok"),
        (Cover.BARE, "warn"),
        (Cover.MEMORY, "unknown"),
        (Cover.UNKNOWN, "unknown"),
    ],
)
def test_an_unencrypted_volume_is_said_and_a_hidden_one_is_not_known(
    home: Path, monkeypatch: pytest.MonkeyPatch, cover: Cover, expected: str
) -> None:
    monkeypatch.setattr(disk, "cover_of_path", lambda path: cover)
    assert state(disk.encrypted, site(home)) == expected


@pytest.mark.parametrize(
    ("covers", "expected"),
    [
        ((), "ok"),
        ((Cover.BARE,), "danger"),
        ((Cover.SEALED, Cover.MEMORY), "ok"),
        ((Cover.SEALED, Cover.BARE), "danger"),
        ((Cover.SEALED, Cover.UNKNOWN), "unknown"),
    ],
)
def test_memory_swapped_to_a_bare_disk_is_dangerous(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    covers: tuple[Cover, ...],
    expected: str,
) -> None:
    lines = [
        "Filename Type Size Used Priority",
        *(f"/dev/x{n} partition 1 0 -2" for n in range(len(covers))),
    ]
    (tmp_path / "swaps").write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(disk, "SWAPS", tmp_path / "swaps")
    told = iter(covers)
    monkeypatch.setattr(disk, "cover_of_file", lambda path: next(told))
    assert state(disk.swap, site(home)) == expected


@pytest.mark.parametrize(
    ("megabytes", "database", "expected"),
    [(150, 0, "danger"), (500, 0, "warn"), (5000, 0, "ok"), (5000, 4000, "warn")],
)
def test_a_full_disk_is_said_in_time(
    home: Path, monkeypatch: pytest.MonkeyPatch, megabytes: int, database: int, expected: str
) -> None:
    with (home / "ravny.db").open("wb") as stream:
        stream.truncate(database * disk.MEGABYTE)
    free = SimpleNamespace(free=megabytes * disk.MEGABYTE)
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: free)
    assert state(disk.room, site(home)) == expected


@pytest.fixture
def blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A made-up /sys/dev/block."""
    monkeypatch.setattr(volumes, "BLOCKS", tmp_path / "block")
    return tmp_path / "block"


def block(blocks: Path, number: str, uuid: str = "", below: tuple[str, ...] = ()) -> None:
    folder = blocks / number
    (folder / "slaves").mkdir(parents=True)
    if uuid:
        (folder / "dm").mkdir()
        (folder / "dm" / "uuid").write_text(uuid + "\n")
    for one in below:
        (folder / "slaves" / one).symlink_to(blocks / one)


def test_a_volume_is_sealed_when_everything_below_it_is(blocks: Path) -> None:
    block(blocks, "8:1")
    block(blocks, "8:2")
    block(blocks, "254:0", "CRYPT-LUKS2-0001-root", ("8:1",))
    block(blocks, "254:1", "CRYPT-LUKS2-0002-more", ("8:2",))
    block(blocks, "254:2", "LVM-both", ("254:0", "254:1"))
    block(blocks, "254:3", "LVM-half", ("254:0", "8:2"))
    found = {minor: volumes._of_number(os.makedev(254, minor)) for minor in range(4)}
    assert found == {0: Cover.SEALED, 1: Cover.SEALED, 2: Cover.SEALED, 3: Cover.BARE}
    assert volumes._of_number(os.makedev(8, 1)) is Cover.BARE
    assert volumes._of_number(os.makedev(9, 9)) is Cover.UNKNOWN
