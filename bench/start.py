"""What a phone has to fetch and keep before it works without network, and how soon it paints.

The ratio is that of the gzipped bytes the field app keeps to what it may keep. The figures beside
it are of the machine the bench runs on: the serving process's memory, the time from its start to
its first page, and the phone's first paint out of its cache with the processor slowed six times.
"""

import gzip
import json
import os
import re
import statistics
import sys
import time
import urllib.request
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from bench import _house
from bench._frame import Measured, run
from ravny.config.demo import opening
from ravny.core.vault.operations import invite_phone

MOST_BYTES = 120 * 1024
SLOWED = 6
PIN = "2580"
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost",
)  # fmt: skip
PAINTED = """() => new Promise((done) => {
    new PerformanceObserver((list) => {
        const paint = list.getEntriesByName('first-contentful-paint')[0];
        if (paint) done(paint.startTime);
    }).observe({ type: 'paint', buffered: true });
})"""


def field_address() -> str:
    """Return the field's address as a browser opens it."""
    return f"http://field.localhost:{os.environ['RAVNY_PORT']}"


def fetch(path: str, language: str) -> bytes:
    """Return a body of the field's door; the host by header, so that no resolver is asked."""
    port = os.environ["RAVNY_PORT"]
    headers = {"Host": f"field.localhost:{port}", "Accept-Language": language}
    address = f"http://127.0.0.1:{port}{quote(path)}"
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return bytes(answer.read())


def kept_bytes(language: str) -> dict[str, int]:
    """Return path → gzipped bytes of the service worker and of everything it keeps."""
    worker = fetch("/sw.js", language)
    said = re.match(rb"self\.__SHELL=(\{.*?\});", worker)
    if said is None:
        raise RuntimeError("the service worker names no shell")
    sizes = {"/sw.js": len(gzip.compress(worker))}
    for path in json.loads(said[1])["files"]:
        sizes[path] = len(gzip.compress(fetch(path, language)))
    return sizes


def resident_megabytes(process: Popen[bytes]) -> float:
    """Return what the serving process and its children hold in memory now."""
    family, kilobytes = [process.pid], 0
    while family:
        folder = Path("/proc") / str(family.pop())
        held = re.search(r"^VmRSS:\s+(\d+)", (folder / "status").read_text(), re.MULTILINE)
        kilobytes += int(held[1]) if held else 0
        for task in (folder / "task").iterdir():
            family += map(int, (task / "children").read_text().split())
    return kilobytes / 1024


def invitation() -> str:
    """Return a one-time code for a phone of the demo's; asked before a browser runs."""
    opened = opening.open_house(seed=7, first=_house.LAST)
    return invite_phone(actor=opened.world.actors["alisher"]).token


def type_pin(page: Page) -> None:
    """Tap the PIN on the phone's own keys."""
    for key in [*PIN, "ok"]:
        page.locator(f"[data-pin-pad] [data-key='{key}']").click()


def register(context: BrowserContext, token: str) -> None:
    """Register the phone, choose its PIN and wait until it keeps the shell."""
    page = context.new_page()
    page.goto(f"{field_address()}/#{token}")
    title = page.locator("[data-pin-title]")
    asked = title.inner_text()
    type_pin(page)
    expect(title).not_to_have_text(asked)
    type_pin(page)
    expect(page.locator("[data-view=home]")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.close()


def first_paint(context: BrowserContext) -> float:
    """Return milliseconds from opening the app to its first paint, six times slowed."""
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(f"{field_address()}/")
    painted = float(page.evaluate(PAINTED))
    page.close()
    return painted


def paints(token: str, rounds: int) -> tuple[float, float]:
    """Return the median first paint with the network and without it, out of the cache."""
    path = os.environ.get("RAVNY_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        context = browser.new_context(
            locale="ru-RU", viewport={"width": 360, "height": 740}, has_touch=True
        )
        register(context, token)
        online = statistics.median(first_paint(context) for _ in range(rounds))
        context.set_offline(True)
        offline = statistics.median(first_paint(context) for _ in range(rounds))
        browser.close()
    return online, offline


def measure(quick: bool) -> Measured:
    """Return the sizes and times; the ratio is kept bytes to those allowed, the larger language."""
    token = invitation()
    begun = time.perf_counter()
    with _house.served() as process:
        first_page = (fetch("/", "ru"), time.perf_counter() - begun)[1]
        sizes = {language: kept_bytes(language) for language in ("ru", "en")}
        online, offline = paints(token, 3 if quick else 9)
        resident = resident_megabytes(process)
    kept = {language: sum(each.values()) for language, each in sizes.items()}
    largest = max(sizes["ru"].items(), key=lambda one: one[1])
    figures = {
        "kept on the phone, gzip bytes, ru": kept["ru"],
        "kept on the phone, gzip bytes, en": kept["en"],
        "largest file kept, gzip bytes": largest[1],
        "files kept": len(sizes["ru"]),
        "serving process, resident MiB": resident,
        "from start to first page, seconds": first_page,
        f"first paint slowed {SLOWED}×, ms": online,
        f"first paint slowed {SLOWED}×, no network, ms": offline,
    }
    return Measured(figures, max(kept.values()) / MOST_BYTES)


if __name__ == "__main__":
    sys.exit(run("start", measure, goal=1.0))
