"""What the cascade counts: by the rule, persons once, aliases as one, in a few statements."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django_scopes import scope

from ravny.core.kit.ids import day_id
from ravny.people.clients import operations as clients
from ravny.services.testing import operations, queries
from ravny.services.testing.models import Test
from ravny.services.testing.types import TestedCounts, TestFacts
from tests.cast import HOUSE, OTHER_HOUSE, Cast

from .makers import Bag, ago, facts_of, ids, new_client

COUNTED = TestedCounts(tests=1, uncoded=0, persons=1, returned=1)
NOTHING = TestedCounts(tests=0, uncoded=0, persons=0, returned=0)


def _record(cast: Cast, *tests: TestFacts) -> None:
    operations.record_many(actor=cast.peer.actor, tests=tests)


def _counts(infection: str = "hiv") -> TestedCounts:
    return queries.tested_counts(HOUSE, ago(30), ago(0), infection)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, COUNTED),
        ({"result": "reactive"}, COUNTED),
        ({"returned_on": None}, replace(COUNTED, returned=0)),
        ({"client_id": None}, TestedCounts(tests=1, uncoded=1, persons=0, returned=0)),
        ({"consented_on": None}, NOTHING),
        ({"result": "invalid"}, NOTHING),
        ({"result": ""}, NOTHING),
        ({"infection": "syphilis"}, NOTHING),
        ({"day": ago(31)}, NOTHING),
        ({"purpose": "confirmation", "conclusion": "positive", "proof": "client"}, NOTHING),
    ],
)
def test_what_counts(cast: Cast, other: dict[str, Any], expected: TestedCounts) -> None:
    facts = facts_of(cast.peer, client_id=new_client(cast.peer), day=ago(3))
    _record(cast, replace(facts, **other))
    assert _counts() == expected
    assert queries.tested_counts(OTHER_HOUSE, ago(30), ago(0), "hiv") == NOTHING


def test_persons_are_counted_once_and_two_cards_of_one_person_as_one(cast: Cast) -> None:
    one, alias, other = (new_client(cast.peer) for _client in range(3))
    told = [
        facts_of(cast.peer, "reactive", client_id=alias, day=ago(5), returned_on=None),
        facts_of(cast.peer, "nonreactive", client_id=one, day=ago(3)),
        facts_of(cast.peer, "reactive", client_id=one, day=ago(2), returned_on=None),
        facts_of(cast.peer, "nonreactive", client_id=other, infection="syphilis"),
        facts_of(cast.peer, "reactive"),
    ]
    _record(cast, *told)
    _merge(cast, one, alias)
    assert _counts() == TestedCounts(tests=4, uncoded=1, persons=1, returned=1)
    assert _counts("") == TestedCounts(tests=5, uncoded=1, persons=2, returned=2)
    [person] = queries.reactive_persons(HOUSE, ago(30), ago(0), "hiv")
    assert (person.client_id, person.reactive_on, person.conclusion) == (one, ago(5), "")
    assert (person.worker_id, person.team_id) == (cast.peer.account_id, cast.peer.team_id)


def _merge(cast: Cast, kept_id: UUID, alias_id: UUID) -> None:
    clients.merge_clients(actor=cast.coordinator.actor, kept_id=kept_id, alias_id=alias_id)


def _confirmed(client_id: UUID, cast: Cast, conclusion: str, day: date) -> TestFacts:
    return facts_of(
        cast.peer,
        "",
        purpose="confirmation",
        client_id=client_id,
        day=day,
        conclusion=conclusion,
        concluded_on=day,
        proof="document",
        returned_on=None,
        post_counselled_on=None,
    )


def test_the_latest_conclusion_holds_whichever_card_it_is_on(cast: Cast) -> None:
    one, alias, other = (new_client(cast.peer) for _client in range(3))
    _record(
        cast,
        facts_of(cast.peer, "reactive", client_id=one, day=ago(29)),
        facts_of(cast.peer, "reactive", client_id=other, day=ago(29)),
        _confirmed(one, cast, "inconclusive", ago(20)),
        _confirmed(alias, cast, "positive", ago(4)),
        replace(_confirmed(one, cast, "negative", ago(2)), infection="syphilis"),
    )
    void = _confirmed(one, cast, "negative", ago(1))
    _record(cast, void)
    operations.void_test(actor=cast.peer.actor, test_id=void.test_id, reason="mistake")
    _merge(cast, one, alias)
    found = {
        person.client_id: person
        for person in queries.reactive_persons(HOUSE, ago(30), ago(10), "hiv")
    }
    assert found.keys() == {one, other}
    assert (found[one].conclusion, found[one].concluded_on) == ("positive", ago(4))
    assert (found[other].conclusion, found[other].concluded_on) == ("", None)
    known = queries.conclusions(HOUSE, [one, other], "hiv")
    assert known.keys() == {one}
    assert known[one].proof == "document"


def test_few_statements_however_many(cast: Cast, django_assert_num_queries: Any) -> None:
    people = [new_client(cast.peer) for _client in range(7)]
    _record(cast, *(facts_of(cast.peer, "reactive", client_id=one) for one in people))
    with django_assert_num_queries(2):
        _counts()
    with django_assert_num_queries(3):
        assert len(queries.reactive_persons(HOUSE, ago(1), ago(0), "hiv")) == 7
    with django_assert_num_queries(0):
        assert queries.conclusions(HOUSE, [], "hiv") == {}
    actor = cast.peer.actor
    with django_assert_num_queries(2):
        assert len(queries.tests_of(actor, people)) == 7


def test_only_the_period_is_read(cast: Cast) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the planner's words are SQLite's")
    period = {"organisation_id": HOUSE, "day__range": (ago(30), ago(0))}
    with scope(organisation=HOUSE):
        counted = {"consented_on__isnull": False, "is_whole": True, "void_reason": ""}
        every = Test.objects.filter(**period, **counted, infection="hiv").values("client_id")
        every = every.filter(result__in=["reactive", "nonreactive"]).explain()
        reactive = Test.objects.filter(**period, infection="hiv", result="reactive").explain()
    assert "INDEX test_counted" in every and "day>? AND day<?" in every
    assert "test_reactive" in reactive and "day>? AND day<?" in reactive


def test_the_log_is_narrowed_as_its_boxes_say(cast: Cast, bag: Bag) -> None:
    client_id = new_client(cast.peer)
    reactive = facts_of(cast.peer, "reactive", returned_on=None, day=ago(3), client_id=client_id)
    waiting = facts_of(cast.peer, "", infection="syphilis", channel="street")
    confirmed = _confirmed(client_id, cast, "positive", ago(1))
    void = facts_of(cast.peer)
    _record(cast, reactive, waiting, confirmed, void)
    operations.void_test(actor=cast.peer.actor, test_id=void.test_id, reason="trial")
    expected: list[tuple[dict[str, Any], set[UUID]]] = [
        ({}, {reactive.test_id, waiting.test_id, confirmed.test_id}),
        ({"voided": True}, {one.test_id for one in (reactive, waiting, confirmed, void)}),
        ({"infection": "syphilis"}, {waiting.test_id}),
        ({"purpose": "confirmation"}, {confirmed.test_id}),
        ({"result": "reactive"}, {reactive.test_id}),
        ({"result": "none"}, {waiting.test_id, confirmed.test_id}),
        ({"conclusion": "positive"}, {confirmed.test_id}),
        ({"conclusion": "none", "result": "none"}, {waiting.test_id}),
        ({"not_returned": True}, {reactive.test_id}),
        ({"channel": "street"}, {waiting.test_id}),
        ({"first": ago(2)}, {waiting.test_id, confirmed.test_id}),
        ({"last": ago(2)}, {reactive.test_id}),
        ({"worker": str(cast.social.account_id)}, set()),
        ({"team": str(cast.near_team_id), "last": ago(2)}, {reactive.test_id}),
        ({"site": str(day_id())}, set()),
        ({"lot": bag.lot("H-1")}, set()),
    ]
    for filters, found in expected:
        with scope(organisation=HOUSE):
            assert {row.id for row in queries.log_of(cast.social.actor, filters)} == found, filters
            assert not queries.log_of(cast.outsider.actor, filters).exists()
    assert ids(queries.tests_of(cast.social.actor, [client_id])) == {
        reactive.test_id,
        confirmed.test_id,
    }
    assert ids(queries.tests_of(cast.social.actor, [client_id], before=ago(1), limit=1)) == {
        reactive.test_id
    }
