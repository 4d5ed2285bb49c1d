"""A worker's phone in a real browser: registered, unlocked, tapped, killed, looked into."""

import os
import re
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django_scopes import scopes_disabled
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from ravny.services.encounters.models import Site
from ravny.services.stock.models import Item
from tests.cast import HOUSE, NEAR_TEAM, Person, browser_of, frozen_id
from tests.conftest import Doors

PIN = "2580"
SITE = frozen_id("site П-3")
ITEMS = {
    "condoms": (frozen_id("item condoms"), "Презервативы", "Condoms", 5, 10),
    "lubricant": (frozen_id("item lube"), "Лубриканты", "Lubricants", 5, 5),
    "leaflet": (frozen_id("item leaflets"), "Буклеты", "Leaflets", 1, 1),
}
CONDOMS = ITEMS["condoms"][0]
# How many records wait on the phone, as its home says.
QUEUED = "[data-view=home] [data-queued]"
# A page that somebody looks away from: what Chromium tells it when the screen goes dark.
LOOK_AWAY = """away => {
    Object.defineProperty(document, 'hidden', {value: away, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
}"""


def set_the_scene() -> None:
    """Put a site and three items with their usual kit into the house."""
    with scopes_disabled():
        Site.objects.create(
            id=SITE, organisation_id=HOUSE, team_id=NEAR_TEAM, label="П-3", kind="street",
            region="RU-SAM", languages=("ru", "uz"),
        )  # fmt: skip
        for position, (kind, (item_id, ru, en, step, usual)) in enumerate(ITEMS.items()):
            Item.objects.create(
                id=item_id, organisation_id=HOUSE, kind=kind, label_ru=ru, label_en=en,
                step=step, usual=usual, position=position,
            )  # fmt: skip


def fragment_of(person: Person) -> str:
    """Press "Add a phone" at somebody's desk; return what stands behind the link's #."""
    page = browser_of(person).post("/vault/phones/").content.decode()
    found = re.search(r'href="http[^"#]*/#([^"]+)"', page)
    assert found
    return found[1]


def end_browser(folder: Path) -> None:
    """Kill the browser that has a profile open."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={folder}".encode() in arguments:
            os.kill(int(process.name), signal.SIGKILL)


@dataclass
class Phone:
    """A browser profile in a folder, and the browser that has it open."""

    playwright: Playwright
    launch: dict[str, Any]
    doors: Doors
    folder: Path
    locale: str = "ru-RU"
    width: int = 360
    offline: bool = False
    taps: int = 0
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)

    def start(self) -> "Phone":
        """Open the browser on the profile as it lies there; without network it finds no host.

        The browser itself must find none: what its service worker sends no page could stop.
        """
        launch = dict(self.launch)
        if self.offline:
            launch["args"] = [*launch["args"], "--host-resolver-rules=MAP * ~NOTFOUND"]
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder),
            locale=self.locale,
            viewport={"width": self.width, "height": 740},
            has_touch=True,
            **launch,
        )
        self.context.set_default_timeout(60_000)
        self.context.set_offline(self.offline)
        self.page = self.context.pages[0]
        return self

    def kill(self) -> None:
        """End the browser as a dead battery does: no goodbye to any page."""
        end_browser(self.folder)
        with suppress(Error):
            self.context.close()
        for lock in self.folder.glob("Singleton*"):
            lock.unlink()

    def set_offline(self, offline: bool) -> None:
        self.offline = offline
        self.context.set_offline(offline)

    def register(self, person: Person) -> "Phone":
        """Open the one-time link and choose a PIN; the shell is on the phone when it returns."""
        self.page.goto(f"{self.doors.field}/#{fragment_of(person)}")
        title = self.page.locator("[data-pin-title]")
        first = title.inner_text()
        self.type_pin()
        expect(title).not_to_have_text(first)
        self.type_pin()
        expect(self.view("home")).to_be_visible()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        return self

    def open(self) -> "Phone":
        """Open the app again, as after a restart."""
        self.page.goto(f"{self.doors.field}/")
        self.type_pin()
        expect(self.view("home")).to_be_visible()
        return self

    def view(self, name: str) -> Any:
        return self.page.locator(f"[data-view={name}]")

    def type_pin(self, pin: str = PIN) -> None:
        pad = self.page.locator("[data-pin-pad]")
        expect(self.page.locator("[data-dots]")).to_have_text("")
        for digit in pin:
            pad.locator(f"[data-key='{digit}']").click()
        pad.locator("[data-key=ok]").click()

    def open_shift(self) -> "Phone":
        self.tap("#opening label:has([name=site])")
        self.tap("#opening [type=submit]")
        expect(self.page.locator("#contact")).to_be_visible()
        return self

    def tap(self, selector: str) -> None:
        """Touch something as a thumb does, and count it."""
        self.page.locator(selector).first.tap()
        self.taps += 1

    def fill_kit(self, who: str = "again", age: str = "25-29") -> None:
        self.tap(f"label:has([name=who][value={who}])")
        self.tap(f"label:has([name=age][value='{age}'])")
        self.tap("[data-kit] button")

    def choose_test(self, *infections: str, ticks: bool = True, safety: str = "not_asked") -> None:
        """Tick infections, answer the safety question, tick that the person was told and agrees.

        `safety` "" leaves the question open: nothing else is there yet.
        """
        for infection in infections:
            self.tap(f"label:has([name=test][value={infection}])")
        if safety:
            self.tap(f"label:has([name=safety][value={safety}])")
        if ticks and safety:
            self.tap("[data-tested] [data-both]")

    def block(self, infection: str = "hiv", *, second: bool = False) -> str:
        """The block of one test, as a selector; of the late page when that is shown."""
        if self.view("late").is_visible():
            return "#late [data-block]"
        kind = "[data-second]" if second else ":not([data-second])"
        return f"#contact [data-block][data-infection={infection}]{kind}"

    def result(self, infection: str, result: str, *, second: bool = False) -> None:
        """Tap what a test shows: nonreactive, reactive, invalid or wait."""
        block = self.block(infection, second=second)
        self.tap(f"{block} label:has([data-name=result][value={result}])")

    def told(self, infection: str = "hiv", *, second: bool = False) -> None:
        """Tap that the result was told and the person counselled."""
        self.tap(f"{self.block(infection, second=second)} [data-told-part] [data-both]")

    def next_step(
        self, step: str, *, due: int | None = None, infection: str = "hiv", second: bool = False
    ) -> None:
        """Tap a next step after a reactive test, and in how many days to remind (1, 3, 7)."""
        block = self.block(infection, second=second)
        self.tap(f"{block} label:has([data-name=step][value={step}])")
        if due is not None:
            self.tap(f"{block} label:has([data-name=due][value='{due}'])")

    def wait_until(self, holds: Callable[[], object]) -> None:
        """Wait a minute at most, without sleep: this thread answers what a test routes."""
        for _ in range(600):
            if holds():
                return
            self.page.wait_for_timeout(100)

    def sees_waiting(self, *rows: str) -> None:
        """Wait until the rows of waiting tests say this, top to bottom."""
        texts = self.page.locator("[data-waiting-text]")
        expect(texts).to_have_count(len(rows))
        expect(texts).to_have_text(list(rows))

    def open_waiting(self, number: int = 0, pin: str = PIN) -> None:
        """Open a waiting row; the PIN stands between it and its result."""
        self.page.locator("[data-waiting-rows] button").nth(number).tap()
        self.type_pin(pin)
        expect(self.view("late")).to_be_visible()

    def save_late(self) -> None:
        """Save the result of an opened row."""
        self.tap("[form=late]")
        expect(self.view("home")).to_be_visible()

    def press_save(self) -> None:
        """Tap the button, and wait until the phone has saved or refused."""
        self.tap("[form=contact]")
        expect(self.page.locator("#contact[inert]")).to_have_count(0)

    def save(self) -> None:
        """Save a contact; what goes out at once by itself is not counted as waiting."""
        before = self.queued()
        self.press_save()
        expect(self.page.locator("#contact [name=who]:checked")).to_have_count(0)
        if self.offline:
            expect(self.page.locator(QUEUED)).to_have_text(str(before + 1))

    def queued(self) -> int:
        return int(self.page.locator(QUEUED).inner_text())

    def look_away(self) -> None:
        """Let the screen go dark for a moment: what is queued goes out."""
        self.page.evaluate(LOOK_AWAY, True)
        self.page.evaluate(LOOK_AWAY, False)

    def contains(self, *words: str, folder: Path | None = None) -> list[str]:
        """Say which words lie in the files of the profile, or of a copy, as UTF-8 or UTF-16."""
        found = []
        for path in (folder or self.folder).rglob("*"):
            if path.is_file() and not path.is_symlink():
                raw = path.read_bytes()
                for word in words:
                    if word.encode() in raw or word.encode("utf-16-le") in raw:
                        found.append(f"{word} in {path.relative_to(folder or self.folder)}")
        return found
