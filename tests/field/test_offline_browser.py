"""A phone without network: nothing is lost, nothing is sent twice, nothing can be read on it."""

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request, Route, expect

from ravny.core.vault import reader
from tests.cast import Cast
from tests.vault.conftest import give_keys

from .arrivals import arrived, encounters, shifts
from .phone import QUEUED, Phone

pytestmark = pytest.mark.django_db(transaction=True)

CANARIES = ("канарейкаЗаметка", "canaryNote")
FULL = """() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...value) {
        const full = window.isFull && this.name === 'queue';
        if (full) throw new DOMException('', 'QuotaExceededError');
        return put.apply(this, value);
    };
}"""


def with_a_team_key(scene: Cast) -> None:
    """Give the near team a circle, so that notes can be sealed to it."""
    keyring = give_keys(scene.social)
    reader.make_circle(
        actor=scene.social.actor, keyring=keyring, kind="team", subject_id=scene.near_team_id
    )


def deliver(request: Request) -> None:
    """Bring a request to the server by another way than the browser's."""
    host = urlsplit(request.url).netloc
    line = HTTPConnection("127.0.0.1", int(host.rpartition(":")[2]))
    body = request.post_data_buffer
    line.request("POST", "/sync", body, {**request.headers, "Host": host})
    assert line.getresponse().status == 200
    line.close()


def write_note(phone: Phone, text: str) -> None:
    phone.page.locator(".more:has(#note) > summary").click()
    phone.page.locator("#note").fill(text)


def test_what_was_saved_without_network_survives_a_dead_battery(phone: Phone, scene: Cast) -> None:
    phone.register(scene.peer)
    phone.set_offline(True)
    phone.open_shift()
    for _ in range(3):
        phone.fill_kit()
        phone.save()
    expect(phone.page.locator("[data-offline]")).to_be_visible()
    phone.kill()
    phone.start().open()
    assert phone.queued() == 4
    assert encounters() == []
    phone.kill()
    phone.offline = False
    phone.start().open()
    arrived(3)
    expect(phone.page.locator(QUEUED)).to_have_text("0")
    expect(phone.page.locator("[data-sent]")).to_have_text("4")
    phone.look_away()
    phone.page.wait_for_timeout(1_000)
    arrived(3)
    (shift,) = shifts()
    assert {one.shift_id for one in encounters()} == {shift.id}


def test_the_queue_goes_out_though_nobody_opens_the_app(phone: Phone, scene: Cast) -> None:
    phone.register(scene.peer).open_shift()
    phone.look_away()
    phone.set_offline(True)
    phone.fill_kit()
    phone.save()
    phone.kill()
    phone.offline = False
    phone.start()
    assert phone.page.url == "about:blank"
    phone.wait_until(encounters)
    arrived(1)


def test_an_answer_that_never_came_back_makes_no_second_contact(phone: Phone, scene: Cast) -> None:
    phone.register(scene.peer).open_shift()
    lost: list[str] = []

    def lose_answer(route: Route) -> None:
        deliver(route.request)
        lost.append("answer")
        route.abort()

    phone.context.route("**/sync", lose_answer)
    phone.fill_kit()
    phone.save()
    phone.look_away()
    phone.wait_until(encounters)
    arrived(1)
    expect(phone.page.locator("[data-offline]")).to_be_visible()
    assert lost and phone.queued() > 0
    phone.context.unroute("**/sync")
    phone.look_away()
    expect(phone.page.locator(QUEUED)).to_have_text("0")
    arrived(1)


def test_thirty_seconds_are_for_undoing(phone: Phone, scene: Cast) -> None:
    phone.page.clock.install()
    phone.register(scene.peer).open_shift()
    phone.page.clock.fast_forward(31_000)
    expect(phone.page.locator(QUEUED)).to_have_text("0")
    phone.fill_kit()
    phone.save()
    phone.tap("[data-undo]")
    expect(phone.page.locator(QUEUED)).to_have_text("0")
    phone.fill_kit()
    phone.save()
    phone.page.clock.fast_forward(20_000)
    assert encounters() == []
    phone.page.clock.fast_forward(11_000)
    arrived(1)
    expect(phone.page.locator("[data-toast]")).to_be_hidden()


def test_nothing_readable_reaches_the_disk(phone: Phone, scene: Cast) -> None:
    with_a_team_key(scene)
    phone.register(scene.peer)
    phone.set_offline(True)
    phone.open_shift()
    phone.fill_kit()
    write_note(phone, f"{CANARIES[0]} saved")
    phone.save()
    phone.fill_kit()
    write_note(phone, f"{CANARIES[1]} never saved")
    phone.page.wait_for_timeout(1_000)
    phone.kill()
    assert phone.contains(*CANARIES) == []
    assert phone.contains("shell-") != [], "the search finds what does lie there"
    phone.start().open()
    assert phone.page.locator("#note").input_value() == ""
    phone.kill()
    phone.offline = False
    phone.start().open()
    (one,) = arrived(1)
    assert one.note


def test_a_full_memory_loses_no_typed_word(phone: Phone, scene: Cast) -> None:
    with_a_team_key(scene)
    phone.page.add_init_script(f"({FULL})()")
    phone.register(scene.peer).open_shift()
    phone.fill_kit()
    write_note(phone, CANARIES[0])
    phone.page.evaluate("window.isFull = true")
    phone.tap("[form=contact]")
    error = phone.page.locator("[data-save-error]")
    expect(error).to_contain_text("память телефона заполнена")
    assert phone.page.locator("#note").input_value() == CANARIES[0]
    assert phone.page.locator("[name=age]:checked").count() == 1
    phone.page.evaluate("window.isFull = false")
    phone.save()
    expect(error).to_be_hidden()
    phone.look_away()
    (one,) = arrived(1)
    assert one.note


def test_a_note_without_a_team_key_is_not_thrown_away(phone: Phone, scene: Cast) -> None:
    phone.register(scene.peer).open_shift()
    phone.fill_kit()
    write_note(phone, "x")
    phone.tap("[form=contact]")
    expect(phone.page.locator("[data-save-error]")).to_contain_text("ещё нет ключа")
    assert phone.page.locator("#note").input_value() == "x"


def test_a_new_version_keeps_the_queue(phone: Phone, scene: Cast) -> None:
    phone.register(scene.peer)
    phone.open_shift()
    phone.look_away()
    expect(phone.page.locator(QUEUED)).to_have_text("0")
    phone.set_offline(True)
    phone.fill_kit()
    phone.save()
    before = cache_names(phone)
    phone.set_offline(False)
    # Another language is another version of the shell.
    phone.page.locator("[data-language][lang=en]").click()
    expect(phone.page.locator("html[lang=en]")).to_be_attached()
    phone.type_pin()
    expect(phone.view("home")).to_be_visible()
    assert len(before) == 1
    # The old version's cache goes once the new worker has taken over.
    phone.page.wait_for_function(REPLACED, arg=before[0], timeout=60_000)
    phone.look_away()
    arrived(1)


REPLACED = """before => caches.keys().then(names => {
    const shells = names.filter(name => name.startsWith('shell-'));
    return shells.length === 1 && shells[0] !== before;
})"""


def cache_names(phone: Phone) -> list[str]:
    names: list[str] = json.loads(phone.page.evaluate("caches.keys().then(JSON.stringify)"))
    return [name for name in names if name.startswith("shell-")]


def test_the_places_are_wiped_after_sixteen_hours(phone: Phone, scene: Cast) -> None:
    phone.page.clock.install()
    phone.register(scene.peer).open_shift()
    expect(phone.page.locator("[data-shift-place]")).to_have_text(", П-3")
    phone.set_offline(True)
    phone.page.clock.fast_forward("16:01:00")
    expect(phone.page.locator("[data-opening]")).to_be_visible()
    expect(phone.page.locator("[data-no-sites]")).to_be_visible()
    assert phone.page.locator("#opening [name=site]").count() == 1
