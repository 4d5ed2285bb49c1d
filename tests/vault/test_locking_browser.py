"""The lock in real browsers: by idleness, beside, everywhere, by a restart; and what stays shut."""

from collections.abc import Iterator
from datetime import timedelta
from time import sleep

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ravny.core.kit import clock
from ravny.core.staff.operations import close_account, edit_team
from ravny.core.vault import fields, session_keys
from tests.cast import NEAR_TEAM, Cast
from tests.conftest import Doors

from .at_the_desk import (
    PIN,
    ask_to_open,
    desk,
    expect_locked,
    expect_open,
    join,
    lock,
    page_of_notes,
    prompt,
    team_notes,
    type_phrase,
    unlock,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NOTES = ["Канарейка первая", "Канарейка вторая\n" + "и ещё строка\n" * 12, "Канарейка третья"]
SESSION_KEY = "**/vault/session-key*"
HELD = "sessionStorage.getItem('ravny.keyring')"


@pytest.fixture
def scene(doors: Doors, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> str:
    """A page of three notes, and two colleagues who can open them; return the page's address."""
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})
    join(cast.social, cast.coordinator)
    return page_of_notes(cast, NOTES)


@pytest.fixture
def page(scene: str, doors: Doors, cast: Cast, browser: Browser) -> Iterator[Page]:
    """The social worker's browser on that page, everything sealed."""
    with desk(browser, doors.desk, cast.social) as opened:
        opened.goto(scene)
        yield opened


def open_all(page: Page) -> None:
    """Open every note of the page."""
    page.locator("[data-open-all]").click()
    expect(page.locator("[data-sealed][data-open]")).to_have_count(len(NOTES), timeout=60_000)


def expect_sealed(page: Page) -> None:
    """Not one word of a note is anywhere in the page."""
    expect(page.locator("[data-sealed][data-open]")).to_have_count(0)
    assert "Канарейка" not in page.content()


def test_a_quarter_of_an_hour_without_work_seals_everything(
    page: Page, scene: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.clock.install()
    page.goto(scene)
    unlock(page, pin=PIN)
    open_all(page)
    page.clock.fast_forward(10 * 60 * 1000)
    page.keyboard.press("Shift")
    page.clock.fast_forward(10 * 60 * 1000)
    expect_open(page)
    page.clock.fast_forward(6 * 60 * 1000)
    expect_locked(page)
    expect_sealed(page)
    ask_to_open(page)
    page.locator("#unlock-pin").fill(PIN)
    page.locator("#unlock [data-pin-form] [type=submit]").click()
    expect_open(page)


def test_the_server_forgets_by_its_own_clock(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    unlock(page)
    later = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(session_keys, "now", lambda: later)
    page.locator("[data-open-all]").click()
    expect(page.locator("#unlock-phrase")).to_be_visible()
    expect_locked(page)


def test_two_tabs_open_and_lock_together(page: Page, scene: str) -> None:
    unlock(page)
    beside = page.context.new_page()
    beside.goto(scene)
    expect_open(beside)
    open_all(beside)
    lock(page)
    expect_locked(beside)
    expect_sealed(beside)
    unlock(page)
    # The tab beside needs no second phrase.
    beside.locator("[data-unlock]").click()
    expect_open(beside)


def test_whoever_locks_and_at_once_asks_is_asked_for_the_phrase(page: Page) -> None:
    unlock(page)

    def slowly(route: Route) -> None:
        if route.request.method == "DELETE":
            sleep(1)
        route.continue_()

    page.route(SESSION_KEY, slowly)
    lock(page)
    ask_to_open(page)
    expect(page.locator("#unlock-phrase")).to_be_visible()
    expect_locked(page)


def test_an_answer_cut_off_when_somebody_leaves_the_page_locks_nothing(
    page: Page, scene: str
) -> None:
    unlock(page)
    # The head came, the body did not: what a page sees that is left in that moment.
    page.route(SESSION_KEY, lambda route: route.fulfill(content_type="application/json"))
    page.goto(scene)
    expect(page.locator("[data-unlock]")).to_be_visible()
    page.wait_for_timeout(500)
    page.unroute(SESSION_KEY)
    page.goto(scene)
    expect_open(page)


def test_what_was_locked_without_a_connection_stays_locked_on_the_next_page(
    page: Page, scene: str
) -> None:
    unlock(page)
    page.route(SESSION_KEY, lambda route: route.abort())
    lock(page)
    # What opens cannot be asked: the seal says so and no window promises anything.
    page.locator("[data-unlock]").click()
    expect(page.locator("#lockstate")).to_contain_text("Нет связи")
    expect(prompt(page)).not_to_be_visible()
    page.unroute(SESSION_KEY)
    page.goto(scene)
    ask_to_open(page)
    expect(page.locator("#unlock-phrase")).to_be_visible()
    assert session_keys._kept == {}


def test_locking_everywhere_without_a_connection_says_that_it_did_not(page: Page) -> None:
    unlock(page)
    page.goto("/vault/own")
    expect_open(page)
    page.route(SESSION_KEY, lambda route: route.abort())
    page.locator("[data-lock-everywhere]").click()
    expect(page.get_by_text("Нет связи")).to_be_visible()
    page.unroute(SESSION_KEY)
    page.locator("[data-lock-everywhere]").click()
    expect(page.get_by_text("Заперто везде.")).to_be_visible()
    assert session_keys._kept == {}


def test_locked_everywhere_another_browser_locks_at_its_next_action(
    page: Page, scene: str, cast: Cast, doors: Doors, browser: Browser
) -> None:
    unlock(page, pin=PIN)
    with desk(browser, doors.desk, cast.social) as other:
        other.goto("/vault/own")
        other.locator("[data-lock-everywhere]").click()
        expect(other.locator("[data-lock-everywhere]")).to_have_count(0)
    page.locator("[data-open-all]").click()
    # The PIN is forgotten too.
    expect(page.locator("#unlock-phrase")).to_be_visible()
    expect_locked(page)
    expect_sealed(page)
    type_phrase(page)
    expect(page.locator("[data-sealed][data-open]")).to_have_count(len(NOTES), timeout=60_000)


def test_a_restart_locks_everyone_at_their_next_action(page: Page) -> None:
    unlock(page, pin=PIN)
    open_all(page)
    session_keys.forget_all()
    page.reload()
    expect_locked(page)
    expect_sealed(page)
    ask_to_open(page)
    expect(page.locator("#unlock-phrase")).to_be_visible()


def test_access_that_ended_is_refused_and_the_tab_forgets(
    page: Page, cast: Cast, scene: str
) -> None:
    unlock(page)
    page.locator("[data-sealed-toggle]").first.click()
    expect(page.locator("[data-sealed][data-open]")).to_have_count(1)
    assert page.evaluate(HELD)
    close_account(actor=cast.coordinator.actor, account_id=cast.social.account_id)
    page.locator("[data-open-all]").click()
    expect_locked(page)
    expect_sealed(page)
    expect(page.locator("[data-why-shut]").first).to_be_visible()
    assert page.evaluate(HELD) is None
    page.goto(scene)
    assert "/staff/sign-in" in page.url


def test_taken_off_a_team_nothing_of_it_opens_any_more(page: Page, cast: Cast, scene: str) -> None:
    page.goto(team_notes(cast, NOTES))
    unlock(page)
    page.locator("[data-sealed-toggle]").first.click()
    expect(page.locator("[data-sealed][data-open]")).to_have_count(1)
    left = [one.account_id for one in cast.everybody() if one.team_id == NEAR_TEAM]
    left.remove(cast.social.account_id)
    edit_team(actor=cast.coordinator.actor, team_id=NEAR_TEAM, label="Север", members=tuple(left))
    page.locator("[data-open-all]").click()
    expect(page.locator("[data-why-shut]").first).to_be_visible()
    expect_sealed(page)
    # What is of the house still opens: nobody was locked out.
    page.goto(scene)
    open_all(page)


BOXES = """() => [...document.querySelectorAll('body *')]
    .filter(one => one.offsetParent !== null)
    .map(one => { const {x, y, width, height} = one.getBoundingClientRect();
        return [one.tagName + '.' + one.className, x, y + scrollY, width, height].join(' '); })"""
# Where the sections stand, and how far down everything above the first of them reaches.
PLACES = """() => [...document.querySelectorAll('[data-sealed]')]
    .map((one, number) => { const {x, y, width} = one.getBoundingClientRect();
        return [x, width, number ? 0 : y + scrollY]; })"""


@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_that_locks_stands_as_it_stood(page: Page, width: int, scene: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(scene)
    unlock(page)
    lock(page)
    page.mouse.move(0, 0)
    before, places = page.evaluate(BOXES), page.evaluate(PLACES)
    unlock_again(page)
    open_all(page)
    assert page.evaluate(PLACES) == places
    lock(page)
    page.mouse.move(0, 0)
    assert page.evaluate(BOXES) == before


def unlock_again(page: Page) -> None:
    ask_to_open(page)
    type_phrase(page)
    expect(prompt(page)).not_to_be_visible(timeout=60_000)


def test_what_stands_in_sight_does_not_jump_when_the_notes_lock(page: Page, cast: Cast) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(page_of_notes(cast, [NOTES[1], *["Канарейка"] * 11]))
    unlock(page)
    page.locator("[data-open-all]").click()
    expect(page.locator("[data-sealed][data-open]")).to_have_count(12, timeout=60_000)
    in_sight = page.locator("[data-sealed] >> nth=5").locator("header")
    in_sight.evaluate("header => header.scrollIntoView({block: 'start'})")
    before = in_sight.bounding_box()
    page.evaluate("new BroadcastChannel('ravny.lock').postMessage({locked: true})")
    expect_locked(page)
    after = in_sight.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2


@pytest.mark.parametrize("trouble", ["a lost line", "a broken server"])
def test_trouble_while_a_page_loads_locks_nothing(page: Page, trouble: str) -> None:
    unlock(page)
    failed: list[str] = []

    def fail_once(route: Route) -> None:
        if route.request.url in failed:
            route.fallback()
            return
        failed.append(route.request.url)
        if trouble == "a lost line":
            route.abort("connectionreset")
        else:
            route.fulfill(status=500, content_type="application/json", body="{}")

    for address in ("**/vault/lock", "**/vault/session-key"):
        page.route(address, fail_once)
    page.reload()
    expect_open(page)
    assert len(failed) == 2
