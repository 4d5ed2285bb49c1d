"""A phone lost for sixty days and found; for too long; and revoked meanwhile."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django_scopes import scope
from playwright.sync_api import expect

from ravny.core.kit.clock import today
from ravny.core.kit.formats import daymonth
from ravny.core.vault import instance, operations
from ravny.core.vault.models import IntakeKey
from ravny.core.vault.models import Phone as PhoneRow
from tests.cast import HOUSE, Cast, browser_of

from .arrivals import arrived, encounters
from .calendar import Calendar
from .phone import QUEUED, Phone
from .test_looks_browser import examine
from .wire_phone import states

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def lose(phone: Phone, scene: Cast, calendar: Calendar) -> None:
    """Record one meeting in an open shift without network, and let the battery die."""
    calendar.hand_out(phone).register(scene.peer).open_shift()
    phone.look_away()
    expect(phone.page.locator(QUEUED)).to_have_text("0")
    phone.set_offline(True)
    phone.fill_kit()
    phone.save()
    phone.kill()


def keys() -> dict[int, str]:
    with scope(organisation=HOUSE):
        return dict(IntakeKey.objects.values_list("number", "state"))


def private_halves() -> int:
    """How many living keys of the house have a file."""
    with scope(organisation=HOUSE):
        ids = IntakeKey.objects.values_list("id", flat=True)
        return sum((instance.keys_folder() / "intake" / f"{one}.key").exists() for one in ids)


def row() -> PhoneRow:
    with scope(organisation=HOUSE):
        return PhoneRow.objects.get()


def change_key(scene: Cast, seen: int) -> None:
    """Let the keeper press the button."""
    keeper = browser_of(scene.keeper)
    assert f'value="{seen}"' in keeper.get("/vault/phones/keys/").content.decode()
    assert keeper.post("/vault/phones/keys/change", {"seen": seen}).status_code == 302


def test_after_sixty_days_everything_arrives_and_the_old_halves_go(
    phone: Phone, scene: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendar = Calendar(monkeypatch, 60)
    began = today()
    lose(phone, scene, calendar)
    calendar.turn(30)
    operations.tend_intake()
    calendar.turn(60)
    change_key(scene, 2)
    assert keys() == {1: "retired", 2: "retired", 3: "current", 4: "next"}
    asked = browser_of(scene.keeper).get("/").content.decode()
    assert row().label in asked and reverse("vault:intake") in asked
    assert "0 из 1" in browser_of(scene.keeper).get("/vault/phones/keys/").content.decode()
    calendar.find(phone)
    (meeting,) = arrived(1)
    assert (meeting.day, meeting.clock_flag) == (began, "")
    expect(phone.page.locator(QUEUED)).to_have_text("0")
    expect(phone.page.locator("[data-refused]")).to_be_hidden()
    # Nobody touches the phone: it says by itself that it holds the new keys.
    turned = {1: "destroyed", 2: "destroyed", 3: "current", 4: "next"}
    phone.wait_until(lambda: keys() == turned)
    assert keys() == turned
    assert private_halves() == 2
    assert (row().acknowledged, row().empty_queue, row().seen_on) == (4, True, today())
    assert "1 из 1" in browser_of(scene.keeper).get("/vault/phones/keys/").content.decode()
    expect(phone.page.locator("#opening [name=site]")).to_have_count(2)
    phone.open_shift()
    phone.fill_kit()
    phone.save()
    phone.look_away()
    arrived(2)


def test_a_phone_that_heard_nothing_for_sixty_days_warns_before_more_is_recorded(
    phone: Phone, scene: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendar = Calendar(monkeypatch, 61)
    calendar.hand_out(phone).register(scene.peer)
    silent = phone.page.locator("[data-silent]")
    phone.set_offline(True)
    for days, warned in ((59, False), (61, True)):
        calendar.turn(days)
        calendar.hand_out(phone)
        phone.page.reload()
        phone.type_pin()
        expect(silent).to_be_visible() if warned else expect(silent).to_be_hidden()
    phone.set_offline(False)
    expect(silent).to_be_hidden()


def test_after_ninety_days_the_phone_says_what_is_lost_and_the_desk_too(
    phone: Phone, scene: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calendar = Calendar(monkeypatch, 91)
    began = today()
    lose(phone, scene, calendar)
    change_key(scene, 1)
    for days in (30, 60, 89):
        calendar.turn(days)
        operations.tend_intake()
    assert keys()[1] == "retired"
    calendar.turn(90)
    operations.tend_intake()
    assert keys()[1] == "destroyed"
    calendar.find(phone)
    box = phone.page.locator("[data-refused]")
    expect(box).to_contain_text("ключ уничтожен")
    # The meeting; and the end of the forgotten shift, if it was sealed before new keys came.
    expect(box.locator("li").first).to_contain_text(f"{daymonth(began)} · 1")
    lost = states()["lost"]
    expect(box.locator("[data-refused-count]")).to_have_text(str(lost))
    assert (encounters(), lost in (1, 2)) == ([], True)
    lead = browser_of(scene.coordinator)
    assert f"outreach/lost/{row().id}/noted" in lead.get("/outreach/tray/").content.decode()
    assert "потерян" in lead.get(f"/vault/phones/{row().id}/").content.decode()
    phone.page.reload()
    phone.type_pin()
    expect(box).to_be_visible()
    examine(phone, "lost", tmp_path)
    phone.tap("[data-refused-noted]")
    expect(box).to_be_hidden()
    expect(phone.page.locator("#opening [name=site]")).to_have_count(2)
    phone.open_shift()
    phone.fill_kit()
    phone.save()
    phone.look_away()
    arrived(1)
    assert states()["lost"] == lost


def test_revoked_meanwhile_it_is_held_back_and_let_in(
    phone: Phone, scene: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendar = Calendar(monkeypatch, 60)
    lose(phone, scene, calendar)
    phone_id = row().id
    browser_of(scene.coordinator).post(f"/vault/phones/{phone_id}/revoke")
    calendar.turn(30)
    call_command("intake", "rotate")
    calendar.turn(60)
    call_command("intake", "rotate")
    calendar.find(phone)
    expect(phone.page.locator("[data-revoked]")).to_be_visible()
    expect(phone.page.locator(QUEUED)).to_have_text("0")
    assert encounters() == []
    lead = browser_of(scene.coordinator)
    held = lead.get(reverse("outreach:held", args=[phone_id]))
    assert "Презервативы × 10" in held.content.decode()
    lead.post(reverse("outreach:release_held", args=[phone_id]))
    arrived(1)
    lead.post(f"/vault/phones/{phone_id}/restore")
    phone.page.reload()
    phone.type_pin()
    expect(phone.page.locator("[data-revoked]")).to_be_hidden()
    expect(phone.page.locator("#opening [name=site]")).to_have_count(2)
    phone.open_shift()
    phone.fill_kit()
    phone.save()
    phone.look_away()
    arrived(2)
