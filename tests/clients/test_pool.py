"""Codes reserved for a phone: never given out twice, released when nobody used them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.clock import today
from ravny.core.kit.codes import is_code, new_code
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.people.clients import operations
from ravny.people.clients.models import Client, PoolCode
from ravny.people.clients.types import PhoneClient
from tests.cast import Cast
from tests.clients.makers import code, open_card, row, verbs

PHONE = uuid4()
DAY = date(2026, 11, 21)


def reserve(cast: Cast, wanted: int = 50) -> list[str]:
    return operations.reserve_codes(actor=cast.peer.actor, phone_id=PHONE, wanted=wanted)


def phone_client(number: str, **more: object) -> PhoneClient:
    return PhoneClient(client_id=day_id(DAY), code=number, day=DAY, **more)  # type: ignore[arg-type]  # a test's shorthand


def test_a_phone_gets_fifty_codes_at_most_at_a_time(cast: Cast) -> None:
    codes = reserve(cast, 500)
    assert len(set(codes)) == 50
    assert all(map(is_code, codes))


def test_a_phone_that_uses_none_gets_no_more_than_two_hundred(cast: Cast) -> None:
    for _ in range(4):
        reserve(cast)
    assert reserve(cast) == []


@given(wanted=st.integers(-5, 60))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_code_is_ever_reserved_twice(cast: Cast, wanted: int) -> None:
    with scope(organisation=cast.organisation_id):
        before = set(PoolCode.objects.values_list("code", flat=True))
    assert not before & set(reserve(cast, wanted))


def test_a_drawn_code_that_is_taken_is_drawn_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, pooled = code(cast.peer, open_card(cast.peer)), reserve(cast, 1)[0]
    fresh = [new_code(), new_code()]
    draws = iter([used, pooled, *fresh])
    monkeypatch.setattr("ravny.people.clients.operations.pool.new_code", lambda: next(draws))
    assert set(operations.fresh_codes(cast.organisation_id, 2)) == set(fresh)


def test_the_columns_themselves_refuse_a_code_twice(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    with scope(organisation=cast.organisation_id):
        twin = Client(
            organisation_id=cast.organisation_id,
            team_id=cast.near_team_id,
            code=code(cast.peer, client_id),
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()


def test_a_code_used_on_a_phone_becomes_a_card_and_leaves_the_pool(cast: Cast) -> None:
    number = reserve(cast)[0]
    used = phone_client(number, age_group="20-24", country="UZ", languages=("uz",))
    known = operations.register_from_phone(actor=cast.peer.actor, rows=[used])
    assert known == {number: used.client_id}
    client = row(cast.peer, used.client_id)
    assert (client.team_id, client.registered_on) == (cast.near_team_id, DAY)
    assert (client.age_group, client.age_on, client.channel) == ("20-24", DAY, "outreach")
    with scope(organisation=cast.organisation_id):
        assert PoolCode.objects.filter(code=number).count() == 0
        assert PoolCode.objects.count() == 49


def test_a_batch_that_comes_twice_makes_nothing_new(cast: Cast) -> None:
    rows = [phone_client(number) for number in reserve(cast, 5)]
    first = operations.register_from_phone(actor=cast.peer.actor, rows=rows)
    second = operations.register_from_phone(actor=cast.peer.actor, rows=rows)
    assert first == second
    assert verbs(cast.peer).count("clients.registered") == 1


def test_two_records_of_one_code_lead_to_the_first(cast: Cast) -> None:
    number = reserve(cast, 1)[0]
    rows = [phone_client(number), phone_client(number)]
    known = operations.register_from_phone(actor=cast.peer.actor, rows=rows)
    assert known == {number: rows[0].client_id}


def test_a_code_that_was_merged_away_leads_to_the_kept_card(cast: Cast) -> None:
    first, second = open_card(cast.peer), open_card(cast.peer)
    operations.merge_clients(actor=cast.case_manager.actor, kept_id=first, alias_id=second)
    number = code(cast.peer, second)
    known = operations.register_from_phone(actor=cast.peer.actor, rows=[phone_client(number)])
    assert known == {number: first}


@pytest.mark.parametrize(
    ("number", "age"), [("1234567890", "20-24"), ("12", "20-24"), ("", ""), (None, "19")]
)
def test_a_wrong_record_registers_nobody(cast: Cast, number: str | None, age: str) -> None:
    good = phone_client(reserve(cast, 1)[0])
    bad = phone_client(reserve(cast, 1)[0] if number is None else number, age_group=age)
    with pytest.raises(DomainError):
        operations.register_from_phone(actor=cast.peer.actor, rows=[good, bad])
    with scope(organisation=cast.organisation_id):
        assert Client.objects.count() == 0


def test_fifty_new_codes_cost_hardly_more_queries_than_one(cast: Cast) -> None:
    codes, actor, costs = reserve(cast) + reserve(cast), cast.peer.actor, []
    for size in (1, 1, 50):  # the first batch of a house makes the head of its journal
        rows = [phone_client(codes.pop()) for _ in range(size)]
        with CaptureQueriesContext(connection) as asked:
            operations.register_from_phone(actor=actor, rows=rows)
        costs.append(len(asked))
    # SQLite takes a thousand values a statement, so that the rows themselves come in two.
    assert costs[2] - costs[1] <= 1


def test_codes_nobody_used_for_ninety_days_are_released(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve(cast)
    later = today() + timedelta(days=90)
    monkeypatch.setattr("ravny.people.clients.operations.pool.today", lambda: later)
    operations.release_unused_codes()
    with scope(organisation=cast.organisation_id):
        assert PoolCode.objects.count() == 50
    monkeypatch.setattr(
        "ravny.people.clients.operations.pool.today", lambda: later + timedelta(days=1)
    )
    operations.release_unused_codes()
    with scope(organisation=cast.organisation_id):
        assert PoolCode.objects.count() == 0
    assert verbs(cast.peer)[-1] == "clients.codes_released"
