"""Whatever is written down in whatever order, the machine stays whole."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.services.referrals.models import Referral, Step
from ravny.services.referrals.operations import (
    move,
)
from ravny.services.referrals.types import (
    NEXT,
    OPEN,
    PROVEN,
    Sending,
    State,
)
from tests.cast import Cast

from .makers import ANONYMOUS, CENTRE, LAWYER, Undone, a_client, a_referral, row_of

pytestmark = pytest.mark.django_db
TODAY = today()


MOVES = st.lists(
    st.tuples(
        st.sampled_from(State.values),
        st.integers(-3, 20),
        st.sampled_from(["", "client", "provider", "document"]),
        st.sampled_from([CENTRE, ANONYMOUS, LAWYER, None]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
)
KNOWN = st.sampled_from([{}, {"country": "UZ"}, {"country": "RU"}, {"legal_status": "citizen"}])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(known=KNOWN, moves=MOVES)
def test_any_sequence_of_moves_keeps_the_machine_whole(
    scene: Cast, known: dict[str, str], moves: list[Any]
) -> None:
    with pytest.raises(Undone), transaction.atomic():
        client_id = a_client(scene, **known)
        made = TODAY - timedelta(days=20)
        referral_id = a_referral(scene, client_id=client_id, service_id=None, day=made)
        for to, back, proof, service_id, consented, warned in moves:
            asked: dict[str, Any] = {
                "actor": scene.peer.actor,
                "referral_id": referral_id,
                "to": to,
                "day": TODAY - timedelta(days=back),
                "proof": proof,
                "sending": Sending(service_id, (), consented, warned),
            }
            try:
                move(**asked)
            except DomainError:
                continue
            once = values_of(scene, referral_id)
            move(**asked)
            assert values_of(scene, referral_id) == once
            check_whole(scene, referral_id, known)
        raise Undone


def values_of(scene: Cast, referral_id: Any) -> tuple[Any, ...]:
    with scope(organisation=scene.organisation_id):
        row = Referral.objects.filter(id=referral_id).values_list().get()
        return (row, list(Step.objects.filter(referral_id=referral_id).values_list()))


def check_whole(scene: Cast, referral_id: Any, known: dict[str, str]) -> None:
    row = row_of(scene, referral_id)
    with scope(organisation=scene.organisation_id):
        steps = list(Step.objects.filter(referral_id=referral_id).order_by("id"))
    days = [step.day for step in steps]
    arrivals = [step.day for step in steps if step.state == "arrived"]
    assert row.state == steps[-1].state and row.state_on == steps[-1].day
    assert days == sorted(days) and days[-1] <= TODAY
    assert (row.follow_up_on is not None) == (row.state in OPEN)
    assert row.arrived_on == (arrivals[0] if arrivals else None)
    assert bool(row.arrived_proof) == bool(arrivals)
    for before, after in pairwise(steps):
        assert after.state in NEXT[before.state]
    assert all(step.proof for step in steps if step.state in PROVEN)
    if row.service_id:
        assert row.consented_on
    if row.service_id == CENTRE and known not in ({"country": "RU"}, {"legal_status": "citizen"}):
        assert row.warned_on
