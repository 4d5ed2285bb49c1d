"""A phone that comes back later cannot bring back who was erased."""

from typing import Any
from uuid import UUID

import pytest
from django_scopes import scope

from ravny.core.kit.codes import new_code
from ravny.core.kit.errors import NotYours
from ravny.core.kit.ids import day_id
from ravny.insight.upkeep.operations.erasing import erase_clients
from ravny.people.clients.models import Client
from ravny.people.clients.operations import register_client
from ravny.people.clients.types import ClientFacts
from ravny.services.encounters.models import Encounter
from ravny.services.outreach.models import IntakeRecord
from ravny.services.outreach.operations import mend_record, receive, release_held
from ravny.services.referrals.models import Referral
from ravny.services.testing.models import Test
from tests.cast import HOUSE, NEAR_TEAM, Cast
from tests.clients.makers import code, open_card
from tests.outreach.phones import PHONE, batch, contact, late, rapid, set_the_scene, step
from tests.upkeep.erasing import cells

REACTIVE: dict[str, Any] = {"result": "reactive", "next": step("anonymous")}


@pytest.fixture
def gone(cast: Cast) -> str:
    """The code of somebody who was erased."""
    set_the_scene()
    client_id = open_card(cast.peer)
    known = code(cast.peer, client_id)
    erase_clients(organisation_id=HOUSE, client_ids=[client_id], by=None)
    return known


def send(cast: Cast, *records: tuple[UUID, dict[str, Any]], held: bool = False) -> Any:
    return receive(actor=cast.peer.actor, phone_id=PHONE, records=batch(*records), quarantine=held)


def by_code(code_: str, **changes: Any) -> tuple[UUID, dict[str, Any]]:
    """A contact by code with a note that opens for nobody here."""
    return contact(**{"code": code_, "who": "code", "note": "AAAA", **changes})


def test_a_late_contact_counts_without_code_and_note(cast: Cast, gone: str) -> None:
    record = by_code(gone)
    answer = send(cast, record)
    assert (answer.stored, answer.tray) == ([record[0]], [])
    with scope(organisation=HOUSE):
        (met,) = Encounter.objects.all()
        assert (met.client_id, met.who, met.note) == (None, "again", None)
        assert not Client.objects.exists()
    assert cells.found({"code": gone}) == set()


def test_a_late_test_counts_and_refers_nobody(cast: Cast, gone: str) -> None:
    send(cast, by_code(gone, tests=[rapid(**REACTIVE)]))
    with scope(organisation=HOUSE):
        (tested,) = Test.objects.all()
        assert (tested.client_id, tested.result, tested.referral_id) == (None, "reactive", None)
        assert not Referral.objects.exists()


def test_a_result_told_after_the_erasure_stays_without_the_client(cast: Cast) -> None:
    set_the_scene()
    client_id, test = open_card(cast.peer), rapid(result="wait", returned=False, post=False)
    send(cast, by_code(code(cast.peer, client_id), note=None, tests=[test]))
    erase_clients(organisation_id=HOUSE, client_ids=[client_id], by=None)
    send(cast, late(test["id"], **REACTIVE))
    with scope(organisation=HOUSE):
        (tested,) = Test.objects.all()
        assert (tested.client_id, tested.result, tested.referral_id) == (None, "reactive", None)
        assert not Referral.objects.exists()


def test_a_faulty_late_contact_waits_in_the_tray_without_the_code(cast: Cast, gone: str) -> None:
    record_id, facts = by_code(gone, channel="moon")
    assert send(cast, (record_id, facts)).tray == [record_id]
    assert cells.found({"code": gone}) == set()
    mend_record(actor=cast.coordinator.actor, record_id=record_id, changes={"channel": "street"})
    with scope(organisation=HOUSE):
        assert Encounter.objects.get().client_id is None


def test_what_a_revoked_phone_sent_is_let_in_without_the_code(cast: Cast, gone: str) -> None:
    record_id, facts = by_code(gone)
    send(cast, (record_id, facts), held=True)
    assert cells.found({"code": gone}) == set()
    assert release_held(actor=cast.coordinator.actor, phone_id=PHONE) == 1
    with scope(organisation=HOUSE):
        assert Encounter.objects.get(id=record_id).client_id is None


def test_a_code_typed_in_the_tray_afterwards_brings_nobody_back(cast: Cast, gone: str) -> None:
    record_id, facts = contact(channel="moon")
    send(cast, (record_id, facts))
    changes = {"channel": "street", "who": "code", "code": gone}
    mend_record(actor=cast.coordinator.actor, record_id=record_id, changes=changes)
    assert cells.found({"code": gone}) == set()


def test_a_code_that_nobody_ever_had_still_waits_in_the_tray(cast: Cast, gone: str) -> None:
    record = by_code(new_code(), note=None)
    assert send(cast, record).tray == [record[0]]
    with scope(organisation=HOUSE):
        assert IntakeRecord.objects.get(id=record[0]).problems == ("code_unknown",)


def test_another_house_knows_nothing_of_the_code(cast: Cast, gone: str) -> None:
    record = by_code(gone, note=None, site=None, given={})
    answer = receive(actor=cast.stranger.actor, phone_id=day_id(), records=batch(record))
    assert answer.tray == [record[0]]


def test_a_page_left_open_cannot_register_the_same_card_again(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    erase_clients(organisation_id=HOUSE, client_ids=[client_id], by=None)
    with pytest.raises(NotYours):
        register_client(
            actor=cast.peer.actor, client_id=client_id, team_id=NEAR_TEAM, facts=ClientFacts()
        )
