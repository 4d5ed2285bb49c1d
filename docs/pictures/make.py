"""Take the handbook's pictures from a served demonstration.

    python docs/pictures/make.py http://localhost:8000 var/demo.json [name ...]

The second argument is the file of made-up phrases that `ravny demo` leaves in its home. Needs
Playwright; CHROMIUM may name a browser that is installed already.
"""

import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
Theme = Literal["light", "dark"]
LANGUAGE = "ru-RU"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1200, "height": 760}


def sign_in(page: Page, desk: str, phrases: dict[str, str], who: str) -> None:
    """Sign a made-up person in; the demonstration shows the one-time code on the page."""
    page.goto(f"{desk}/staff/sign-in")
    page.fill("[name=login]", who)
    page.fill("[data-phrase]", phrases[who])
    shown = re.search(r"\d{6}", page.inner_text(".note"))
    if shown is None:
        raise SystemExit("this is no demonstration: its sign-in page shows no code")
    page.fill("[name=code]", shown.group())
    page.click("button[type=submit]")
    page.wait_for_url(lambda address: "sign-in" not in address)


_signed_in: dict[str, Page] = {}


def page_of(
    browser: Browser, desk: str, phrases: dict[str, str], who: str, theme: Theme = "light"
) -> Page:
    """Return somebody's page; they sign in once, because no one-time code is taken twice."""
    if who not in _signed_in:
        _signed_in[who] = browser.new_context(locale=LANGUAGE).new_page()
        sign_in(_signed_in[who], desk, phrases, who)
    page = _signed_in[who]
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme=theme)
    return page


def keep(page: Page, name: str) -> None:
    """Write one picture beside this script."""
    page.screenshot(path=HERE / f"{name}.png", animations="disabled", caret="hide")
    sys.stdout.write(f"{name}.png {(HERE / f'{name}.png').stat().st_size // 1024} KiB\n")


def card(browser: Browser, desk: str, phrases: dict[str, str]) -> None:
    """Show a card with the sealed field opened, in the dark: the first card that has one."""
    page = page_of(browser, desk, phrases, "timur", "dark")
    page.goto(f"{desk}/clients/")
    links = page.eval_on_selector_all(".sheet tbody a.tag", "all => all.map(one => one.href)")
    for address in links:
        page.goto(address)
        sealed = page.locator("[data-sealed][data-source] button")
        if sealed.count():
            sealed.first.click()
            page.wait_for_timeout(1500)
            return keep(page, "card")
    raise SystemExit("no card of the first page has a sealed field")


def registered_phone(browser: Browser, desk: str, phrases: dict[str, str]) -> Page:
    """Register a made-up phone and open a shift on it."""
    page = page_of(browser, desk, phrases, "alisher")
    page.goto(f"{desk}/vault/phones/")
    page.click("form button.primary")
    link = page.get_attribute("#code a", "href") or ""
    phone = browser.new_context(
        viewport=PHONE, locale=LANGUAGE, color_scheme="dark", has_touch=True, is_mobile=True
    ).new_page()
    phone.goto(link)
    for _ in range(2):
        phone.wait_for_selector("[data-pin-pad]")
        for key in ["1", "9", "7", "3", "ok"]:
            phone.tap(f"[data-pin-pad] [data-key='{key}']")
        phone.wait_for_timeout(1500)
    phone.tap("#opening label:has([name=site])")
    phone.tap("#opening [type=submit]")
    return phone


def field_home(browser: Browser, desk: str, phrases: dict[str, str]) -> None:
    """Show the phone's first page during a shift."""
    phone = registered_phone(browser, desk, phrases)
    phone.tap("label:has([name=who][value=new])")
    phone.tap("label:has([name=age][value='25-29'])")
    phone.evaluate("scrollTo(0, 0)")
    phone.wait_for_timeout(800)
    keep(phone, "field-home")


def linkage(browser: Browser, desk: str, phrases: dict[str, str]) -> None:
    """Show the cascade of a year, in daylight."""
    page = page_of(browser, desk, phrases, "olga")
    page.goto(f"{desk}/reports/linkage/")
    years = page.locator("[name=period] option").evaluate_all("all => all.map(one => one.value)")
    page.select_option("[name=period]", next(year for year in years if year.isdigit()))
    page.click("form.filters button")
    page.wait_for_selector("table.cascade")
    keep(page, "linkage")


def next_step(browser: Browser, desk: str, phrases: dict[str, str]) -> None:
    """Show the phone after a reactive test: the safe ways first, nothing chosen."""
    phone = registered_phone(browser, desk, phrases)
    phone.tap("label:has([name=who][value=new])")
    phone.tap("label:has([name=test][value=hiv])")
    phone.tap("label:has([name=safety][value=not_asked])")
    phone.tap("[data-tested] [data-both]")
    phone.tap("#contact [data-block] label:has([data-name=result][value=reactive])")
    phone.locator("#contact [data-block] [data-name=step]").first.scroll_into_view_if_needed()
    phone.evaluate("scrollBy(0, 220)")
    phone.wait_for_timeout(800)
    keep(phone, "field-next-step")


@dataclass(frozen=True)
class View:
    """A page of the desk: whose, where from, what is pressed on the way, how it is shown."""

    who: str
    first: str
    way: tuple[str, ...] = ()
    theme: Theme = "light"
    height: int = DESK["height"]


ROW, UPDATED = ".sheet tbody td a:not(.tag)", "/cases/?stage=update"
BEGUN = "li.now a[href*='/cases/assessments/'], form[action$='/assess/'] button"
VIEWS = {
    "today": View("olga", "/", height=700),
    "today-order": View("timur", "/", (".head a[href*='order']",), "dark"),
    "case": View("timur", UPDATED, (ROW,), height=800),
    "plan": View("timur", UPDATED, (ROW, "a[href$='/plan/']"), "dark"),
    "plan-client": View(
        "timur", UPDATED, (ROW, "a[href$='/plan/']", "a[href$='/plan/client/']"), height=700
    ),
    "assessment": View("timur", UPDATED, (ROW, "li.done a[href*='/cases/assessments/']")),
    "questionnaire": View("timur", UPDATED, (ROW, BEGUN)),
    "silence": View("timur", "/cases/silence/", theme="dark", height=640),
    "archive": View("olga", "/cases/archive/", height=700),
    "hand-over": View("timur", "/supervision/handovers/", ("main a.btn.primary",)),
    "workload": View("timur", "/supervision/", theme="dark", height=700),
    "incident": View("timur", "/incidents/", (".sheet tbody tr:has(.tag) a:not(.tag)",)),
    "incident-counts": View("olga", "/incidents/counts/", theme="dark"),
    "script": View("timur", "/referrals/?reason=doctor", (ROW, "a[href$='/script/']")),
    "hospital": View(
        "timur", "/referrals/?reason=hospital", (ROW, "a[href$='/hospital/']"), "dark", 800
    ),
}


def view(browser: Browser, desk: str, phrases: dict[str, str], name: str) -> None:
    """Go the way to a page as a person would, and show it from its top."""
    one = VIEWS[name]
    page = page_of(browser, desk, phrases, one.who, one.theme)
    page.set_viewport_size({"width": DESK["width"], "height": one.height})
    page.goto(f"{desk}{one.first}")
    for press in one.way:
        page.locator(press).first.click()
        page.wait_for_load_state()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_selector("[data-when-open]:not([hidden])", state="attached")
    keep(page, name)


PICTURES: dict[str, Callable[[Browser, str, dict[str, str]], None]] = {
    **{name: partial(view, name=name) for name in VIEWS},
    "card": card,
    "field-home": field_home,
    "field-next-step": next_step,
    "linkage": linkage,
}


def main() -> None:
    """Take all pictures, or those that are named."""
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    desk, phrases = sys.argv[1].rstrip("/"), json.loads(Path(sys.argv[2]).read_text("utf-8"))
    if urlsplit(desk).hostname != "localhost":
        raise SystemExit("pictures are taken of a demonstration on this machine only")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=[f"--lang={LANGUAGE}"]
        )
        for name in sys.argv[3:] or PICTURES:
            PICTURES[name](browser, desk, phrases)
        browser.close()


if __name__ == "__main__":
    main()
