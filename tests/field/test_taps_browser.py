"""How many taps a contact costs, from an empty form to "saved"; eight, with tests twelve."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ravny.core.kit.clock import today
from tests.cast import Cast
from tests.outreach.phones import KIT, lay_kits

from .arrivals import arrived, given_at, received_tests
from .phone import CONDOMS, ITEMS, QUEUED, Phone

pytestmark = pytest.mark.django_db(transaction=True)

# A phone whose memory is slow: the queue is kept busy for a second and a half.
BUSY = """() => new Promise((resolve) => {
    const request = indexedDB.open('field');
    request.onsuccess = () => {
        const inside = request.result.transaction('queue', 'readwrite').objectStore('queue');
        const until = Date.now() + 1500;
        const again = () => {
            if (Date.now() < until) inside.count().onsuccess = again;
            else request.result.close();
        };
        again();
        resolve();
    };
})"""


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


def on_a_shift(phone: Phone, scene: Cast) -> Phone:
    """A phone with kits in its owner's bag, on an empty form."""
    lay_kits(scene, scene.peer)
    phone.register(scene.peer).open_shift()
    phone.taps = 0
    return phone


def test_kit_and_a_nonreactive_test_take_eight_taps(phone: Phone, scene: Cast) -> None:
    on_a_shift(phone, scene).fill_kit()
    phone.choose_test("hiv")
    phone.result("hiv", "nonreactive")
    phone.save()
    assert phone.taps == 8
    phone.look_away()
    (one,) = received_tests(1, "nonreactive")
    assert one.counselled_on and one.consented_on
    assert (one.returned_on, one.step) == (None, "")


def test_a_reactive_test_with_step_and_reminder_takes_ten_taps(phone: Phone, scene: Cast) -> None:
    on_a_shift(phone, scene).fill_kit()
    phone.choose_test("hiv")
    phone.result("hiv", "reactive")
    phone.next_step("anonymous", due=3)
    phone.save()
    assert phone.taps == 10
    phone.look_away()
    (one,) = received_tests(1, "reactive")
    assert (one.step, one.step_due) == ("anonymous", today() + timedelta(days=3))


def test_kit_and_two_tests_take_ten_taps(phone: Phone, scene: Cast) -> None:
    on_a_shift(phone, scene).fill_kit()
    phone.choose_test("hiv", "syphilis")
    phone.result("hiv", "nonreactive")
    phone.result("syphilis", "nonreactive")
    phone.save()
    assert phone.taps == 10
    phone.look_away()
    assert {one.infection for one in received_tests(2, "nonreactive")} == {"hiv", "syphilis"}


def test_the_worst_night_takes_twelve_taps(phone: Phone, scene: Cast) -> None:
    on_a_shift(phone, scene)
    phone.tap("label:has([name=who][value=again])")
    phone.tap("label:has([name=age][value='50+'])")
    phone.tap(f"li:has([data-item='{CONDOMS}']) [data-by='5']")
    phone.tap(f"li:has([data-item='{ITEMS['leaflet'][0]}']) [data-by='1']")
    phone.choose_test("hiv", safety="unsafe")
    phone.result("hiv", "reactive")
    phone.told()
    phone.next_step("lawyer", due=7)
    phone.save()
    assert phone.taps == 12
    phone.look_away()
    (one,) = received_tests(1, "reactive")
    assert (one.safety, one.step) == ("unsafe", "lawyer")
    assert one.returned_on and one.post_counselled_on


def test_a_kit_leaves_the_bag_as_the_test_is_saved(phone: Phone, scene: Cast) -> None:
    on_a_shift(phone, scene)
    assert phone.page.locator(f"[data-item='{KIT}']").count() == 0
    left = phone.page.locator(f"{phone.block()} [data-kit-left]")
    for expected in ("9", "7"):
        phone.fill_kit()
        phone.choose_test("hiv")
        expect(left).to_have_text(expected)
        phone.result("hiv", "invalid")
        phone.tap(f"{phone.block()} [data-repeat]")
        phone.result("hiv", "nonreactive")
        phone.save()


def test_what_is_tapped_while_one_is_being_saved_is_kept_for_the_next(
    phone: Phone, scene: Cast
) -> None:
    phone.register(scene.peer).open_shift()
    phone.look_away()
    expect(phone.page.locator(QUEUED)).to_have_text("0")
    phone.set_offline(True)
    people = {"20-24", "30-39", "50+"}
    for age in sorted(people):
        phone.fill_kit(age=age)
        phone.page.evaluate(BUSY)
        phone.tap("[form=contact]")
    expect(phone.page.locator(QUEUED)).to_have_text("3")
    phone.set_offline(False)
    phone.look_away()
    assert {one.age_group for one in arrived(3)} == people
