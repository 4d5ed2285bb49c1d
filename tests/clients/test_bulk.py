"""The demo's bulk path makes the rows the pages make."""

from datetime import date
from typing import Any
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.ids import day_id
from ravny.people.clients import operations
from ravny.people.clients.models import Client
from ravny.people.clients.types import ClientFacts, NewClient
from tests.cast import Cast
from tests.clients.makers import STUDENT, verbs

DAY = date(2026, 5, 4)
FACTS = [STUDENT, ClientFacts(), ClientFacts(gender="trans_man", channel="coupon", wave=2)]


OWN = ("id", "entered_on", "code", "team_id")


def table(cast: Cast, team_id: UUID) -> list[dict[str, Any]]:
    with scope(organisation=cast.organisation_id):
        rows = list(Client.objects.filter(team_id=team_id).order_by("channel", "sex").values())
    return [{name: row[name] for name in row if name not in OWN} for row in rows]


def test_bulk_and_operations_give_equal_rows(cast: Cast) -> None:
    for facts in FACTS:
        operations.register_client(
            actor=cast.peer.actor,
            client_id=day_id(DAY),
            team_id=cast.near_team_id,
            facts=facts,
            day=DAY,
        )
    codes = operations.fresh_codes(cast.organisation_id, len(FACTS))
    made = operations.bulk_register(
        actor=cast.peer.actor,
        clients=(
            NewClient(day_id(DAY), number, cast.far_team_id, DAY, facts)
            for number, facts in zip(codes, FACTS, strict=True)
        ),
    )
    assert made == len(FACTS)
    assert table(cast, cast.far_team_id) == table(cast, cast.near_team_id)
    assert verbs(cast.peer).count("clients.registered") == len(FACTS) + 1
