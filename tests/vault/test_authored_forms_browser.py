"""Saving what one wrote: signed once it is open, without a signature if one says so, never lost."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, Route, expect

from ravny.core.kit.ids import day_id
from ravny.core.vault import queries, reader
from ravny.core.vault.models.people import Authored
from ravny.core.vault.pen import Pen
from ravny.services.outreach import pages
from ravny.services.outreach.models import SiteSafetyNote
from ravny.services.outreach.queries import safety_notes_of
from tests.cast import HOUSE, NEAR_TEAM, Cast
from tests.conftest import Doors
from tests.outreach.phones import SITE, set_the_scene
from tests.testing.makers import fill_bag
from tests.vault.authors import KIND, forget_circles
from tests.vault.desk_browser import PHRASE, desk_of, unlock

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NOTE = "Тихо, но темно"
ADDRESS = reverse("outreach:site", args=[SITE], urlconf="ravny.config.urls_desk")


@pytest.fixture
def pen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Pen:
    """Зарина has keys and her team a circle."""
    forget_circles(monkeypatch)
    set_the_scene()
    keyring = reader.make_staff_keyring(actor=cast.social.actor, phrase=PHRASE)
    reader.make_circle(actor=cast.social.actor, keyring=keyring, kind="team", subject_id=NEAR_TEAM)
    return Pen(actor=cast.social.actor, keyring=keyring)


@pytest.fixture
def shut(pen: Pen, doors: Doors, cast: Cast, browser: Browser) -> Iterator[Page]:
    """Her desk, locked."""
    with desk_of(cast.social, doors, browser, unlocked=False) as page:
        yield page


def type_note(page: Page) -> None:
    page.goto(ADDRESS)
    page.locator("main [data-sealed-field] textarea").fill(NOTE)


def save(page: Page) -> None:
    page.locator("main form .btn.primary[type=submit]").click()


def entries() -> int:
    with scopes_disabled():
        return Authored.objects.count()


def stored() -> int:
    with scopes_disabled():
        return SiteSafetyNote.objects.count()


def test_locked_at_saving_one_prompt_opens_signs_and_saves(shut: Page) -> None:
    type_note(shut)
    save(shut)
    expect(shut.locator("#unlock")).to_contain_text("подписывается вашим ключом")
    unlock(shut)
    expect(shut.locator("main [data-sealed]")).to_have_count(1)
    assert (stored(), entries()) == (1, 1)


def test_it_can_be_saved_without_a_signature(shut: Page) -> None:
    type_note(shut)
    save(shut)
    shut.locator("[data-save-unsigned]").click()
    expect(shut.locator("main [data-sealed]")).to_have_count(1)
    assert (stored(), entries()) == (1, 0)


def test_put_off_it_is_neither_saved_nor_lost(shut: Page) -> None:
    type_note(shut)
    save(shut)
    shut.locator("#unlock [data-phrase-form] [data-closes]").click()
    expect(shut.locator("#unlock")).not_to_be_visible()
    expect(shut.locator("main [data-sealed-field] textarea")).to_have_value(NOTE)
    assert stored() == 0
    # Opening to read offers nothing to save.
    shut.locator("[data-unlock]").first.click()
    expect(shut.locator("[data-save-unsigned]")).to_be_hidden()
    unlock(shut)
    save(shut)
    expect(shut.locator("main [data-sealed]")).to_have_count(1)
    assert (stored(), entries()) == (1, 1)


def test_who_has_no_keys_saves_unsigned_and_is_asked_nothing(
    pen: Pen, doors: Doors, cast: Cast, browser: Browser
) -> None:
    with desk_of(cast.peer, doors, browser, unlocked=False) as page:
        type_note(page)
        save(page)
        expect(page.locator("main [data-sealed]")).to_have_count(1)
    assert (stored(), entries()) == (1, 0)


def test_when_another_window_was_quicker_pressing_again_saves(pen: Pen, shut: Page) -> None:
    type_note(shut)

    def write_first(route: Route) -> None:
        """The other window's note comes in between asking for the head and sending."""
        quicker = Pen(actor=pen.actor, keyring=pen.keyring)
        notes_of(quicker, 1)
        route.continue_()

    shut.route(f"**{ADDRESS}", write_first, times=1)
    save(shut)
    unlock(shut)
    expect(shut.locator("main")).to_contain_text("Нажмите «Сохранить» ещё раз")
    expect(shut.locator("main [data-sealed-field] textarea")).to_have_value(NOTE)
    assert (stored(), entries()) == (1, 1)
    save(shut)
    expect(shut.locator("main [data-sealed]")).to_have_count(2)
    assert (stored(), entries()) == (2, 2)


def test_a_text_the_server_had_no_place_for_leaves_no_hole(
    pen: Pen, doors: Doors, cast: Cast, browser: Browser
) -> None:
    """Two tests with notes, one of them taken off the page again before it was recorded."""
    fill_bag(cast)
    keyring = reader.make_staff_keyring(actor=cast.peer.actor, phrase=PHRASE)
    reader.share_keys(actor=cast.social.actor, keyring=pen.keyring)
    assert keyring
    with desk_of(cast.peer, doors, browser) as page:
        page.goto(reverse("testing:record"))
        for place in (0, 1):
            page.locator(f"main label:has(#id_infections_{place})").click()
        page.locator("main label:has([name=channel][value=home])").click()
        page.locator("main [name=show]").click()
        boxes = page.locator("main [data-sealed-field] textarea")
        expect(boxes).to_have_count(2)
        for place in (0, 1):
            boxes.nth(place).fill(f"{NOTE} {place}")
        sent: list[Any] = []
        page.on("response", lambda answer: sent.append(answer.status))
        page.locator("main label:has(#id_infections_0)").click()
        fill_block(page, "syphilis")
        page.locator("main label:has([name=safety][value=safe])").click()
        page.locator("main [name=save]").click()
        page.wait_for_url(re.compile("/testing/[0-9a-f-]{36}/$"))
        assert 409 in sent
        page.locator("main [data-sealed] [data-sealed-toggle]").click()
        expect(page.locator("main [data-sealed-mark]")).to_contain_text("Автор: Тимур")
    assert entries() == 1


def fill_block(page: Page, code: str) -> None:
    page.locator(f"main label:has([name='{code}-previous'][value=never])").click()
    for tick in ("counselled", "consented", "returned", "post_counselled"):
        page.locator(f"main label:has([name={code}-{tick}])").click()
    page.locator(f"main label:has([name='{code}-result'][value=nonreactive])").click()


def notes_of(pen: Pen, number: int) -> None:
    """Put so many signed notes on the site's page."""
    circle = queries.team_circle(NEAR_TEAM)
    assert circle is not None
    with scopes_disabled():
        for place in range(number):
            note_id = day_id()
            text = pen.seal(circle=circle, kind=KIND, object_id=note_id, text=f"{NOTE} {place}")
            SiteSafetyNote.objects.create(
                id=note_id, organisation_id=HOUSE, site_id=SITE, team_id=NEAR_TEAM,
                author_id=pen.actor.account_id, text=text,
            )  # fmt: skip
    pen.keep()


def asked_to_open_all(page: Page) -> list[str]:
    """Open everything on the site's page; return what was asked of the server meanwhile."""
    page.goto(ADDRESS)
    expect(page.locator("[data-open-all]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/vault/")[2]))
    page.locator("[data-open-all]").click()
    count = page.locator("main [data-sealed]").count()
    expect(page.locator("main .byline.ok")).to_have_count(count, timeout=60_000)
    return sorted(one.partition("?")[0] for one in asked)


def test_fifty_notes_are_opened_by_as_many_requests_as_two(
    pen: Pen, doors: Doors, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "safety_notes_of", partial(safety_notes_of, limit=50))
    notes_of(pen, 2)
    with desk_of(cast.social, doors, browser) as page:
        two = asked_to_open_all(page)
        notes_of(pen, 48)
        fifty = asked_to_open_all(page)
        assert page.locator("main .byline.ok").count() == 50
    assert two == fifty == ["authored/of", "opened", "proofs", "proofs", "wraps"]
