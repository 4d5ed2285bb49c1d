"""Results that were waited for: alone, before or after their meeting, each try with its kit."""

from typing import Any
from uuid import UUID

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.outreach.models import IntakeRecord
from ravny.services.testing.models import Assay
from ravny.services.testing.types import try_id
from tests.cast import HOUSE, Cast, browser_of

from .phones import (
    KIT,
    SITE,
    contact,
    late,
    lay_kits,
    rapid,
    step,
)
from .test_pages import url
from .test_receive_tests import kits_taken, recorded, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("early", [False, True])
def test_a_result_that_was_waited_for_may_come_before_its_meeting(scene: Cast, early: bool) -> None:
    told = rapid(result="wait", returned=False, post=False)
    records = [contact(tests=[told]), late(told["id"], result="reactive", next=step("later"))]
    for record in reversed(records) if early else records:
        assert send(scene, record) == []
        assert send(scene, record) == []
    row = recorded()[told["id"]]
    assert (row.is_whole, row.result, row.step) == (True, "reactive", "later")
    assert (row.consented_on, row.returned_on) == (today(), today())


@pytest.mark.parametrize("early", [False, True])
def test_every_invalid_try_of_a_waiting_test_is_kept_with_its_lot(scene: Cast, early: bool) -> None:
    lots = {key: str(lot) for key, lot in lay_kits(scene, scene.peer, NEAR=20, FAR=300).items()}
    first = {"kit": str(KIT), "lot": lots["NEAR"]}
    again = {"kit": str(KIT), "lot": lots["FAR"]}
    silent = {"result": "invalid", "returned": False, "post": False}
    told = rapid(**first, invalid=1, result="wait", returned=False, post=False)
    records = [
        contact(given={}, tests=[told]),
        late(told["id"], **{"try": 1}, **first, **silent),
        late(told["id"], **{"try": 2}, **again),
    ]
    for record in reversed(records) if early else records:
        assert send(scene, record, record) == []
    with scope(organisation=HOUSE):
        assays = list(Assay.objects.values_list("id", "position", "result", "lot__number"))
    test_id = UUID(told["id"])
    assert assays == [
        (try_id(test_id, 0), 0, "invalid", "NEAR"),
        (try_id(test_id, 1), 1, "invalid", "NEAR"),
        (try_id(test_id, 2), 2, "nonreactive", "FAR"),
    ]
    assert (recorded()[told["id"]].result, kits_taken()) == ("nonreactive", 3)


def test_a_late_result_without_its_try_is_that_of_the_first_strip(scene: Cast) -> None:
    lay_kits(scene, scene.peer)
    told = rapid(kit=str(KIT), result="wait", returned=False, post=False)
    record_id, facts = late(told["id"])
    old = {name: value for name, value in facts.items() if name not in {"try", "kit", "lot"}}
    assert send(scene, (record_id, old), contact(given={}, tests=[told])) == []
    assert (recorded()[told["id"]].result, kits_taken()) == ("nonreactive", 1)


def test_a_kit_nobody_knows_holds_no_late_result_up(scene: Cast) -> None:
    told = rapid(result="wait", returned=False, post=False)
    unknown = {"kit": str(day_id()), "lot": str(day_id())}
    assert send(scene, contact(tests=[told]), late(told["id"], **unknown)) == []
    assert recorded()[told["id"]].result == "nonreactive"


def test_a_late_result_keeps_no_hour(scene: Cast) -> None:
    wrong = late("no id", minute=1320)
    assert send(scene, wrong) == [wrong[0]]
    with scope(organisation=HOUSE):
        assert not {"minute", "hour"} & set(IntakeRecord.objects.get().facts)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"test": "x"}, "tests"),
        ({"test": None}, "tests"),
        ({"infection": "love"}, "tests"),
        ({"result": "wait"}, "tests"),
        ({"result": {}}, "tests"),
        ({"returned": 1}, "tests"),
        ({"next": step()}, "next"),
        ({"result": "reactive", "next": step("centre")}, "next"),
        ({"try": 4}, "tests"),
        ({"try": -1}, "tests"),
        ({"try": True}, "tests"),
        ({"try": "1"}, "tests"),
        ({"kit": 7}, "kit"),
        ({"kit": "L1"}, "kit"),
        ({"kit": str(KIT), "lot": []}, "kit"),
        ({"kit": None, "lot": str(day_id())}, "kit"),
        ({"day": "soon"}, "day"),
        ({"site": "moon"}, "site"),
    ],
)
def test_a_wrong_late_result_lies_in_the_tray(
    scene: Cast, changes: dict[str, Any], problem: str
) -> None:
    record = late(str(day_id()), **changes)
    assert send(scene, record) == [record[0]]
    with scope(organisation=HOUSE):
        assert problem in IntakeRecord.objects.get().problems
    assert recorded() == {}


def test_a_late_result_is_mended_by_its_site(scene: Cast) -> None:
    told = rapid(result="wait", returned=False, post=False)
    record_id, facts = late(told["id"], site=str(day_id()))
    assert send(scene, contact(tests=[told]), (record_id, facts)) == [record_id]
    browser = browser_of(scene.coordinator)
    assert browser.get(url("mend", record_id)).status_code == 200
    sent = {"day": today().isoformat(), "site": str(SITE), "team": str(scene.near_team_id)}
    assert browser.post(url("mend", record_id), sent).status_code == 302
    assert recorded()[told["id"]].result == "nonreactive"
