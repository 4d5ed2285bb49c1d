"""What a page leaves in a Chromium's profile is found, while it runs and after it was closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from . import session_files, site
from .places import files, found
from .profiles import Profile
from .words import Canary, new_canary

# Where in a profile a word is to be found, and what of it: a part of its name there.
WHERE = {
    "local storage": "Local Storage/leveldb/",
    "session storage": "Session Storage/",
    "a large value of IndexedDB": ".ldb: value of",
    "a key of IndexedDB": ".ldb: keys",
    "a deleted value of IndexedDB": ".ldb: keys and short values",
    "cache of a worker": "CacheStorage/",
    site.WORKER: "Service Worker/ScriptCache/",
    "HTTP cache, gzip": "Cache/Cache_Data/",
    "HTTP cache, brotli": "_0: stream",
    "a typed value": "Sessions/Session_",
    "a title": "History: table urls",
    "an address": "History: table urls",
    "a cookie": "Cookies: table cookies, a cookie",
    "autofill": "Web Data: table autofill",
}
# Cookies and autofill are written when there is time, or at the end.
LATE = {"a cookie", "autofill"}


@dataclass(frozen=True)
class Left:
    """What was found in the profile of a browser at work, and after its end."""

    running: dict[Canary, set[str]]
    closed: dict[Canary, set[str]]


WORDS = site.plant()
ABSENT = new_canary("nobody typed this", "sealed")


@pytest.fixture(scope="module")
def left(
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Left]:
    """Somebody was on the site, left a form half filled in, and went."""
    folder = tmp_path_factory.mktemp("browser") / "profile"
    wanted = [*WORDS.values(), ABSENT]
    with site.served(WORDS) as url:
        profile = Profile(playwright, browser_type_launch_args, folder).start()
        page = profile.page
        try:
            page.goto(f"{url}/#{WORDS['an address'].word}")
            page.evaluate("everything()")
            page.fill("#name", WORDS["autofill"].word)
            page.click("button")
            page.wait_for_url("**/sent")
            page.goto(f"{url}/?again")
            page.fill("#typed", WORDS["a typed value"].word)
            page.evaluate("history.pushState({}, '', '/?moved')")
            # Session files are written a little later.
            page.wait_for_timeout(5_000)
            running = found(files(folder), wanted)
        finally:
            profile.context.close()
    yield Left(running, found(files(folder), wanted))


@pytest.mark.parametrize("place", WHERE)
def test_after_the_browser_was_closed(left: Left, place: str) -> None:
    names = left.closed.get(WORDS[place], set())
    assert any(WHERE[place] in name for name in names), sorted(names)


@pytest.mark.parametrize("place", sorted(set(WHERE) - LATE))
def test_while_the_browser_runs(left: Left, place: str) -> None:
    assert left.running.get(WORDS[place])


def test_a_word_nobody_typed_is_nowhere(left: Left) -> None:
    assert ABSENT not in left.closed | left.running


def test_a_profile_that_was_nowhere_holds_nothing(
    playwright: Playwright, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> None:
    profile = Profile(playwright, browser_type_launch_args, tmp_path / "clean").start()
    profile.context.close()
    assert found(files(tmp_path), [*WORDS.values(), ABSENT]) == {}


def test_a_cache_in_blocks_is_put_together(tmp_path: Path) -> None:
    """No Chromium on Linux writes pages so; another system's does."""
    word = WORDS["HTTP cache, brotli"]
    body = bytes(site.cramjam.brotli.compress(site.hidden(word.word).encode()))
    entry = bytearray(256)
    entry[40 + 4 : 40 + 8] = len(body).to_bytes(4, "little")
    # A chain of 1 KiB blocks, file data_2, its fifth block.
    entry[56 + 4 : 56 + 8] = (1 << 31 | 3 << 28 | 2 << 16 | 5).to_bytes(4, "little")
    (tmp_path / "index").write_bytes(session_files.BLOCKFILE + bytes(100))
    (tmp_path / "data_1").write_bytes(bytes(8192 + 256) + entry)
    (tmp_path / "data_2").write_bytes(bytes(8192 + 5 * 1024) + body)
    assert word in found(files(tmp_path), WORDS.values())
