"""What a phone sends is stored once, whatever the network, the clock and the keys do."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.codes import new_code
from ravny.core.kit.ids import day_id
from ravny.people.clients.models import Client, PoolCode
from ravny.services.encounters.models import Handout
from ravny.services.outreach.models import IntakeRecord, Shift
from ravny.services.stock.models import Balance, Movement
from ravny.services.stock.operations import ensure_bag, receive_delivery
from tests.cast import HOUSE, Cast
from tests.outreach.phones import CONDOMS, contact, shift

from .wire_phone import WirePhone, encounters, names, restart, rows, states, tray_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(scene: Cast) -> WirePhone:
    return WirePhone.of(scene.peer)


def test_the_same_batch_again_is_answered_again_and_stored_once(phone: WirePhone) -> None:
    body = phone.body(phone.sealed(contact()), phone.sealed(contact()))
    first = json.loads(phone.post(body).content)
    before = rows()
    restart()
    second = json.loads(phone.post(body).content)
    assert first == second
    assert (rows(), len(encounters())) == (before, 2)


def test_half_a_batch_and_then_the_whole(phone: WirePhone) -> None:
    facts = [contact() for _ in range(4)]
    assert phone.send(*facts[:2], left=2)["stored"] == names(*facts[:2])
    assert phone.send(*facts)["stored"] == names(*facts)
    assert len(encounters()) == 4


def test_one_journal_entry_a_batch_and_none_for_a_repetition(phone: WirePhone) -> None:
    facts = [contact() for _ in range(3)]
    for _ in range(2):
        phone.send(*facts)
    with scope(organisation=HOUSE):
        entries = Entry.objects.filter(verb="outreach.batch_received")
        assert [entry.count for entry in entries] == [3]


def test_what_is_stored_stays_stored_whatever_comes_under_its_id(
    phone: WirePhone, scene: Cast
) -> None:
    record_id, facts = contact()
    phone.send((record_id, facts))
    for sender in (phone, WirePhone.of(scene.social), WirePhone.of(scene.stranger)):
        sender.send((record_id, {**facts, "given": {str(CONDOMS): 900}}))
    with scope(organisation=HOUSE):
        assert Handout.objects.get().quantity == 10


def test_two_phones_of_one_shift_do_not_meet(phone: WirePhone, scene: Cast) -> None:
    other = WirePhone.of(scene.social)
    mine, theirs = contact(), contact()
    phone.send(mine)
    other.send(theirs)
    workers = {record_id: row.worker_id for record_id, row in encounters().items()}
    assert workers == {mine[0]: scene.peer.account_id, theirs[0]: scene.social.account_id}


def test_a_replayed_old_batch_changes_nothing(phone: WirePhone) -> None:
    old = phone.body(phone.sealed(contact()))
    phone.post(old)
    phone.send(contact())
    before = rows()
    assert phone.post(old).status_code == 200
    assert rows() == before


def test_a_shift_is_opened_and_closed_in_any_order(phone: WirePhone) -> None:
    shift_id = day_id()
    phone.send(shift("close", shift_id, minute=23 * 60), contact(shift=str(shift_id)))
    phone.send(shift("open", shift_id))
    with scope(organisation=HOUSE):
        row = Shift.objects.get()
    assert (row.opened_hour, row.closed_hour, row.state) == (21, 23, "closed")


def test_the_minute_of_a_meeting_is_kept_nowhere(phone: WirePhone) -> None:
    phone.send(contact(minute=1305), contact(minute=1305, channel="moon"))
    with scope(organisation=HOUSE):
        kept = list(IntakeRecord.objects.values_list("facts", flat=True))
    assert "minute" not in json.dumps(kept)


def test_what_is_no_record_is_refused_and_the_rest_is_stored(phone: WirePhone) -> None:
    good, wrong = contact(), contact(channel="moon")
    broken: list[tuple[UUID, Any]] = [
        (day_id(), content) for content in (b"x", b"[]", b"\xff", b"")
    ]
    shut = {**phone.sealed(contact()), "id": str(day_id())}
    body = phone.body(*map(phone.sealed, [broken[0], good, *broken[1:], wrong]), shut)
    answer = json.loads(phone.post(body).content)
    assert answer["stored"] == names(good, wrong)
    assert {one["id"]: one["reason"] for one in answer["refused"]} == {
        shut["id"]: "unreadable", **dict.fromkeys(names(*broken), "unparsable"),
    }  # fmt: skip
    assert states() == {"imported": 1, "tray": 1}


@pytest.mark.parametrize(
    "content",
    [
        b'{"v":1e999}',
        b'{"v":-1e999,"type":"contact"}',
        b'{"type":"contact","topics":["\xed\xa0\x80"]}',
        b'{"type":"contact","code":"\\ud800"}',
        b'{"type":"contact","code":"\\u0000"}',
        b'{"type":"contact","v":' + b"9" * 400 + b"}",
        '{"type":"contact","code":"ж"}'.encode("utf-16"),
        b"[" * 5000,
        b'{"type":' * 30 + b"1" + b"}" * 30,
    ],
    ids=lambda content: repr(content[:24]),
)
def test_strange_json_blocks_no_batch(phone: WirePhone, content: bytes) -> None:
    strange, good = (day_id(), content), contact()
    answer = phone.send(strange, good)
    assert str(good[0]) in answer["stored"]
    assert str(strange[0]) in [*answer["stored"], *(one["id"] for one in answer["refused"])]


def test_what_is_wrong_lies_in_the_tray_for_the_coordinator(phone: WirePhone, scene: Cast) -> None:
    wrong = contact(channel="moon")
    assert phone.send(wrong)["stored"] == names(wrong)
    assert (states(), encounters()) == ({"tray": 1}, {})
    assert reverse("outreach:mend", args=[wrong[0]]) in tray_page(scene)


def test_an_unknown_code_lies_in_the_tray(phone: WirePhone, scene: Cast) -> None:
    record = contact(who="code", code=new_code())
    phone.send(record)
    assert states() == {"tray": 1}
    assert reverse("outreach:mend", args=[record[0]]) in tray_page(scene)


def test_a_code_of_the_pool_becomes_a_card_once(phone: WirePhone) -> None:
    code = phone.welcome["codes"][0]
    phone.send(contact(who="new", code=code), contact(who="code", code=code))
    phone.send(contact(who="code", code=code))
    assert states() == {"imported": 3}
    assert {row.client.code for row in encounters().values() if row.client} == {code}
    with scope(organisation=HOUSE):
        assert Client.objects.count() == 1
        assert not PoolCode.objects.filter(code=code).exists()


def fill_bag(scene: Cast, **lots: tuple[int, int]) -> UUID:
    """Put lots of condoms into the peer's bag: number → (quantity, days until they expire)."""
    bag = ensure_bag(actor=scene.stock.actor, account_id=scene.peer.account_id)
    for number, (quantity, days) in lots.items():
        receive_delivery(
            actor=scene.stock.actor, delivery_id=day_id(), place_id=bag, item_id=CONDOMS,
            quantity=quantity, number=number, expires_on=today() + timedelta(days=days),
        )  # fmt: skip
    return bag


def test_the_bag_gives_first_what_expires_first(phone: WirePhone, scene: Cast) -> None:
    bag = fill_bag(scene, LATE=(100, 300), SOON=(15, 20))
    answer = phone.send(contact(), contact())
    with scope(organisation=HOUSE):
        left = Balance.objects.filter(place_id=bag).values_list("lot__number", "quantity")
        assert dict(left) == {"SOON": 0, "LATE": 95}
        assert not Movement.objects.filter(reason="unexplained").exists()
    in_bag = {item["id"]: item["in_bag"] for item in answer["items"]}
    assert in_bag[str(CONDOMS)] == 95


def test_what_the_bag_did_not_hold_enters_unexplained(phone: WirePhone, scene: Cast) -> None:
    fill_bag(scene, ONLY=(4, 100))
    record = contact()
    phone.send(record)
    with scope(organisation=HOUSE):
        moved = Movement.objects.filter(cause_id=record[0]).values_list("reason", "change")
        sums: Counter[str] = Counter()
        for reason, change in moved:
            sums[reason] += change
    assert sums == {"issued": -10, "unexplained": 6}


@contextmanager
def full_disk(table: str) -> Iterator[None]:
    """Let a table's rows find no room, as a full disk does."""

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT") and table in sql:
            raise OperationalError("database or disk is full")
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


@pytest.mark.parametrize(
    "table",
    ["encounters_encounter", "stock_movement", "outreach_intakerecord", "journal_entry",
     "clients_client", "clients_poolcode"],
)  # fmt: skip
def test_a_full_disk_leaves_nothing_half_done(phone: WirePhone, table: str) -> None:
    code = phone.welcome["codes"][0]
    facts = contact(), contact(who="new", code=code)
    body = phone.body(*map(phone.sealed, facts), codes_held=0)
    before = rows()
    with full_disk(table):
        answer = phone.post(body)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert rows() == before
    again = json.loads(phone.post(body).content)
    assert (again["stored"], len(encounters())) == (names(*facts), 2)
