"""A real installation: a home in a folder, its key elsewhere, `ravny` commands as processes.

The processes run outside the test's database and settings; `serve` and `worker` are ended with
the block that began them. Whatever they print lies in `logs`, as a journal of the system would.
"""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 90
ROOT = Path(__file__).resolve().parents[1]
_KEPT = ("PATH", "LANG", "HOME", "COVERAGE_PROCESS_START")


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installed:
    """One installation below `folder`: `home`, `stick/ravny.key`, `logs`, `tmp`."""

    folder: Path
    port: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in (self.home, self.logs, self.temporary, self.key_file.parent):
            part.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.key_file.exists():
            self.key_file.touch(0o600)
            self.key_file.write_text(secrets.token_hex(32) + "\n", "ascii")

    @property
    def home(self) -> Path:
        """The folder of data."""
        return self.folder / "home"

    @property
    def key_file(self) -> Path:
        """The instance key, on what stands for a removable disk."""
        return self.folder / "stick" / "ravny.key"

    @property
    def logs(self) -> Path:
        """What the processes have printed."""
        return self.folder / "logs"

    @property
    def temporary(self) -> Path:
        """The processes' TMPDIR."""
        return self.folder / "tmp"

    @property
    def environment(self) -> dict[str, str]:
        """What the processes are started with, and nothing of the test's own."""
        known = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return {
            **known,
            "RAVNY_HOME": str(self.home),
            "RAVNY_KEY_FILE": str(self.key_file),
            "RAVNY_PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.temporary),
            "PYTHONUNBUFFERED": "1",
            **self.more,
        }

    def url(self, path: str = "/", door: str = "desk") -> str:
        """Return an address at a door."""
        prefix = "" if door == "desk" else f"{door}."
        return f"http://{prefix}localhost:{self.port}{path}"

    def ravny(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run one command to its end; the caller looks at its code."""
        return subprocess.run(
            self.command(*words),
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )

    def command(self, *words: str) -> list[str]:
        """Return the words that start `ravny` here."""
        return [sys.executable, "-m", "ravny.config.cli", *words]

    def demo(self, clients: int = 20) -> dict[str, str]:
        """Fill the home with made-up people; return the phrases by login."""
        made = self.ravny("demo", "--clients", str(clients))
        assert made.returncode == 0, made.stderr
        known: dict[str, str] = json.loads((self.home / "demo.json").read_text("utf-8"))
        return known

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command that goes on; `stop` or a signal ends it."""
        log = (self.logs / f"{words[0]}.log").open("ab")
        with log:
            return subprocess.Popen(
                self.command(*words), env=self.environment, stdout=log, stderr=log, cwd=self.folder
            )

    def wait(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until the desk answers anything."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert process.poll() is None, (self.logs / "serve.log").read_text("utf-8", "replace")
            try:
                with urllib.request.urlopen(self.loopback("/healthz"), timeout=5):
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("the server answered nothing")

    def loopback(self, path: str, door: str = "desk") -> urllib.request.Request:
        """Return a request to a door that asks no resolver."""
        host = self.url("", door).removeprefix("http://")
        return urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Host": host})

    @contextlib.contextmanager
    def served(self) -> Iterator[subprocess.Popen[bytes]]:
        """Serve until the block ends."""
        process = self.start("serve")
        try:
            self.wait(process)
            yield process
        finally:
            stop(process)

    @contextlib.contextmanager
    def working(self) -> Iterator[subprocess.Popen[bytes]]:
        """Let a worker work until the block ends."""
        process = self.start("worker")
        try:
            yield process
        finally:
            stop(process)


def family(process: subprocess.Popen[bytes]) -> list[int]:
    """Return a process and everything it has started, itself first."""
    found, waiting = [], [process.pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        with contextlib.suppress(OSError):
            told = Path(f"/proc/{one}/task/{one}/children").read_text()
            waiting += [int(child) for child in told.split()]
    return found


def kill(process: subprocess.Popen[bytes]) -> None:
    """End it and its children at once, as a cut of the power would."""
    for one in reversed(family(process)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    process.wait(20)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end; insist after a while."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            kill(process)
