"""Whose keys a phone believes: the link names the root, and notes go to no key it did not prove."""

import base64
import json
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import Request, Route, expect

from ravny.core.vault import reader
from ravny.core.vault.models import Phone as PhoneRow
from ravny.core.vault.models.trust import Certificate
from ravny.core.vault.queries import root_mark
from tests.cast import HOUSE, Cast, browser_of
from tests.vault.conftest import give_keys
from tests.vault.trusting import OTHER_SEED, hold

from .arrivals import arrived
from .phone import Phone, fragment_of
from .test_looks_browser import examine

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

MORE = ".more:has(#note) > summary"


def unsigned_circle(scene: Cast) -> None:
    """Let the near team have a circle whose maker nobody signed."""
    keyring = give_keys(scene.social)
    reader.make_circle(
        actor=scene.social.actor, keyring=keyring, kind="team", subject_id=scene.near_team_id
    )


def pinned() -> bytes | None:
    with scopes_disabled():
        kept = PhoneRow.objects.get().pinned
    return bytes(kept) if kept else None


def record(phone: Phone, note: str = "") -> None:
    phone.open_shift()
    phone.fill_kit()
    phone.page.locator(MORE).click()
    if note:
        phone.page.locator("#note").fill(note)
    phone.save()
    phone.look_away()


def fetched(request: Request) -> dict[str, Any]:
    """Bring a request to the server by another way than the browser's; return what it answers."""
    parts = urlsplit(request.url)
    line = HTTPConnection("127.0.0.1", parts.port or 80)
    headers = {**request.headers, "Host": parts.netloc}
    line.request("POST", parts.path, request.post_data_buffer, headers)
    told: dict[str, Any] = json.loads(line.getresponse().read())
    line.close()
    return told


def forge(phone: Phone, change: Any) -> None:
    """Stand between phone and server: answers come back changed."""

    def answer(route: Route) -> None:
        told = fetched(route.request)
        change(told)
        route.fulfill(json=told)

    phone.context.route("**/sync", answer)


def test_a_phone_that_knows_the_root_seals_its_notes_to_a_signed_circle(
    phone: Phone, scene: Cast
) -> None:
    hold(scene)
    phone.register(scene.peer)
    assert pinned() == root_mark(HOUSE) is not None
    record(phone, "то, что прочтёт команда")
    (meeting,) = arrived(1)
    assert meeting.note is not None
    expect(phone.page.locator("[data-doubt]")).to_be_hidden()


def test_a_key_that_nobody_signed_closes_the_note_and_nothing_else(
    phone: Phone, scene: Cast, tmp_path: Path
) -> None:
    hold(scene)
    phone.register(scene.peer)
    with scopes_disabled():
        Certificate.objects.filter(kind="member").delete()
    phone.page.reload()
    phone.type_pin()
    expect(phone.page.locator("#note")).to_be_disabled()
    record(phone)
    (meeting,) = arrived(1)
    assert meeting.note is None
    phone.page.locator(MORE).click()
    expect(phone.page.locator("[data-doubt]")).to_contain_text("не подписан")
    examine(phone, "doubt", tmp_path)


def swapped(told: dict[str, Any]) -> None:
    """Put a key of the attacker's in the circle's place."""
    stranger = reader.new_keyring(Cast().stranger.account_id)
    if told.get("team", {}).get("circle"):
        key = base64.b64encode(reader.public_key_of(stranger.seed)).decode()
        told["team"]["circle"]["public_key"] = key


def aged(told: dict[str, Any]) -> None:
    """Offer an epoch before the newest, as a server would whose friend has left the circle."""
    if told.get("team", {}).get("circle"):
        told["team"]["circle"]["epoch"] -= 1
        told["proofs"]["epochs"][0]["epoch"] -= 1


def rootless(told: dict[str, Any]) -> None:
    """Say that there was never a ceremony."""
    if "proofs" in told:
        told["proofs"] = {"root": None, "epochs": [], "certificates": []}


@pytest.mark.parametrize("change", [swapped, aged, rootless])
def test_a_server_that_lies_about_the_key_gets_no_note(
    phone: Phone, scene: Cast, change: Any
) -> None:
    hold(scene)
    phone.register(scene.peer)
    forge(phone, change)
    phone.page.reload()
    phone.type_pin()
    expect(phone.page.locator("#note")).to_be_disabled()
    phone.context.unroute("**/sync")
    phone.page.reload()
    phone.type_pin()
    expect(phone.page.locator("#note")).to_be_enabled()


def test_what_was_typed_before_the_doubt_is_not_lost_and_not_sent(
    phone: Phone, scene: Cast
) -> None:
    hold(scene)
    phone.register(scene.peer).open_shift()
    phone.fill_kit()
    phone.page.locator(MORE).click()
    phone.page.locator("#note").fill("набрано до сомнения")
    forge(phone, rootless)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.page.locator("[data-doubt]")).to_be_visible()
    phone.tap("[form=contact]")
    expect(phone.page.locator("[data-save-error]")).to_contain_text("не подписан")
    assert phone.page.locator("#note").input_value() == "набрано до сомнения"
    phone.page.locator("#note").fill("")
    phone.save()
    phone.context.unroute("**/sync")  # its answers need this thread, which waits below
    phone.look_away()
    (meeting,) = arrived(1)
    assert meeting.note is None


def test_a_link_that_names_another_root_begins_nothing(
    phone: Phone, scene: Cast, tmp_path: Path
) -> None:
    hold(scene)
    token, _dot, _root = fragment_of(scene.peer).partition(".")
    other = "A" * 43
    phone.page.goto(f"{phone.doors.field}/#{token}.{other}")
    expect(phone.page.locator("[data-register-error]")).to_contain_text("не тот корень")
    assert phone.view("home").is_hidden()
    assert phone.page.url.endswith("/")
    examine(phone, "another-root", tmp_path)


def test_a_phone_from_before_the_ceremony_goes_on_and_is_asked_for_anew(
    phone: Phone, scene: Cast
) -> None:
    unsigned_circle(scene)
    phone.register(scene.peer)
    assert pinned() is None
    record(phone, "до церемонии")
    (meeting,) = arrived(1)
    assert meeting.note is not None
    give = give_keys(scene.keeper)
    reader.hold_ceremony(
        actor=scene.keeper.actor, officers=[scene.keeper.account_id], seed=bytes(range(32))
    )
    phone.page.reload()
    phone.type_pin()
    expect(phone.page.locator("#note")).to_be_enabled()
    assert "завести заново" in browser_of(scene.peer).get("/vault/phones/").content.decode()
    reader.certify(actor=scene.keeper.actor, keyring=give)
    phone.page.goto("about:blank")
    phone.register(scene.peer)
    assert "завести заново" not in browser_of(scene.keeper).get("/vault/phones/").content.decode()
    with scopes_disabled():
        states = {bool(one.pinned): one.state for one in PhoneRow.objects.all()}
    assert states == {False: "written_off", True: "active"}


def test_a_new_root_that_the_old_one_signed_is_followed(phone: Phone, scene: Cast) -> None:
    trusted = hold(scene)
    phone.register(scene.peer)
    officers = [scene.keeper.account_id]
    reader.hold_ceremony(
        actor=scene.keeper.actor, officers=officers, seed=OTHER_SEED, before=trusted.keys
    )
    reader.certify(actor=scene.keeper.actor, keyring=trusted.keeper)
    phone.page.reload()
    phone.type_pin()
    expect(phone.page.locator("#note")).to_be_enabled()
    record(phone, "под новым корнем")
    (meeting,) = arrived(1)
    assert meeting.note is not None
    assert "завести заново" not in browser_of(scene.keeper).get("/vault/phones/").content.decode()
