"""Browsers of people with keys, on a client's card."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client as Browserless
from django.urls import reverse
from django_scopes import scope
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from ravny.core.attachments.models import Attachment, Chunk
from ravny.core.vault import reader
from tests.attachments.makers import opened
from tests.cast import HOUSE, NEAR_TEAM, Cast, Person, sign_in
from tests.conftest import Doors
from tests.testing.makers import CITIZEN, new_client

PHRASE = "семь простых слов знает только тот человек"
WAIT = 20_000


@dataclass
class Card:
    """A client's card in as many browsers as a test opens."""

    doors: Doors
    browser: Browser
    cast: Cast
    client_id: UUID
    keyrings: dict[str, reader.Keyring]
    contexts: list[BrowserContext] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def page_of(self, person: Person, unlock: bool = False, **options: Any) -> Page:
        """Open the card in a new browser of somebody."""
        session = sign_in(Browserless(), person).cookies[settings.SESSION_COOKIE_NAME].value
        context = self.browser.new_context(
            base_url=self.doors.desk,
            viewport={"width": 1280, "height": 900},
            **options,
        )
        self.contexts.append(context)
        cookie = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": session,
            "url": self.doors.desk,
        }
        context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda line: self._heard(line.type, line.text))
        page.goto(reverse("desk:card", args=[self.client_id]))
        if unlock:
            page.locator("[data-unlock]").first.click()
            type_phrase(page)
        return page

    def _heard(self, kind: str, text: str) -> None:
        """A page breaks no policy; a line that a test cuts is no fault of the page's."""
        if kind == "error" and "Content Security Policy" in text:
            self.wrong.append(text)

    def kept(self, person: Person) -> list[tuple[dict[str, Any], bytes]]:
        """Open every whole document as a colleague would, oldest first."""
        with scope(organisation=HOUSE):
            rows = [
                (row.id, bytes(row.about), pieces_of(row.id))
                for row in Attachment.objects.filter(whole=True).order_by("id")
            ]
        keyring = self.keyrings[person.login]
        return [opened(person, keyring, about, found, parts) for found, about, parts in rows]


def pieces_of(attachment_id: UUID) -> list[bytes]:
    """Return the sealed pieces in their order (in a scope)."""
    rows = Chunk.objects.filter(attachment_id=attachment_id).order_by("index")
    return [bytes(sealed) for sealed in rows.values_list("sealed", flat=True)]


def type_phrase(page: Page) -> None:
    """Type the phrase into the window that asks for it."""
    expect(page.locator("#unlock")).to_be_visible(timeout=WAIT)
    page.locator("#unlock-phrase").fill(PHRASE)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect(page.locator("#unlock")).not_to_be_visible(timeout=WAIT)


def add(page: Page, name: str, content: bytes, mime: str = "application/octet-stream") -> None:
    """Choose a file; what it calls itself is as good as nothing."""
    chosen = {"name": name, "mimeType": mime, "buffer": content}
    page.locator("[data-attachment-file]").set_input_files(chosen)  # type: ignore[arg-type]  # a TypedDict


def rows(page: Page) -> Locator:
    """Return the rows of the list."""
    return page.locator("li[data-attachment]")


def added(page: Page, words: str = "Запечатано и сохранено") -> None:
    """Wait until it is there."""
    expect(page.locator("[data-attachment-status]")).to_contain_text(words, timeout=WAIT)


def refused(page: Page) -> str:
    """Return why the last file was not taken."""
    alert = page.locator("[data-attachment-sendings] [role=alert]").last
    expect(alert).to_be_visible(timeout=WAIT)
    return alert.inner_text()


def open_card(doors: Doors, browser: Browser, cast: Cast) -> Iterator[Card]:
    """Give two colleagues keys by the phrase, and their team a circle."""
    people = (cast.case_manager, cast.social)
    keyrings = {
        one.login: reader.make_staff_keyring(actor=one.actor, phrase=PHRASE) for one in people
    }
    maker = people[0]
    reader.make_circle(
        actor=maker.actor,
        keyring=keyrings[maker.login],
        kind="team",
        subject_id=NEAR_TEAM,
    )
    card = Card(doors, browser, cast, new_client(maker, CITIZEN), keyrings)
    yield card
    for context in card.contexts:
        context.close()
    assert card.wrong == []
