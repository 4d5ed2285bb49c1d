"""One prompt opens a page of fifty sealed fields, each written into the journal before it shows."""

import time
from collections.abc import Iterator

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, expect

from ravny.core.journal.models import Entry
from ravny.core.vault import fields
from tests.cast import Cast
from tests.conftest import Doors

from .at_the_desk import PHRASE, desk, join, page_of_notes

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FIFTY = [f"Канарейка номер {number}" for number in range(1, 51)]
# 2.4 s while six other suites ran beside; a prompt or a request for each would not fit.
SECONDS = 15


@pytest.fixture
def page(
    doors: Doors, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """The page of an office with fifty notes, everything sealed."""
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})
    join(cast.social)
    address = page_of_notes(cast, FIFTY)
    with desk(browser, doors.desk, cast.social) as opened:
        opened.goto(address)
        yield opened


def test_one_phrase_one_request_to_the_journal_and_all_fifty_are_read(page: Page) -> None:
    asked: list[str] = []
    page.locator("[data-unlock]").click()
    page.locator("#unlock-phrase").fill(PHRASE)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect(page.locator("#unlock")).not_to_be_visible(timeout=60_000)
    page.on("request", lambda request: asked.append(request.url.rpartition("/vault/")[2]))
    begun = time.perf_counter()
    page.locator("[data-open-all]").click()
    expect(page.locator("[data-sealed][data-open]")).to_have_count(50, timeout=60_000)
    spent = time.perf_counter() - begun
    said = page.locator("[data-sealed-text]").all_inner_texts()
    assert sorted(said) == sorted(FIFTY)
    assert [one for one in asked if one.startswith("opened")] == ["opened"]
    assert len(asked) <= 4, asked
    assert spent < SECONDS
    expect(page.locator("#unlock")).not_to_be_visible()
    with scopes_disabled():
        assert Entry.objects.filter(verb="vault.opened").count() == 50


def test_asking_for_one_of_them_while_sealed_opens_that_one_after_the_prompt(page: Page) -> None:
    page.locator("[data-sealed-toggle]").nth(7).click()
    page.locator("#unlock-phrase").fill(PHRASE)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect(page.locator("[data-sealed][data-open]")).to_have_count(1, timeout=60_000)
    # And the other forty-nine need no second prompt.
    page.locator("[data-open-all]").click()
    expect(page.locator("[data-sealed][data-open]")).to_have_count(50, timeout=60_000)
