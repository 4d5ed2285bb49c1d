"""What the pages show, and that they cost the same with few rows and with many."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account
from ravny.services.stock import operations
from ravny.services.stock.types import IssueLine, ItemFacts
from tests.cast import Cast
from tests.stock.conftest import House, ahead


def text(browser: Client, name: str, *args: object, query: str = "") -> str:
    response = browser.get(reverse(f"stock:{name}", args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_overview_marks_what_is_under_its_threshold_in_words(
    house: House, store_browser: Client
) -> None:
    operations.set_thresholds(
        actor=house.keeper,
        place_id=house.store,
        minimums={house.condoms: 601, house.leaflet: 1, house.lubricant: 300},
    )
    page = text(store_browser, "overview")
    assert page.count(">мало<") == 1
    assert page.count(">нет<") == 1


def test_expired_stock_does_not_count_as_had(house: House, store_browser: Client) -> None:
    house.deliver(house.leaflet, 50, "OLD", ahead(-1))
    operations.set_thresholds(
        actor=house.keeper, place_id=house.store, minimums={house.leaflet: 10}
    )
    page = text(store_browser, "place", house.store)
    assert ">нет<" in page
    assert "просрочено: 50" in page


def test_an_empty_bag_and_expired_goods_are_never_called_enough(
    house: House, store_browser: Client
) -> None:
    house.deliver(house.leaflet, 50, "OLD", ahead(-1), place_id=house.centre)

    def states() -> dict[str, str]:
        found = store_browser.get(reverse("stock:places")).context["list"].rows
        return {str(row[0].value): str(row[3].value) for row in found}

    found = states()
    assert found.pop("Склад") == "хватает"
    assert found.pop("Центр") == "просрочено: 50, пусто"
    assert set(found.values()) == {"пусто"}
    operations.set_threshold(
        actor=house.keeper, place_id=house.bag, item_id=house.leaflet, minimum=1
    )
    assert "мало, пусто" in states().values()


def test_a_place_lists_its_lots_the_next_to_expire_first(
    house: House, store_browser: Client
) -> None:
    page = text(store_browser, "place", house.store)
    assert page.index("C-NEAR") < page.index("L-1") < page.index("C-FAR")


@pytest.mark.mission("S110")
def test_information_materials_are_kept_by_language_and_handed_out(
    house: House, store_browser: Client
) -> None:
    house.deliver(house.leaflet, 20, "")
    lines = [IssueLine(day_id(), house.leaflet, 3, today())]
    operations.issue(actor=house.keeper, place_id=house.store, lines=lines)
    assert "Листовка, Oʻzbekcha" in text(store_browser, "items", query="?kind=leaflet")
    chosen = {"item": house.leaflet, "reason": "issued"}
    response = store_browser.get(reverse("stock:movements"), chosen)
    rows = [[cell.value for cell in row] for row in response.context["list"].rows]
    assert [row[1:3] for row in rows] == [["Листовка, Oʻzbekcha", -3]]


@pytest.mark.mission("S85")
def test_humanitarian_aid_stands_in_the_catalogue_and_on_the_shelf(
    house: House, store_browser: Client
) -> None:
    for label in ("Молочная смесь", "Пелёнки", "Подгузники"):
        item_id = day_id()
        operations.save_item(
            actor=house.keeper, item_id=item_id, facts=ItemFacts("aid", label, label, unit="pack")
        )
        house.deliver(item_id, 12, "", ahead(90))
    for name in ("items", "overview"):
        page = text(store_browser, name)
        assert "Молочная смесь" in page
        assert "Подгузники" in page


def test_the_month_adds_up_for_every_item(house: House, store_browser: Client) -> None:
    lines = [IssueLine(day_id(), house.condoms, 650, today())]
    operations.issue(actor=house.keeper, place_id=house.store, lines=lines)
    response = store_browser.get(reverse("stock:turnover"))
    rows = response.context["list"].rows
    figures = [[cell.value for cell in row[1:]] for row in rows]
    assert figures[0] == [0, 600, 0, -650, 0, 50, 0]
    assert all(sum(row[:-1]) == row[-1] for row in figures)


def test_a_month_that_ended_ends_where_the_next_began(house: House, store_browser: Client) -> None:
    first = today().replace(day=1)
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 15)
    house.deliver(house.leaflet, 70, "M", day=before)
    old = store_browser.get(reverse("stock:turnover"), {"month": f"{before:%Y-%m}"})
    new = store_browser.get(reverse("stock:turnover"))
    assert old.context["list"].rows[2][7].value == 70
    assert new.context["list"].rows[2][1].value == 70


@pytest.mark.parametrize("name", ["items", "movements", "turnover"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "print"])
def test_a_file_leaves_and_the_journal_knows(
    house: House, store_browser: Client, name: str, form: str
) -> None:
    response = store_browser.get(reverse(f"stock:{name}"), {"format": form})
    assert response.status_code == 200
    if form == "csv":
        assert "Презервативы" in response.content.decode("utf-8-sig")
    with CaptureQueriesContext(connection) as asked:
        store_browser.get(reverse(f"stock:{name}"), {"format": form})
    assert any("journal_entry" in query["sql"] for query in asked.captured_queries)


def test_a_page_asks_as_many_queries_for_sixty_rows_as_for_ten(
    house: House, store_browser: Client
) -> None:
    names = ("overview", "items", "places", "movements", "turnover")
    pages = [*map(reverse, (f"stock:{name}" for name in names))]
    pages.append(reverse("stock:place", args=[house.store]))

    def asked() -> list[int]:
        counts = []
        for address in pages:
            with CaptureQueriesContext(connection) as queries:
                assert store_browser.get(address).status_code == 200
            # The shell's own questions are counted by the shell's tests.
            counts.append(sum('"stock_' in query["sql"] for query in queries.captured_queries))
        return counts

    fill(house, 10)
    asked()
    few = asked()
    fill(house, 50)
    assert asked() == few
    assert max(few) <= 10


def fill(house: House, many: int) -> None:
    """Add so many items, places, lots and thresholds."""
    for number in range(many):
        item_id, place_id = day_id(), day_id()
        facts = ItemFacts("aid", f"Вещь {number}", f"Thing {number}", position=9)
        operations.save_item(actor=house.keeper, item_id=item_id, facts=facts)
        operations.save_place(
            actor=house.keeper, place_id=place_id, kind="centre", label="Ц", active=True
        )
        house.deliver(item_id, 5, f"N{number}")
        operations.set_threshold(actor=house.keeper, place_id=place_id, item_id=item_id, minimum=3)


def test_items_are_named_in_the_reader_s_language(
    house: House, store_browser: Client, cast: Cast
) -> None:
    with scopes_disabled():
        Account.objects.filter(id=cast.stock.account_id).update(interface_language="en")
    page = text(store_browser, "overview")
    assert "Condoms" in page
    assert "Leaflet, Oʻzbekcha" in page
    assert "Презервативы" not in page
