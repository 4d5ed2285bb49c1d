"""Referrals from phones and the demo: constant queries, exactly once, nothing lost."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.referrals.models import Referral, Step
from ravny.services.referrals.operations import open_many
from ravny.services.referrals.queries import (
    arrivals,
    board,
    open_owner_of,
    with_open_referral,
)
from ravny.services.referrals.types import Moved, ReferralFacts
from tests.cast import Cast

from .makers import ANONYMOUS, CENTRE, a_client, a_referral

pytestmark = pytest.mark.django_db
TODAY = today()


def facts(client_id: UUID, **changes: Any) -> ReferralFacts:
    known: dict[str, Any] = {
        "client_id": client_id,
        "reason": "confirmation",
        "day": TODAY - timedelta(days=30),
        "service_id": CENTRE,
        "infection": "hiv",
        "consented": True,
        "warned": True,
        "discloses": ("reason", "code"),
        **changes,
    }
    return ReferralFacts(**known)


def test_two_hundred_cost_as_many_queries_as_two_and_come_once(
    scene: Cast, django_assert_num_queries: Any
) -> None:
    actor, client_id = scene.peer.actor, a_client(scene)
    for count in (2, 200):
        rows = [(day_id(), facts(client_id)) for _ in range(count)]
        with django_assert_num_queries(7):
            open_many(actor=actor, rows=rows)
        with django_assert_num_queries(3):
            open_many(actor=actor, rows=rows)
    with scope(organisation=scene.organisation_id):
        assert (Referral.objects.count(), Step.objects.count()) == (202, 202)


def test_what_lacks_consent_or_the_warning_becomes_a_draft_that_leads_nowhere(
    scene: Cast,
) -> None:
    actor, client_id = scene.peer.actor, a_client(scene, country="UZ")
    wanted = [
        (facts(client_id, warned=False), "draft"),
        (facts(client_id, consented=False), "draft"),
        (facts(client_id, service_id=day_id()), "draft"),
        (facts(client_id, service_id=ANONYMOUS, warned=False), "sent"),
        (facts(client_id), "sent"),
        (facts(client_id, service_id=None, step="centre", warned=False), "draft"),
    ]
    rows = [(day_id(), one) for one, _state in wanted]
    open_many(actor=actor, rows=rows)
    with scope(organisation=scene.organisation_id):
        stored = {row.id: row for row in Referral.objects.all()}
    for (key, _facts), (_one, state) in zip(rows, wanted, strict=True):
        row = stored[key]
        assert row.state == state and row.follow_up_on is not None
        assert (row.service_id is None) == (state == "draft")
        assert bool(row.consented_on) == (state == "sent")


def test_a_history_is_kept_as_far_as_the_machine_allows(scene: Cast) -> None:
    days = [TODAY - timedelta(days=back) for back in (20, 10, 5)]
    told = (
        Moved("accepted", days[0], "provider"),
        Moved("arrived", days[1], "client"),
        Moved("closed", days[2], "document"),
    )
    broken = (Moved("arrived", days[1]), Moved("closed", days[2], "document"))
    client_id = a_client(scene)
    whole, cut = day_id(), day_id()
    open_many(
        actor=scene.peer.actor,
        rows=[(whole, facts(client_id, history=told)), (cut, facts(client_id, history=broken))],
    )
    with scope(organisation=scene.organisation_id):
        row = Referral.objects.get(id=whole)
        assert (row.state, row.arrived_on, row.arrived_proof) == ("closed", days[1], "document")
        assert row.follow_up_on is None
        states = Step.objects.filter(referral_id=whole).values_list("state", flat=True)
        assert list(states) == ["sent", "accepted", "arrived", "closed"]
        assert Referral.objects.get(id=cut).state == "sent"


def test_linkage_counts_the_first_arrival_in_care_and_whose_task_is_open(scene: Cast) -> None:
    client_id, other = a_client(scene), a_client(scene)
    early, late = TODAY - timedelta(days=12), TODAY - timedelta(days=3)
    went = [
        facts(client_id, history=(Moved("arrived", late, "provider"),)),
        facts(client_id, history=(Moved("arrived", early, "client"),)),
        facts(other, reason="lawyer", history=(Moved("arrived", early, "client"),)),
        facts(other, infection="syphilis", history=(Moved("arrived", early, "client"),)),
    ]
    open_many(actor=scene.peer.actor, rows=[(day_id(), one) for one in went])
    ids, house, since = [client_id, other], scene.organisation_id, TODAY - timedelta(days=40)
    found = arrivals(house, ids, "hiv", since)
    assert list(found) == [client_id]
    arrived = found[client_id]
    assert (arrived.day, arrived.proof, arrived.service_id) == (early, "client", CENTRE)
    assert arrivals(house, ids, "hiv", TODAY) == {}
    assert arrivals(house, [other], "hiv", since) == {}
    assert arrivals(house, [client_id, *(day_id() for _ in range(600))], "hiv", since) == found
    assert with_open_referral(house, ids, "hiv") == {client_id, other}
    assert open_owner_of(house, ids, "syphilis") == {other: scene.peer.account_id}


def test_the_board_reads_open_ones_from_their_own_index(scene: Cast) -> None:
    if connection.vendor != "sqlite":
        return
    a_referral(scene)
    actor = scene.coordinator.actor
    with scope(organisation=scene.organisation_id), CaptureQueriesContext(connection):
        plan = board(actor, {}).order_by("made_on", "id")[:51].explain()
    assert "referral_open" in plan, plan and "TEMP B-TREE" not in plan
