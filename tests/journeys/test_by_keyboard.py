"""The desk without a mouse: every stop is seen, none is a trap, Escape closes what has opened."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client as Browserless
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from ravny.core.kit.codes import new_code
from ravny.core.kit.ids import day_id
from ravny.core.vault import fields
from ravny.people.clients.operations import register_client
from ravny.people.clients.types import ClientFacts
from ravny.services.testing.operations import record_test
from tests.cast import Cast, sign_in
from tests.conftest import Doors
from tests.referrals.makers import ANONYMOUS, a_referral, make_places
from tests.testing.makers import CITIZEN, facts_of, new_client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The lamp stands around the element itself, or around the label of a choice.
STOP = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const lit = [here, here.closest("label")].some((part) => {
        if (!part) return false;
        const style = getComputedStyle(part);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
    const box = here.getBoundingClientRect();
    const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight
        && box.right > 0 && box.left < innerWidth;
    return {name: here.outerHTML.slice(0, 90), seen: lit && inside, first: here.tabIndex <= 0};
}"""
MOST_STOPS = 250


@pytest.fixture
def desk(
    doors: Doors, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """The coordinator's browser on a laptop, in Russian."""
    monkeypatch.setattr(fields, "_known_circles", {})
    session = sign_in(Browserless(), cast.coordinator).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=doors.desk, viewport={"width": 1280, "height": 800})
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": doors.desk}]
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def card(cast: Cast) -> str:
    """The address of a card."""
    client_id = register_client(
        actor=cast.coordinator.actor,
        client_id=day_id(),
        team_id=cast.near_team_id,
        facts=ClientFacts(),
        code=new_code(),
    )
    return f"/card/{client_id}/"


def walk(page: Page, path: str) -> list[str]:
    """Go through the page by Tab; return what was not right about its stops."""
    answer = page.goto(path)
    assert answer and answer.ok and page.url.endswith(path), path
    page.evaluate("document.activeElement.blur()")
    wrong, names = [], []
    for _step in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        names.append(stop["name"])
        if not stop["seen"] or not stop["first"]:
            wrong.append(f"{path}: {stop['name']}")
    else:
        wrong.append(f"{path}: no end, last {names[-1]}")
    assert len(names) > 3, path
    return wrong


@pytest.fixture
def led_on(cast: Cast) -> list[str]:
    """The pages of a client's way on: a test, its next step, a referral, the cascade, a book."""
    make_places(cast.organisation_id)
    client_id = new_client(cast.coordinator, CITIZEN)
    facts = facts_of(cast.coordinator, "reactive", client_id=client_id)
    test_id = record_test(actor=cast.coordinator.actor, facts=facts)
    referral_id = a_referral(cast, client_id=client_id, infection="syphilis", warned=True)
    about = f"client={client_id}"
    ways = f"{about}&infection=hiv"
    return [
        reverse("testing:log"),
        f"{reverse('testing:record')}?{ways}",
        reverse("testing:test", args=[test_id]),
        reverse("testing:next_step", args=[test_id]),
        f"{reverse('referrals:open')}?{about}",
        f"{reverse('referrals:open')}?{ways}&test={test_id}",
        f"{reverse('referrals:open')}?{ways}&reason=confirmation",
        f"{reverse('referrals:open')}?{ways}&reason=confirmation&service={ANONYMOUS}",
        reverse("referrals:board"),
        reverse("referrals:referral", args=[referral_id]),
        f"{reverse('care:register')}?{about}",
        reverse("indicators:linkage"),
        reverse("directory:list"),
        reverse("directory:add"),
        reverse("directory:service", args=[ANONYMOUS]),
    ]


def test_every_stop_is_seen_and_the_way_has_an_end(desk: Page, card: str) -> None:
    wrong = [
        complaint
        for path in ("/", "/clients/", "/clients/new/", card)
        for complaint in walk(desk, path)
    ]
    desk.context.clear_cookies()
    wrong += walk(desk, "/staff/sign-in")
    assert wrong == []


@pytest.mark.slow
def test_a_client_is_led_on_without_a_mouse(desk: Page, led_on: list[str]) -> None:
    assert [complaint for path in led_on for complaint in walk(desk, path)] == []


def test_the_first_key_leads_past_the_menu(desk: Page) -> None:
    desk.goto("/")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "main"


def test_escape_closes_the_menu_of_a_phone_and_the_question_for_the_phrase(desk: Page) -> None:
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.goto("/")
    opener = desk.locator("[popovertarget=menu]")
    opener.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#menu")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#menu")).not_to_be_visible()
    expect(opener).to_be_focused()
    desk.locator("[data-unlock]").click()
    expect(desk.locator("#unlock")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#unlock")).not_to_be_visible()


def test_one_line_of_the_menu_says_where_the_reader_is(desk: Page) -> None:
    desk.goto("/outreach/sites/")
    assert desk.locator("#menu [aria-current]").count() == 1


def test_the_notes_are_locked_everywhere_from_ones_own_page(desk: Page) -> None:
    desk.goto("/staff/me")
    button = desk.locator("[data-lock-everywhere]")
    with desk.expect_request(lambda request: "everywhere=1" in request.url) as asked:
        button.click()
    assert asked.value.method == "DELETE"
    expect(button).to_have_count(0)
