"""Recording tests at a desk: what is refused, what is kept, whose it is."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.services.encounters import operations as encounters
from ravny.services.encounters.types import EncounterFacts
from ravny.services.testing import operations, queries
from ravny.services.testing.models import Test
from ravny.services.testing.rules import months_later
from tests.cast import HOUSE, Cast

from .makers import (
    Bag,
    ago,
    assay,
    assays,
    facts_of,
    new_client,
    onward,
    row,
)

TOMORROW = ago(-1)


def test_a_test_is_recorded_whole(cast: Cast, bag: Bag) -> None:
    client_id = new_client(cast.peer)
    told = assay("nonreactive", item_id=bag.hiv, specimen="blood")
    facts = facts_of(cast.peer, client_id=client_id, safety="safe", assays=(told,))
    assert operations.record_test(actor=cast.peer.actor, facts=facts) == facts.test_id
    fact = queries.get_test_for(cast.peer.actor, facts.test_id)
    assert (fact.result, fact.safety, fact.client_id) == ("nonreactive", "safe", client_id)
    days = (fact.counselled_on, fact.consented_on, fact.result_on, fact.returned_on)
    assert {*days, fact.post_counselled_on} == {ago(0)}
    assert fact.retest_on == months_later(ago(0), 12)
    assert fact.is_counted
    assert not fact.is_open
    assert [(one.slot, one.result, one.lot_id) for one in fact.assays] == [
        ("0", "nonreactive", bag.lot("H-1"))
    ]
    assert bag.left() == {"H-1": 99, "H-2": 100, "S-1": 100}
    last = Entry.objects.filter(organisation_id=HOUSE).latest("number")
    assert last.verb == "testing.recorded"


def test_the_same_test_again_changes_nothing(cast: Cast, bag: Bag) -> None:
    facts = facts_of(cast.peer, assays=(assay("nonreactive", item_id=bag.hiv),))
    for _again in range(2):
        operations.record_test(actor=cast.peer.actor, facts=facts)
    operations.record_test(
        actor=cast.peer.actor, facts=replace(facts, result="reactive", assays=())
    )
    assert row(facts.test_id).result == "nonreactive"
    assert bag.left()["H-1"] == 99
    assert Entry.objects.filter(verb="testing.recorded").count() == 1


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"consented_on": None}, "consented_on"),
    ({"consented_on": None, "result": "", "assays": (assay("invalid"),)}, "consented_on"),
    ({"consented_on": ago(1), "day": ago(3), "result_on": ago(2)}, "consented_on"),
    ({"day": TOMORROW}, "day"),
    ({"day": date(1999, 12, 31)}, "day"),
    ({"counselled_on": TOMORROW}, "counselled_on"),
    ({"result_on": ago(1), "consented_on": ago(2)}, "result_on"),
    ({"result_on": TOMORROW}, "result_on"),
    ({"returned_on": ago(1)}, "returned_on"),
    ({"returned_on": TOMORROW}, "returned_on"),
    ({"result": "", "returned_on": ago(0)}, "returned_on"),
    ({"result": "invalid", "returned_on": ago(0)}, "returned_on"),
    ({"post_counselled_on": ago(1)}, "post_counselled_on"),
    ({"exposed_on": TOMORROW}, "exposed_on"),
    ({"exposed_on": ago(1), "day": ago(3)}, "exposed_on"),
    ({"infection": "flu"}, "infection"),
    ({"purpose": "curiosity"}, "purpose"),
    ({"result": "positive"}, "result"),
    ({"safety": "perhaps"}, "safety"),
    ({"previous": "?"}, "previous"),
    ({"channel": "moon"}, "channel"),
    ({"age_group": "12"}, "age_group"),
    ({"assistance": "assisted"}, "assistance"),
    ({"purpose": "self_test"}, "assistance"),
    ({"purpose": "confirmation"}, "code"),
    ({"assays": (assay("reactive"),)}, "result"),
    ({"assays": (assay("nonreactive", slot="1"),)}, "slot"),
    ({"assays": (assay("nonreactive", slot="7"),)}, "result"),
    ({"assays": (assay("nonreactive", specimen="hair"),)}, "specimen"),
    ({"assays": (assay("nonreactive", item_id=day_id()),)}, "kit"),
    ({"assays": (assay("nonreactive", day=ago(1)),)}, "day"),
    ({"next": onward()}, "way"),
    ({"result": "reactive", "next": onward("perhaps", warned=True)}, "way"),
    ({"conclusion": "positive", "proof": "document"}, "conclusion"),
]


@pytest.mark.parametrize(("wrong", "field"), REFUSED)
def test_what_cannot_be_is_refused_beside_its_field(
    cast: Cast, wrong: dict[str, Any], field: str
) -> None:
    facts = facts_of(cast.peer)
    with pytest.raises(DomainError) as error:
        operations.record_test(actor=cast.peer.actor, facts=replace(facts, **wrong))
    assert error.value.field == field
    with scope(organisation=HOUSE):
        assert not Test.objects.exists()


def test_a_lot_of_another_kit_is_refused(cast: Cast, bag: Bag) -> None:
    wrong = assay("nonreactive", item_id=bag.hiv, lot_id=bag.lot("S-1"))
    with pytest.raises(DomainError) as error:
        operations.record_test(actor=cast.peer.actor, facts=facts_of(cast.peer, assays=(wrong,)))
    assert error.value.field == "kit"


def test_each_try_uses_up_a_kit_of_the_lot_that_was_named(cast: Cast, bag: Bag) -> None:
    kit = {"item_id": bag.hiv, "lot_id": bag.lot("H-2")}
    tries = (assay("invalid", **kit), assay("invalid", **kit), assay("nonreactive", **kit))
    facts = facts_of(cast.peer, assays=tries)
    operations.record_test(actor=cast.peer.actor, facts=facts)
    assert bag.left()["H-2"] == 97
    assert [one.result for one in assays(facts.test_id)] == ["invalid", "invalid", "nonreactive"]
    assert {one.lot.number for one in assays(facts.test_id) if one.lot} == {"H-2"}


def test_a_kit_may_come_from_another_place(cast: Cast, bag: Bag) -> None:
    facts = facts_of(
        cast.coordinator,
        assays=(assay("nonreactive", item_id=bag.syphilis),),
        place_id=bag.place,
        infection="syphilis",
    )
    operations.record_test(actor=cast.coordinator.actor, facts=facts)
    assert bag.left()["S-1"] == 99


def test_a_self_test_takes_a_kit_and_needs_no_result(cast: Cast, bag: Bag) -> None:
    facts = facts_of(
        cast.peer,
        "",
        purpose="self_test",
        assistance="unassisted",
        consented_on=None,
        assays=(assay("", item_id=bag.hiv),),
    )
    operations.record_test(actor=cast.peer.actor, facts=facts)
    assert bag.left()["H-1"] == 99
    assert queries.tested_counts(HOUSE, ago(1), ago(0)).tests == 0


def test_prep_and_an_exposure_bring_the_retest_nearer(cast: Cast) -> None:
    on_prep = facts_of(cast.peer, on_prep=True)
    exposed = facts_of(cast.peer, exposed_on=ago(30))
    chosen = facts_of(cast.peer, retest_on=ago(-40))
    for facts in (on_prep, exposed, chosen):
        operations.record_test(actor=cast.peer.actor, facts=facts)
    assert row(on_prep.test_id).retest_on == months_later(ago(0), 3)
    assert row(exposed.test_id).retest_on == ago(-60)
    assert row(chosen.test_id).retest_on == ago(-40)


def test_the_second_test_of_a_meeting_is_called_so(cast: Cast) -> None:
    meeting = EncounterFacts(day_id(), ago(0), "club", cast.peer.account_id, "again")
    encounters.record_encounter(
        actor=cast.peer.actor, encounter_id=meeting.encounter_id, facts=meeting
    )
    made = [
        facts_of(cast.peer, result, infection=infection, encounter_id=meeting.encounter_id)
        for result, infection in (
            ("reactive", "hiv"),
            ("nonreactive", "syphilis"),
            ("reactive", "hiv"),
        )
    ]
    for facts in made:
        operations.record_test(actor=cast.peer.actor, facts=facts)
    found = [row(facts.test_id).purpose for facts in made]
    assert found == ["screening", "screening", "second"]
