"""How much a phone keeps of the field app, and how soon it and the server stand there.

The ratio is what the service worker stores, gzipped, beside 120 KiB. The figures: the server from
its process's start to its first page on a migrated home, its memory after the first pages, and the
field's first paint in a Chromium whose processor is slowed six times.
"""

import contextlib
import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from importlib import import_module
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench import _house
from bench._frame import Measured, run

BUDGET = 120 * 1024
SLOWER = 6
PATIENCE = 60
PAINTED = """() => new Promise(done => new PerformanceObserver((list, watcher) => {
    for (const entry of list.getEntriesByName('first-contentful-paint')) {
        watcher.disconnect();
        done(entry.startTime);
    }
}).observe({type: 'paint', buffered: true}))"""


def field(path: str) -> str:
    """Return an address at the field's door."""
    return f"http://field.localhost:{os.environ['RAVNY_PORT']}{path}"


def get(path: str) -> bytes:
    """Return what the field's door answers, unpacked; the host is told, no resolver is asked."""
    port = os.environ["RAVNY_PORT"]
    address = f"http://127.0.0.1:{port}{path}"
    request = urllib.request.Request(address, headers={"Host": f"field.localhost:{port}"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        content: bytes = answer.read()
    return content


def kept() -> dict[str, int]:
    """Return the gzipped bytes of everything the service worker keeps, and of itself."""
    worker = get("/sw.js")
    found = re.search(rb"self\.__SHELL=(\{.*?\});", worker)
    if found is None:
        raise RuntimeError("the service worker names no shell")
    files = json.loads(found[1])["files"]
    contents = {"/sw.js": worker, **{path: get(path) for path in files}}
    return {path: len(gzip.compress(content)) for path, content in contents.items()}


def started() -> tuple[subprocess.Popen[bytes], float]:
    """Start `ravny serve`; return it and the seconds until it answered the first page."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "ravny.config.cli", "serve"]
    home = {"RAVNY_HOME": str(_house.HOME)}
    process = subprocess.Popen(command, env=os.environ | home, stdout=subprocess.DEVNULL)
    while time.perf_counter() - begun < PATIENCE:
        with contextlib.suppress(OSError):
            get("/")
            return process, time.perf_counter() - begun
        time.sleep(0.02)
    ended(process)
    raise TimeoutError("the server answered no page")


def ended(process: subprocess.Popen[bytes]) -> None:
    """Stop it and wait until it is gone."""
    process.terminate()
    process.wait(20)


def memory(pid: int) -> dict[int, float]:
    """Return the resident memory in MB of a process and of those it started."""
    status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    resident = re.search(r"^VmRSS:\s+(\d+)", status, re.MULTILINE)
    found = {pid: int(resident[1]) / 1024 if resident else 0.0}
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text("ascii").split():
            found |= memory(int(child))
    return found


def first_paint(browser: Browser) -> float:
    """Return the milliseconds to the field's first paint in a new, slowed browser profile."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="ru-RU")
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(field("/"))
    painted: float = page.evaluate(PAINTED)
    context.close()
    return painted


def paints(rounds: int) -> list[float]:
    """Return the first paints of so many visits."""
    path = os.environ.get("RAVNY_CHROMIUM", "/usr/bin/chromium")
    # By name: the suite is not among what mypy reads.
    arguments = import_module("tests.conftest").CHROMIUM_ARGUMENTS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        first_paint(browser)
        found = [first_paint(browser) for _round in range(rounds)]
        browser.close()
    return found


def measure(quick: bool) -> Measured:
    """Return the figures, and the kept bytes beside the budget."""
    process, first = started()
    ended(process)
    seconds = []
    for _round in range(2 if quick else 6):
        process, spent = started()
        ended(process)
        seconds.append(spent)
    process, spent = started()
    try:
        sizes = kept()
        for path in ("/", "/manifest.webmanifest", "/"):
            get(path)
        resident = memory(process.pid)
        painted = paints(3 if quick else 9)
    finally:
        ended(process)
    figures = {
        **{
            f"{re.sub(r'[.][0-9a-f]{12}[.]', '.', path)} bytes": size
            for path, size in sizes.items()
        },
        "kept bytes": sum(sizes.values()),
        "serving process RSS MB": max(resident.values()),
        "all processes RSS MB": sum(resident.values()),
        "first start, files collected, s": first,
        "start to first page, s": statistics.median([*seconds, spent]),
        "first paint, CPU slowed 6 times, ms": statistics.median(painted),
    }
    return Measured(figures, sum(sizes.values()) / BUDGET)


if __name__ == "__main__":
    sys.exit(run("start", measure, goal=1.0))
