"""What a revoked phone sent: seen without opening it, let in or dropped, one by one or all."""

from typing import Any
from uuid import UUID

import pytest
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.codes import group_code, new_code
from ravny.core.vault.models import Phone
from ravny.services.encounters.models import Encounter
from ravny.services.outreach.models import IntakeRecord
from ravny.services.outreach.operations import receive
from ravny.services.outreach.types import ReceivedRecord
from tests.cast import HOUSE, Cast, browser_of

from .phones import PHONE, batch, contact, rapid, shift
from .test_pages import url

pytestmark = pytest.mark.django_db


def hold(scene: Cast, *records: tuple[UUID, dict[str, Any]]) -> None:
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(*records), quarantine=True)


def states() -> dict[UUID, str]:
    with scope(organisation=HOUSE):
        return dict(IntakeRecord.objects.values_list("id", "state"))


def verbs() -> list[str]:
    with scope(organisation=HOUSE):
        rows = Entry.objects.filter(verb__startswith="outreach.").order_by("number")
        return list(rows.values_list("verb", flat=True))


def test_the_page_tells_each_record_apart_and_opens_no_note(scene: Cast) -> None:
    code = new_code()
    told = contact(who="code", code=code, note="c2VhbGVk", tests=[rapid()], training=15)
    hold(scene, told, contact(channel="moon"))
    browser = browser_of(scene.coordinator)
    page = browser.get(url("held", PHONE)).content.decode()
    assert "П-3" in page and "Презервативы × 10" in page and "ВИЧ: нереактивный" in page
    assert "c2VhbGVk" not in page and page.count("запечатанная заметка") == 1
    own = browser.get(url("held_record", told[0])).content.decode()
    assert group_code(code) in own and "улица" in own and "c2VhbGVk" not in own
    assert "15" in own and "Тимур" in own


def test_one_record_is_let_in_and_another_dropped(scene: Cast) -> None:
    ours, strange, left = contact(), contact(), contact()
    hold(scene, ours, strange, left)
    browser = browser_of(scene.coordinator)
    answer = browser.post(url("release_record", ours[0]))
    assert answer.headers["Location"] == url("held", PHONE)
    assert browser.post(url("held_record", strange[0]), {}).status_code == 422
    browser.post(url("held_record", strange[0]), {"reason": "not_ours"})
    assert states() == {ours[0]: "imported", strange[0]: "dropped", left[0]: "quarantined"}
    with scope(organisation=HOUSE):
        assert Encounter.objects.get().id == ours[0]
        row = IntakeRecord.objects.get(id=strange[0])
    assert (row.drop_reason, row.facts, row.decided_by_id) == (
        "not_ours", None, scene.coordinator.account_id,
    )  # fmt: skip
    assert verbs() == ["outreach.batch_held", "outreach.held_released", "outreach.held_dropped"]
    for address in (url("held_record", ours[0]), url("held_record", strange[0])):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"reason": "trial"}).status_code == 404


def test_all_are_let_in_at_once_and_what_is_wrong_goes_to_the_tray(scene: Cast) -> None:
    records = [shift("open", PHONE), contact(), contact(channel="moon")]
    hold(scene, *records)
    with scope(organisation=HOUSE):
        assert not Encounter.objects.exists()
    assert browser_of(scene.peer).post(url("release_held", PHONE)).status_code == 404
    answer = browser_of(scene.coordinator).post(url("release_held", PHONE))
    assert answer.headers["Location"] == url("tray")
    assert [states()[key] for key, _facts in records] == ["imported", "imported", "tray"]
    with scope(organisation=HOUSE):
        assert Encounter.objects.get().worker_id == scene.peer.account_id


def test_all_are_dropped_only_for_a_reason(scene: Cast) -> None:
    hold(scene, contact(), contact())
    browser = browser_of(scene.coordinator)
    assert browser.get(url("drop_held", PHONE)).status_code == 200
    assert browser.post(url("drop_held", PHONE), {}).status_code == 422
    assert browser.post(url("drop_held", PHONE), {"reason": "not_ours"}).status_code == 302
    assert browser.get(url("drop_held", PHONE)).status_code == 404
    assert set(states().values()) == {"dropped"}


@pytest.mark.parametrize("decision", ["none", "let in", "dropped"])
def test_sent_again_it_makes_no_double_whatever_was_decided(scene: Cast, decision: str) -> None:
    record = contact()
    hold(scene, record)
    browser = browser_of(scene.coordinator)
    if decision == "let in":
        browser.post(url("release_held", PHONE))
    elif decision == "dropped":
        browser.post(url("drop_held", PHONE), {"reason": "trial"})
    before = states()
    for quarantine in (True, False):
        result = receive(
            actor=scene.peer.actor, phone_id=PHONE, records=batch(record), quarantine=quarantine
        )
        assert result.stored == [record[0]]
    assert states() == before
    with scope(organisation=HOUSE):
        assert Encounter.objects.count() == (1 if decision == "let in" else 0)


def test_today_asks_the_coordinator_and_nobody_else(scene: Cast, today_page: Any) -> None:
    hold(scene, contact(), contact())
    key = f"outreach.held.{PHONE}"
    assert key in today_page(scene.coordinator)
    assert "outreach.tray" not in today_page(scene.coordinator)
    assert key not in today_page(scene.peer) | today_page(scene.keeper) | today_page(scene.stranger)


def test_a_page_of_held_records_costs_the_same_for_two_as_for_forty(
    scene: Cast, queries_of: Any
) -> None:
    hold(scene, contact(), contact())
    few = queries_of(scene.coordinator, url("held", PHONE))
    hold(scene, *(contact() for _ in range(40)))
    assert queries_of(scene.coordinator, url("held", PHONE)) == few


def lose(scene: Cast, *record_ids: UUID) -> None:
    records = [
        ReceivedRecord(record_id, None, batch(contact())[0].received_day, lost=True)
        for record_id in record_ids
    ]
    result = receive(actor=scene.peer.actor, phone_id=PHONE, records=records)
    assert (result.stored, result.refused) == ([], list(record_ids))


def test_what_nobody_can_open_is_told_once_however_often_the_phone_asks(
    scene: Cast, today_page: Any
) -> None:
    one, other = contact()[0], contact()[0]
    lose(scene, one)
    lose(scene, one, other)
    assert states() == {one: "lost", other: "lost"}
    assert verbs() == ["outreach.records_lost", "outreach.records_lost"]
    key = f"outreach.lost.{PHONE}"
    assert key in today_page(scene.coordinator) and key not in today_page(scene.peer)
    browser = browser_of(scene.coordinator)
    assert url("settle_lost", PHONE) in browser.get(url("tray")).content.decode()
    assert browser_of(scene.peer).post(url("settle_lost", PHONE)).status_code == 404
    assert browser.post(url("settle_lost", PHONE)).status_code == 302
    assert url("settle_lost", PHONE) not in browser.get(url("tray")).content.decode()
    assert key not in today_page(scene.coordinator)
    lose(scene, one)
    assert key not in today_page(scene.coordinator)


def test_a_lost_record_whose_key_file_came_back_is_taken_in_once(scene: Cast) -> None:
    record = contact()
    lose(scene, record[0])
    for _ in range(2):
        result = receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(record))
        assert (result.stored, result.refused) == ([record[0]], [])
    assert states() == {record[0]: "imported"}


def test_the_pages_of_phones_lead_to_what_is_held_of_them(scene: Cast) -> None:
    with scope(organisation=HOUSE):
        Phone.objects.create(
            id=PHONE, organisation_id=HOUSE, account_id=scene.peer.account_id,
            public_key=b"-", label="A2K4", state="revoked",
        )  # fmt: skip
    hold(scene, contact())
    lose(scene, contact()[0])
    for address in ("/vault/phones/", f"/vault/phones/{PHONE}/"):
        lead = browser_of(scene.coordinator).get(address).content.decode()
        assert url("held", PHONE) in lead and "1 запись отложена" in lead
        assert "1 запись потеряна" in lead
        own = browser_of(scene.peer).get(address).content.decode()
        assert url("held", PHONE) not in own and "1 запись отложена" in own
