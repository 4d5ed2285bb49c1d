"""Every form of the room: saved once however often it is sent, 422 and nothing lost when wrong."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.stock import operations, queries
from ravny.services.stock.queries import counting
from ravny.services.stock.types import CountedLot, counted_field, line_field, why_field
from tests.cast import Cast, browser_of
from tests.stock.conftest import House, ahead

Typed = dict[str, Any]
Page = Callable[[House], tuple[str, Typed]]


def delivery(house: House) -> tuple[str, Typed]:
    return reverse("stock:receive"), {
        "place": house.store,
        "item": house.condoms,
        "quantity": 50,
        "number": "NEW-1",
        "expires_on": ahead(300),
        "day": today(),
    }


def transfer(house: House) -> tuple[str, Typed]:
    address = f"{reverse('stock:move')}?source={house.store}&target={house.bag}"
    return address, {line_field(house.condoms): 30, line_field(house.lubricant): 20}


def write_off(house: House) -> tuple[str, Typed]:
    return reverse("stock:write_off", args=[house.store]), {
        "lot": house.lot("C-NEAR"),
        "quantity": 40,
        "explanation": "damaged",
        "day": today(),
    }


def count(house: House) -> tuple[str, Typed]:
    typed: Typed = {}
    for number, quantity in (("C-NEAR", 90), ("C-FAR", 500), ("L-1", 300)):
        lot = house.lot(number)
        typed |= {counted_field(lot): quantity, why_field(lot): ""}
    typed[why_field(house.lot("C-NEAR"))] = "lost"
    return reverse("stock:count", args=[house.store]), typed


def new_item(house: House) -> tuple[str, Typed]:
    return reverse("stock:add_item"), {
        "kind": "leaflet",
        "label_ru": "Буклет",
        "label_en": "Booklet",
        "language": "tg",
        "unit": "piece",
        "step": 1,
        "usual": 0,
        "position": 4,
        "active": "True",
    }


def new_place(house: House) -> tuple[str, Typed]:
    return reverse("stock:add_place"), {"kind": "mobile", "label": "Фургон", "active": "True"}


def thresholds(house: House) -> tuple[str, Typed]:
    return reverse("stock:thresholds", args=[house.store]), {line_field(house.condoms): 300}


PAGES: dict[str, Page] = {
    page.__name__: page
    for page in (delivery, transfer, write_off, count, new_item, new_place, thresholds)
}
WRONG: list[tuple[str, str, Any]] = [
    ("delivery", "quantity", ""),
    ("delivery", "quantity", 0),
    ("delivery", "quantity", -5),
    ("delivery", "quantity", "много"),
    ("delivery", "quantity", 10**9),
    ("delivery", "quantity", "9" * 40),
    ("delivery", "place", ""),
    ("delivery", "place", "not-an-id"),
    ("delivery", "place", "01a2008d-7400-757e-849a-c2ea6546da8d"),
    ("delivery", "item", "01a2008d-7400-757e-849a-c2ea6546da8d"),
    ("delivery", "number", "x" * 25),
    ("delivery", "number", "<b>"),
    ("delivery", "number", "A\x00B"),
    ("delivery", "expires_on", "вчера"),
    ("delivery", "expires_on", ahead(-1)),
    ("delivery", "day", ahead(1)),
    ("delivery", "day", "1926-01-01"),
    ("transfer", "condoms", 601),
    ("transfer", "condoms", -1),
    ("transfer", "condoms", "1.5"),
    ("write_off", "quantity", 101),
    ("write_off", "quantity", 0),
    ("write_off", "explanation", ""),
    ("write_off", "explanation", "eaten"),
    ("write_off", "lot", "01a2008d-7400-757e-849a-c2ea6546da8d"),
    ("write_off", "day", ahead(2)),
    ("count", "counted", ""),
    ("count", "counted", -1),
    ("count", "counted", "сто"),
    ("count", "why", ""),
    ("count", "why", "magic"),
    ("new_item", "kind", "weapons"),
    ("new_item", "kind", ""),
    ("new_item", "label_ru", ""),
    ("new_item", "label_en", "x" * 61),
    ("new_item", "language", ""),
    ("new_item", "language", "xx"),
    ("new_item", "unit", "barrel"),
    ("new_item", "step", 0),
    ("new_item", "usual", -1),
    ("new_item", "position", 10**6),
    ("new_place", "kind", "bag"),
    ("new_place", "label", ""),
    ("new_place", "label", "x" * 41),
    ("thresholds", "condoms", -1),
    ("thresholds", "condoms", 10**9),
    ("thresholds", "condoms", "мало"),
]


def box(house: House, name: str) -> str:
    """The real name of a box that is made for an item or a lot."""
    if name == "condoms":
        return line_field(house.condoms)
    near = {"counted": counted_field, "why": why_field}.get(name)
    return near(house.lot("C-NEAR")) if near else name


@pytest.mark.parametrize(("form", "name", "value"), WRONG)
def test_wrong_input_is_said_beside_its_box_and_nothing_typed_is_lost(
    house: House, store_browser: Client, form: str, name: str, value: Any
) -> None:
    address, typed = PAGES[form](house)
    wrong = box(house, name)
    before = len(house.movements())
    response = store_browser.post(address, {"record_id": day_id(), **typed, wrong: value})
    shown = response.context["form"]
    assert response.status_code == 422
    assert list(shown.errors) == [wrong]
    assert f'id="id_{wrong}_error"' in response.content.decode()
    assert {key: str(shown[key].value()) for key in typed} == {
        key: str(one) for key, one in {**typed, wrong: value}.items()
    }
    assert len(house.movements()) == before


@pytest.mark.parametrize("kind", list(PAGES))
def test_a_right_form_sent_twice_is_saved_once(
    house: House, store_browser: Client, kind: str
) -> None:
    address, typed = PAGES[kind](house)
    typed["record_id"] = day_id()
    assert store_browser.post(address, typed).status_code == 302
    once = len(house.movements()), len(queries.list_items(house.keeper.organisation_id))
    if kind == "write_off":
        # The lot is still there, so the same page can be sent again.
        assert house.by_lot(house.store)["C-NEAR"] == 60
    again = store_browser.post(address, typed)
    assert again.status_code in (302, 422)
    assert once == (len(house.movements()), len(queries.list_items(house.keeper.organisation_id)))


@pytest.mark.parametrize("kind", ["delivery", "transfer", "write_off", "new_item", "new_place"])
@pytest.mark.parametrize("record_id", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_a_form_without_its_own_id_is_not_saved(
    house: House, store_browser: Client, kind: str, record_id: str
) -> None:
    address, typed = PAGES[kind](house)
    response = store_browser.post(address, {**typed, "record_id": record_id})
    assert response.status_code == 422


def test_a_refill_moves_several_items_by_the_right_lots(
    house: House, store_browser: Client
) -> None:
    address, typed = transfer(house)
    typed |= {line_field(house.condoms): 130, "record_id": day_id()}
    assert store_browser.post(address, typed).status_code == 302
    assert house.by_lot(house.bag) == {"C-NEAR": 100, "C-FAR": 30, "L-1": 20}
    assert house.lies(house.store, house.condoms) == 470


def test_the_usual_refill_stands_in_the_boxes(house: House, peer_browser: Client) -> None:
    operations.set_threshold(
        actor=house.keeper, place_id=house.bag, item_id=house.lubricant, minimum=40
    )
    page = peer_browser.get(f"{reverse('stock:move')}?source={house.store}")
    form = page.context["form"]
    assert form[line_field(house.condoms)].value() == 200
    assert form[line_field(house.lubricant)].value() == 40


def test_asking_says_whether_a_usual_refill_stands_in_the_boxes(
    house: House, peer_browser: Client
) -> None:
    assert "обычное пополнение" in peer_browser.get(reverse("stock:ask")).content.decode()
    for item_id in (house.condoms, house.lubricant, house.leaflet):
        operations.set_threshold(
            actor=house.keeper, place_id=house.bag, item_id=item_id, minimum=10
        )
        house.deliver(item_id, 10, "B", ahead(90), place_id=house.bag)
    page = peer_browser.get(reverse("stock:ask"))
    assert "обычное пополнение" not in page.content.decode()
    assert page.context["form"][line_field(house.condoms)].value() is None


def test_a_lot_used_up_long_ago_is_counted_only_when_asked_for(
    house: House, store_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    operations.record_count(
        actor=house.keeper,
        count_id=day_id(),
        place_id=house.store,
        lines=[CountedLot(house.lot("L-1"), 0, "lost")],
    )
    address, lot = reverse("stock:count", args=[house.store]), house.lot("L-1")
    assert counted_field(lot) in store_browser.get(address).context["form"].fields
    monkeypatch.setattr(counting, "LATELY", timedelta(0))
    page = store_browser.get(address)
    assert counted_field(lot) not in page.context["form"].fields
    assert "?every=1" in page.content.decode()
    assert counted_field(lot) in store_browser.get(f"{address}?every=1").context["form"].fields


def test_an_empty_move_is_not_a_move(house: House, store_browser: Client) -> None:
    address, _typed = transfer(house)
    response = store_browser.post(address, {"record_id": day_id()})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()


def test_a_place_with_something_in_it_is_not_closed(house: House, store_browser: Client) -> None:
    address = reverse("stock:edit_place", args=[house.store])
    typed = {"kind": "store", "label": "Склад", "record_id": day_id()}
    response = store_browser.post(address, typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["active"]


def test_a_worker_gets_a_bag_asks_and_the_store_answers(
    house: House, store_browser: Client, cast: Cast
) -> None:
    worker = browser_of(cast.social)
    assert "нет сумки" in worker.get(reverse("stock:bag")).content.decode()
    worker.post(reverse("stock:bag"))
    bag = queries.bag_of(house.keeper.organisation_id, cast.social.account_id)
    assert bag is not None
    wish = {line_field(house.condoms): 25, "record_id": day_id()}
    for _time in range(2):
        assert worker.post(reverse("stock:ask"), wish).status_code == 302
    assert len(queries.waiting_refills(house.keeper)) == 1
    page = store_browser.get(f"{reverse('stock:move')}?source={house.store}&target={bag}")
    assert page.context["form"][line_field(house.condoms)].value() == 25
    store_browser.post(
        f"{reverse('stock:move')}?source={house.store}&target={bag}",
        {line_field(house.condoms): 25, "record_id": day_id()},
    )
    assert queries.waiting_refills(house.keeper) == []
    assert house.lies(bag, house.condoms) == 25
