"""Who may open which page of the stock room; everybody else gets the same 404."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from ravny.core.kit.errors import NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.services.stock import operations, queries
from tests.cast import Cast, browser_of
from tests.stock.conftest import House

CARRIERS = {"peer", "social", "case_manager", "doctor", "stock", "coordinator"}
STORE = {"stock", "coordinator"}
NOBODY_ELSE = {"psychologist", "lawyer", "hotline", "keeper"}


def pages(house: House) -> Iterator[tuple[str, set[str]]]:
    for name in ("overview", "items", "places", "movements", "turnover"):
        yield reverse(f"stock:{name}"), CARRIERS
    yield reverse("stock:place", args=[house.store]), CARRIERS
    yield reverse("stock:move"), CARRIERS
    for name in ("receive", "add_item", "add_place"):
        yield reverse(f"stock:{name}"), STORE
    for name in ("edit_place", "thresholds", "count", "write_off"):
        yield reverse(f"stock:{name}", args=[house.store]), STORE
    yield reverse("stock:edit_item", args=[house.condoms]), STORE


def test_each_role_opens_what_its_work_needs_and_nothing_else(house: House, cast: Cast) -> None:
    for role, person in cast.by_role().items():
        browser = browser_of(person)
        for address, roles in pages(house):
            status = browser.get(address).status_code
            assert status == (200 if role in roles else 404), (role, address)


def test_another_house_finds_none_of_it(house: House, cast: Cast) -> None:
    browser = browser_of(cast.stranger)
    for address, _roles in pages(house):
        if str(house.store) in address or str(house.condoms) in address:
            assert browser.get(address).status_code == 404
            assert browser.post(address, {}).status_code in (404, 405)


def test_a_visitor_is_sent_to_sign_in(house: House, client: Client) -> None:
    for address, _roles in pages(house):
        assert client.get(address).status_code == 302


def test_a_worker_sees_their_own_bag_and_no_colleagues(house: House, cast: Cast) -> None:
    own = operations.ensure_bag(actor=house.keeper, account_id=cast.social.account_id)
    browser = browser_of(cast.social)
    assert browser.get(reverse("stock:place", args=[own])).status_code == 200
    assert browser.get(reverse("stock:count", args=[own])).status_code == 200
    assert browser.get(reverse("stock:place", args=[house.bag])).status_code == 404
    assert browser.get(reverse("stock:count", args=[house.bag])).status_code == 404
    for name in ("overview", "places", "movements", "turnover"):
        assert str(house.bag) not in browser.get(reverse(f"stock:{name}")).content.decode()


def test_a_worker_moves_into_their_own_bag_only(house: House, cast: Cast) -> None:
    actor = cast.peer.actor
    assert {place.place_id for place in queries.targets_for(actor)} == {house.bag}
    assert {place.place_id for place in queries.sources_for(actor)} == {house.store, house.centre}


def test_gates_answer_the_same_for_not_there_and_not_yours(house: House, cast: Cast) -> None:
    def refused(place_id: UUID, actor: Actor) -> None:
        for gate in (queries.get_place_for, queries.get_place_to_count, queries.get_bag_to_fill):
            with pytest.raises(NotYours):
                gate(actor, place_id)

    refused(day_id(), house.keeper)
    refused(house.bag, cast.social.actor)
    refused(house.bag, cast.stranger.actor)
    refused(house.store, cast.keeper.actor)
