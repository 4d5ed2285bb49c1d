"""Cards merged, parted and erased in any order: who was not named stays, who was is gone."""

from uuid import UUID

from django.db import transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.journal.queries import erasures
from ravny.core.kit.errors import DomainError, NotYours
from ravny.insight.upkeep.backups import ledger
from ravny.insight.upkeep.operations.erasing import erase_cards, erase_clients
from ravny.people.clients import operations as clients
from ravny.people.clients.models import Client
from tests.cast import HOUSE, Cast
from tests.clients.makers import open_card

CARDS = 4
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "part", "erase", "erase_one"]),
        st.integers(0, CARDS - 1),
        st.integers(0, CARDS - 1),
    ),
    max_size=10,
)


class Undone(Exception):
    """Takes one example's rows back."""


def family(card_id: UUID) -> set[UUID]:
    with scope(organisation=HOUSE):
        row = Client.objects.filter(id=card_id).first()
        if row is None:
            return set()
        kept = row.kept_id or row.id
        return {kept, *Client.objects.filter(kept_id=kept).values_list("id", flat=True)}


def take(cast: Cast, step: str, one: UUID, other: UUID) -> set[UUID]:
    """Take a step and return the cards it must have erased."""
    lead = cast.case_manager.actor
    try:
        if step == "merge":
            clients.merge_clients(actor=lead, kept_id=one, alias_id=other)
        elif step == "part":
            clients.unmerge_client(actor=lead, alias_id=one)
        elif step == "erase":
            gone = family(one) | family(other)
            erase_clients(organisation_id=HOUSE, client_ids=[one, other], by=None)
            return gone
        else:
            erase_cards(organisation_id=HOUSE, card_ids=[one])
            return {one}
    except (DomainError, NotYours):
        pass
    return set()


def check_chains() -> None:
    """Every alias leads to a card that is none, at the end of its own chain."""
    with scope(organisation=HOUSE):
        rows = {row.id: row for row in Client.objects.all()}
    for row in rows.values():
        if row.kept_id is None:
            continue
        end = row
        while end.merged_into_id is not None:
            end = rows[end.merged_into_id]
        assert row.kept_id == end.id


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_who_is_named_is_gone_and_nobody_else(
    cast: Cast, steps: list[tuple[str, int, int]]
) -> None:
    try:
        with transaction.atomic():
            cards = [open_card(cast.peer) for _ in range(CARDS)]
            gone: set[UUID] = set()
            for step, one, other in steps:
                with scope(organisation=HOUSE):
                    before = set(Client.objects.values_list("id", flat=True))
                expected = take(cast, step, cards[one], cards[other])
                gone |= expected
                with scope(organisation=HOUSE):
                    after = set(Client.objects.values_list("id", flat=True))
                assert after == before - expected
                check_chains()
            named = erasures()
            assert {one.object_id for one in named if one.kind == "client"} == gone & set(cards)
            ledger.replay(named)
            assert erasures() == named
            raise Undone
    except Undone:
        pass
