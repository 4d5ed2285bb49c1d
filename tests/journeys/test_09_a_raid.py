"""Journey 9. Everything is seized; nothing is readable; next morning the house works elsewhere.

Real processes and two homes: an office whose machines are taken, and a machine abroad that gets a
backup, its month's file, the erasure ledger and two of three sheets.
"""

import contextlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ravny.config.demo.signs import TOTP_SECRET
from ravny.core.kit.clock import now
from ravny.core.staff.secrets import totp_code
from tests.guards.raid.search import lies_in
from tests.installed import Installed, kill

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

LONG = 60_000
KEEPER, WORKER = "olga", "timur"
LABEL, SEALED = "Дежурная в приёмном покое", "канарейкаЯвка"
SERVICE = re.compile("/directory/[0-9a-f-]{36}/$")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The office before the raid, a made-up year in it."""
    made = Installed(tmp_path_factory.mktemp("office"))
    made.demo(20)
    return made


@contextlib.contextmanager
def desk(browser: Browser, place: Installed, login: str, phrase: str) -> Iterator[Page]:
    """Somebody signs in on a computer of their own, with phrase and code."""
    context = browser.new_context(base_url=place.url(""), viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto("/staff/sign-in")
    page.locator("[name=login]").fill(login)
    page.locator("#phrase").fill(phrase)
    page.locator("[name=code]").fill(totp_code(TOTP_SECRET, now()))
    page.locator("[data-sign-in] [type=submit]").click()
    page.wait_for_url(place.url("/"), timeout=2 * LONG)
    expect(page.locator("[data-lockstate][data-open]")).to_be_attached(timeout=LONG)
    yield page
    context.close()


def write_a_sealed_word(page: Page) -> str:
    """Enter somebody to call, and how; return the entry's address."""
    page.goto("/directory/new/")
    page.locator("main [name=kind]").select_option("contact")
    page.locator("main [name=label]").fill(LABEL)
    page.locator("main [data-sealed-field] textarea").fill(SEALED)
    page.locator("main form .btn.primary[type=submit]").click()
    page.wait_for_url(SERVICE, timeout=LONG)
    return page.url.partition("localhost")[2].partition("/")[2]


def read(page: Page, address: str) -> None:
    """Open the sealed word of the entry."""
    page.goto(f"/{address}")
    note = page.locator("main .sealed").filter(has=page.locator("[data-sealed-toggle]"))
    note.locator("[data-sealed-toggle]").click()
    expect(note.locator("[data-sealed-text]")).to_have_text(SEALED, timeout=LONG)


def back_up(page: Page, abroad: Path) -> None:
    """Press once, wait for it, and take the backup and the month's file along."""
    page.goto("/upkeep/backups/")
    button = page.locator("form[action$='/backups/start'] button")
    button.click(timeout=LONG)
    expect(page.locator("#standing[hx-get]")).to_be_attached(timeout=LONG)
    expect(button).to_be_visible(timeout=4 * LONG)
    page.reload()
    newest = page.locator("main a[href*='/backups/'][href$='/file']").first
    for link in [newest, *page.locator("main a[href*='/months/']").all()]:
        with page.expect_download() as taken:
            link.click()
        taken.value.save_as(abroad / taken.value.suggested_filename)


def test_a_raid_finds_nothing_and_work_goes_on_elsewhere(
    browser: Browser, office: Installed, tmp_path: Path
) -> None:
    phrases = json.loads((office.home / "demo.json").read_text("utf-8"))
    abroad = tmp_path / "abroad"
    abroad.mkdir()
    with office.served() as server:
        with desk(browser, office, WORKER, phrases[WORKER]) as page:
            address = write_a_sealed_word(page)
        with desk(browser, office, KEEPER, phrases[KEEPER]) as page:
            back_up(page, abroad)
        kill(server)
    shutil.copy(office.home / "backups" / "erasures.jsonl", abroad)
    sheets = phrases["three sheets"]
    seize(office)

    elsewhere = Installed(tmp_path / "elsewhere")
    restore(elsewhere, abroad, [sheets[0], sheets[2]])
    with elsewhere.served():
        with desk(browser, elsewhere, WORKER, phrases[WORKER]) as page:
            read(page, address)
        verified = elsewhere.ravny("journal", "verify")
        assert verified.returncode == 0, verified.stderr


def seize(office: Installed) -> None:
    """Take everything that lies in the office but the stick, and look into it."""
    told = {LABEL, SEALED}
    # The demonstration writes phrases and sheets down; elsewhere they are in heads and on paper.
    (office.home / "demo.json").unlink()
    for file in sorted(office.folder.rglob("*")):
        if file.is_file():
            assert lies_in(file.read_bytes(), told) == set(), file
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        sqlite3.connect(office.home / "ravny.db").execute("SELECT 1 FROM sqlite_master")
    shutil.rmtree(office.folder)


def restore(place: Installed, abroad: Path, sheets: list[list[str]]) -> None:
    """Bring the organisation back with what lies abroad; one sheet alone does not."""
    (backup,) = abroad.glob("*.age")
    (month,) = abroad.glob(f"{backup.name[6:13]}-*.ravnymonth")
    words = ["restore", str(backup), "--month-file", str(month)]
    words += ["--ledger", str(abroad / "erasures.jsonl")]
    once = "\n".join(sheets[0]) + "\n"
    refused = place.ravny(*words, typed=once + once)
    assert refused.returncode != 0
    assert not (place.home / "ravny.db").exists()
    done = place.ravny(*words, typed="\n".join([*sheets[0], *sheets[1]]) + "\n")
    assert done.returncode == 0, done.stdout + done.stderr
