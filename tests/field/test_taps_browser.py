"""How many taps a contact costs, from an empty form to "saved"; the bar is eight."""

import pytest
from playwright.sync_api import expect

from tests.cast import Cast

from .phone import CONDOMS, ITEMS, Phone, arrived, given_at

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_usual_kit_takes_four_taps(phone: Phone, scene: Cast) -> None:
    phone.register(scene.peer).open_shift()
    phone.taps = 0
    phone.fill_kit(who="new")
    phone.save()
    assert phone.taps == 4
    phone.look_away()
    (one,) = arrived(1)
    assert (one.who, one.age_group, one.channel) == ("new", "25-29", "street")
    usual = {item_id: usual for item_id, _ru, _en, _step, usual in ITEMS.values()}
    assert given_at(one) == usual


def test_handouts_by_steppers_take_seven_taps(phone: Phone, scene: Cast) -> None:
    phone.register(scene.peer).open_shift()
    phone.taps = 0
    phone.tap("label:has([name=who][value=again])")
    phone.tap("label:has([name=age][value='50+'])")
    for _ in range(2):
        phone.tap(f"li:has([data-item='{CONDOMS}']) [data-by='5']")
    phone.tap(f"li:has([data-item='{ITEMS['lubricant'][0]}']) [data-by='5']")
    phone.tap(f"li:has([data-item='{ITEMS['leaflet'][0]}']) [data-by='1']")
    phone.save()
    assert phone.taps == 7


def test_a_new_code_costs_one_tap_more_and_is_used_once(phone: Phone, scene: Cast) -> None:
    phone.register(scene.peer).open_shift()
    phone.taps = 0
    phone.fill_kit(who="new")
    phone.tap("[data-take-code]")
    code = phone.page.locator("[data-new-code] output")
    expect(code).not_to_have_text("")
    shown = code.inner_text()
    phone.save()
    assert phone.taps == 5
    phone.fill_kit(who="new")
    phone.tap("[data-take-code]")
    expect(code).not_to_have_text("")
    assert code.inner_text() != shown
    phone.tap("[data-give-back]")
    phone.look_away()
    (one,) = arrived(1)
    assert one.client_id is not None
