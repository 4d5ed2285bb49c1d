"""The register of an author: one unbroken row of signed entries, kept with the texts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django_scopes import scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault import operations
from ravny.core.vault.authoring import Posted, posting
from ravny.core.vault.models.people import AuthorKey
from ravny.core.vault.statements import NO_STATEMENT
from ravny.core.vault.types.authors import Entry
from ravny.services.encounters.operations import record_many
from ravny.services.encounters.types import EncounterFacts
from tests.cast import NEAR_TEAM
from tests.vault.authors import KIND, Writer, is_unbroken, notes, posted, register_of, text_of
from tests.vault.conftest import give_keys

TAKEN = "Вы писали в другом окне в то же время"


def test_what_somebody_signs_goes_into_their_register(zarina: Writer, anna: Writer) -> None:
    written = [zarina.write()[0], zarina.write()[0]]
    anna.write()
    rows = register_of(zarina.person)
    assert [row.object_id for row in rows] == written
    assert [row.counter for row in rows] == [1, 2]
    assert is_unbroken(zarina) and is_unbroken(anna)
    with scopes_disabled():
        assert AuthorKey.objects.count() == 2


def test_the_keys_that_signed_stay_when_their_owner_has_left(zarina: Writer) -> None:
    zarina.write()
    who = zarina.person
    operations.forget_staff_key(
        organisation_id=who.organisation_id, account_id=who.account_id, by=None
    )
    with scopes_disabled():
        (kept,) = AuthorKey.objects.all()
    assert bytes(kept.signing_public) == zarina.keyring.signing_key.public_key().public_bytes_raw()


def test_a_note_without_an_entry_is_kept_unsigned(zarina: Writer) -> None:
    note_id, pen = day_id(), zarina.pen()
    envelope = pen.seal(circle=zarina.circle, kind=KIND, object_id=note_id, text="Тихо")
    assert zarina.post(note_id, envelope, "").status_code == 302
    assert notes() == {note_id} and register_of(zarina.person) == []


def test_of_two_windows_the_second_is_told_to_save_again(zarina: Writer) -> None:
    one, other = zarina.pen(), zarina.pen()
    first, answer = zarina.write(one)
    assert answer.status_code == 302
    _second, answer = zarina.write(other)
    assert answer.status_code == 422
    assert TAKEN in answer.content.decode()
    assert notes() == {first}
    third, answer = zarina.write()
    assert answer.status_code == 302
    assert notes() == {first, third} and is_unbroken(zarina)


def test_a_counter_used_before_is_refused(zarina: Writer) -> None:
    pen = zarina.pen()
    zarina.write(pen)
    again = zarina.pen()
    again.counter, again.previous = 0, NO_STATEMENT
    assert zarina.write(again)[1].status_code == 422
    assert len(register_of(zarina.person)) == 1


def test_the_same_form_twice_makes_one_entry(zarina: Writer) -> None:
    pen, note_id = zarina.pen(), day_id()
    envelope = pen.seal(circle=zarina.circle, kind=KIND, object_id=note_id, text="Тихо")
    for _time in range(2):
        assert zarina.post(note_id, envelope, posted(pen)).status_code == 302
    assert len(register_of(zarina.person)) == 1


def changed(entry: Entry, writer: Writer, **other: Any) -> Entry:
    """Return the entry with something else in it, honestly signed by its writer."""
    bent = replace(entry, **other)
    signature = writer.keyring.signing_key.sign(bent.statement(writer.person.account_id))
    return replace(bent, signature=signature)


WRONG: dict[str, Callable[[Entry, Writer], Entry]] = {
    "a gap in the counter": lambda one, by: changed(one, by, counter=3),
    "a first entry that follows another": lambda one, by: changed(one, by, previous=b"\1" * 32),
    "counter zero": lambda one, by: changed(one, by, counter=0),
    "another place": lambda one, by: changed(one, by, object_id=day_id()),
    "another kind": lambda one, by: changed(one, by, kind="client.note"),
    "another circle": lambda one, by: changed(one, by, circle_id=day_id()),
    "a bent signature": lambda one, by: replace(one, signature=bytes(64)),
    "a short signature": lambda one, by: replace(one, signature=b"x"),
}


@pytest.mark.parametrize("how", WRONG)
def test_an_entry_that_does_not_fit_is_refused_and_stores_nothing(zarina: Writer, how: str) -> None:
    pen, note_id = zarina.pen(), day_id()
    envelope = pen.seal(circle=zarina.circle, kind=KIND, object_id=note_id, text="Тихо")
    answer = zarina.post(note_id, envelope, text_of([WRONG[how](pen.entries[0][0], zarina)]))
    assert answer.status_code == 422
    assert notes() == set() and register_of(zarina.person) == []


def test_notes_stored_many_at_a_time_have_their_entries_too(zarina: Writer) -> None:
    pen, facts = zarina.pen(), []
    for number in range(3):
        meeting = day_id()
        note = pen.seal(
            circle=zarina.circle, kind="encounter.note", object_id=meeting, text=f"Встреча {number}"
        )
        facts.append(
            EncounterFacts(
                encounter_id=meeting, day=today(), channel="home", who="again", note=note,
                worker_id=zarina.person.account_id, team_id=NEAR_TEAM,
            )
        )  # fmt: skip
    actor = zarina.person.actor
    with transaction.atomic(), posting(Posted(actor, posted(pen))):
        record_many(actor=actor, facts=facts)
    kept = [row.object_id for row in register_of(zarina.person)]
    assert kept == [one.encounter_id for one in facts] and is_unbroken(zarina)


def test_nobody_writes_into_another_authors_register(zarina: Writer, anna: Writer) -> None:
    pen, note_id = zarina.pen(), day_id()
    envelope = pen.seal(circle=zarina.circle, kind=KIND, object_id=note_id, text="Тихо")
    answer = anna.post(note_id, envelope, posted(pen))
    assert answer.status_code == 422
    assert register_of(zarina.person) == register_of(anna.person) == []
    assert notes() == set()


@pytest.mark.parametrize("text", ["{", "[1]", '[{"counter": "1"}]', "null", '{"counter": 1}'])
def test_a_list_no_page_sends_is_refused(zarina: Writer, text: str) -> None:
    note_id = day_id()
    envelope = zarina.pen().seal(circle=zarina.circle, kind=KIND, object_id=note_id, text="Тихо")
    assert zarina.post(note_id, envelope, text).status_code == 422
    assert notes() == set()


def test_an_entry_left_out_below_another_takes_everything_back(zarina: Writer) -> None:
    """Two texts were signed, the server stored the second only: that would leave a hole."""
    pen, left_out, note_id = zarina.pen(), day_id(), day_id()
    for object_id in (left_out, note_id):
        envelope = pen.seal(circle=zarina.circle, kind=KIND, object_id=object_id, text="Тихо")
    answer = zarina.post(note_id, envelope, posted(pen))
    assert answer.status_code == 409
    assert len(answer.json()["unused"]) == 1
    assert notes() == set() and register_of(zarina.person) == []


def test_somebody_with_new_keys_goes_on_where_the_old_ones_ended(zarina: Writer) -> None:
    zarina.write()
    who = zarina.person
    operations.forget_staff_key(
        organisation_id=who.organisation_id, account_id=who.account_id, by=None
    )
    zarina.keyring = give_keys(who)
    assert zarina.write()[1].status_code == 302
    assert is_unbroken(zarina) and len(register_of(who)) == 2
    with scopes_disabled():
        assert AuthorKey.objects.filter(account_id=who.account_id).count() == 2
