"""The notebook in Chromium: the first key leaves, axe is content, nothing overflows."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from ravny.core.staff.models import Organisation
from tests.conftest import Doors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll("a, summary")]
    .filter(part => part.offsetParent && part.getBoundingClientRect().height < 44)
    .map(part => part.textContent)"""
WIRE = 60 * 1024


@pytest.fixture
def one_country() -> None:
    Organisation.objects.create(label="Here", country="kz")


@pytest.fixture(params=["light", "dark"])
def themed(request: Any, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(color_scheme=request.param, locale="ru-RU")
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_and_nothing_overflows(
    themed: Page, doors: Doors, one_country: None
) -> None:
    for width in (320, 360, 1280):
        themed.set_viewport_size({"width": width, "height": 800})
        for path in ("/", "/ru/", "/uz/uz/", "/kk/ru/", "/x", "/nothing/"):
            themed.goto(f"{doors.portal}{path}")
            assert themed.evaluate(OVERFLOW) <= 0, (width, path)
            assert themed.evaluate(SMALL) == [], (width, path)
            found = Axe().run(themed)
            assert found.violations_count == 0, (width, path, found.generate_report())


def test_the_first_key_leaves_and_the_calendar_is_there(page: Page, doors: Doors) -> None:
    context = page.context
    context.add_cookies([{"name": "kept", "value": "1", "url": doors.portal}])
    page.goto(f"{doors.portal}/ru/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/x"
    page.keyboard.press("Enter")
    expect(page.locator("table")).to_be_visible()
    assert page.url == f"{doors.portal}/x"
    assert context.cookies() == []
    assert "Daftar" not in page.content()


def test_countries_unfold_without_script_by_keyboard(browser: Browser, doors: Doors) -> None:
    context = browser.new_context(java_script_enabled=False, locale="uz-UZ")
    page = context.new_page()
    page.goto(f"{doors.portal}/")
    folded = page.locator("summary").first
    number = page.locator('a[href="tel:103"]').first
    expect(number).not_to_be_visible()
    folded.focus()
    page.keyboard.press("Enter")
    expect(number).to_be_visible()
    context.close()


def test_all_of_it_comes_in_two_small_answers(page: Page, doors: Doors, one_country: None) -> None:
    weights: dict[str, int] = {}
    page.on(
        "requestfinished",
        lambda request: weights.update({request.url: sum(request.sizes().values())}),
    )
    page.goto(f"{doors.portal}/ru/", wait_until="networkidle")
    own = {url: size for url, size in weights.items() if not url.startswith("data:")}
    assert len(own) == 2, own
    assert sum(own.values()) <= WIRE, own
    assert page.context.cookies() == []
