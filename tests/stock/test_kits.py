"""Test kits: what each tests for, which lot a test used, and what is refused beside its box."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.services.stock import operations, queries
from ravny.services.stock.models import Item, Lot
from ravny.services.stock.today import stock_rows
from ravny.services.stock.types import IssueLine, ItemFacts
from tests.cast import Cast
from tests.stock.conftest import House, ahead


def kit(house: House, infections: tuple[str, ...] = ("hiv",), position: int = 9) -> UUID:
    """Add a test kit to the catalogue."""
    item_id = day_id()
    label = "/".join(infections)
    operations.save_item(
        actor=house.keeper,
        item_id=item_id,
        facts=ItemFacts("test_kit", label, label, infections=infections, position=position),
    )
    return item_id


def use(house: House, item_id: UUID, lot_id: UUID | None, quantity: int = 1) -> UUID:
    """Take a kit for an assay; return the assay's id."""
    cause = day_id()
    lines = [IssueLine(cause, item_id, quantity, today(), lot_id)]
    operations.issue(actor=house.keeper, place_id=house.store, lines=lines)
    return cause


def test_a_test_takes_from_the_lot_it_names_though_another_expires_first(house: House) -> None:
    use(house, house.condoms, house.lot("C-FAR"), 3)
    assert house.by_lot(house.store) == {"C-NEAR": 100, "C-FAR": 497, "L-1": 300}


def test_what_the_named_lot_lacks_enters_that_lot_as_unexplained(house: House) -> None:
    cause = use(house, house.condoms, house.lot("C-NEAR"), 101)
    found = [(row.reason, row.change) for row in house.movements() if row.cause_id == cause]
    assert sorted(found) == [("issued", -100), ("issued", -1), ("unexplained", 1)]
    assert house.by_lot(house.store) == {"C-NEAR": 0, "C-FAR": 500, "L-1": 300}


def test_a_lot_that_never_lay_in_the_place_may_be_named_by_a_late_record(house: House) -> None:
    house.deliver(house.condoms, 9, "C-ELSEWHERE", ahead(50), place_id=house.centre)
    cause = use(house, house.condoms, house.lot("C-ELSEWHERE"))
    assert house.by_lot(house.centre)["C-ELSEWHERE"] == 9
    assert house.by_lot(house.store)["C-ELSEWHERE"] == 0
    assert queries.unexplained(house.keeper.organisation_id, [house.store]) == {house.store: 1}
    operations.reverse(actor=house.keeper, cause_id=cause)
    assert queries.unexplained(house.keeper.organisation_id, [house.store]) == {}


def test_the_same_assay_said_twice_takes_once_whatever_lot_it_names(house: House) -> None:
    cause = use(house, house.condoms, house.lot("C-FAR"))
    for lot_id in (house.lot("C-NEAR"), None):
        lines = [IssueLine(cause, house.condoms, 1, today(), lot_id)]
        operations.issue(actor=house.keeper, place_id=house.store, lines=lines)
    assert house.lies(house.store, house.condoms) == 599


def test_a_lot_of_another_item_or_another_house_is_not_there(house: House, cast: Cast) -> None:
    stranger = cast.stranger.actor
    with scope(organisation=stranger.organisation_id):
        theirs = Item.objects.create(organisation_id=stranger.organisation_id, kind="aid")
        lot = Lot.objects.create(organisation_id=stranger.organisation_id, item=theirs, number="X")
    for lot_id in (house.lot("L-1"), lot.id, day_id()):
        with pytest.raises(NotYours):
            use(house, house.condoms, lot_id)
    assert house.lies(house.store, house.condoms) == 600


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_night_of_a_hundred_tests_takes_the_same_few_queries(
    house: House, django_assert_num_queries: object, elsewhere: bool
) -> None:
    number = "C-ELSEWHERE" if elsewhere else "C-FAR"
    for tests in (1, 100):
        house.deliver(house.condoms, 9, f"{number}{tests}", ahead(50), house.centre)
        lot_id = house.lot(f"{number}{tests}" if elsewhere else number)
        lines = [IssueLine(day_id(), house.condoms, 1, today(), lot_id) for _number in range(tests)]
        # As without a lot; one that never lay here is looked up, enters unexplained, and gets
        # its balance.
        with django_assert_num_queries(10 if elsewhere else 8):  # type: ignore[operator]  # pytest-django's fixture
            operations.issue(actor=house.keeper, place_id=house.store, lines=lines)


def test_kits_are_offered_by_infection_first_expired_first_and_never_expired(
    house: House, django_assert_num_queries: object
) -> None:
    hiv, both, none = kit(house), kit(house, ("hiv", "syphilis"), 10), kit(house, position=1)
    house.deliver(hiv, 5, "LATE", ahead(300))
    house.deliver(hiv, 5, "SOON", ahead(3))
    house.deliver(hiv, 5, "OVER", ahead(-1))
    house.deliver(both, 2, "NODATE")
    organisation = house.keeper.organisation_id
    with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's fixture
        found = queries.kits_of(organisation, house.store, infection="hiv")
    assert [one.item_id for one in found] == [hiv, both, none]
    assert [(lot.number, lot.left) for lot in found[0].lots] == [("SOON", 5), ("LATE", 5)]
    assert found[1].infections == ("hiv", "syphilis")
    assert found[2].lots == ()
    assert [one.item_id for one in queries.kits_of(organisation, None, infection="syphilis")] == [
        both
    ]


def test_the_lot_a_test_used_is_known_even_when_nobody_named_it(
    house: House, django_assert_num_queries: object
) -> None:
    first = use(house, house.condoms, None)
    second = use(house, house.condoms, house.lot("C-FAR"))
    organisation = house.keeper.organisation_id
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        found = queries.lots_issued(organisation, [first, second, day_id()])
    assert found == {
        (first, house.condoms): house.lot("C-NEAR"),
        (second, house.condoms): house.lot("C-FAR"),
    }
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        labels = queries.lot_labels(organisation, found.values())
    assert labels[house.lot("C-FAR")].number == "C-FAR"
    assert labels[house.lot("C-FAR")].item_label == "Презервативы"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ItemFacts("test_kit", "Тест", "Test"), "infections"),
        (ItemFacts("test_kit", "Тест", "Test", infections=("cold",)), "infections"),
        (ItemFacts("condoms", "К", "C", infections=("hiv",)), "infections"),
        (ItemFacts("aid", "П", "A", self_test=True), "self_test"),
    ],
)
def test_a_kit_says_what_it_tests_for_and_nothing_else_does(
    house: House, facts: ItemFacts, field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        operations.save_item(actor=house.keeper, item_id=day_id(), facts=facts)
    assert refused.value.field == field


def form(**changed: object) -> dict[str, object]:
    """What the item's page sends."""
    return {
        "record_id": day_id(), "kind": "test_kit", "label_ru": "Тест", "label_en": "Test",
        "unit": "piece", "step": 1, "usual": 0, "position": 0, "active": "on",
    } | changed  # fmt: skip


def test_the_item_form_keeps_what_a_kit_is_for(house: House, store_browser: Client) -> None:
    sent = form(infections=["syphilis", "hiv"], self_test="on")
    response = store_browser.post(reverse("stock:add_item"), sent)
    assert response.status_code == 302
    facts = queries.get_item_for(house.keeper, UUID(str(sent["record_id"])))
    assert (facts.infections, facts.self_test) == (("hiv", "syphilis"), True)
    page = store_browser.get(reverse("stock:edit_item", args=[sent["record_id"]]))
    assert page.context["form"]["infections"].value() == ("hiv", "syphilis")
    listed = [one for one in queries.list_items(house.keeper.organisation_id) if one.infections]
    assert [(one.infections, one.self_test) for one in listed] == [(("hiv", "syphilis"), True)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, "infections"),
        ({"kind": "aid", "infections": ["hiv"]}, "infections"),
        ({"kind": "aid", "self_test": "on"}, "self_test"),
        ({"infections": ["cold"]}, "infections"),
    ],
)
def test_the_item_form_shows_what_is_wrong_beside_its_box(
    house: House, store_browser: Client, changed: dict[str, object], field: str
) -> None:
    response = store_browser.post(reverse("stock:add_item"), form(**changed))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_an_expired_kit_may_still_be_named_for_what_happened_happened(house: House) -> None:
    item_id = kit(house)
    house.deliver(item_id, 1, "OVER", date(2020, 1, 1))
    use(house, item_id, house.lot("OVER"))
    assert house.by_lot(house.store)["OVER"] == 0


def test_kits_stand_in_the_overview_by_infection_without_the_expired(
    house: House, store_browser: Client, cast: Cast
) -> None:
    hiv, both = kit(house), kit(house, ("hiv", "syphilis"), 10)
    house.deliver(hiv, 5, "GOOD", ahead(300))
    house.deliver(hiv, 7, "OVER", ahead(-1))
    house.deliver(both, 2, "BOTH", ahead(300), place_id=house.bag)
    page = store_browser.get(reverse("stock:overview"))
    found = [
        (row.infection, row.cells[0][1], row.in_bags, row.total)
        for row in page.context["table"].kits
    ]
    assert found == [("ВИЧ", 5, 2, 7), ("Сифилис", 0, 2, 2)]
    seen = queries.overview(cast.social.actor).kits
    assert [row.in_bags for row in seen] == [0, 0]


def test_kits_that_expire_within_thirty_days_are_said_to_go_first(house: House) -> None:
    house.deliver(kit(house), 5, "SOON", ahead(19))
    (row,) = [row for row in stock_rows(house.keeper) if row.key.startswith("stock.expires")]
    assert row.left_number == "19"
    assert row.why.startswith("hiv: 5")
