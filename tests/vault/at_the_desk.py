"""A colleague's Chromium at the desk: signed in, keys made, pages of sealed notes to open."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault import queries, reader
from ravny.people.directory.operations import record_dealing
from ravny.people.directory.types import DealingEntry
from ravny.services.outreach.operations import add_safety_note
from tests.cast import HOUSE, NEAR_TEAM, Cast, Person, sign_in
from tests.directory.makers import a_service
from tests.outreach.phones import SITE, set_the_scene

PHRASE = "семь простых слов знает только тот человек"
PIN = "271828"
PATIENCE = 60_000


def join(*people: Person) -> None:
    """Let people have keys under the one phrase; the first makes the circles for all of them."""
    keyrings = [reader.make_staff_keyring(actor=one.actor, phrase=PHRASE) for one in people]
    for kind, subject_id in (("team", NEAR_TEAM), ("organisation", HOUSE)):
        reader.make_circle(
            actor=people[0].actor, keyring=keyrings[0], kind=kind, subject_id=subject_id
        )


def sealed(text: str, object_id: UUID, kind: str, around: tuple[str, UUID]) -> bytes:
    """Seal a note to the circle around something."""
    circle = queries.circle_of(*around)
    assert circle is not None
    return reader.seal_text(circle=circle, kind=kind, object_id=object_id, text=text)


def page_of_notes(cast: Cast, texts: list[str]) -> str:
    """Write an office with a dealing for each note; return the address of its page."""
    service_id = a_service(cast.lawyer, kind="migration", label="Отдел по миграции")
    for text in texts:
        dealing_id = day_id()
        envelope = sealed(text, dealing_id, "dealing.note", ("organisation", HOUSE))
        entry = DealingEntry(service_id, today(), "admission", "agreed", note=envelope)
        record_dealing(actor=cast.lawyer.actor, dealing_id=dealing_id, entry=entry)
    return reverse("directory:service", args=[service_id])


def team_notes(cast: Cast, texts: list[str]) -> str:
    """Write a site with a note for the near team for each text; return its page's address."""
    set_the_scene()
    for text in texts:
        note_id = day_id()
        envelope = sealed(text, note_id, "site.safety", ("team", NEAR_TEAM))
        add_safety_note(actor=cast.social.actor, note_id=note_id, site_id=SITE, text=envelope)
    return reverse("outreach:site", args=[SITE])


@contextmanager
def desk(browser: Browser, address: str, person: Person, **options: Any) -> Iterator[Page]:
    """A new browser profile in which somebody is signed in and nothing is open."""
    context = browser.new_context(
        base_url=address, viewport={"width": 1280, "height": 800}, locale="ru-RU", **options
    )
    value = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}])
    yield context.new_page()
    context.close()


def prompt(page: Page) -> Locator:
    """The window in which the phrase is typed."""
    return page.locator("#unlock")


def ask_to_open(page: Page) -> None:
    """Press the button at the top of the page, and see the window."""
    page.locator("[data-unlock]").click()
    expect(prompt(page)).to_be_visible()


def type_phrase(page: Page, *, pin: str = "", passkey: bool = False) -> None:
    """Type the phrase into the window that stands open."""
    page.locator("#unlock-phrase").fill(PHRASE)
    page.locator("#unlock-new-pin").fill(pin)
    if passkey:
        page.locator("[data-passkey-offer] input").check()
    page.locator("#unlock [data-phrase-form] [type=submit]").click()


def unlock(page: Page, *, pin: str = "", passkey: bool = False) -> None:
    """Open the notes with the phrase."""
    ask_to_open(page)
    type_phrase(page, pin=pin, passkey=passkey)
    expect(prompt(page)).not_to_be_visible(timeout=PATIENCE)
    expect_open(page)


def lock(page: Page) -> None:
    """Lock by hand."""
    page.locator("[data-lock-now]").click()
    expect_locked(page)


def expect_open(page: Page) -> None:
    """The seal at the top says that the notes are open."""
    expect(page.locator("#lockstate[data-open]")).to_be_visible(timeout=PATIENCE)


def expect_locked(page: Page) -> None:
    """The seal at the top says that the notes are sealed."""
    expect(page.locator("#lockstate:not([data-open])")).to_be_visible(timeout=PATIENCE)
