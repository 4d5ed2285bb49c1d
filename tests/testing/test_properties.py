"""No test without consent is ever counted, and no rapid test is ever a diagnosis."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.services.testing import operations, queries
from ravny.services.testing.types import TRIAGE, Purpose, TestFacts
from tests.cast import HOUSE, Cast

from .makers import ago, assay, facts_of, new_client, onward, row
from .test_record_many import late_of

DAYS = st.none() | st.integers(-1, 12).map(ago)
RESULTS = st.sampled_from(["", "nonreactive", "reactive", "invalid"])
ASSAYS = st.lists(st.tuples(st.sampled_from(["0", "1", "2", "1r", "3"]), RESULTS), max_size=4)
TOLD = st.fixed_dictionaries(
    {
        "purpose": st.sampled_from(Purpose.values),
        "day": st.integers(0, 12).map(ago),
        "result": RESULTS,
        "counselled_on": DAYS,
        "consented_on": DAYS,
        "result_on": DAYS,
        "returned_on": DAYS,
        "post_counselled_on": DAYS,
        "conclusion": st.sampled_from(["", "", "positive", "negative"]),
        "proof": st.sampled_from(["", "document", "assays"]),
        "assays": ASSAYS,
        "coded": st.booleans(),
        "step": st.sampled_from(["", "", "later", "anonymous", "centre"]),
    }
)


class _Undo(Exception):
    """Leaves the database as it was."""


def _facts(cast: Cast, client_id: Any, told: dict[str, Any]) -> TestFacts:
    told = dict(told)
    step, run = told.pop("step"), told.pop("assays")
    return facts_of(
        cast.peer,
        told.pop("result"),
        client_id=client_id if told.pop("coded") else None,
        assistance="assisted" if told["purpose"] == "self_test" else "",
        next=onward(step) if step else None,
        assays=tuple(assay(result, slot, day=told["day"]) for slot, result in run),
        test_id=day_id(),
        **told,
    )


def _play(cast: Cast, client_id: Any, told: dict[str, Any], late: str | None) -> None:
    facts = _facts(cast, client_id, told)
    try:
        operations.record_test(actor=cast.peer.actor, facts=facts)
    except DomainError:
        return
    if late:
        operations.record_many(actor=cast.peer.actor, tests=[], late=[late_of(facts, late)])
    stored = row(facts.test_id)
    counted = queries.tested_counts(HOUSE, ago(20), ago(0), "hiv")
    if stored.consented_on is None:
        assert counted.tests == 0
        assert queries.reactive_persons(HOUSE, ago(20), ago(0), "hiv") == []
    if stored.purpose in TRIAGE:
        assert (stored.conclusion, stored.proof) == ("", "")
    if not late and stored.result:
        assert stored.consented_on is not None
        assert stored.consented_on <= stored.result_on
        assert stored.day <= stored.result_on <= ago(0)
    if not late and stored.returned_on and stored.result:
        assert stored.result_on <= stored.returned_on <= ago(0)


@pytest.mark.django_db
def test_no_facts_get_past_consent_and_order(cast: Cast) -> None:
    client_id = new_client(cast.peer)

    @settings(
        max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(TOLD, st.sampled_from([None, None, "reactive", "nonreactive"]))
    def play(told: dict[str, Any], late: str | None) -> None:
        try:
            with transaction.atomic():
                _play(cast, client_id, told, late)
                raise _Undo
        except _Undo:
            pass

    play()


@pytest.mark.django_db
def test_a_phone_without_consent_is_never_counted(cast: Cast) -> None:
    client_id = new_client(cast.peer)

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(TOLD, st.booleans(), RESULTS)
    def play(told: dict[str, Any], late_first: bool, result: str) -> None:
        told = {**told, "consented_on": None, "conclusion": "", "assays": []}
        facts = _facts(cast, client_id, told)
        late = [late_of(facts, result)] if result else []
        try:
            with transaction.atomic():
                if late_first:
                    operations.record_many(actor=cast.peer.actor, tests=[], late=late)
                operations.record_many(actor=cast.peer.actor, tests=[facts], late=late)
                assert queries.tested_counts(HOUSE, ago(20), ago(0), "hiv").tests == 0
                assert queries.reactive_persons(HOUSE, ago(20), ago(0), "hiv") == []
                assert not queries.get_test_for(cast.peer.actor, facts.test_id).is_counted
                raise _Undo
        except _Undo:
            pass

    play()
