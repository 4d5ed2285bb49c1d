"""Tests that wait for their result: kept through a dead battery, read after the PIN, told once."""

import json
import shutil
from pathlib import Path

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ravny.core.kit.clock import today
from ravny.services.stock.models import Movement
from ravny.services.testing.models import Assay
from tests.cast import HOUSE, Cast
from tests.outreach.phones import KIT, lay_kits

from .arrivals import arrived, known_tests, received_tests
from .phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)

EVERYTHING = """() => new Promise(done => {
    const request = indexedDB.open('field');
    request.onsuccess = () => {
        const names = [...request.result.objectStoreNames];
        const shelves = request.result.transaction(names);
        Promise.all(names.map(name => new Promise(read => {
            const values = shelves.objectStore(name).getAll();
            const keys = shelves.objectStore(name).getAllKeys();
            keys.onsuccess = () => read([name, keys.result.map((key, at) => [key,
                values.result[at]])]);
        }))).then(found => {
            request.result.close();
            done(JSON.stringify(Object.fromEntries(found), (key, value) =>
                value instanceof Uint8Array ? String.fromCharCode(...value) : value));
        });
    };
})"""


@pytest.fixture
def night(phone: Phone, scene: Cast) -> Phone:
    """A phone on a shift, with kits in its owner's bag and a clock that can be moved."""
    lay_kits(scene, scene.peer)
    phone.page.clock.install()
    phone.register(scene.peer).open_shift()
    return phone


def wait_for(phone: Phone, *infections: str, who: str = "again") -> None:
    """Save a contact whose tests wait."""
    phone.fill_kit(who=who)
    if who == "new":
        phone.tap("[data-take-code]")
    phone.choose_test(*infections)
    for infection in infections:
        phone.result(infection, "wait")
    phone.save()


def minutes(phone: Phone, count: int) -> None:
    phone.page.clock.fast_forward(count * 60_000)


def test_a_waiting_test_is_one_neutral_row_and_its_result_comes_home(night: Phone) -> None:
    wait_for(night, "hiv", who="new")
    night.sees_waiting("A · 15 мин")
    minutes(night, 10)
    expect(night.page.locator("[data-waiting-text]")).to_have_text("A · 5 мин")
    minutes(night, 6)
    expect(night.page.locator("[data-waiting-text]")).to_have_text("A · пора смотреть")
    night.look_away()
    assert {one.result for one in received_tests(1)} == {""}
    night.open_waiting()
    night.taps = 0
    night.result("hiv", "reactive")
    night.told()
    night.next_step("anonymous", due=1)
    night.save_late()
    assert night.taps == 5
    night.sees_waiting()
    night.look_away()
    (one,) = received_tests(1, "reactive")
    assert (one.step, one.is_whole, one.returned_on) == ("anonymous", True, today())
    assert one.client_id and one.referral_id


def test_the_row_says_when_it_is_overdue(night: Phone) -> None:
    wait_for(night, "hiv")
    minutes(night, 31)
    row = night.page.locator("[data-waiting-text]")
    expect(row).to_have_text("A · просрочен, может быть неверен: 16 мин")


def test_two_people_side_by_side_have_two_rows_that_keep_their_names(night: Phone) -> None:
    wait_for(night, "hiv", "syphilis")
    minutes(night, 3)
    wait_for(night, "hiv")
    night.sees_waiting("A · 12 мин", "B · 12 мин", "A2 · 15 мин")
    night.open_waiting()
    expect(night.page.locator("[data-block-name]")).to_have_text("ВИЧ")
    night.result("hiv", "nonreactive")
    night.save_late()
    night.sees_waiting("B · 12 мин", "A2 · 15 мин")


def test_a_waiting_test_survives_a_dead_battery(night: Phone, scene: Cast) -> None:
    night.set_offline(True)
    wait_for(night, "hiv")
    rows = "[data-waiting-text]"
    expect(night.page.locator(rows)).to_have_count(1)
    night.kill()
    night.start().open()
    expect(night.page.locator(rows)).to_have_count(1)
    night.open_waiting()
    night.result("hiv", "nonreactive")
    night.save_late()
    night.kill()
    night.offline = False
    night.start().open()
    (one,) = received_tests(1, "nonreactive")
    night.look_away()
    night.page.wait_for_timeout(1_000)
    assert (len(arrived(1)), len(known_tests())) == (1, 1)
    assert one.encounter_id == arrived(1)[0].id


def test_what_waits_can_be_read_nowhere_on_the_phone(night: Phone, tmp_path: Path) -> None:
    night.set_offline(True)
    wait_for(night, "hiv", "syphilis")
    night.open_waiting()
    night.result("hiv", "reactive")
    night.save_late()
    kept = json.loads(night.page.evaluate(EVERYTHING))
    ((_key, held),) = kept["waiting"]
    assert set(held) == {"row", "sealed"}
    assert {name for _key, one in kept["queue"] for name in one} == {"id", "key", "sealed", "saved"}
    # The list of what can be tested for is the same every night; nothing else names an infection.
    readable = {name: value for name, value in kept["facts"] if name not in {"tests", "items"}}
    said = json.dumps(readable, ensure_ascii=False)
    assert not [word for word in ("hiv", "ВИЧ", "syphilis", "reactive", "letter") if word in said]
    night.kill()
    shutil.copytree(night.folder, tmp_path / "copy", symlinks=True)
    night.offline = False
    night.start().open()
    (meeting,) = arrived(1)
    assert night.contains(str(meeting.id), folder=tmp_path / "copy"), "the queue names its records"
    names = [str(one.id) for one in received_tests(2)]
    assert night.contains(*names, folder=tmp_path / "copy") == []


def test_hiding_on_an_opened_row_comes_back_to_it(night: Phone) -> None:
    wait_for(night, "hiv")
    night.open_waiting()
    night.result("hiv", "reactive")
    night.page.locator("[data-late-hide]").tap()
    night.view("blank").tap()
    night.type_pin()
    expect(night.view("late")).to_be_visible()
    assert night.page.locator("#late [data-name=result]:checked").count() == 1
    night.tap("[data-late-back]")
    expect(night.view("home")).to_be_visible()
    night.sees_waiting("A · 15 мин")


def test_hiding_shuts_what_waits_until_the_pin(night: Phone) -> None:
    wait_for(night, "hiv")
    night.page.locator("[data-view=home] [data-hide]").tap()
    night.view("blank").tap()
    night.page.evaluate("document.querySelector('[data-view=home]').hidden = false")
    minutes(night, 2)
    night.sees_waiting()
    night.page.evaluate("document.querySelector('[data-view=home]').hidden = true")
    night.type_pin()
    expect(night.page.locator("[data-waiting-text]")).to_have_text("A · 13 мин")


def test_a_row_does_not_open_without_the_right_pin(night: Phone) -> None:
    wait_for(night, "hiv")
    night.page.locator("[data-waiting-rows] button").tap()
    night.type_pin("0000")
    expect(night.page.locator("[data-pin-error]")).to_have_text("Неверный ПИН-код")
    assert night.view("late").is_hidden() and night.view("home").is_hidden()


def test_undoing_a_contact_takes_its_rows_away(night: Phone) -> None:
    wait_for(night, "hiv", "syphilis")
    night.tap("[data-undo]")
    expect(night.page.locator("[data-waiting-text]")).to_have_count(0)


def test_undoing_a_late_result_brings_the_row_back(night: Phone) -> None:
    wait_for(night, "hiv")
    night.open_waiting()
    night.result("hiv", "nonreactive")
    night.save_late()
    night.tap("[data-undo]")
    expect(night.page.locator("[data-waiting-text]")).to_have_text("A · 15 мин")
    night.look_away()
    assert received_tests(1)[0].result == ""


def test_an_invalid_result_is_told_and_the_repeat_takes_its_own_kit(
    phone: Phone, scene: Cast
) -> None:
    lay_kits(scene, scene.peer, SOON=20, LATE=300)
    phone.page.clock.install()
    phone.register(scene.peer).open_shift()
    wait_for(phone, "hiv")
    minutes(phone, 15)
    phone.open_waiting()
    lots = phone.page.locator("#late [data-lots]")
    expect(lots).to_be_hidden()
    phone.result("hiv", "invalid")
    expect(lots).to_be_visible()
    left = phone.page.locator("#late [data-kit-left]")
    expect(left).to_have_text("17")
    phone.tap("#late label:has([data-name=lot]) >> nth=1")
    phone.tap("#late [data-repeat]")
    expect(phone.page.locator("[data-waiting-text]")).to_have_text("A · 15 мин")
    phone.look_away()
    received_tests(1, "invalid")
    phone.open_waiting()
    expect(phone.page.locator("#late b[data-tries]")).to_have_text("1")
    phone.result("hiv", "invalid")
    expect(left).to_have_text("16")
    phone.result("hiv", "nonreactive")
    phone.save_late()
    phone.look_away()
    received_tests(1, "nonreactive")
    with scope(organisation=HOUSE):
        tries = Assay.objects.values_list("position", "result", "lot__number")
        assert list(tries) == [(0, "invalid", "SOON"), (1, "nonreactive", "LATE")]
        issued = Movement.objects.filter(lot__item_id=KIT, reason="issued")
        assert sum(issued.values_list("change", flat=True)) == -2
    phone.choose_test("hiv")
    expect(phone.page.locator(f"{phone.block()} [data-kit-left]")).to_have_text("16")


def test_undoing_a_repeat_brings_the_first_strip_and_its_kit_back(night: Phone) -> None:
    wait_for(night, "hiv")
    night.open_waiting()
    night.result("hiv", "invalid")
    night.tap("#late [data-repeat]")
    expect(night.view("home")).to_be_visible()
    night.tap("[data-undo]")
    expect(night.view("home").locator("[data-queued]")).to_have_text("1")
    night.open_waiting()
    expect(night.page.locator("#late [data-tries-part]")).to_be_hidden()
    night.result("hiv", "invalid")
    expect(night.page.locator("#late [data-kit-left]")).to_have_text("8")


def test_the_shifts_end_asks_before_it_forgets(night: Phone) -> None:
    wait_for(night, "hiv")
    night.tap("[data-close-shift]")
    question = night.page.locator("[data-close-question]")
    expect(question).to_contain_text("1")
    night.tap("[data-keep-open]")
    expect(question).to_be_hidden()
    expect(night.page.locator("[data-waiting-text]")).to_have_count(1)
    night.tap("[data-close-shift]")
    night.tap("[data-close-all-the-same]")
    expect(night.page.locator("[data-opening]")).to_be_visible()
    night.open_shift()
    night.sees_waiting()


def test_ten_wrong_pins_wipe_what_waits(night: Phone) -> None:
    wait_for(night, "hiv")
    night.page.locator("[data-view=home] [data-hide]").tap()
    night.view("blank").tap()
    for attempt in range(10):
        night.type_pin("0000")
        if attempt < 9:
            expect(night.page.locator("[data-pin-error]")).to_be_visible()
            minutes(night, 11)
    expect(night.page.locator("[data-wiped]")).to_be_visible()
    assert json.loads(night.page.evaluate(EVERYTHING))["waiting"] == []
