"""What a raid finds on a phone after a shift: what the phone may keep, and nothing that went."""

import re
from pathlib import Path

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import expect

from ravny.services.encounters.models import Site
from tests.cast import Cast
from tests.guards.raid.leveldb import log_entries
from tests.guards.raid.places import files, found
from tests.guards.raid.search import lies_in
from tests.guards.raid.words import new_canary

from .arrivals import arrived
from .phone import PIN, QUEUED, SITE, Phone

pytestmark = pytest.mark.django_db(transaction=True)

PLACE = new_canary("the label of a place", "public")
KEPT = """async () => {
    const file = await (await caches.open('readable')).match('/readable');
    return file ? Object.values((await file.json()).codes) : [];
}"""


@pytest.fixture
def shift(phone: Phone, scene: Cast) -> Phone:
    """A phone on a shift at a place with a label that occurs nowhere else."""
    with scopes_disabled():
        Site.objects.filter(id=SITE).update(label=PLACE.word)
    phone.page.clock.install()
    return phone.register(scene.peer).open_shift()


def give_a_code(phone: Phone) -> str:
    """Record somebody new with a reserved code, out of the reach of undoing; return the code."""
    phone.fill_kit("new")
    phone.tap("[data-take-code]")
    shown = phone.page.locator("[data-new-code] output")
    expect(shown).to_have_text(re.compile(r"\d"))
    code = re.sub(r"\D", "", shown.inner_text())
    assert len(code) == 10
    phone.press_save()
    expect(phone.page.locator("[data-undo]")).to_be_visible()
    return code


def left_on(folder: Path, *words: str) -> set[str]:
    """Return which of the words lie in a profile."""
    return {word for _name, data in files(folder) for word in lies_in(data, words)}


def test_a_code_that_was_given_is_gone_and_a_reserved_one_lies_there(shift: Phone) -> None:
    given = [give_a_code(shift) for _ in range(3)]
    shift.wait_until(lambda: len(shift.page.evaluate(KEPT)) == 47)
    reserved = shift.page.evaluate(KEPT)
    assert len(reserved) == 47 and not set(given) & set(reserved)
    shift.page.clock.fast_forward(31_000)
    arrived(3)
    shift.kill()
    assert left_on(shift.folder, *given, reserved[0]) == {reserved[0]}


def test_a_code_given_without_network_is_gone_too_though_the_battery_dies(shift: Phone) -> None:
    shift.set_offline(True)
    given = give_a_code(shift)
    # The file is written while the page already offers to undo.
    shift.wait_until(lambda: given not in shift.page.evaluate(KEPT))
    assert given not in shift.page.evaluate(KEPT)
    shift.kill()
    assert left_on(shift.folder, given) == set()


def test_a_code_that_was_taken_back_is_given_again(shift: Phone) -> None:
    given = give_a_code(shift)
    shift.tap("[data-undo]")
    expect(shift.page.locator(QUEUED)).to_have_text("0")
    assert len(shift.page.evaluate(KEPT)) == 50
    assert give_a_code(shift) == given


def test_a_places_label_is_gone_after_sixteen_hours(shift: Phone) -> None:
    assert set(found(files(shift.folder), [PLACE])) == {PLACE}
    shift.set_offline(True)
    shift.page.clock.fast_forward(16 * 3_600_000 + 120_000)
    expect(shift.page.locator("#opening")).to_be_visible()
    shift.kill()
    assert found(files(shift.folder), [PLACE]) == {}


def test_the_log_of_changes_does_not_tell_what_left_the_bag(shift: Phone) -> None:
    for _ in range(2):
        shift.fill_kit()
        shift.press_save()
        shift.page.clock.fast_forward(31_000)
    arrived(2)
    shift.kill()
    (log,) = shift.folder.glob("Default/IndexedDB/*field*/*.log")
    keys = [key for key, _value in log_entries(log.read_bytes())]
    told = {name for name in ("shift", "items", "sites") if _is_among(name, keys)}
    assert told == {"shift"}


def _is_among(name: str, keys: list[bytes]) -> bool:
    return any(name.encode("utf-16-be") in key for key in keys)


def test_ten_wrong_pins_and_a_goodbye_leave_no_code_no_place_and_no_pin(shift: Phone) -> None:
    given, reserved = give_a_code(shift), shift.page.evaluate(KEPT)
    shift.set_offline(True)
    shift.page.locator("[data-hide]").tap()
    shift.view("blank").tap()
    for attempt in range(10):
        shift.type_pin("0000")
        if attempt < 9:
            expect(shift.page.locator("[data-pin-error]")).to_be_visible()
            shift.page.clock.fast_forward(601_000)
    expect(shift.page.locator("[data-wiped]")).to_be_visible()
    shift.kill()
    assert left_on(shift.folder, given, *reserved, PLACE.word) == set()


def test_the_pin_lies_nowhere(shift: Phone) -> None:
    shift.kill()
    quoted = (f'"{PIN}"'.encode(), b"\x04" + PIN.encode(), b"\x08" + PIN.encode("utf-16-le"))
    hits = [name for name, data in files(shift.folder) for one in quoted if one in data]
    assert [name for name in hits if "IndexedDB" in name or "Sessions" in name] == []
