"""The state machine: every path, and what holds after any sequence of moves."""

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.services.referrals.models import Attempt, Referral, Step
from ravny.services.referrals.operations import (
    arrange,
    expire_old,
    follow_up,
    move,
    open_referral,
    reassign,
    record_attempt,
)
from ravny.services.referrals.types import (
    NEXT,
    OPEN,
    PROVEN,
    ReferralFacts,
    Sending,
    State,
)
from tests.cast import Cast

from .makers import ANONYMOUS, CENTRE, a_client, a_referral, row_of

pytestmark = pytest.mark.django_db
TODAY = today()
TELL = Sending(service_id=CENTRE, consented=True, warned=True)


def bring_to(scene: Cast, state: str) -> Any:
    """Return a referral in a state, by the shortest way there."""
    way = {
        "draft": [],
        "sent": ["sent"],
        "accepted": ["sent", "accepted"],
        "arrived": ["sent", "arrived"],
        "closed": ["sent", "arrived", "closed"],
        "refused": ["sent", "refused"],
        "lost": ["lost"],
        "expired": ["expired"],
    }[state]
    referral_id = a_referral(scene, service_id=None)
    for to in way:
        go(scene, referral_id, to)
    return referral_id


def go(scene: Cast, referral_id: Any, to: str, **changes: Any) -> None:
    asked: dict[str, Any] = {"day": TODAY, "proof": "provider" if to in PROVEN else "", **changes}
    sending = TELL if to == "sent" else None
    move(actor=scene.peer.actor, referral_id=referral_id, to=to, sending=sending, **asked)


@pytest.mark.parametrize("begin", State.values)
@pytest.mark.parametrize("to", State.values)
def test_only_what_may_follow_follows(scene: Cast, begin: str, to: str) -> None:
    referral_id = bring_to(scene, begin)
    if to == begin or to in NEXT[begin]:
        go(scene, referral_id, to)
        row = row_of(scene, referral_id)
        assert row.state == to
        assert (row.follow_up_on is not None) == (to in OPEN)
    else:
        with pytest.raises(DomainError) as refused:
            go(scene, referral_id, to)
        assert refused.value.field == "to"
        assert row_of(scene, referral_id).state == begin


@pytest.mark.parametrize("to", sorted(PROVEN))
def test_what_became_of_it_needs_a_word_on_how_we_know(scene: Cast, to: str) -> None:
    begin = next(state for state, after in NEXT.items() if to in after and state != "lost")
    referral_id = bring_to(scene, begin)
    for proof in ("", "hearsay"):
        with pytest.raises(DomainError) as refused:
            go(scene, referral_id, to, proof=proof)
        assert refused.value.field == "proof"


def test_days_neither_lie_ahead_nor_run_back(scene: Cast) -> None:
    referral_id = a_referral(scene)
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=4)):
        with pytest.raises(DomainError) as refused:
            go(scene, referral_id, "accepted", day=day)
        assert refused.value.field == "day"
    go(scene, referral_id, "accepted", day=TODAY - timedelta(days=1))
    with pytest.raises(DomainError):
        go(scene, referral_id, "arrived", day=TODAY - timedelta(days=2))


@pytest.mark.parametrize(("urgency", "days"), [("today", 1), ("soon", 3), ("weeks", 14)])
def test_somebody_always_looks_again_as_the_urgency_says(
    scene: Cast, urgency: str, days: int
) -> None:
    for service_id in (None, CENTRE):
        referral_id = a_referral(scene, urgency=urgency, day=TODAY, service_id=service_id)
        assert row_of(scene, referral_id).follow_up_on == TODAY + timedelta(days=days)


def test_an_appointment_is_followed_up_the_day_after(scene: Cast) -> None:
    meeting = TODAY + timedelta(days=20)
    referral_id = a_referral(scene, appointment_on=meeting)
    assert row_of(scene, referral_id).follow_up_on == meeting + timedelta(days=1)
    arrange(
        actor=scene.peer.actor,
        referral_id=referral_id,
        appointment_on=meeting + timedelta(days=2),
        escort="agreed",
        escort_id=scene.social.account_id,
        interpreter="uz",
    )
    row = row_of(scene, referral_id)
    assert row.follow_up_on == meeting + timedelta(days=3)
    assert (row.escort_by_id, row.interpreter) == (scene.social.account_id, "uz")


def test_the_first_arrival_stays_and_a_better_proof_is_kept(scene: Cast) -> None:
    referral_id = a_referral(scene)
    arrived = TODAY - timedelta(days=2)
    go(scene, referral_id, "arrived", day=arrived, proof="client")
    go(scene, referral_id, "refused", proof="provider")
    go(scene, referral_id, "sent")
    go(scene, referral_id, "arrived", proof="client")
    go(scene, referral_id, "closed", proof="document")
    row = row_of(scene, referral_id)
    assert (row.arrived_on, row.arrived_proof) == (arrived, "document")


def test_another_service_is_agreed_to_anew(scene: Cast) -> None:
    referral_id = a_referral(scene)
    go(scene, referral_id, "refused")
    actor = scene.peer.actor
    anew = Sending(service_id=ANONYMOUS)
    with pytest.raises(DomainError) as refused:
        move(actor=actor, referral_id=referral_id, to="sent", day=TODAY, sending=anew)
    assert refused.value.field == "consented"
    move(actor=actor, referral_id=referral_id, to="sent", day=TODAY)
    assert row_of(scene, referral_id).service_id == CENTRE


def test_opening_moving_and_trying_twice_is_done_once(scene: Cast) -> None:
    actor, referral_id, attempt_id = scene.peer.actor, day_id(), day_id()
    client_id = a_client(scene)
    facts = ReferralFacts(client_id=client_id, reason="lawyer", day=TODAY)
    for _ in range(2):
        assert open_referral(actor=actor, referral_id=referral_id, facts=facts) == referral_id
    for _ in range(2):
        record_attempt(
            actor=actor,
            referral_id=referral_id,
            attempt_id=attempt_id,
            day=TODAY,
            way="call",
            result="no_answer",
        )
        follow_up(actor=actor, referral_id=referral_id, day=TODAY + timedelta(days=9))
        reassign(actor=actor, referral_id=referral_id, account_id=scene.lawyer.account_id)
    with scope(organisation=scene.organisation_id):
        assert (Referral.objects.count(), Step.objects.count(), Attempt.objects.count()) == (
            1,
            1,
            1,
        )
        verbs = Entry.objects.filter(verb__startswith="referrals.").values_list("verb", flat=True)
    assert sorted(verbs) == [
        "referrals.attempted",
        "referrals.opened",
        "referrals.planned",
        "referrals.reassigned",
    ]


def test_nobody_without_access_to_the_client_becomes_the_owner(scene: Cast) -> None:
    referral_id = a_referral(scene)
    for person in (scene.outsider, scene.stranger, scene.stock, scene.keeper):
        with pytest.raises(DomainError) as refused:
            reassign(actor=scene.peer.actor, referral_id=referral_id, account_id=person.account_id)
        assert refused.value.field == "owner"


def test_an_old_draft_or_sent_one_expires_and_an_accepted_one_does_not(scene: Cast) -> None:
    past = TODAY - timedelta(days=100)
    actor = scene.peer.actor
    sent = a_referral(scene, day=past)
    draft = a_referral(scene, day=past, service_id=None)
    booked = a_referral(scene, day=past, appointment_on=TODAY - timedelta(days=60))
    accepted = a_referral(scene, day=past)
    move(actor=actor, referral_id=accepted, to="accepted", day=past, proof="client",
         follow_up_on=past)  # fmt: skip
    for _ in range(2):
        expire_old()
    states = [row_of(scene, key).state for key in (sent, draft, booked, accepted)]
    assert states == ["expired", "expired", "sent", "accepted"]
    with scope(organisation=scene.organisation_id):
        assert Step.objects.filter(state="expired").count() == 2
        assert Entry.objects.filter(verb="referrals.expired").count() == 1
    assert row_of(scene, sent).follow_up_on is None
