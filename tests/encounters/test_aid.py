"""Humanitarian aid is given from the card, leaves the stock, and stands on the card."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.encounters.models import Encounter
from ravny.services.stock.models import Balance, Item
from ravny.services.stock.operations import receive_delivery, save_place
from tests.cast import Cast, browser_of
from tests.referrals.makers import a_client

pytestmark = pytest.mark.django_db
STORE = UUID("01939393-0000-7000-8000-00000000a1d0")


@pytest.fixture
def house(cast: Cast) -> Iterator[Cast]:
    """The cast, a store, and the usual aid in the catalogue through the page; ten of each lie."""
    save_place(actor=cast.stock.actor, place_id=STORE, kind="store", label="Склад", active=True)
    assert browser_of(cast.stock).post(reverse("stock:add_aid")).status_code == 302
    for item in items(cast).values():
        receive_delivery(
            actor=cast.stock.actor, delivery_id=day_id(), place_id=STORE, item_id=item,
            quantity=10, number="A1", expires_on=None, day=today(),
        )  # fmt: skip
    yield cast


def items(cast: Cast) -> dict[str, UUID]:
    with scope(organisation=cast.organisation_id):
        return {item.label_ru: item.id for item in Item.objects.filter(kind="aid")}


def lies(cast: Cast, item_id: UUID) -> int:
    with scope(organisation=cast.organisation_id):
        return sum(
            row.quantity for row in Balance.objects.filter(place_id=STORE, lot__item=item_id)
        )


def page(client_id: Any) -> str:
    return f"{reverse('encounters:aid')}?client={client_id}"


def sent(**changes: Any) -> dict[str, Any]:
    plain = {"day": today().isoformat(), "channel": "office", "place": str(STORE)}
    return {"record_id": str(day_id()), **plain, **changes}


@pytest.mark.mission("S85")
def test_formula_nappies_and_swaddling_cloths_leave_the_store_for_a_client(house: Cast) -> None:
    client_id, browser = a_client(house), browser_of(house.social)
    card = reverse("desk:card", args=[client_id])
    assert "Выдать помощь" in browser.get(card).content.decode()
    form = browser.get(page(client_id)).content.decode()
    wanted = ("Молочная смесь", "Пелёнки", "Подгузники")
    assert all(word in form for word in wanted)
    given = {f"given_{items(house)[word]}": "2" for word in wanted}
    boxes = sent(**given)
    for _again in range(2):
        assert browser.post(page(client_id), boxes).status_code == 302
    assert [lies(house, items(house)[word]) for word in wanted] == [8, 8, 8]
    shown = browser.get(card).content.decode().partition("Выданная помощь")[2]
    assert all(word in shown for word in wanted)


def test_the_usual_aid_is_taken_into_the_catalogue_once(house: Cast) -> None:
    before = items(house)
    assert len(before) == 8
    assert browser_of(house.stock).post(reverse("stock:add_aid")).status_code == 302
    assert items(house) == before
    assert browser_of(house.peer).post(reverse("stock:add_aid")).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"given": "0"},
        {"given": "-1"},
        {"given": "5000"},
        {"given": "many"},
        {"given": "1", "day": "2099-01-01"},
        {"given": "1", "day": ""},
        {"given": "1", "channel": "moon"},
        {"given": "1", "place": str(day_id())},
        {"given": "1", "record_id": "1"},
    ],
)
def test_what_is_wrong_is_refused_and_nothing_leaves(house: Cast, changes: dict[str, str]) -> None:
    item = items(house)["Подгузники"]
    changes = dict(changes)
    if "given" in changes:
        changes[f"given_{item}"] = changes.pop("given")
    answer = browser_of(house.social).post(page(a_client(house)), sent(**changes))
    assert answer.status_code == 422 and lies(house, item) == 10
    with scope(organisation=house.organisation_id):
        assert not Encounter.objects.exists()


def test_others_give_this_client_nothing(house: Cast) -> None:
    client_id = a_client(house)
    for who in (house.outsider, house.stranger, house.keeper, house.stock):
        assert browser_of(who).get(page(client_id)).status_code in (403, 404)
    for wrong in ("", "x", day_id()):
        assert browser_of(house.social).get(page(wrong)).status_code == 404
