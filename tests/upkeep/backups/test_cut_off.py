"""`ravny backup` as a process: ended by a signal, or on a disk that is full, it cleans up."""

import os
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.installed import Installed

from .elsewhere import Office, copied

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return copied(office.installed, tmp_path_factory.mktemp("cut"))


def newest(house: Installed) -> str:
    """Return what `ravny backup list` says of the last one."""
    return house.ravny("backup", "list").stdout.splitlines()[0]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_a_signal_half_way_leaves_nothing(
    house: Installed, tmp_path: Path, sign: signal.Signals
) -> None:
    def listening() -> None:
        # What a shell starts in the background is deaf to Ctrl-C, and its children are too.
        signal.signal(sign, signal.SIG_DFL)

    folder = tmp_path / "stick"
    words = house.command("backup", "--to", str(folder))
    process = subprocess.Popen(
        words, env=house.environment, stderr=subprocess.PIPE, text=True, preexec_fn=listening
    )
    while not list(folder.glob(".run-*.part")):
        assert process.poll() is None
        time.sleep(0.001)
    # Held, so that it cannot be done before it hears.
    for one in (signal.SIGSTOP, sign, signal.SIGCONT):
        os.kill(process.pid, one)
    _out, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Nothing was left behind" in said and "Traceback" not in said
    assert list(folder.iterdir()) == []
    assert " stopped " in newest(house)


def test_a_full_disk_is_said_and_nothing_half_stays(house: Installed, tmp_path: Path) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    folder = tmp_path / "stick"
    done = subprocess.run(
        house.command("backup", "--to", str(folder)),
        env=house.environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small,
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "no room left" in done.stderr, done.stderr
    assert list(folder.iterdir()) == []
    assert newest(house).endswith("no_space") and " failed " in newest(house)
