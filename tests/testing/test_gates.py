"""Whose tests one sees and writes at: the team's, the client's team's, nobody else's."""

from dataclasses import replace

import pytest

from ravny.core.kit.errors import NotYours
from ravny.core.kit.ids import day_id
from ravny.services.testing import operations, queries
from tests.cast import FAR_TEAM, NEAR_TEAM, Cast

from .makers import (
    CITIZEN,
    Bag,
    ago,
    assay,
    facts_of,
    new_client,
    onward,
)


def test_who_sees_a_test_and_who_may_void_it(cast: Cast) -> None:
    facts = facts_of(cast.peer)
    operations.record_test(actor=cast.peer.actor, facts=facts)
    for person in (cast.peer, cast.social, cast.lawyer, cast.hotline, cast.coordinator):
        assert queries.get_test_for(person.actor, facts.test_id)
    for person in (cast.outsider, cast.stranger, cast.keeper):
        with pytest.raises(NotYours):
            queries.get_test_for(person.actor, facts.test_id)
    for person in (cast.outsider, cast.stranger, cast.social, cast.lawyer):
        with pytest.raises(NotYours):
            operations.void_test(actor=person.actor, test_id=facts.test_id, reason="mistake")
    operations.void_test(actor=cast.coordinator.actor, test_id=facts.test_id, reason="mistake")


def test_the_team_of_the_client_sees_a_test_made_by_another(cast: Cast) -> None:
    client_id = new_client(cast.peer)
    facts = facts_of(cast.coordinator, client_id=client_id, team_id=FAR_TEAM)
    operations.record_test(actor=cast.coordinator.actor, facts=facts)
    assert queries.get_test_for(cast.social.actor, facts.test_id)
    assert queries.get_test_for(cast.outsider.actor, facts.test_id)


@pytest.mark.parametrize("name", ["lawyer", "hotline", "outsider", "stranger", "keeper", "stock"])
def test_others_may_not_write_at_a_test(cast: Cast, name: str) -> None:
    facts = facts_of(cast.peer, "")
    operations.record_test(actor=cast.peer.actor, facts=facts)
    actor, test_id = getattr(cast, name).actor, facts.test_id
    for act in (
        lambda: operations.give_result(actor=actor, test_id=test_id, day=ago(0)),
        lambda: operations.record_result(
            actor=actor, test_id=test_id, result="reactive", day=ago(0)
        ),
        lambda: operations.add_assay(actor=actor, test_id=test_id, assay=assay("reactive")),
        lambda: operations.choose_step(actor=actor, test_id=test_id, chosen=onward()),
        lambda: operations.conclude_elsewhere(
            actor=actor, test_id=test_id, conclusion="positive", day=ago(0), proof="client"
        ),
        lambda: operations.void_test(actor=actor, test_id=test_id, reason="mistake"),
        lambda: operations.record_test(
            actor=actor, facts=replace(facts, test_id=day_id(), team_id=NEAR_TEAM)
        ),
    ):
        with pytest.raises(NotYours):
            act()


def test_a_test_names_only_what_is_ours(cast: Cast, bag: Bag) -> None:
    theirs = new_client(cast.outsider, CITIZEN)
    for wrong in (
        {"client_id": theirs},
        {"team_id": FAR_TEAM},
        {"site_id": day_id()},
        {"encounter_id": day_id()},
        {"place_id": day_id()},
        {"service_id": day_id()},
        {"worker_id": cast.social.account_id},
    ):
        with pytest.raises(NotYours):
            operations.record_test(
                actor=cast.peer.actor, facts=replace(facts_of(cast.peer), **wrong)
            )
