"""What no form shows by itself: joining, signing in, the lock, a new phrase, sheets of keys."""

import re
from base64 import b32decode
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from ravny.core.kit.clock import now
from ravny.core.staff.secrets import totp_code
from tests.installed import Installed

from . import forms
from .walk import Log, Walk

PIN = "713908"
SLOW = 60_000


@dataclass
class Desk:
    """A colleague at the desk."""

    house: Installed
    page: Page
    log: Log

    def canary(self, selector: str) -> Locator:
        """Type a box's canary into it."""
        place = self.page.locator(f"{selector}:visible").first
        place.wait_for()
        handle = place.element_handle()
        for box in forms.boxes_in(self.page):
            if box.handle.evaluate("(one, other) => one === other", handle):
                canary = forms.canary_for(box, " (refused)")
                forms.type_into(box, canary.word)
                self.log.note(box, canary)
                return place
        raise AssertionError(f"{selector} is no free box")

    def press(self, selector: str) -> None:
        """Press the first that is seen."""
        self.page.locator(f"{selector}:visible").first.click()

    def join(self, token: str) -> None:
        """Take up an invitation, mistyping words and code first."""
        page = self.page
        page.goto(self.house.url(f"/staff/join/{token}"))
        words = page.locator("[data-list] li").all_inner_texts()
        self.press("[data-next]")
        box = self.canary("#phrase")
        self.press("[data-next]")
        expect(page.locator("[data-message]")).to_be_visible()
        phrase = " ".join(words)
        self.log.secrets["the phrase of somebody who joined"] = phrase
        box.fill(phrase)
        self.press("[data-next]")
        box = self.canary("[name=code]")
        self.press("[type=submit]")
        expect(page.locator("[data-message]")).to_be_visible(timeout=SLOW)
        seed = page.locator("[data-step=code] p .code").inner_text().replace(" ", "")
        box.fill(totp_code(b32decode(seed + "=" * (-len(seed) % 8)), now()))
        self.press("[type=submit]")
        page.wait_for_url(self.house.url("/"), timeout=SLOW)
        page.goto(self.house.url("/staff/me"))
        self.press("form[action$='/sign-out'] [type=submit]")
        page.wait_for_url(re.compile("/staff/sign-in"))

    def sign_in(self, login: str, phrase: str) -> None:
        """Sign in with everything wrong, then as it should be."""
        page = self.page
        self.log.secrets["a phrase"] = phrase
        page.goto(self.house.url("/staff/sign-in"))
        boxes = [self.canary(one) for one in ("[name=login]", "#phrase", "[name=code]")]
        self.press("main [type=submit]")
        expect(page.locator("[data-message]")).to_be_visible(timeout=SLOW)
        shown = re.search(r"\d{6}", page.locator(".note.now").inner_text())
        assert shown, "the demo shows its code"
        for box, words in zip(boxes, (login, phrase, shown[0]), strict=True):
            box.fill(words)
        self.press("main [type=submit]")
        page.wait_for_url(self.house.url("/"), timeout=SLOW)

    def stays_open(self) -> None:
        """What signing in opened is open on every page that has the seal."""
        seal = self.page.locator("#lockstate")
        if seal.count():
            expect(seal).to_have_attribute("data-open", "")

    def lock_and_open(self, phrase: str) -> None:
        """Lock; open with wrong words, with the right ones and a PIN, with a wrong PIN, with it."""
        page = self.page
        page.goto(self.house.url("/"))
        self.press("[data-lock-now]")
        self.press("[data-unlock]")
        if page.locator("#unlock-pin").is_visible():
            self.press("#unlock [data-use-phrase]")
        box, pin = self.canary("#unlock-phrase"), self.canary("#unlock-new-pin")
        self.press("#unlock [data-phrase-form] [type=submit]")
        # A PIN that is none is refused before anything is worked out.
        pin.fill(PIN)
        self.press("#unlock [data-phrase-form] [type=submit]")
        expect(page.locator("#unlock [data-phrase-form] [data-failed]")).not_to_be_empty()
        expect(page.locator("#unlock [data-phrase-form] [type=submit]")).to_be_enabled(timeout=SLOW)
        box.fill(phrase)
        self.press("#unlock [data-phrase-form] [type=submit]")
        expect(page.locator("#unlock")).not_to_be_visible(timeout=SLOW)
        self.press("[data-lock-now]")
        self.press("[data-unlock]")
        box = self.canary("#unlock-pin")
        self.press("#unlock [data-pin-form] [type=submit]")
        expect(page.locator("#unlock [data-pin-form] [type=submit]")).to_be_enabled()
        box.fill(PIN)
        self.press("#unlock [data-pin-form] [type=submit]")
        expect(page.locator("#unlock")).not_to_be_visible()

    def change_the_phrase(self, phrase: str) -> None:
        """Begin a new phrase, mistype at each step, and leave it at the code."""
        page = self.page
        page.goto(self.house.url("/vault/own"))
        self.press("[data-change-start] [data-start]")
        box = self.canary("#phrase-now")
        self.press("[data-step=now] [type=submit]")
        expect(page.locator("#phrase-change [data-message]")).to_be_visible(timeout=SLOW)
        box.fill(phrase)
        self.press("[data-step=now] [type=submit]")
        words = page.locator("#phrase-change [data-list] li")
        expect(words.first).to_be_visible(timeout=SLOW)
        new = " ".join(words.all_inner_texts())
        self.log.secrets["a new phrase"] = new
        self.press("[data-step=words] [data-next]")
        box = self.canary("#phrase-new")
        self.press("[data-step=repeat] [data-next]")
        expect(page.locator("#phrase-change [data-message]")).to_be_visible()
        box.fill(new)
        self.press("[data-step=repeat] [data-next]")
        self.canary("#change-code")
        self.press("[data-step=code] [type=submit]")
        expect(page.locator("#phrase-change [data-message]")).to_be_visible(timeout=SLOW)

    def type_sheets(self, sheets: list[list[str]]) -> None:
        """At the ceremony: type rows wrongly, then two sheets as they are; go no further."""
        page = self.page
        page.goto(self.house.url("/vault/ceremony/"))
        page.locator("[data-candidates] input").first.check()
        self.press("[data-begin]")
        self.canary("[data-old-form] [data-row]")
        self.press("[data-old-form] [type=submit]")
        expect(page.locator("[data-row-failed]:visible").first).to_be_visible()
        rows = page.locator("[data-old-form] [data-row]")
        for number, row in enumerate(row for sheet in sheets[:2] for row in sheet):
            rows.nth(number).fill(row)
            self.log.secrets[f"row {number + 1} of a sheet"] = row
        self.press("[data-old-form] [data-back]")

    def read_all(self, url: str) -> None:
        """Open every sealed text of a page, and its documents, and leave them standing there."""
        page = self.page
        page.goto(url)
        if page.locator("[data-open-all]:visible").count():
            self.press("[data-open-all]")
        drawn = page.locator(".attachment-window [data-shown] canvas")
        # One of the documents is a sample that only looks like one: it says so and is closed.
        damaged = page.locator(".attachment-window [role=alert]:visible")
        for opening in page.locator("[data-attachment-open]:visible").all():
            opening.click()
            expect(drawn.or_(damaged).first).to_be_visible(timeout=SLOW)
            if drawn.count():
                return
            page.keyboard.press("Escape")
        raise AssertionError("no document could be read")

    def refer(self, walk: Walk, client_id: str, reason: str) -> None:
        """Follow the links of a referral to the page that has its note."""
        self.page.goto(self.house.url(f"/referrals/new/?client={client_id}&reason={reason}"))
        link = self.page.locator("main a[href*='service=']").last
        walk.see(self.house.url(str(link.get_attribute("href"))))
