"""The disk is full: what was promised stays, nothing is half done, and it all goes on afterwards.

A real disk of its own where mounting is allowed, else a limit on what the processes may write.
"""

import random
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.installed import Installed, family
from tests.upkeep.kills.house import House, leftovers
from tests.upkeep.kills.lines import LineDesk, hidden_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
MEGABYTES = 120
DELIVERY = "/stock/deliveries/new/"
Limit = tuple[int, int]


class Full:
    """A house whose disk can be filled and freed."""

    def __init__(self, folder: Path) -> None:
        installed = Installed(folder)
        words = ["-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=700", "tmpfs", str(installed.home)]
        done = subprocess.run(["mount", *words], capture_output=True, check=False)
        self.mounted = done.returncode == 0
        self.house = House(installed, random.Random(4), clients=12)
        self.ballast = installed.home / "ballast"
        self.limits: dict[int, Limit] = {}

    def fill(self) -> None:
        """Leave not one byte."""
        if self.mounted:
            with self.ballast.open("ab", 0) as stream:
                for size in (1024 * 1024, 4096, 1):
                    while _wrote(stream, size):
                        pass
            return
        for process in self.house.processes.values():
            for pid in family(process):
                self.limits[pid] = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, self.limits[pid][1]))

    def free(self) -> None:
        """Give it all back."""
        self.ballast.unlink(missing_ok=True)
        for pid, limit in self.limits.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)
        self.limits.clear()

    def close(self) -> None:
        """End everything, take the disk away."""
        self.house.close()
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.house.installed.home)], check=True)


def _wrote(stream: IO[bytes], size: int) -> bool:
    try:
        return stream.write(bytes(size)) == size
    except OSError:
        return False


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Full]:
    one = Full(tmp_path_factory.mktemp("full"))
    try:
        one.house.open()
        one.house.sync()
        yield one
    finally:
        one.close()


@pytest.fixture(autouse=True)
def _freed(disk: Full) -> Iterator[None]:
    """Whatever happens, the next test begins with room; and what was promised is there."""
    yield
    disk.free()
    assert disk.house.look() == []


def test_a_phone_keeps_its_queue_and_is_told_to_try_later(disk: Full) -> None:
    phone = disk.house.phone
    for _ in range(5):
        phone.record()
    disk.fill()
    assert [phone.sync() for _ in range(3)] == [503] * 3
    assert len(phone.queue) == 5
    disk.free()
    assert phone.sync() == 200
    assert not phone.queue


def test_the_desk_says_so_and_hands_back_what_was_typed(disk: Full) -> None:
    desk: LineDesk = disk.house.desk
    typed = hidden_in(desk.page(DELIVERY)) | {
        "place": disk.house.world["stores"][0], "item": disk.house.world["items"][0],
        "quantity": "41", "number": "K-9", "day": "2026-11-02",
    }  # fmt: skip
    disk.house.tried.append(typed["record_id"])
    disk.fill()
    status, _, page = desk.send(DELIVERY, typed)
    assert status == 503
    assert "Сейчас сохранить нельзя" in page
    again = hidden_in(page)
    assert again == typed
    assert desk.send(DELIVERY, again)[0] == 503
    disk.free()
    assert desk.send(DELIVERY, again)[0] in {302, 303}
    disk.house.delivered.append(typed["record_id"])


def test_pages_are_read_while_nothing_can_be_written(disk: Full) -> None:
    disk.house.desk.page("/stock/")
    disk.fill()
    assert disk.house.desk.page("/stock/movements/")


def test_keys_and_erasures_are_whole_or_not_at_all(disk: Full) -> None:
    house = disk.house
    card, code = house.world["clients"][0].split()
    asked = house.desk.page(f"/upkeep/erase/{card}/")
    keys = house.desk.page("/vault/phones/keys/")
    disk.fill()
    wish = hidden_in(asked) | {"own_wish": "on", "code": code, "erase": "1"}
    assert house.desk.send(f"/upkeep/erase/{card}/", wish)[0] == 503
    assert house.desk.send("/vault/phones/keys/change", hidden_in(keys))[0] == 503
    disk.free()
    assert house.look() == []
    assert house.desk.send(f"/upkeep/erase/{card}/", wish)[0] in {302, 303}
    house.erased.append(card)


def test_a_backup_fails_plainly_and_leaves_nothing_behind(disk: Full) -> None:
    installed = disk.house.installed
    folder = installed.home / "backups"
    disk.fill()
    if disk.mounted:
        before = sorted(folder.glob("*"))
        failed = installed.ravny("backup")
        assert failed.returncode != 0
        assert "Traceback" not in failed.stderr
        assert (sorted(folder.glob("*")), leftovers(installed.home)) == (before, [])
    disk.free()
    done = installed.ravny("backup")
    assert done.returncode == 0, done.stderr


def test_it_serves_and_works_on_afterwards(disk: Full) -> None:
    disk.house.sync()
    assert not disk.house.phone.queue
    assert all(process.poll() is None for process in disk.house.processes.values())
