"""A phone's rapid tests arrive with their meeting, late results alone, bad ones in the tray."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.codes import new_code
from ravny.core.kit.ids import day_id, day_of
from ravny.services.encounters.models import Encounter
from ravny.services.outreach.models import IntakeRecord
from ravny.services.outreach.operations import mend_record, receive
from ravny.services.referrals.models import Referral
from ravny.services.stock.models import Movement
from ravny.services.testing.models import Assay, Test
from ravny.services.testing.types import try_id
from tests.cast import HOUSE, Cast, browser_of

from .phones import (
    KIT,
    PHONE,
    SITE,
    SYPHILIS_KIT,
    batch,
    contact,
    late,
    lay_kits,
    rapid,
    reserve,
    step,
)
from .test_pages import url

pytestmark = pytest.mark.django_db


def send(scene: Cast, *records: tuple[UUID, dict[str, Any]]) -> list[UUID]:
    """Let the peer's phone send; return what lies in the tray."""
    return receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(*records)).tray


def recorded() -> dict[str, Test]:
    """Every test by its id as text."""
    with scope(organisation=HOUSE):
        return {str(row.id): row for row in Test.objects.all()}


def kits_taken() -> int:
    with scope(organisation=HOUSE):
        rows = Movement.objects.filter(lot__item_id=KIT, reason="issued")
        return -sum(rows.values_list("change", flat=True))


def test_a_test_arrives_whole_with_its_meeting(scene: Cast) -> None:
    lots = lay_kits(scene, scene.peer, NEAR=20, FAR=300)
    code = new_code()
    reserve(code)
    told = rapid(kit=str(KIT), lot=str(lots["FAR"]), invalid=1, safety="safe")
    record_id, facts = contact(who="new", code=code, tests=[told])
    assert send(scene, (record_id, facts)) == []
    row = recorded()[told["id"]]
    with scope(organisation=HOUSE):
        meeting = Encounter.objects.get()
        assays = list(Assay.objects.values_list("slot", "result", "lot_id"))
    assert (row.infection, row.purpose, row.result, row.safety) == (
        "hiv", "screening", "nonreactive", "safe",
    )  # fmt: skip
    days = {row.counselled_on, row.consented_on, row.returned_on, row.post_counselled_on}
    assert days == {today()}
    assert (row.encounter_id, row.client_id) == (record_id, meeting.client_id)
    assert (row.site_id, row.age_group, row.worker_id) == (SITE, "25-29", scene.peer.account_id)
    assert assays == [("0", "invalid", lots["FAR"]), ("0", "nonreactive", lots["FAR"])]
    assert (meeting.services, kits_taken()) == (("testing",), 2)


def test_ids_of_assays_are_the_same_every_time_and_in_the_houses_layout(scene: Cast) -> None:
    test_id = day_id()
    first, second = try_id(test_id, 0), try_id(test_id, 1)
    assert first == try_id(test_id, 0) != second
    assert (first.version, day_of(first)) == (7, day_of(test_id))
    assert try_id(day_id(), 0) != first


def test_what_was_not_ticked_is_no_fact(scene: Cast) -> None:
    told = rapid(counselled=False, returned=False, post=False)
    assert send(scene, contact(tests=[told])) == []
    row = recorded()[told["id"]]
    assert (row.counselled_on, row.returned_on, row.post_counselled_on) == (None, None, None)
    assert row.consented_on == today()


def test_the_second_test_of_an_infection_is_the_second(scene: Cast) -> None:
    first = rapid(result="reactive", next=step("second_test"))
    second, other = rapid(), rapid("syphilis")
    assert send(scene, contact(tests=[first, other, second])) == []
    found = {key: row.purpose for key, row in recorded().items()}
    assert found == {
        first["id"]: "screening", second["id"]: "second", other["id"]: "screening",
    }  # fmt: skip


def test_a_reactive_test_with_a_code_opens_the_chosen_referral_once(scene: Cast) -> None:
    code = new_code()
    reserve(code)
    chosen = step("anonymous", due="2026-12-01", escort=True)
    record = contact(who="new", code=code, tests=[rapid(result="reactive", next=chosen)])
    for _ in range(2):
        assert send(scene, record) == []
    with scope(organisation=HOUSE):
        referral = Referral.objects.get()
    assert (str(referral.id), referral.infection) == (chosen["referral"], "hiv")


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


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"id": "x"}, "tests"),
    ({"infection": "love"}, "tests"),
    ({"infection": ["hiv"]}, "tests"),
    ({"result": "positive"}, "tests"),
    ({"result": ""}, "tests"),
    ({"result": None}, "tests"),
    ({"invalid": 4}, "tests"),
    ({"invalid": True}, "tests"),
    ({"safety": "maybe"}, "tests"),
    ({"safety": []}, "tests"),
    ({"counselled": "yes"}, "tests"),
    ({"returned": 1}, "tests"),
    ({"consent": False}, "consent"),
    ({"consent": None}, "tests"),
    ({"kit": str(day_id())}, "kit"),
    ({"kit": 7}, "kit"),
    ({"kit": str(KIT), "lot": str(day_id())}, "kit"),
    ({"kit": str(KIT), "lot": 7}, "kit"),
    ({"kit": str(SYPHILIS_KIT), "lot": "L1"}, "kit"),
    ({"lot": str(day_id())}, "kit"),
    ({"next": step()}, "next"),
    ({"result": "reactive", "next": "anonymous"}, "next"),
    ({"result": "reactive", "next": step("home")}, "next"),
    ({"result": "reactive", "next": step(referral="x")}, "next"),
    ({"result": "reactive", "next": step(due="soon")}, "next"),
    ({"result": "reactive", "next": step(escort="yes")}, "next"),
    ({"result": "reactive", "next": step("centre")}, "next"),
    ({"result": "reactive", "next": step() | {"step": []}}, "next"),
]


@pytest.mark.parametrize(("changes", "problem"), WRONG)
def test_a_wrong_test_brings_its_whole_meeting_to_the_tray(
    scene: Cast, changes: dict[str, Any], problem: str
) -> None:
    lots = lay_kits(scene, scene.peer)
    if changes.get("lot") == "L1":
        changes = {**changes, "lot": str(lots["L1"])}
    record_id, facts = contact(tests=[rapid(**changes), rapid("syphilis")])
    right = contact(tests=[rapid()])
    assert send(scene, (record_id, facts), right) == [record_id]
    with scope(organisation=HOUSE):
        row = IntakeRecord.objects.get(id=record_id)
        assert list(Encounter.objects.values_list("id", flat=True)) == [right[0]]
    assert (list(row.problems), row.facts["tests"]) == ([problem], facts["tests"])
    assert set(recorded()) == {right[1]["tests"][0]["id"]}


@pytest.mark.parametrize(
    "told", ["hiv", [7], {"id": 1}, [rapid()] * 2, [rapid(), rapid(), rapid()]]
)
def test_tests_that_are_no_tests_lie_in_the_tray(scene: Cast, told: object) -> None:
    record = contact(tests=told)
    assert send(scene, record) == [record[0]]
    assert recorded() == {}


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


def test_mending_a_meeting_leaves_its_tests_as_they_were_sent(scene: Cast) -> None:
    told = rapid(result="reactive", next=step("later"))
    record_id, facts = contact(channel="moon", tests=[told])
    assert send(scene, (record_id, facts)) == [record_id]
    browser = browser_of(scene.coordinator)
    assert browser.get(url("mend", record_id)).status_code == 200
    sent = {
        "day": today().isoformat(), "site": str(SITE), "team": str(scene.near_team_id),
        "channel": "street", "who": "again", "age": "25-29", "language": "uz", "training": "0",
    }  # fmt: skip
    assert browser.post(url("mend", record_id), sent).status_code == 302
    row = recorded()[told["id"]]
    assert (row.result, row.step, row.channel, row.encounter_id) == (
        "reactive", "later", "street", record_id,
    )  # fmt: skip


def test_a_late_result_is_mended_by_its_site(scene: Cast) -> None:
    told = rapid(result="wait", returned=False, post=False)
    record_id, facts = late(told["id"], site=str(day_id()))
    assert send(scene, contact(tests=[told]), (record_id, facts)) == [record_id]
    browser = browser_of(scene.coordinator)
    assert browser.get(url("mend", record_id)).status_code == 200
    sent = {"day": today().isoformat(), "site": str(SITE), "team": str(scene.near_team_id)}
    assert browser.post(url("mend", record_id), sent).status_code == 302
    assert recorded()[told["id"]].result == "nonreactive"


def test_a_test_nobody_can_mend_is_left_out_and_the_meeting_stays(scene: Cast) -> None:
    record_id, facts = contact(tests=[rapid(consent=False)])
    assert send(scene, (record_id, facts)) == [record_id]
    mend_record(
        actor=scene.coordinator.actor, record_id=record_id, changes={"leave_out_tests": True}
    )
    with scope(organisation=HOUSE):
        assert Encounter.objects.get().services == ()
    assert recorded() == {}


def test_a_batch_without_tests_asks_nothing_of_testing(scene: Cast) -> None:
    actor = scene.peer.actor
    receive(actor=actor, phone_id=PHONE, records=batch(contact()))
    with CaptureQueriesContext(connection) as asked:
        receive(actor=actor, phone_id=PHONE, records=batch(contact(), contact()))
    said = " ".join(query["sql"] for query in asked.captured_queries)
    assert "encounters_encounter" in said
    assert "testing_" not in said and "referrals_" not in said


def test_tests_cost_the_same_queries_however_many_there_are(scene: Cast) -> None:
    lots = lay_kits(scene, scene.peer)
    told = {"kit": str(KIT), "lot": str(lots["L1"])}
    counts = []
    for many in (1, 1, 7):
        waits = [rapid(**told, result="wait", returned=False, post=False) for _ in range(many)]
        records = batch(
            *(contact(given={}, tests=[rapid(**told)]) for _ in range(many)),
            *(contact(given={}, tests=[one]) for one in waits),
            *(late(one["id"], **told, result="invalid") for one in waits),
            *(late(one["id"], **{"try": 1}, **told) for one in waits),
        )
        with CaptureQueriesContext(connection) as asked:
            receive(actor=scene.peer.actor, phone_id=PHONE, records=records)
        counts.append(len(asked))
    assert counts[1] == counts[2]
