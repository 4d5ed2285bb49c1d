"""What *Today* says about handovers, and that it asks no more for many than for one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.services.supervision.models import Handover
from ravny.services.supervision.operations import answering
from ravny.services.supervision.today import rows
from tests.cast import Cast, Person

from .makers import Promises, client_of, item_of, offered, some_cases

pytestmark = pytest.mark.django_db


def keys(person: Person) -> set[str]:
    return {row.key.split(".")[1] for row in rows(person.actor)}


def test_an_offer_waits_for_the_receiver_and_comes_back_to_giver_and_coordinator(
    cast: Cast, promised: Promises
) -> None:
    (case_id,) = some_cases(cast, 1)
    handover_id = offered(cast, [case_id])
    assert keys(cast.social) == {"offered"}
    assert keys(cast.case_manager) == keys(cast.coordinator) == set()
    item = item_of(cast, handover_id, case_id)
    answering.give_back(actor=cast.social.actor, item_id=item.id, reason="too_much")
    assert keys(cast.social) == set()
    assert keys(cast.case_manager) == keys(cast.coordinator) == {"returned"}
    offered(cast, [case_id], receiver=cast.coordinator)
    assert keys(cast.case_manager) == set()
    assert keys(cast.coordinator) == {"offered"}


def test_the_coordinator_learns_of_an_offer_nobody_answers(cast: Cast, promised: Promises) -> None:
    handover_id = offered(cast, some_cases(cast, 1))
    with scope(organisation=cast.organisation_id):
        old = today() - timedelta(days=4)
        Handover.objects.filter(id=handover_id).update(made_on=old)
    assert keys(cast.coordinator) == {"late"}


def test_who_gave_a_case_is_told_to_share_the_keys(cast: Cast, promised: Promises) -> None:
    handover_id = offered(cast, some_cases(cast, 1))
    answering.accept(actor=cast.social.actor, handover_id=handover_id)
    assert keys(cast.case_manager) == {"finish"}


DUE: list[tuple[date | None, bool]] = [
    (today() - timedelta(days=2), True),
    (today() + timedelta(days=5), True),
    (today() + timedelta(days=20), False),
    (None, False),
]


@pytest.mark.parametrize(("due_on", "shown"), DUE)
def test_a_cover_sees_what_falls_into_the_time(
    cast: Cast, promised: Promises, due_on: date | None, shown: bool
) -> None:
    (case_id,) = some_cases(cast, 1)
    promised.make(cast.case_manager, client_of(cast, case_id), due_on)
    last = today() + timedelta(days=14)
    handover_id = offered(cast, [case_id], kind="cover", ends_on=last)
    assert keys(cast.social) == {"offered"}
    answering.accept(actor=cast.social.actor, handover_id=handover_id)
    assert keys(cast.social) == ({"cover"} if shown else set())


def test_after_the_last_day_everything_falls_back(
    cast: Cast, promised: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    (case_id,) = some_cases(cast, 1)
    promised.make(cast.case_manager, client_of(cast, case_id), today())
    last = today() + timedelta(days=2)
    handover_id = offered(cast, [case_id], kind="cover", ends_on=last)
    answering.accept(actor=cast.social.actor, handover_id=handover_id)
    monkeypatch.setattr(
        "ravny.services.supervision.queries.covering.today", lambda: last + timedelta(days=1)
    )
    assert keys(cast.social) == set()


def asked(person: Person) -> int:
    actor: Any = person.actor
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows(actor)
    return len(queries)


def test_many_offers_ask_no_more_than_one(cast: Cast, promised: Promises) -> None:
    for case_id in some_cases(cast, 1):
        offered(cast, [case_id])
    before = asked(cast.social), asked(cast.coordinator)
    for case_id in some_cases(cast, 4):
        offered(cast, [case_id])
    assert (asked(cast.social), asked(cast.coordinator)) == before
