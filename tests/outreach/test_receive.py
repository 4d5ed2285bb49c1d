"""What a phone sends arrives once, whole, and in any order."""

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.codes import new_code
from ravny.core.kit.ids import day_id
from ravny.people.clients.models import Client
from ravny.services.encounters.models import Encounter, Handout
from ravny.services.outreach.models import IntakeRecord, Shift
from ravny.services.outreach.operations import receive
from ravny.services.outreach.types import ReceivedRecord
from ravny.services.stock.models import Movement
from tests.cast import Cast

from .phones import CONDOMS, OTHER_PHONE, PHONE, SITE, batch, contact, reserve, shift

pytestmark = pytest.mark.django_db


def test_a_batch_of_contacts_is_imported_with_one_journal_entry(scene: Cast) -> None:
    records = [contact() for _ in range(5)]
    with scope(organisation=scene.organisation_id):
        before = Entry.objects.count()
        result = receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(*records))
        assert result.stored == [key for key, _ in records]
        assert (result.tray, result.refused) == ([], [])
        assert Encounter.objects.count() == 5
        assert sum(Handout.objects.values_list("quantity", flat=True)) == 50
        entries = list(Entry.objects.filter(verb="outreach.batch_received"))
        assert [entry.count for entry in entries] == [5]
        assert Entry.objects.exclude(verb="stock.place_made").count() == before + 1


def test_the_same_batch_twice_changes_nothing(scene: Cast) -> None:
    records = batch(contact(), contact())
    with scope(organisation=scene.organisation_id):
        first = receive(actor=scene.peer.actor, phone_id=PHONE, records=records)
        moved = Movement.objects.count()
        second = receive(actor=scene.peer.actor, phone_id=PHONE, records=records)
        assert first.stored == second.stored
        assert (Encounter.objects.count(), Movement.objects.count()) == (2, moved)


def test_a_record_that_comes_twice_in_one_batch_counts_once(scene: Cast) -> None:
    record = contact()
    result = receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(record, record))
    with scope(organisation=scene.organisation_id):
        assert (result.stored, Encounter.objects.count()) == ([record[0]], 1)


def test_two_phones_send_into_the_same_night(scene: Cast) -> None:
    mine, theirs = contact(), contact()
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(mine))
    receive(actor=scene.social.actor, phone_id=OTHER_PHONE, records=batch(theirs))
    with scope(organisation=scene.organisation_id):
        workers = dict(Encounter.objects.values_list("id", "worker_id"))
    assert workers == {
        mine[0]: scene.peer.account_id,
        theirs[0]: scene.social.account_id,
    }


def test_another_phone_cannot_overwrite_a_record(scene: Cast) -> None:
    record_id, facts = contact()
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch((record_id, facts)))
    forged = batch((record_id, {**facts, "given": {str(CONDOMS): 900}}))
    result = receive(actor=scene.stranger.actor, phone_id=OTHER_PHONE, records=forged)
    assert result.stored == [record_id]
    with scope(organisation=scene.organisation_id):
        assert Handout.objects.get().quantity == 10


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"not json",
        b"[1, 2]",
        b'"text"',
        b'{"v": NaN}',
        b"\xff\xfe\x00",
        b'{"site": "\\u0000"}',
        b'{"site": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 500 + b"1" + b"}" * 500,
    ],
)
def test_only_what_is_no_json_object_is_refused(scene: Cast, content: bytes | None) -> None:
    record = ReceivedRecord(day_id(), content, today())
    result = receive(actor=scene.peer.actor, phone_id=PHONE, records=[record])
    assert result.refused == [record.record_id]
    with scope(organisation=scene.organisation_id):
        assert not IntakeRecord.objects.exists()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"type": "poem"}, "type"),
    ({"type": 7}, "type"),
    ({"id": str(day_id())}, "id"),
    ({"day": "yesterday"}, "day"),
    ({"day": "1900-01-01"}, "day"),
    ({"day": None}, "day"),
    ({"site": str(day_id())}, "site"),
    ({"site": 7}, "site"),
    ({"site": "'; drop table"}, "site"),
    ({"channel": "moon"}, "channel"),
    ({"channel": None}, "channel"),
    ({"channel": ["street"]}, "channel"),
    ({"who": "friend"}, "who"),
    ({"who": "again", "code": new_code()}, "who"),
    ({"who": "code", "code": None}, "code_wrong"),
    ({"who": "code", "code": "1234567890"}, "code_wrong"),
    ({"who": "code", "code": {}}, "code_wrong"),
    ({"who": "code", "code": new_code()}, "code_unknown"),
    ({"age": "7"}, "age"),
    ({"age": {}}, "age"),
    ({"groups": ["kings"]}, "groups"),
    ({"groups": "msm"}, "groups"),
    ({"groups": [[]]}, "groups"),
    ({"given": {str(day_id()): 1}}, "given"),
    ({"given": {str(CONDOMS): -1}}, "given"),
    ({"given": {str(CONDOMS): 1001}}, "given"),
    ({"given": {str(CONDOMS): "10"}}, "given"),
    ({"given": {str(CONDOMS): True}}, "given"),
    ({"given": [1]}, "given"),
    ({"topics": ["weather"]}, "topics"),
    ({"materials": ["bible"]}, "materials"),
    ({"services": ["surgery"]}, "services"),
    ({"training": -1}, "training"),
    ({"training": 481}, "training"),
    ({"training": "x"}, "training"),
    ({"training": 1.5}, "training"),
    ({"language": "tlh"}, "language"),
    ({"campaign": "A B"}, "campaign"),
    ({"note": "!!", "note_circle": str(day_id())}, "note"),
    ({"note": 7}, "note"),
    ({"shift": "today"}, "shift"),
]


@pytest.mark.parametrize(("changes", "problem"), WRONG)
def test_wrong_content_lies_in_the_tray_whole(
    scene: Cast, changes: dict[str, Any], problem: str
) -> None:
    record_id, facts = contact(**changes)
    right = contact()
    result = receive(
        actor=scene.peer.actor, phone_id=PHONE, records=batch((record_id, facts), right)
    )
    assert result.stored == [record_id, right[0]]
    assert result.tray == [record_id]
    with scope(organisation=scene.organisation_id):
        row = IntakeRecord.objects.get(id=record_id)
        assert problem in row.problems
        kept = {key: value for key, value in facts.items() if key != "minute"}
        assert kept.items() <= row.facts.items()
        assert list(Encounter.objects.values_list("id", flat=True)) == [right[0]]


def test_the_minute_of_a_meeting_is_stored_nowhere(scene: Cast) -> None:
    wrong, right = contact(channel="moon", minute=1111), contact(minute=1111)
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(wrong, right))
    with scope(organisation=scene.organisation_id):
        assert "1111" not in str(list(IntakeRecord.objects.values()))
        assert "1111" not in str(list(Encounter.objects.values()))


def test_an_imported_record_leaves_no_facts_in_the_ledger(scene: Cast) -> None:
    record = contact()
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(record))
    with scope(organisation=scene.organisation_id):
        row = IntakeRecord.objects.get()
        assert (row.state, row.facts) == ("imported", None)


@pytest.mark.parametrize(
    ("ahead", "minute", "flag"),
    [
        (0, 1305, ""),
        (-60, 1305, ""),
        (-61, 1305, "old"),
        (1, 5, ""),
        (1, 121, "future"),
        (1, None, "future"),
        (2, 5, "future"),
        (400, 5, "future"),
    ],
)
def test_a_wrong_day_is_imported_and_flagged(
    scene: Cast, ahead: int, minute: int | None, flag: str
) -> None:
    day = today() + timedelta(days=ahead)
    record = contact(day=day.isoformat(), minute=minute)
    result = receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(record))
    assert result.tray == []
    with scope(organisation=scene.organisation_id):
        assert Encounter.objects.values_list("day", "clock_flag").get() == (day, flag)


def test_a_batch_from_a_phone_with_a_wrong_clock_is_flagged(scene: Cast) -> None:
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(contact()), clock_off=True)
    with scope(organisation=scene.organisation_id):
        assert Encounter.objects.get().clock_flag == "skew"


def test_a_code_of_the_pool_makes_a_card_once(scene: Cast) -> None:
    code = new_code()
    reserve(code)
    first, second = contact(who="new", code=code), contact(who="code", code=code)
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(first, second))
    with scope(organisation=scene.organisation_id):
        card = Client.objects.get()
        assert (card.code, card.age_group, card.team_id) == (code, "25-29", scene.near_team_id)
        assert set(Encounter.objects.values_list("client_id", flat=True)) == {card.id}
    third = contact(who="code", code=code)
    receive(actor=scene.social.actor, phone_id=OTHER_PHONE, records=batch(third))
    with scope(organisation=scene.organisation_id):
        assert Client.objects.count() == 1
        assert Encounter.objects.filter(client=card).count() == 3


def test_a_wrong_contact_makes_no_card_of_its_pool_code(scene: Cast) -> None:
    code = new_code()
    reserve(code)
    wrong = contact(who="new", code=code, channel="moon")
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(wrong))
    with scope(organisation=scene.organisation_id):
        assert not Client.objects.exists()


def test_a_contact_comes_before_its_shift_was_opened(scene: Cast) -> None:
    shift_id = day_id()
    meeting = contact(shift=str(shift_id))
    actor = scene.peer.actor
    receive(actor=actor, phone_id=PHONE, records=batch(meeting))
    receive(actor=actor, phone_id=PHONE, records=batch(shift("close", shift_id, minute=150)))
    receive(actor=actor, phone_id=PHONE, records=batch(shift("open", shift_id)))
    with scope(organisation=scene.organisation_id):
        row = Shift.objects.get()
        assert (row.id, row.state, row.opened_hour, row.closed_hour) == (shift_id, "closed", 21, 2)
        assert (row.worker_id, row.site_id) == (scene.peer.account_id, SITE)
        assert Encounter.objects.get().shift_id == shift_id


def test_a_shift_of_somebody_else_goes_to_the_tray(scene: Cast) -> None:
    shift_id = day_id()
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(shift("open", shift_id)))
    forged = shift("close", shift_id)
    result = receive(actor=scene.social.actor, phone_id=OTHER_PHONE, records=batch(forged))
    assert result.tray == [forged[0]]
    with scope(organisation=scene.organisation_id):
        assert Shift.objects.get().state == "open"


def test_a_hundred_records_cost_a_handful_of_queries(
    scene: Cast, django_assert_max_num_queries: Any
) -> None:
    codes = [new_code() for _ in range(20)]
    reserve(*codes)
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(contact()))
    records = [contact() for _ in range(80)]
    records += [contact(who="new", code=code) for code in codes]
    actor = scene.peer.actor
    with django_assert_max_num_queries(60):
        receive(actor=actor, phone_id=PHONE, records=batch(*records))
