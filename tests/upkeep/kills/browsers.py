"""Two browsers in the drill: a phone that is killed, a desk page under a dead server."""

import contextlib
import json
import time
from typing import Any

from playwright.sync_api import Error, Playwright, expect

from tests.conftest import Doors
from tests.field.phone import Phone
from tests.upkeep.kills.house import LEAD, WORKER, House, pause

PATIENCE = 40_000
NOTE = "осторожно, двор проходной"


class Browsers:
    """A worker's phone with its queue, a colleague's desk with keys open."""

    def __init__(self, house: House, playwright: Playwright, launch: dict[str, Any]) -> None:
        self.house = house
        self.saved, self.written, self.noted = 0, 0, 0
        urls = {door: house.installed.url("", door) for door in ("desk", "field", "portal")}
        folder = house.installed.folder / "browser"
        self.phone = Phone(playwright, launch, Doors(**urls), folder).start()
        self._register(house.ask("invite", login=WORKER))
        self.before = house.ask("state")
        self.desktop = playwright.chromium.launch(**launch)
        self.context = self.desktop.new_context(base_url=urls["desk"], locale="ru-RU")
        self.context.set_default_timeout(PATIENCE)
        self.desk = self.context.new_page()
        made = house.installed.home / "demo.json"
        self.phrase = json.loads(made.read_text("utf-8"))[LEAD]
        cookies = [
            {"name": name, "value": value, "url": urls["desk"]}
            for name, value in house.desk.cookies.items()
        ]
        self.context.add_cookies(cookies)  # type: ignore[arg-type]  # plain dictionaries are taken

    def close(self) -> None:
        """Close both."""
        with contextlib.suppress(Error):
            self.phone.context.close()
        with contextlib.suppress(Error):
            self.desktop.close()

    def _register(self, token: str) -> None:
        page = self.phone.page
        page.goto(f"{self.phone.doors.field}/#{token}")
        title = page.locator("[data-pin-title]")
        first = title.inner_text()
        self.phone.type_pin()
        expect(title).not_to_have_text(first)
        self.phone.type_pin()
        expect(self.phone.view("home")).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        self.phone.open_shift()

    def cut(self, kind: str, moment: float) -> None:
        """Do one of the two kinds."""
        if kind == "browser of a phone":
            self._kill_the_phone(moment)
        else:
            self._kill_under_a_note()

    def wrong(self) -> list[str]:
        """Everything the two have saved is there, once."""
        state = self.house.ask("state")
        acked = len(self.house.phone.acked)
        met = state["encounters"] - self.before["encounters"] - acked
        notes = state["notes"] - self.before["notes"]
        found = []
        if met != self.saved:
            found.append(f"the phone saved {self.saved}, {met} arrived")
        if notes != self.noted:
            found.append(f"{self.noted} notes were written, {notes} are there")
        return found

    def _kill_the_phone(self, moment: float) -> None:
        """Save meetings, end the browser at some moment, open it again: the queue goes out."""
        until, phone = time.monotonic() + moment, self.phone
        while True:
            phone.fill_kit()
            phone.tap("[form=contact]")
            expect(phone.page.locator("[name=who]:checked")).to_have_count(0)
            self.saved += 1
            if time.monotonic() > until:
                break
        phone.kill()
        phone.start()
        phone.open()
        for _look in range(60):
            phone.look_away()
            if not phone.queued():
                return
            pause(0.5)
        raise AssertionError("the phone's queue is not sent")

    def _kill_under_a_note(self) -> None:
        """Type half a note, kill the server, press: the words stay, and go when it is back."""
        page = self.desk
        page.goto(f"/outreach/sites/{self.house.world['sites'][0]}/")
        box = page.locator("main [data-sealed-field] textarea")
        self._unlock()
        box.fill(NOTE)
        self.house.kill("serve")
        self._press()
        expect(box).to_have_value(NOTE)
        self.house.start("serve")
        self.house.wait()
        before = self.house.ask("state")["notes"]
        for _try in range(6):
            self._unlock()
            if box.input_value() == NOTE:
                self._press()
            pause(2)
            if self.house.ask("state")["notes"] > before:
                self.noted += 1
                return
        raise AssertionError(f"the note is not saved; the box holds {box.input_value()!r}")

    def _press(self) -> None:
        button = self.desk.locator("main form:has([data-sealed-field]) [type=submit]").first
        for _try in range(4):
            with contextlib.suppress(Error):
                return button.click(timeout=5_000)
            self._unlock()
        return button.click()

    def _unlock(self) -> None:
        """Open the notes if they are shut, or if a press has asked for it."""
        page = self.desk
        if not page.locator("#unlock").is_visible():
            # It is seen for a moment on a page that opens by itself.
            with contextlib.suppress(Error):
                page.locator("[data-unlock]:visible").first.click(timeout=3_000)
                page.locator("#unlock").wait_for(timeout=3_000)
        if page.locator("#unlock").is_visible():
            page.locator("#unlock-phrase").fill(self.phrase)
            page.locator("#unlock [data-phrase-form] [type=submit]").click()
            expect(page.locator("#unlock")).not_to_be_visible(timeout=PATIENCE)
