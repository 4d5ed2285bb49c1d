"""An installation in a temporary home, for benchmarks; served when a bench asks.

Importing it makes the home and starts Django, so that a bench imports rooms like anybody else.
"""

import atexit
import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import django
from django.core.management import call_command

LAST = date(2026, 11, 20)


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_home() -> Path:
    """Make a home with a key of its own and point this process at it; removed at exit."""
    folder = Path(tempfile.mkdtemp(prefix="ravny-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    key = folder / "instance.key"
    key.touch(0o600)
    key.write_text(secrets.token_hex(32), "ascii")
    os.environ["RAVNY_HOME"] = str(folder)
    os.environ["RAVNY_PORT"] = str(free_port())
    os.environ["DJANGO_SETTINGS_MODULE"] = "ravny.config.settings"
    return folder


HOME = new_home()
django.setup()
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)


@contextlib.contextmanager
def served() -> Iterator[subprocess.Popen[bytes]]:
    """Serve the home as `ravny serve` does, until the block ends."""
    command = [sys.executable, "-m", "ravny.config.cli", "serve"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://localhost:{os.environ['RAVNY_PORT']}/healthz")
        yield process
    finally:
        process.terminate()
        process.wait(20)


def wait_for(address: str, seconds: float = 60) -> float:
    """Ask until it answers; return the seconds that took."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return time.perf_counter() - begun
        time.sleep(0.05)
    raise TimeoutError(address)
