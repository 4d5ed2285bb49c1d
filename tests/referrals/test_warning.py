"""No way through any operation leads a foreigner to a service that reports, unwarned."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.services.referrals.models import Referral
from ravny.services.referrals.operations import move, open_many, open_referral
from ravny.services.referrals.types import (
    NextStep,
    ReferralFacts,
    Sending,
    State,
)
from tests.cast import Cast

from .makers import ANONYMOUS, CENTRE, HOSPITAL, LAWYER, PLACES, UROLOGIST, Undone, a_client

WHERE = st.sampled_from([ANONYMOUS, CENTRE, LAWYER, UROLOGIST, HOSPITAL, None])
REPORTING = {place["id"] for place in PLACES if place.get("reports_to") != ("nobody",)}
KNOWN = st.sampled_from([{}, {"country": "UZ"}, {"country": "RU", "legal_status": "work"}])


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    known=KNOWN,
    service_id=WHERE,
    step=st.sampled_from(["", *NextStep.values]),
    consented=st.booleans(),
    warned=st.booleans(),
    through=st.sampled_from(["one", "many"]),
    then=st.lists(st.tuples(WHERE, st.booleans(), st.booleans()), max_size=3),
)
def test_a_foreigner_never_gets_to_a_reporting_service_without_the_warning(
    scene: Cast,
    known: dict[str, str],
    service_id: Any,
    step: str,
    consented: bool,
    warned: bool,
    through: str,
    then: list[Any],
) -> None:
    with pytest.raises(Undone), transaction.atomic():
        actor, referral_id = scene.peer.actor, day_id()
        facts = ReferralFacts(
            client_id=a_client(scene, **known),
            reason="confirmation",
            day=today() - timedelta(days=1),
            service_id=service_id,
            infection="hiv",
            step=step,
            consented=consented,
            warned=warned,
        )
        try:
            if through == "many":
                open_many(actor=actor, rows=[(referral_id, facts)])
            else:
                open_referral(actor=actor, referral_id=referral_id, facts=facts)
        except DomainError:
            assert through == "one"
        for other, agreed, told in then:
            check_told(scene)
            try_again(scene, referral_id, Sending(other, (), agreed, told))
        check_told(scene)
        raise Undone


def try_again(scene: Cast, referral_id: Any, sending: Sending) -> None:
    """Send to somebody, and be refused there, as far as the house lets one."""
    with scope(organisation=scene.organisation_id):
        if not Referral.objects.filter(id=referral_id).exists():
            return
    for to, proof in (("sent", ""), ("refused", "client")):
        with suppress(DomainError):
            move(
                actor=scene.peer.actor,
                referral_id=referral_id,
                to=to,
                day=today(),
                proof=proof,
                sending=sending,
            )
        check_told(scene)


def check_told(scene: Cast) -> None:
    with scope(organisation=scene.organisation_id):
        for row in Referral.objects.all():
            if row.service_id:
                assert row.consented_on
            else:
                assert row.state not in (State.SENT, State.ACCEPTED, State.ARRIVED)
            if row.service_id in REPORTING:
                assert row.warned_on
