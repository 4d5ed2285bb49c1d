"""Two colleagues in two browsers: one writes, the other reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from tests.cast import Person, sign_in
from tests.conftest import Doors

PHRASE = "семь простых слов знает только тот человек"


def unlock(page: Page) -> None:
    """Type the phrase into the window that stands open."""
    page.locator("#unlock-phrase").fill(PHRASE)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect(page.locator("#unlock")).not_to_be_visible(timeout=60_000)


@contextmanager
def desk_of(
    person: Person, doors: Doors, browser: Browser, *, unlocked: bool = True, width: int = 1280
) -> Iterator[Page]:
    """Open somebody's desk in a browser of their own."""
    session = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(
        base_url=doors.desk, locale="ru-RU", viewport={"width": width, "height": 800}
    )
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": doors.desk}]
    )
    page = context.new_page()
    page.goto("/")
    if unlocked:
        page.locator("[data-unlock]").first.click()
        unlock(page)
    yield page
    context.close()
