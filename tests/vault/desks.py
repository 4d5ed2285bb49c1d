"""Desks in Chromium with keys under one phrase, and sheets read off the screen as off paper."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client as Browserless
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ravny.core.vault import fields, reader
from tests.cast import Cast, Person, sign_in
from tests.conftest import Doors

PHRASE = "семь простых слов знает только тот человек"
LONG = 60_000


@dataclass
class Desks:
    """Signed-in browsers, one context for each person; `keys` are what their phrase opens."""

    browser: Browser
    doors: Doors
    cast: Cast
    keys: dict[str, reader.Keyring] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)

    def join(self, *people: Person) -> None:
        """Let people make their keys under the phrase."""
        for person in people:
            self.keys[person.login] = reader.make_staff_keyring(actor=person.actor, phrase=PHRASE)

    def of(self, person: Person, *, locked: bool = False) -> Page:
        """Open somebody's desk on a computer of its own, the notes opened with the phrase."""
        session = sign_in(Browserless(), person).cookies[settings.SESSION_COOKIE_NAME].value
        context = self.browser.new_context(base_url=self.doors.desk)
        self.contexts.append(context)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.doors.desk}
        context.add_cookies([cookie])  # type: ignore[list-item]  # a dict as playwright's own
        page = context.new_page()
        page.goto(reverse("staff:me"))
        if not locked:
            unlock(page)
        return page

    def circle(self, person: Person, kind: str, subject_id: object) -> None:
        """Make a circle as somebody's browser would."""
        reader.make_circle(
            actor=person.actor,
            keyring=self.keys[person.login],
            kind=kind,
            subject_id=subject_id,  # type: ignore[arg-type]  # a UUID in every call
        )


def unlock(page: Page) -> None:
    """Type the phrase into the window of the page."""
    page.locator("[data-unlock]").first.click()
    page.locator("#unlock-phrase").fill(PHRASE)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect(page.locator("#unlock")).not_to_be_visible(timeout=LONG)


def papers(page: Page) -> list[list[str]]:
    """Read the three sheets, four rows each."""
    expect(page.locator("[data-papers] .keysheet")).to_have_count(3, timeout=LONG)
    return [
        [row.inner_text() for row in paper.locator("[data-rows] li").all()]
        for paper in page.locator("[data-papers] .keysheet").all()
    ]


def type_sheet(page: Page, number: str, rows: list[str]) -> None:
    """Type the four rows of a sheet."""
    for place, row in enumerate(rows, start=1):
        page.locator(f"#sheet-{number}-{place}").fill(row)


@pytest.fixture
def desks(
    doors: Doors, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desks]:
    """The house before its ceremony."""
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})
    made = Desks(browser, doors, cast)
    yield made
    for context in made.contexts:
        context.close()
