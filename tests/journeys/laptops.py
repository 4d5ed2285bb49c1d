"""A laptop for anybody of the house: signed in, in Russian, the notes shut until the phrase."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client as Browserless
from playwright.sync_api import Browser, Page, expect

from ravny.core.vault import fields, reader
from ravny.core.vault.reader import Keyring
from tests.cast import Person, sign_in
from tests.conftest import Doors

PHRASE = "семь простых слов знает только тот человек"
SUBMIT = "main form .btn.primary[type=submit]"

Opens = Callable[[Person], Page]


def keys_of(*people: Person) -> list[Keyring]:
    """Let people join with the one phrase."""
    return [reader.make_staff_keyring(actor=one.actor, phrase=PHRASE) for one in people]


@pytest.fixture
def laptop_of(doors: Doors, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opens]:
    """Opens a laptop for a person."""
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})
    contexts = []

    def opens(person: Person) -> Page:
        session = sign_in(Browserless(), person).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(base_url=doors.desk, viewport={"width": 1280, "height": 800})
        contexts.append(context)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": doors.desk}]
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        return page

    yield opens
    for context in contexts:
        context.close()


def unlock(page: Page) -> None:
    """Open the notes with the phrase, on any page that has the lock."""
    page.goto("/")
    page.locator("[data-unlock]").first.click()
    page.locator("#unlock-phrase").fill(PHRASE)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect(page.locator("#unlock")).not_to_be_visible(timeout=60_000)


def choose(page: Page, name: str, value: str) -> None:
    """Tap one choice of a group."""
    page.locator(f"main label:has([name='{name}'][value='{value}'])").first.click()


def open_sealed(page: Page, words: str) -> None:
    """Press the first sealed text of the page open and read it."""
    expect(page.locator("main")).not_to_contain_text(words)
    note = page.locator("main .sealed").filter(has=page.locator("[data-sealed-toggle]")).first
    note.locator("[data-sealed-toggle]").click()
    expect(note).to_contain_text(words)
