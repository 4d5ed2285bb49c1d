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
from ravny.services.outreach.operations import receive
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


def test_a_batch_without_tests_asks_nothing_of_testing(scene: Cast) -> None:
    actor = scene.peer.actor
    receive(actor=actor, phone_id=PHONE, records=batch(contact()))
    with CaptureQueriesContext(connection) as asked:
        receive(actor=actor, phone_id=PHONE, records=batch(contact(), contact()))
    said = " ".join(query["sql"] for query in asked.captured_queries)
    assert "encounters_encounter" in said
    assert "testing_" not in said and "referrals_" not in said


def test_tests_cost_the_same_queries_however_many_there_are(scene: Cast) -> None:
    lots = lay_kits(scene, scene.peer, A=200, B=210, C=220)
    kits = {name: {"kit": str(KIT), "lot": str(lot)} for name, lot in lots.items()}
    counts = []
    for many in (1, 1, 7):
        waits = [rapid(**kits["B"], result="wait", returned=False, post=False) for _ in range(many)]
        records = batch(
            *(contact(given={}, tests=[rapid(**kits["A"])]) for _ in range(many)),
            *(contact(given={}, tests=[one]) for one in waits),
            *(late(one["id"], **kits["B"], result="invalid") for one in waits),
            *(late(one["id"], **{"try": 1}, **kits["C"]) for one in waits),
        )
        with CaptureQueriesContext(connection) as asked:
            receive(actor=scene.peer.actor, phone_id=PHONE, records=records)
        counts.append(len(asked))
    assert counts[1] == counts[2]
