"""Somebody takes new words in their browser; the old ones sign nobody in and open nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, Route, expect

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import now
from ravny.core.staff.models import Account
from ravny.core.staff.secrets import secret_hash, totp_code
from ravny.core.vault import fields
from ravny.core.vault.instance import instance_id
from ravny.core.vault.phrase import phrase_secrets
from tests.cast import Cast
from tests.conftest import Doors

from .at_the_desk import PATIENCE, PHRASE, ask_to_open, desk, expect_open, join, prompt

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

OWN = "/vault/own"


@pytest.fixture
def page(
    doors: Doors, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """The social worker's page of own keys; their phrase signs them in, too."""
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})
    join(cast.social)
    derived = phrase_secrets(PHRASE, instance_id(), cast.social.login)
    with scopes_disabled():
        rows = Account.objects.filter(id=cast.social.account_id)
        rows.update(secret_hash=secret_hash(derived.login))
    with desk(browser, doors.desk, cast.social) as opened:
        opened.goto(OWN)
        yield opened


def draw(page: Page, old: str = PHRASE) -> str:
    """Go from the old words to the box for the code; return the new words."""
    page.locator("[data-start]").click()
    page.locator("#phrase-now").fill(old)
    page.locator("[data-step=now] [type=submit]").click()
    expect(page.locator("[data-step=words]")).to_be_visible(timeout=PATIENCE)
    words = " ".join(page.locator("[data-list] li").all_inner_texts())
    page.locator("[data-step=words] [data-next]").click()
    page.locator("#phrase-new").fill(words.upper())
    page.locator("[data-step=repeat] [data-next]").click()
    return words


def finish(page: Page, code: str) -> None:
    page.locator("[data-code]").fill(code)
    page.locator("[data-step=code] [type=submit]").click()


def expect_done(page: Page) -> None:
    expect(page.locator("[data-step=done]")).to_be_visible(timeout=PATIENCE)


def complaint(page: Page) -> str:
    place = page.locator("[data-change-phrase] [data-message]")
    expect(place).to_be_visible(timeout=PATIENCE)
    return place.inner_text()


def sign_in(page: Page, cast: Cast, words: str) -> None:
    """Fill in the page of signing in; the code is that of half a minute later."""
    page.goto("/staff/sign-in")
    page.locator("[name=login]").fill(cast.social.login)
    page.locator("#phrase").fill(words)
    later = now() + timedelta(seconds=30)
    page.locator("[name=code]").fill(totp_code(cast.social.totp_secret, later))
    page.locator("[data-sign-in] [type=submit]").click()


def changes() -> int:
    with scopes_disabled():
        return Entry.objects.filter(verb="staff.phrase_changed").count()


def test_the_new_words_sign_in_and_open_and_the_old_do_neither(
    page: Page, cast: Cast, doors: Doors, browser: Browser
) -> None:
    words = draw(page)
    finish(page, cast.social.totp_now)
    expect_done(page)
    assert words not in page.content()
    # The window of the lock knows the new words and not the old ones.
    page.goto(OWN)
    ask_to_open(page)
    page.locator("#unlock-phrase").fill(PHRASE)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect(page.locator("#unlock [data-phrase-form] [data-failed]")).to_be_visible(timeout=PATIENCE)
    page.locator("#unlock-phrase").fill(words)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect(prompt(page)).not_to_be_visible(timeout=PATIENCE)
    elsewhere = browser.new_context(base_url=doors.desk).new_page()
    sign_in(elsewhere, cast, PHRASE)
    expect(elsewhere.locator("[data-message]")).to_be_visible(timeout=PATIENCE)
    sign_in(elsewhere, cast, words)
    expect_open(elsewhere)
    elsewhere.context.close()


def test_words_that_are_not_the_old_ones_go_no_further(page: Page) -> None:
    page.locator("[data-start]").click()
    page.locator("#phrase-now").fill("совсем не те слова")
    page.locator("[data-step=now] [type=submit]").click()
    assert complaint(page)
    expect(page.locator("[data-step=words]")).not_to_be_visible()


def test_a_wrong_code_keeps_the_words_and_a_right_one_goes_on(page: Page, cast: Cast) -> None:
    draw(page)
    finish(page, "000000")
    assert complaint(page)
    finish(page, cast.social.totp_now)
    expect_done(page)
    assert changes() == 1


def test_the_answer_was_lost_and_pressing_again_is_one_change(page: Page, cast: Cast) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    words = draw(page)
    page.route("**/vault/phrase", lose)
    finish(page, cast.social.totp_now)
    said = complaint(page)
    assert page.locator("[data-change-phrase]").get_attribute("data-lost") in said
    assert changes() == 1
    page.unroute("**/vault/phrase")
    page.locator("[data-step=code] [type=submit]").click()
    expect_done(page)
    assert changes() == 1
    page.goto(OWN)
    ask_to_open(page)
    page.locator("#unlock-phrase").fill(words)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect_open(page)


def test_of_two_tabs_that_change_at_once_the_second_is_told(page: Page, cast: Cast) -> None:
    beside = page.context.new_page()
    beside.goto(OWN)
    draw(page)
    draw(beside)
    finish(page, cast.social.totp_now)
    expect_done(page)
    later = now() + timedelta(seconds=30)
    finish(beside, totp_code(cast.social.totp_secret, later))
    assert complaint(beside)
    expect(beside.locator("[data-step=done]")).not_to_be_visible()
    assert changes() == 1
