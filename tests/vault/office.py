"""An office of two: what one writes the other reads, and somebody who has the database between."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, expect

from ravny.core.vault import reader
from ravny.core.vault.models.people import Authored
from ravny.core.vault.types import CircleFact
from ravny.services.outreach.models import SiteSafetyNote
from tests.cast import HOUSE, NEAR_TEAM, Cast
from tests.conftest import Doors
from tests.outreach.phones import SITE, set_the_scene
from tests.vault.authors import forget_circles
from tests.vault.desk_browser import PHRASE, desk_of


@dataclass
class Office:
    """Зарина writes, Анна reads; both can open the near team's notes."""

    cast: Cast
    doors: Doors
    browser: Browser
    near: CircleFact
    writer: Page
    reader: Page


@pytest.fixture
def office(
    doors: Doors, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    forget_circles(monkeypatch)
    set_the_scene()
    keyring = reader.make_staff_keyring(actor=cast.social.actor, phrase=PHRASE)
    reader.make_staff_keyring(actor=cast.coordinator.actor, phrase=PHRASE)
    near = reader.make_circle(
        actor=cast.social.actor, keyring=keyring, kind="team", subject_id=NEAR_TEAM
    )
    with (
        desk_of(cast.social, doors, browser) as writer,
        desk_of(cast.coordinator, doors, browser) as other,
    ):
        yield Office(cast, doors, browser, near, writer, other)


def write(page: Page, words: str) -> None:
    """Add a safety note to the site."""
    page.goto(reverse("outreach:site", args=[SITE]))
    count = page.locator("main [data-sealed]").count()
    page.locator("main [data-sealed-field] textarea").fill(words)
    page.locator("main form .btn.primary[type=submit]").click()
    expect(page.locator("main [data-sealed]")).to_have_count(count + 1)


def bylines(page: Page) -> dict[str, str]:
    """Open every note of the site; return text → what stands under it."""
    page.goto(reverse("outreach:site", args=[SITE]))
    sections = page.locator("main [data-sealed]")
    found = {}
    for place in range(sections.count()):
        section = sections.nth(place)
        section.locator("[data-sealed-toggle]").click()
        said = section.locator("[data-sealed-text], [data-why-shut]")
        expect(said.locator("visible=true")).to_have_count(1)
        words = said.locator("visible=true").inner_text()
        if section.get_attribute("data-open") is not None:
            expect(section.locator("[data-sealed-mark]")).to_be_visible()
            found[words] = section.locator("[data-sealed-mark]").inner_text()
        else:
            found[words] = ""
    return found


def change(note_id: UUID, **columns: Any) -> None:
    """Change a row past everything, as somebody with the database would."""
    with scopes_disabled():
        SiteSafetyNote.objects.filter(id=note_id).update(**columns)


def put(note_id: UUID, envelope: bytes, cast: Cast) -> None:
    """Put a note of hers into the table past everything."""
    with scopes_disabled():
        SiteSafetyNote.objects.create(
            id=note_id, organisation_id=HOUSE, site_id=SITE, team_id=NEAR_TEAM,
            author_id=cast.social.account_id, text=envelope,
        )  # fmt: skip


def rows() -> list[SiteSafetyNote]:
    with scopes_disabled():
        entries = Authored.objects.order_by("counter").values_list("object_id", flat=True)
        return [SiteSafetyNote.objects.get(id=note_id) for note_id in entries]
