"""Whatever the order, the pieces and the repetitions: the tests end up the same."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.ids import day_id
from ravny.services.referrals.models import Referral
from ravny.services.stock.models import Balance
from ravny.services.testing import operations
from ravny.services.testing.models import Assay, Test
from ravny.services.testing.types import LateResult, TestFacts, try_id
from tests.cast import HOUSE, Cast

from .makers import Bag, ago, assay, facts_of, new_client, onward
from .test_record_many import late_of, waiting

Told = tuple[TestFacts | LateResult, ...]
COLUMNS = [
    field.attname
    for field in Test._meta.concrete_fields
    if field.name not in ("entered_on", "note")
]


class _Undo(Exception):
    """Leaves the database as it was."""


def repeats(cast: Cast, bag: Bag, client_id: UUID) -> list[Told]:
    """One invalid strip at the meeting, two while it waited; and tries whose meeting never comes.

    Each strip took a kit, of both lots.
    """
    first: dict[str, Any] = {"item_id": bag.hiv}
    later: dict[str, Any] = {"item_id": bag.hiv, "lot_id": bag.lot("H-2")}
    no: dict[str, Any] = {"returned": False, "post_counselled": False}
    unmet, met = waiting(cast, bag.hiv), waiting(cast, client_id=client_id)
    tries = tuple(
        replace(assay(result, **first), assay_id=try_id(met.test_id, number))
        for number, result in enumerate(("invalid", ""))
    )
    return [
        (replace(met, assays=tries),),
        (late_of(met, "invalid", attempt=1, **first, **no),),
        (late_of(met, "invalid", attempt=2, **later, **no),),
        (late_of(met, "nonreactive", attempt=3, **later),),
        (late_of(unmet, "invalid", attempt=0, **first, **no),),
        (late_of(unmet, "reactive", attempt=1, **later),),
    ]


def night(cast: Cast, bag: Bag) -> list[Told]:
    """Records as a phone sends them: each tuple is one record."""
    client_id = new_client(cast.peer)
    kit = {"item_id": bag.hiv}
    plain = facts_of(cast.peer, assays=(assay("invalid", **kit), assay("nonreactive", **kit)))
    slow = waiting(cast, bag.hiv, client_id=client_id, day=ago(1))
    alone = waiting(cast, bag.syphilis)
    twice = waiting(cast, bag.hiv, client_id=client_id)
    on_prep = waiting(cast, client_id=client_id, on_prep=True, exposed_on=ago(80))
    silent = waiting(cast, consented_on=None, client_id=client_id)
    meeting = day_id()
    first = facts_of(
        cast.peer, "reactive", encounter_id=meeting, client_id=client_id, next=onward("second_test")
    )
    second = waiting(cast, bag.hiv, encounter_id=meeting, client_id=client_id)
    return [
        (plain,),
        (slow,),
        (late_of(slow, "reactive", day=ago(0), next=onward("anonymous", due=ago(-3))),),
        (alone,),
        (late_of(alone, "reactive", next=onward("lawyer", escort=True)),),
        (twice,),
        (late_of(twice, "invalid", returned=False, post_counselled=False),),
        (late_of(twice, "nonreactive", post_counselled=False),),
        (on_prep,),
        (late_of(on_prep),),
        (silent,),
        (late_of(silent, "reactive", returned=False),),
        (first, second),
        (late_of(second, "reactive", next=onward("centre", warned=True)),),
        (late_of(waiting(cast), "reactive", next=onward("lawyer")),),  # whose meeting never comes
        *repeats(cast, bag, client_id),
    ]


def _picture() -> dict[str, Any]:
    """Everything that must not depend on the order."""
    with scope(organisation=HOUSE):
        return {
            "tests": set(Test.objects.values_list(*COLUMNS)),
            "assays": set(
                Assay.objects.values_list(
                    "id", "test_id", "slot", "position", "item_id", "result", "day", "lot__number"
                )
            ),
            "bag": Counter(dict(Balance.objects.values_list("lot__number", "quantity"))),
            "referrals": set(
                Referral.objects.values_list(
                    "id", "client_id", "test_id", "encounter_id", "step", "reason", "made_on",
                    "follow_up_on", "escort", "warned_on", "state", "owner_id",
                )
            ),
        }  # fmt: skip


def _received(cast: Cast, batches: Sequence[Sequence[Told]]) -> dict[str, Any]:
    """What stands in the database after these batches, taken back at once."""
    picture: dict[str, Any] = {}
    try:
        with transaction.atomic():
            for batch in batches:
                told = [one for record in batch for one in record]
                operations.record_many(
                    actor=cast.peer.actor,
                    tests=[one for one in told if isinstance(one, TestFacts)],
                    late=[one for one in told if isinstance(one, LateResult)],
                )
            picture = _picture()
            raise _Undo
    except _Undo:
        return picture


@pytest.mark.django_db
def test_tests_end_up_the_same_in_any_order(cast: Cast, bag: Bag) -> None:
    records = night(cast, bag)
    expected = _received(cast, [records])
    assert len(expected["tests"]) == 11
    assert len(expected["assays"]) == 15
    assert len(expected["referrals"]) == 2

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        st.permutations(records),
        st.lists(st.sampled_from(range(len(records))), max_size=6),
        st.lists(st.integers(1, 6), min_size=1, max_size=20),
    )
    def play(order: list[Told], again: list[int], sizes: list[int]) -> None:
        rest = [*order, *(records[index] for index in again)]
        batches = []
        while rest:
            size = sizes[len(batches) % len(sizes)]
            batches.append(rest[:size])
            rest = rest[size:]
        assert _received(cast, batches) == expected

    play()
