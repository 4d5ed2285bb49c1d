"""The worker's process opens the database and nothing else: no trace of the instance key in it."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from ravny.core.kit import registries, sealing
from ravny.core.staff.operations import drop_old_sign_ins
from ravny.core.vault import instance, operations
from ravny.core.vault.types import SealedRecord
from ravny.insight.upkeep import lease, work
from ravny.insight.upkeep.models import Done
from tests.cast import HOUSE, Cast
from tests.guards import house, one_of_each

HANDED = {
    "django secret": bytes(32),
    "instance id": bytes(32),
    instance.DATABASE_KIND: bytes(32),
}
KEY = secrets.token_bytes(32)


@pytest.fixture
def as_worker(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> one_of_each.Samples:
    """A house at work, and this process as if it had been handed only what a worker is."""
    samples = one_of_each.write(cast)
    operations.ensure_intake(organisation_id=HOUSE)
    operations.intake._opener.cache_clear()
    for remembered in (instance.instance_key, instance.code_key, instance.signing_key):
        remembered.cache_clear()
    monkeypatch.setattr(instance, "_handed", lambda: HANDED)
    # The queue's runner closes connections, and the test's transaction is one.
    monkeypatch.setattr(work.QuietWorker, "run", lambda _self: None)
    return samples


def test_whatever_needs_a_key_is_refused_in_a_worker(as_worker: one_of_each.Samples) -> None:
    nobody = UUID(int=0)
    for refused in (
        instance.instance_key,
        instance.code_key,
        instance.signing_key,
        lambda: instance.derive("wrap"),
        lambda: instance.wrap("key.intake", nobody, bytes(32)),
        lambda: instance.unwrap("key.intake", nobody, bytes(100)),
        lambda: instance.keyed_hash("anything", b""),
        lambda: sealing.sign(b""),
        lambda: operations.rotate_intake(organisation_id=HOUSE),
    ):
        with pytest.raises((instance.InstanceKeyError, sealing.Unopened)):
            refused()
    envelope = bytes(1200)
    record = SealedRecord(nobody, 1, envelope)
    opened = operations.open_intake(organisation_id=HOUSE, records=[record])
    assert [getattr(one, "reason", None) for one in opened] == ["key_gone"]


def test_every_work_without_the_mark_runs_in_a_worker(as_worker: one_of_each.Samples) -> None:
    drop_old_sign_ins()
    failed = [one.name for one in registries.periodic if not one.needs_keys and not work.do(one)]
    house.none_of(failed)


def test_a_worker_leaves_out_what_is_marked(as_worker: one_of_each.Samples) -> None:
    marked = {one.name for one in registries.periodic if one.needs_keys}
    assert marked >= {"vault.intake", "journal.checkpoint"}
    assert work.work_once(lease.new_holder(lease.WORKER))
    rows = Done.objects.exclude(job__startswith="clock.")
    done = set(rows.values_list("job", flat=True))
    assert done == {one.name for one in registries.periodic} - marked


def test_the_thread_does_what_needs_keys_while_a_worker_holds_the_lease(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    entries = [
        registries.PeriodicWork("test.plain", 24, lambda: done.append("plain")),
        registries.PeriodicWork("test.keys", 24, lambda: done.append("keys"), needs_keys=True),
    ]
    monkeypatch.setattr(registries, "periodic", registries.Registry(entries))
    monkeypatch.setattr(work.QuietWorker, "run", lambda _self: None)
    worker, thread = lease.new_holder(lease.WORKER), lease.new_holder(lease.THREAD)
    assert work.work_once(worker)
    assert done == ["plain"]
    assert not work.work_once(thread)
    assert done == ["plain", "keys"]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an installation of its own, with a key we know."""
    home = tmp_path_factory.mktemp("home")
    disk = tmp_path_factory.mktemp("disk") / "ravny.key"
    disk.touch(0o600)
    disk.write_text(KEY.hex() + "\n", "ascii")
    known = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    environment = {**known, "RAVNY_HOME": str(home), "RAVNY_KEY_FILE": str(disk)}
    environment["PYTHONUNBUFFERED"] = "1"
    words = ["init", "--country", "kz", "--label", "Дом", "--login", "keeper"]
    command = [sys.executable, "-m", "ravny.config.cli", *words]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return environment


@pytest.fixture
def worker(installation: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A worker at its work."""
    command = [sys.executable, "-m", "ravny.config.cli", "worker"]
    process = subprocess.Popen(command, env=installation, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert b"Working" in process.stdout.readline()
    time.sleep(2)  # the database is opened, the first work is done
    yield process
    process.terminate()
    process.wait(20)


def memory_of(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Yield what a process has in its memory and may write to."""
    folder = Path(f"/proc/{process.pid}")
    with (folder / "mem").open("rb", 0) as memory:
        for line in (folder / "maps").read_text().splitlines():
            span, modes = line.split()[:2]
            start, end = (int(part, 16) for part in span.split("-"))
            if modes.startswith("rw"):
                memory.seek(start)
                try:
                    yield memory.read(end - start)
                except OSError:
                    continue


def keys_of_ours(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The instance key, as it is and as it was written, and what is derived from it to wrap."""
    instance.instance_key.cache_clear()
    monkeypatch.setattr(instance, "instance_key", lambda: KEY)
    return {
        "raw": KEY,
        "written": KEY.hex().encode(),
        "wrap": instance.derive("wrap"),
        "signing": instance.derive("signing"),
    }


@pytest.mark.slow
def test_no_trace_of_the_key_is_in_the_workers_memory(
    worker: subprocess.Popen[bytes], installation: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = keys_of_ours(monkeypatch)
    path = Path(installation["RAVNY_HOME"]) / "keys" / "database.key"
    database = instance.unwrap(instance.DATABASE_KIND, UUID(int=0), path.read_bytes())
    try:
        pieces = list(memory_of(worker))
    except PermissionError:
        pytest.skip("this machine lets nobody look into a process")
    found = {name for name, key in wanted.items() if any(key in piece for piece in pieces)}
    assert found == set()
    # The search itself finds what is there.
    assert any(database in piece for piece in pieces)
    told = Path(f"/proc/{worker.pid}/environ").read_bytes()
    assert installation["RAVNY_KEY_FILE"].encode() not in told


@pytest.mark.slow
def test_a_worker_cannot_be_started_with_the_key_in_hand(installation: dict[str, str]) -> None:
    command = [sys.executable, "-m", "django", "worker", "--once"]
    environment = {**installation, "DJANGO_SETTINGS_MODULE": "ravny.config.settings"}
    answer = subprocess.run(command, env=environment, capture_output=True, check=False, text=True)
    assert answer.returncode != 0
    assert "ravny worker" in answer.stderr


@pytest.mark.slow
def test_a_worker_once_does_the_rest_and_ends(installation: dict[str, str]) -> None:
    command = [sys.executable, "-m", "ravny.config.cli", "manage", "worker", "--once"]
    answer = subprocess.run(command, env=installation, capture_output=True, check=False, text=True)
    assert (answer.returncode, answer.stderr) == (0, "")
