"""Somebody takes the phone: the screen is blank at once, and the PIN opens little."""

import pytest
from playwright.sync_api import expect

from tests.cast import Cast

from .arrivals import arrived
from .phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = """store => new Promise(done => {
    const request = indexedDB.open('field');
    request.onsuccess = () => {
        const all = request.result.transaction(store).objectStore(store).getAllKeys();
        all.onsuccess = () => { request.result.close(); done(all.result); };
    };
})"""


def test_hide_blanks_at_once_and_the_pin_brings_the_form_back(phone: Phone, scene: Cast) -> None:
    phone.register(scene.peer).open_shift()
    phone.fill_kit()
    phone.page.locator("[data-hide]").tap()
    expect(phone.view("blank")).to_be_visible()
    assert phone.view("home").is_hidden()
    phone.view("blank").tap()
    phone.type_pin("0000")
    expect(phone.page.locator("[data-pin-error]")).to_have_text("Неверный ПИН-код")
    assert phone.view("home").is_hidden()
    phone.type_pin()
    expect(phone.view("home")).to_be_visible()
    assert phone.page.locator("[name=age]:checked").count() == 1


def test_ten_wrong_pins_wipe_the_readable_and_keep_the_queue(phone: Phone, scene: Cast) -> None:
    phone.page.clock.install()
    phone.register(scene.peer)
    phone.set_offline(True)
    phone.open_shift()
    phone.fill_kit()
    phone.save()
    assert len(phone.page.evaluate(COUNT, "codes")) == 50
    phone.page.locator("[data-hide]").tap()
    phone.view("blank").tap()
    for attempt in range(10):
        phone.type_pin("0000")
        if attempt < 9:
            expect(phone.page.locator("[data-pin-error]")).to_be_visible()
            phone.page.clock.fast_forward(601_000)
    expect(phone.page.locator("[data-wiped]")).to_be_visible()
    assert phone.page.evaluate(COUNT, "codes") == []
    assert not phone.page.evaluate("caches.match('/readable')")
    left = set(phone.page.evaluate(COUNT, "facts"))
    assert not left & {"shift", "circle", "pin"}
    assert len(phone.page.evaluate(COUNT, "queue")) == 2
    phone.set_offline(False)
    arrived(1)
    phone.register(scene.peer)


def test_a_wrong_pin_makes_the_next_try_wait(phone: Phone, scene: Cast) -> None:
    phone.register(scene.peer)
    phone.page.locator("[data-hide]").tap()
    phone.view("blank").tap()
    error = phone.page.locator("[data-pin-error]")
    for _ in range(3):
        phone.type_pin("0000")
        expect(error).to_be_visible()
    phone.page.reload()
    phone.type_pin()
    expect(error).to_contain_text("Подождите")
    assert phone.view("home").is_hidden()
