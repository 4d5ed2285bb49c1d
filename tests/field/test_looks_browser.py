"""The phone's pages as people meet them: no overflow, nothing for axe to say, small enough."""

import gzip
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from tests.cast import Cast
from tests.outreach.phones import lay_kits

from .phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)

BUDGET = 120 * 1024
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def examine(phone: Phone, name: str, shots: Path) -> None:
    """Look at the page as it stands, at three widths."""
    for width in (320, 360, 1280):
        phone.page.set_viewport_size({"width": width, "height": 740})
        phone.page.screenshot(path=shots / f"{name}-{width}.png", full_page=width != 360)
        assert not phone.page.evaluate(OVERFLOWS), f"{name} at {width}"
    phone.page.set_viewport_size({"width": 360, "height": 740})
    found = Axe().run(phone.page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("locale", ["ru-RU", "en-GB"])
def test_every_page_is_readable_by_everybody(
    phone: Phone, scene: Cast, locale: str, tmp_path: Path
) -> None:
    phone.context.close()
    phone.locale = locale
    phone.start()
    phone.page.goto(phone.doors.field)
    expect(phone.page.locator("[data-ask-link]")).to_be_visible()
    examine(phone, f"{locale}-1-start", tmp_path)
    phone.register(scene.peer)
    examine(phone, f"{locale}-2-opening", tmp_path)
    phone.open_shift()
    examine(phone, f"{locale}-3-empty", tmp_path)
    phone.press_save()
    phone.fill_kit(who="code")
    for digit in "12345":
        phone.tap(f"[data-pad] [data-key='{digit}']")
    for more in phone.page.locator(".more > summary").all():
        more.click()
    examine(phone, f"{locale}-4-typed", tmp_path)
    phone.tap("label:has([name=who][value=new])")
    phone.tap("[data-take-code]")
    phone.save()
    examine(phone, f"{locale}-5-saved", tmp_path)
    phone.page.locator("[data-hide]").tap()
    phone.view("blank").tap()
    phone.type_pin("0000")
    expect(phone.page.locator("[data-pin-error]")).to_be_visible()
    examine(phone, f"{locale}-6-pin", tmp_path)


@pytest.mark.parametrize("locale", ["ru-RU", "en-GB"])
def test_every_page_of_a_rapid_test_is_readable_by_everybody(
    phone: Phone, scene: Cast, locale: str, tmp_path: Path
) -> None:
    lay_kits(scene, scene.peer, SOON=20, LATE=300)
    phone.context.close()
    phone.locale = locale
    phone.start().page.clock.install()
    phone.register(scene.peer).open_shift()
    phone.fill_kit()
    phone.choose_test("hiv", "syphilis", safety="")
    phone.press_save()
    examine(phone, f"{locale}-10-safety", tmp_path)
    phone.tap("label:has([name=safety][value=safe])")
    phone.press_save()
    examine(phone, f"{locale}-11-refused", tmp_path)
    phone.tap("[data-tested] [data-both]")
    phone.result("syphilis", "invalid")
    phone.result("hiv", "reactive")
    phone.next_step("anonymous")
    examine(phone, f"{locale}-12-reactive", tmp_path)
    phone.next_step("centre")
    phone.press_save()
    examine(phone, f"{locale}-13-centre", tmp_path)
    phone.next_step("second_test")
    examine(phone, f"{locale}-14-second", tmp_path)


@pytest.mark.parametrize("locale", ["ru-RU", "en-GB"])
def test_every_page_of_a_test_that_waits_is_readable_by_everybody(
    phone: Phone, scene: Cast, locale: str, tmp_path: Path
) -> None:
    lay_kits(scene, scene.peer, SOON=20, LATE=300)
    phone.context.close()
    phone.locale = locale
    phone.start().page.clock.install()
    phone.register(scene.peer).open_shift()
    phone.fill_kit()
    phone.choose_test("hiv", "syphilis")
    phone.result("hiv", "wait")
    phone.result("syphilis", "wait")
    phone.save()
    phone.page.clock.fast_forward(50 * 60_000)
    phone.fill_kit()
    phone.choose_test("hiv")
    phone.result("hiv", "wait")
    phone.save()
    phone.tap("[data-close-shift]")
    examine(phone, f"{locale}-15-waiting", tmp_path)
    phone.page.locator("[data-waiting-rows] button").first.tap()
    examine(phone, f"{locale}-16-pin", tmp_path)
    phone.type_pin()
    expect(phone.view("late")).to_be_visible()
    examine(phone, f"{locale}-17-late", tmp_path)
    phone.result("hiv", "invalid")
    examine(phone, f"{locale}-18-late-invalid", tmp_path)
    phone.result("hiv", "reactive")
    phone.next_step("second_test")
    examine(phone, f"{locale}-19-late-reactive", tmp_path)


def test_all_that_a_phone_keeps_fits_the_budget(phone: Phone, scene: Cast) -> None:
    phone.register(scene.peer)
    page = phone.page.evaluate("fetch('/', {cache: 'reload'}).then(page => page.text())")
    files = ["field.css", "field.js", "field-worker.js", "field-icon-192.png", "field-icon-512.png"]
    kept = [Path(str(finders.find(f"page/{name}"))).read_bytes() for name in files]
    sizes = [len(gzip.compress(content)) for content in (page.encode(), *kept)]
    assert sum(sizes) <= BUDGET, dict(zip(("page", *files), sizes, strict=True))
