"""What phones tell: exactly once, in any order, in a handful of queries."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ravny.core.journal.models import Entry
from ravny.core.kit.ids import day_id
from ravny.services.referrals.models import Referral
from ravny.services.testing import operations, queries
from ravny.services.testing.models import Test
from ravny.services.testing.rules import months_later
from ravny.services.testing.types import LateResult, TestFacts, try_id
from tests.cast import HOUSE, OTHER_HOUSE, Cast

from .makers import Bag, ago, assay, assays, facts_of, new_client, onward, referrals, row


def waiting(cast: Cast, item_id: UUID | None = None, **other: Any) -> TestFacts:
    """A rapid test whose result comes later."""
    test_id, day = day_id(), other.get("day", ago(0))
    last = replace(assay("", item_id=item_id, day=day), assay_id=try_id(test_id, 0))
    told = {"encounter_id": day_id(), "assays": (last,), "device_id": day_id(), "test_id": test_id}
    return facts_of(cast.peer, "", **(told | other))


def late_of(facts: TestFacts, result: str = "nonreactive", **other: Any) -> LateResult:
    """The result of a test that waited."""
    told: dict[str, Any] = {"day": facts.day, "returned": True, "post_counselled": True}
    return LateResult(
        test_id=facts.test_id,
        infection=facts.infection,
        worker_id=facts.worker_id,
        team_id=facts.team_id,
        result=result,
        device_id=facts.device_id,
        **(told | other),
    )


def _send(cast: Cast, *told: TestFacts | LateResult) -> None:
    operations.record_many(
        actor=cast.peer.actor,
        tests=[one for one in told if isinstance(one, TestFacts)],
        late=[one for one in told if isinstance(one, LateResult)],
    )


def test_a_result_after_the_wait_completes_the_test(cast: Cast, bag: Bag) -> None:
    facts = waiting(cast, bag.hiv, client_id=new_client(cast.peer), day=ago(1))
    _send(cast, facts)
    assert row(facts.test_id).result == ""
    assert bag.left()["H-1"] == 99
    _send(cast, late_of(facts))
    stored = row(facts.test_id)
    assert (stored.result, stored.result_on, stored.returned_on) == ("nonreactive", ago(1), ago(1))
    assert stored.retest_on == months_later(ago(1), 12)
    assert [one.result for one in assays(facts.test_id)] == ["nonreactive"]
    assert bag.left()["H-1"] == 99


def test_a_result_before_its_meeting_counts_nowhere_until_it_comes(cast: Cast, bag: Bag) -> None:
    facts = waiting(cast, bag.hiv, client_id=new_client(cast.peer))
    _send(cast, late_of(facts, "reactive", next=onward("lawyer")))
    stored = row(facts.test_id)
    assert (stored.is_whole, stored.result) == (False, "reactive")
    assert queries.get_test_for(cast.peer.actor, facts.test_id).referral_id is None
    assert queries.tested_counts(HOUSE, ago(1), ago(0), "hiv").tests == 0
    assert referrals() == []
    _send(cast, facts)
    stored = row(facts.test_id)
    assert (stored.is_whole, stored.result, stored.step) == (True, "reactive", "lawyer")
    assert queries.tested_counts(HOUSE, ago(1), ago(0), "hiv").tests == 1
    [opened] = referrals()
    assert (opened.id, opened.reason, opened.encounter_id) == (
        stored.referral_id,
        "lawyer",
        facts.encounter_id,
    )
    assert opened.owner_id == cast.peer.account_id
    assert [one.result for one in assays(facts.test_id)] == ["reactive"]
    assert bag.left()["H-1"] == 99


def test_invalid_and_then_repeated_is_one_test(cast: Cast) -> None:
    facts = waiting(cast)
    _send(cast, facts, late_of(facts, "invalid", returned=False, post_counselled=False))
    stored = row(facts.test_id)
    assert (stored.result, stored.returned_on, stored.retest_on) == ("invalid", None, None)
    _send(cast, late_of(facts))
    assert row(facts.test_id).result == "nonreactive"
    _send(cast, late_of(facts, "invalid"))
    assert row(facts.test_id).result == "nonreactive"


def test_each_try_keeps_its_own_kit_and_lot(cast: Cast, bag: Bag) -> None:
    facts = waiting(cast, bag.hiv)
    again: dict[str, Any] = {"item_id": bag.hiv, "lot_id": bag.lot("H-2")}
    repeated = late_of(facts, "nonreactive", attempt=1, **again)
    told = (facts, late_of(facts, "invalid", item_id=bag.hiv), repeated)
    for _ in range(2):
        _send(cast, *told)
    tries = assays(facts.test_id)
    assert [(one.result, one.lot and one.lot.number) for one in tries] == [
        ("invalid", "H-1"), ("nonreactive", "H-2"),
    ]  # fmt: skip
    assert [one.id for one in tries] == [try_id(facts.test_id, number) for number in range(2)]
    assert row(facts.test_id).result == "nonreactive"
    assert bag.left() == {"H-1": 99, "H-2": 99, "S-1": 100}


def test_a_lot_whose_strips_failed_while_they_waited_is_noticed(cast: Cast, bag: Bag) -> None:
    for _ in range(4):
        facts = waiting(cast, bag.hiv)
        again: dict[str, Any] = {"item_id": bag.hiv, "lot_id": bag.lot("H-2")}
        _send(cast, facts, late_of(facts, "invalid"), late_of(facts, attempt=1, **again))
    used = {lot.number: (lot.used, lot.invalid) for lot in queries.lots_table(cast.stock.actor)}
    assert used == {"H-1": (4, 4), "H-2": (4, 0)}
    assert [lot.number for lot in queries.bad_lots(cast.stock.actor)] == ["H-1"]


def test_the_result_is_that_of_the_highest_try(cast: Cast) -> None:
    facts = waiting(cast)
    _send(cast, facts, late_of(facts, "nonreactive", attempt=2), late_of(facts, "invalid"))
    assert row(facts.test_id).result == "nonreactive"
    _send(cast, late_of(facts, "invalid", attempt=3))
    stored = row(facts.test_id)
    assert (stored.result, stored.retest_on) == ("invalid", None)


def test_a_phone_that_numbers_no_tries_is_believed(cast: Cast) -> None:
    facts = waiting(cast)
    waits = replace(assay(""), assay_id=try_id(facts.test_id, 1))
    first = replace(facts.assays[0], result="invalid")
    _send(cast, replace(facts, assays=(first, waits)))
    assert row(facts.test_id).result == ""
    _send(cast, late_of(facts, "reactive"))
    assert row(facts.test_id).result == "reactive"


def test_without_consent_it_is_kept_and_counted_nowhere(cast: Cast) -> None:
    facts = facts_of(cast.peer, "reactive", consented_on=None, client_id=new_client(cast.peer))
    _send(cast, facts)
    assert row(facts.test_id).result == "reactive"
    assert not queries.get_test_for(cast.peer.actor, facts.test_id).is_counted
    assert queries.tested_counts(HOUSE, ago(1), ago(0), "hiv").tests == 0
    assert queries.reactive_persons(HOUSE, ago(1), ago(0), "hiv") == []


def test_the_second_test_of_a_meeting_is_called_so(cast: Cast) -> None:
    meeting = day_id()
    first = facts_of(cast.peer, "reactive", encounter_id=meeting, next=onward("second_test"))
    second = facts_of(cast.peer, "nonreactive", encounter_id=meeting)
    other = facts_of(cast.peer, "nonreactive", encounter_id=meeting, infection="syphilis")
    elsewhere = facts_of(cast.peer, "nonreactive", encounter_id=day_id())
    _send(cast, first, second, other, elsewhere)
    purposes = [row(one.test_id).purpose for one in (first, second, other, elsewhere)]
    assert purposes == ["screening", "second", "screening", "screening"]
    third = facts_of(cast.peer, "reactive", encounter_id=meeting)
    _send(cast, first, third)
    assert row(first.test_id).purpose == "screening"
    assert row(third.test_id).purpose == "second"


def test_a_kit_or_a_lot_nobody_knows_loses_no_test(cast: Cast, bag: Bag) -> None:
    unknown = waiting(cast, day_id())
    mixed = waiting(cast, assays=(assay("", item_id=bag.hiv, lot_id=bag.lot("S-1")),))
    _send(cast, unknown, mixed)
    assert assays(unknown.test_id)[0].item_id is None
    assert bag.left() == {"H-1": 99, "H-2": 100, "S-1": 100}


def test_a_step_without_a_code_opens_nothing(cast: Cast) -> None:
    facts = facts_of(cast.peer, "reactive", next=onward("anonymous", due=ago(-3)))
    late = waiting(cast)
    _send(cast, facts, late, late_of(late, "reactive", next=onward("lawyer")))
    assert referrals() == []
    assert (row(facts.test_id).step, row(facts.test_id).step_due) == ("anonymous", ago(-3))
    assert (row(late.test_id).step, row(late.test_id).referral_id) == ("lawyer", None)


def test_the_centre_from_a_phone_is_a_draft_that_sends_nobody(cast: Cast) -> None:
    told = facts_of(
        cast.peer, "reactive", client_id=new_client(cast.peer), next=onward("centre", warned=True)
    )
    _send(cast, told)
    assert [(one.state, one.service_id) for one in referrals()] == [("draft", None)]


def test_a_test_of_another_house_is_never_touched(cast: Cast) -> None:
    theirs = facts_of(cast.stranger)
    operations.record_test(actor=cast.stranger.actor, facts=theirs)
    ours = replace(waiting(cast), test_id=theirs.test_id)
    _send(cast, ours, late_of(ours, "reactive"))
    fact = queries.get_test_for(cast.stranger.actor, theirs.test_id)
    assert fact.result == "nonreactive"
    assert queries.tested_counts(OTHER_HOUSE, ago(1), ago(0), "hiv").tests == 1
    assert queries.tested_counts(HOUSE, ago(1), ago(0), "hiv").tests == 0


def _queries(cast: Cast, tests: list[TestFacts], late: list[LateResult]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        operations.record_many(actor=cast.peer.actor, tests=tests, late=late)
    return len(asked)


@pytest.mark.parametrize("merging", [False, True])
def test_a_hundred_tests_ask_no_more_than_three(cast: Cast, bag: Bag, merging: bool) -> None:
    client_id = new_client(cast.peer)
    asked = []
    for many in (3, 100):
        met = [waiting(cast, bag.hiv, client_id=client_id) for _one in range(many)]
        told = [late_of(one, "reactive", next=onward()) for one in met]
        if merging:
            operations.record_many(actor=cast.peer.actor, tests=[], late=told)
            asked.append(_queries(cast, met, []))
        else:
            asked.append(_queries(cast, met, told))
    assert asked[0] == asked[1] <= 30, asked
    assert Test._base_manager.filter(is_whole=True, result="reactive").count() == 103
    assert Referral._base_manager.count() == 103
    assert not Entry.objects.filter(verb__startswith="testing.").exists()  # the caller's
