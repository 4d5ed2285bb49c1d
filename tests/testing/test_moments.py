"""What happens to a test after it was recorded: repeated, read later, given back, void."""

import pytest

from ravny.core.kit.errors import DomainError
from ravny.services.testing import operations, queries
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
    referrals,
    row,
)


def test_an_invalid_test_stays_open_and_is_repeated(cast: Cast, bag: Bag) -> None:
    facts = facts_of(cast.peer, "invalid", assays=(assay("invalid", item_id=bag.hiv),))
    operations.record_test(actor=cast.peer.actor, facts=facts)
    fact = queries.get_test_for(cast.peer.actor, facts.test_id)
    assert fact.is_open
    assert not fact.is_counted
    assert fact.retest_on is None
    again = assay("nonreactive", item_id=bag.hiv)
    for _again in range(2):
        operations.add_assay(actor=cast.peer.actor, test_id=facts.test_id, assay=again)
    fact = queries.get_test_for(cast.peer.actor, facts.test_id)
    assert (fact.result, fact.is_open, len(fact.assays)) == ("nonreactive", False, 2)
    assert fact.retest_on == months_later(ago(0), 12)
    assert bag.left()["H-1"] == 98
    with pytest.raises(DomainError):
        operations.add_assay(actor=cast.peer.actor, test_id=facts.test_id, assay=assay("reactive"))


def test_a_sample_sent_away_gets_its_result_later(cast: Cast) -> None:
    facts = facts_of(
        cast.doctor,
        "",
        infection="gonorrhoea",
        purpose="sent_away",
        day=ago(9),
        assays=(assay("", slot="1", day=ago(9), specimen="swab"),),
    )
    operations.record_test(actor=cast.doctor.actor, facts=facts)
    with pytest.raises(DomainError) as error:
        operations.record_result(
            actor=cast.doctor.actor, test_id=facts.test_id, result="reactive", day=ago(10)
        )
    assert error.value.field == "result_on"
    for _again in range(2):
        operations.record_result(
            actor=cast.doctor.actor, test_id=facts.test_id, result="reactive", day=ago(2)
        )
    stored = row(facts.test_id)
    assert (stored.result, stored.result_on, stored.returned_on) == ("reactive", ago(2), None)
    assert stored.conclusion == ""
    assert assays(facts.test_id)[0].result == "reactive"
    with pytest.raises(DomainError):
        operations.record_result(
            actor=cast.doctor.actor, test_id=facts.test_id, result="nonreactive", day=ago(1)
        )


def test_a_result_is_given_back_once_and_after_it_was_known(cast: Cast) -> None:
    facts = facts_of(
        cast.peer, day=ago(5), result_on=ago(3), returned_on=None, post_counselled_on=None
    )
    operations.record_test(actor=cast.peer.actor, facts=facts)
    give = {"actor": cast.social.actor, "test_id": facts.test_id}
    with pytest.raises(DomainError) as error:
        operations.give_result(**give, day=ago(4))
    assert error.value.field == "returned_on"
    operations.give_result(**give, day=ago(2))
    operations.give_result(**give, day=ago(1), post_counselled_on=ago(1))
    stored = row(facts.test_id)
    assert (stored.returned_on, stored.post_counselled_on) == (ago(2), ago(1))
    assert queries.tested_counts(HOUSE, ago(9), ago(0), "hiv").tests == 1


def test_no_result_no_giving_back(cast: Cast) -> None:
    facts = facts_of(cast.peer, "")
    operations.record_test(actor=cast.peer.actor, facts=facts)
    with pytest.raises(DomainError) as error:
        operations.give_result(actor=cast.peer.actor, test_id=facts.test_id, day=ago(0))
    assert error.value.field == "returned_on"


def test_void_brings_the_kits_back_and_leaves_the_referral(cast: Cast, bag: Bag) -> None:
    client_id = new_client(cast.peer)
    facts = facts_of(
        cast.peer,
        "reactive",
        client_id=client_id,
        assays=(assay("invalid", item_id=bag.hiv), assay("reactive", item_id=bag.hiv)),
        next=onward(),
    )
    operations.record_test(actor=cast.peer.actor, facts=facts)
    assert bag.left()["H-1"] == 98
    for _again in range(2):
        operations.void_test(actor=cast.peer.actor, test_id=facts.test_id, reason="mistake")
    assert bag.left()["H-1"] == 100
    assert len(referrals()) == 1
    assert queries.tested_counts(HOUSE, ago(1), ago(0), "hiv").tests == 0
    assert queries.reactive_persons(HOUSE, ago(1), ago(0), "hiv") == []
    with pytest.raises(DomainError):
        operations.give_result(actor=cast.peer.actor, test_id=facts.test_id, day=ago(0))
