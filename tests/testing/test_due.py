"""What waits for somebody, each for its own reason; and lots that fail too often."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django_scopes import scope

from ravny.core.staff.types import Actor
from ravny.services.testing import operations, queries
from ravny.services.testing.queries.lots import is_suspicious, wilson_lower
from ravny.services.testing.types import DueTest, TestFacts
from tests.cast import HOUSE, Cast

from .makers import Bag, ago, assay, facts_of, ids, new_client, onward
from .test_record_many import late_of, waiting

Due = Callable[[Actor], list[DueTest]]
LATE = onward("later", due=ago(0))
SENT = {"purpose": "sent_away", "infection": "mpox"}


def _send(cast: Cast, *tests: TestFacts) -> None:
    operations.record_many(actor=cast.peer.actor, tests=tests)


CASES: list[tuple[Due, dict[str, Any], bool]] = [
    (queries.without_step, {"result": "reactive"}, True),
    (queries.without_step, {"result": "nonreactive"}, False),
    (queries.without_step, {"result": "reactive", "next": LATE}, False),
    (queries.without_step, {"result": "reactive", "next": onward("anonymous")}, False),
    (queries.without_step, {"result": "reactive", "day": ago(181)}, False),
    (queries.steps_due, {"result": "reactive", "next": LATE}, True),
    (queries.steps_due, {"result": "reactive", "next": onward("later", due=ago(-1))}, False),
    (queries.steps_due, {"result": "reactive", "next": onward("declined", due=ago(1))}, False),
    (queries.not_returned, {"day": ago(7), "returned_on": None}, True),
    (queries.not_returned, {"day": ago(6), "returned_on": None}, False),
    (queries.not_returned, {"day": ago(9)}, False),
    (queries.not_returned, {"day": ago(9), "result": "invalid", "returned_on": None}, False),
    (queries.without_result, {**SENT, "result": "", "day": ago(15)}, True),
    (queries.without_result, {**SENT, "result": "", "day": ago(14)}, False),
    (queries.without_result, {**SENT, "result": "reactive", "day": ago(15)}, False),
    (queries.without_result, {"result": "", "day": ago(15)}, False),
    (queries.retests_due, {"retest_on": ago(0)}, True),
    (queries.retests_due, {"retest_on": ago(-1)}, False),
    (queries.retests_due, {"retest_on": ago(181), "day": ago(300)}, False),
    (queries.retests_due, {"retest_on": ago(0), "client_id": None}, False),
]


@pytest.mark.parametrize(("due", "other", "is_due"), CASES)
def test_what_waits_is_on_the_page_of_the_team_alone(
    cast: Cast, django_assert_num_queries: Any, due: Due, other: dict[str, Any], is_due: bool
) -> None:
    facts = replace(facts_of(cast.peer, client_id=new_client(cast.peer)), **other)
    _send(cast, facts)
    actor = cast.social.actor
    with django_assert_num_queries(1):
        found = due(actor)
    assert ids(found) == ({facts.test_id} if is_due else set())
    assert due(cast.outsider.actor) == due(cast.stranger.actor) == []
    assert ids(due(cast.coordinator.actor)) == ids(found)
    operations.void_test(actor=cast.peer.actor, test_id=facts.test_id, reason="trial")
    assert due(actor) == []


def test_a_result_whose_meeting_does_not_come_is_looked_for(cast: Cast) -> None:
    old, fresh = waiting(cast, day=ago(3)), waiting(cast, day=ago(2))
    operations.record_many(
        actor=cast.peer.actor, tests=[], late=[late_of(old, "reactive"), late_of(fresh)]
    )
    assert ids(queries.without_meeting(cast.peer.actor)) == {old.test_id}
    assert queries.without_step(cast.peer.actor) == []
    _send(cast, old)
    assert queries.without_meeting(cast.peer.actor) == []
    assert ids(queries.without_step(cast.peer.actor)) == {old.test_id}


def test_who_was_tested_since_is_not_asked_again(cast: Cast) -> None:
    client_id = new_client(cast.peer)
    first = facts_of(cast.peer, client_id=client_id, day=ago(380))
    other = facts_of(cast.peer, client_id=client_id, day=ago(370), infection="syphilis")
    _send(cast, first, other)
    assert ids(queries.retests_due(cast.peer.actor)) == {first.test_id, other.test_id}
    _send(cast, facts_of(cast.peer, client_id=client_id, day=ago(9)))
    assert ids(queries.retests_due(cast.peer.actor)) == {other.test_id}
    with scope(organisation=HOUSE):
        for filters, number in (
            ({"infection": "hiv"}, 0),
            ({"infection": "syphilis", "worker": str(cast.peer.account_id)}, 1),
            ({"last": ago(-400)}, 2),
            ({"last": ago(60)}, 0),
        ):
            assert queries.retests_of(cast.peer.actor, filters).count() == number, filters


def _run(cast: Cast, bag: Bag, lot: str, invalid: int, read: int, **other: Any) -> TestFacts:
    kit = {"item_id": bag.hiv, "lot_id": bag.lot(lot), "day": other.get("day", ago(0))}
    tries = [assay("invalid", **kit) for _try in range(invalid)]
    tries += [assay("nonreactive", **kit) for _try in range(read)]
    facts = facts_of(cast.peer, tries[-1].result, assays=tuple(tries), **other)
    _send(cast, facts)
    return facts


def test_a_bad_lot_is_noticed(cast: Cast, bag: Bag, django_assert_num_queries: Any) -> None:
    _run(cast, bag, "H-1", invalid=5, read=15)
    _run(cast, bag, "H-2", invalid=2, read=38)
    _run(cast, bag, "H-2", invalid=9, read=1, day=ago(181))
    trial = _run(cast, bag, "H-2", invalid=9, read=1)
    operations.void_test(actor=cast.peer.actor, test_id=trial.test_id, reason="trial")
    actor = cast.stock.actor
    with django_assert_num_queries(2):
        table = queries.lots_table(actor)
    assert [(one.number, one.used, one.invalid, one.is_suspicious) for one in table] == [
        ("H-1", 20, 5, True),
        ("H-2", 40, 2, False),
    ]
    assert (table[0].rate, table[0].item_id, table[0].expires_on) == (0.25, bag.hiv, ago(-60))
    assert [one.number for one in queries.bad_lots(actor)] == ["H-1"]
    assert queries.bad_lots(cast.peer.actor) == []
    assert queries.lots_table(cast.stranger.actor) == []
    with scope(organisation=HOUSE):
        assert queries.log_of(cast.peer.actor, {"lot": bag.lot("H-1")}).count() == 1


@pytest.mark.parametrize(
    ("invalid", "used", "suspicious"),
    [
        (0, 0, False),
        (0, 400, False),
        (1, 1, False),
        (2, 2, False),
        (3, 3, True),
        (3, 20, True),
        (3, 21, False),
        (10, 100, True),
        (9, 100, False),
        (65, 1000, True),
        (50, 1000, False),
    ],
)
def test_a_lot_is_suspicious_beyond_bad_luck(invalid: int, used: int, suspicious: bool) -> None:
    assert is_suspicious(invalid, used) is suspicious


def test_wilson_agrees_with_the_textbook() -> None:
    assert wilson_lower(81, 263) == pytest.approx(0.2553, abs=5e-5)  # Newcombe 1998, table I
    assert wilson_lower(1, 29) == pytest.approx(0.0061, abs=5e-5)
    assert wilson_lower(29, 29) == pytest.approx(0.8830, abs=5e-5)
    assert wilson_lower(0, 20) == 0.0


def test_a_phone_hears_of_the_kits_in_its_owners_bag(cast: Cast, bag: Bag) -> None:
    found = {one["infection"]: one for one in queries.phone_tests(HOUSE, cast.peer.account_id)}
    assert list(found) == ["hiv", "syphilis", "hepatitis_b", "hepatitis_c"]
    hiv = found["hiv"]
    assert (hiv["letter"], hiv["wait"]) == ("A", 15)
    [kit] = hiv["kits"]
    assert (kit["item"], [lot["number"] for lot in kit["lots"]]) == (str(bag.hiv), ["H-1", "H-2"])
    assert kit["lots"][0]["expires"] == ago(-60).isoformat()
    assert kit["lots"][0]["lot"] == str(bag.lot("H-1"))
    assert found["hepatitis_c"]["kits"] == []
    empty = queries.phone_tests(HOUSE, cast.social.account_id)
    assert all(one["kits"] == [] for one in empty)


@pytest.mark.parametrize(
    ("later", "is_asked"),
    [
        ({"purpose": "confirmation", "result": ""}, False),
        ({"purpose": "second", "result": "reactive"}, False),
        ({"purpose": "second", "result": "nonreactive"}, True),
        ({"purpose": "second", "result": "reactive", "infection": "syphilis"}, True),
    ],
)
def test_a_reactive_test_is_asked_about_until_another_takes_its_place(
    cast: Cast, later: dict[str, Any], is_asked: bool
) -> None:
    client_id = new_client(cast.peer)
    first = facts_of(cast.peer, "reactive", client_id=client_id, day=ago(3))
    second = facts_of(cast.peer, client_id=client_id, **{"next": onward("declined"), **later})
    _send(cast, first, second)
    actor = cast.social.actor
    assert (first.test_id in {one.test_id for one in queries.without_step(actor)}) is is_asked
    assert queries.has_led_on(actor, first.test_id) is not is_asked
