"""How far somebody came: the first days, the running source, what an alias adds."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from ravny.core.kit.clock import today
from ravny.people.clients.operations import merge_clients
from ravny.services.care.operations import record_lab, record_registration, write_many
from ravny.services.care.queries import milestones
from ravny.services.care.types import Milestones
from tests.cast import Cast

from .makers import a_client, lab, registration, treatment

pytestmark = pytest.mark.django_db


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def test_the_first_registration_and_the_running_source_count(cast: Cast) -> None:
    client_id, peer = a_client(cast.peer), cast.peer
    write_many(
        actor=peer.actor,
        registrations=[
            registration(peer, client_id, day=ago(20)),
            registration(peer, client_id, day=ago(90), mode="remote"),
        ],
        treatments=[
            treatment(peer, client_id, day=ago(80), source="bridge", ended_on=ago(30),
                      end_reason="changed"),
            treatment(peer, client_id, day=ago(30), source="home"),
        ],
        labs=[lab(peer, client_id, day=ago(85)), lab(peer, client_id, day=ago(5))],
    )  # fmt: skip
    known = milestones(cast.organisation_id, [client_id])[client_id]
    assert known == Milestones(
        client_id, ago(90), "remote", ago(80), "home", True, ago(5), ago(5), False
    )


def test_a_load_before_treatment_says_nothing_of_treatment(cast: Cast) -> None:
    client_id, peer = a_client(cast.peer), cast.peer
    write_many(
        actor=peer.actor,
        treatments=[treatment(peer, client_id, day=ago(10))],
        labs=[lab(peer, client_id, day=ago(40))],
    )
    assert milestones(cast.organisation_id, [client_id])[client_id].undetectable_on is None


@pytest.mark.parametrize(("value", "after", "late"), [(199, 90, True), (200, 90, False),
                                                     (199, 91, False)])  # fmt: skip
def test_a_late_diagnosis_shows_in_the_first_count_of_cells(
    cast: Cast, value: int, after: int, late: bool
) -> None:
    client_id, peer = a_client(cast.peer), cast.peer
    record_registration(actor=peer.actor, facts=registration(peer, client_id, day=ago(200)))
    facts = lab(peer, client_id, lab="cd4", value=value, day=ago(200 - after))
    record_lab(actor=peer.actor, facts=facts)
    assert milestones(cast.organisation_id, [client_id])[client_id].late is late


def test_what_stands_under_an_alias_belongs_to_the_person(cast: Cast) -> None:
    kept, alias = a_client(cast.peer), a_client(cast.peer)
    facts = registration(cast.peer, alias)
    record_registration(actor=cast.peer.actor, facts=facts)
    merge_clients(actor=cast.coordinator.actor, kept_id=kept, alias_id=alias)
    assert milestones(cast.organisation_id, [kept])[kept].registered_on == today()


def test_many_people_cost_as_many_queries_as_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ids = [a_client(cast.peer) for _one in range(8)]
    write_many(
        actor=cast.peer.actor,
        registrations=[registration(cast.peer, one) for one in ids],
        treatments=[treatment(cast.peer, one) for one in ids],
        labs=[lab(cast.peer, one) for one in ids],
    )
    for some in (ids[:1], ids):
        with django_assert_num_queries(2):
            assert len(milestones(cast.organisation_id, some)) == len(some)
