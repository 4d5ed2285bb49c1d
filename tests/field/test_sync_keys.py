"""Whom the door trusts, with which clock and which keys, and what it destroys after that."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from ravny.core.kit.clock import now, today
from ravny.core.staff.models import Account
from ravny.core.vault.models import IntakeKey
from ravny.core.vault.operations import revoke_phone, rotate_intake
from ravny.people.clients.models import PoolCode
from tests.cast import HOUSE, Cast
from tests.outreach.phones import contact

from .wire_phone import WirePhone, clock, encounters, names, states, tray_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(scene: Cast) -> WirePhone:
    return WirePhone.of(scene.peer)


@pytest.mark.parametrize(
    ("hours", "told", "flag"), [(0, False, ""), (2, True, ""), (27, True, "skew")]
)
def test_a_wrong_clock_is_told_and_a_very_wrong_one_flagged(
    phone: WirePhone, hours: int, told: bool, flag: str
) -> None:
    for moment in (now() - timedelta(hours=hours), now() + timedelta(hours=hours)):
        record = contact()
        answer = phone.send(record, clock=clock(moment))
        assert (answer["skew"], answer["day"]) == (told, today().isoformat())
        assert encounters()[record[0]].clock_flag == flag


def test_an_older_intake_key_still_opens(phone: WirePhone) -> None:
    record = phone.sealed(contact())
    rotate_intake(organisation_id=HOUSE)
    answer = json.loads(phone.post(phone.body(record)).content)
    assert (answer["stored"], answer["refused"]) == ([record["id"]], [])
    assert answer["intake"]["current"]["number"] == record["key"] + 1


def test_a_destroyed_key_opens_nothing_and_spoils_nothing(phone: WirePhone) -> None:
    late = phone.sealed(contact())
    rotate_intake(organisation_id=HOUSE)
    phone.send()
    phone.send()  # now it says that it holds the newest keys and has nothing left
    good = phone.sealed(contact())
    answer = json.loads(phone.post(phone.body(late, good)).content)
    assert answer["stored"] == [good["id"]]
    assert answer["refused"] == [{"id": late["id"], "reason": "key_gone"}]


def key_states() -> dict[int, str]:
    with scope(organisation=HOUSE):
        return dict(IntakeKey.objects.values_list("number", "state"))


def test_an_old_key_is_destroyed_once_the_queue_is_empty(phone: WirePhone) -> None:
    rotate_intake(organisation_id=HOUSE)
    phone.send(left=3)
    assert key_states() == {1: "retired", 2: "current", 3: "next"}
    phone.send(left=1)
    assert key_states()[1] == "retired"
    phone.send()
    assert key_states() == {1: "destroyed", 2: "current", 3: "next"}


def test_a_replay_of_older_claims_destroys_no_key_that_is_needed(phone: WirePhone) -> None:
    boast = phone.body()
    phone.post(boast)
    rotate_intake(organisation_id=HOUSE)
    phone.send(left=7)
    phone.post(boast)
    assert key_states()[1] == "retired"


def test_what_is_stored_is_not_refused_when_its_key_went_meanwhile(phone: WirePhone) -> None:
    old = phone.newest
    rotate_intake(organisation_id=HOUSE)
    phone.send(left=1)
    record = contact()
    body = phone.body(phone.sealed(record, old))
    phone.post(body)
    assert key_states()[1] == "destroyed"
    again = json.loads(phone.post(body).content)
    assert (again["stored"], again["refused"]) == ([str(record[0])], [])


def test_codes_are_refilled_with_the_last_batch_only(phone: WirePhone) -> None:
    assert "codes" not in phone.send(contact(), codes_held=3, left=1)
    with scope(organisation=HOUSE):
        assert PoolCode.objects.count() == 50
    assert len(phone.send(codes_held=3)["codes"]) == 47
    assert phone.send(codes_held=50)["codes"] == []


def test_a_revoked_phone_is_held_back_and_seen(phone: WirePhone, scene: Cast) -> None:
    revoke_phone(actor=scene.peer.actor, phone_id=phone.phone_id)
    record = contact()
    answer = phone.send(record, codes_held=0)
    assert (answer["state"], answer["stored"]) == ("revoked", names(record))
    assert not {"codes", "sites", "items", "team", "worker"} & set(answer)
    assert (states(), encounters()) == ({"quarantined": 1}, {})
    page = tray_page(scene)
    assert reverse("outreach:held", args=[phone.phone_id]) in page


def test_what_somebody_recorded_before_they_left_is_held_back(
    phone: WirePhone, scene: Cast
) -> None:
    with scopes_disabled():
        Account.objects.filter(id=scene.peer.account_id).update(active=False)
    assert phone.send(contact())["state"] == "revoked"
    assert (states(), encounters()) == ({"quarantined": 1}, {})
    assert reverse("outreach:held", args=[phone.phone_id]) in tray_page(scene)
