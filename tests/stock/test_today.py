"""What stock puts on *Today*, for whom, and how urgent it is."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils.translation import override
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.formats import day
from ravny.core.kit.ids import day_id
from ravny.core.kit.registries import TodayRow
from ravny.core.staff.types import Actor
from ravny.services.stock import operations
from ravny.services.stock.models import Count
from ravny.services.stock.today import stock_rows
from ravny.services.stock.types import IssueLine, MoveLine
from tests.cast import Cast
from tests.stock.conftest import House, ahead


def rows(actor: Actor) -> dict[str, TodayRow]:
    """The rows by what they are about."""
    return {row.key.split(".")[1]: row for row in stock_rows(actor)}


def test_a_shortage_is_for_this_week_and_for_now_when_nothing_is_left(house: House) -> None:
    for item, minimum in ((house.condoms, 900), (house.lubricant, 100)):
        operations.set_threshold(
            actor=house.keeper, place_id=house.store, item_id=item, minimum=minimum
        )
    short = rows(house.keeper)["short"]
    assert (short.group, short.left_number) == ("week", "600")
    operations.set_threshold(
        actor=house.keeper, place_id=house.store, item_id=house.leaflet, minimum=5
    )
    worse = rows(house.keeper)["short"]
    assert (worse.group, worse.left_number) == ("now", "0")
    assert worse.rank < short.rank
    assert "Презервативы" in worse.why


def test_expired_stock_is_for_now_and_what_expires_within_thirty_days_for_the_week(
    house: House,
) -> None:
    house.deliver(house.leaflet, 7, "OLD", ahead(-2))
    found = rows(house.keeper)
    assert (found["expired"].group, found["expired"].left_number) == ("now", "7")
    assert (found["expires"].group, found["expires"].left_number) == ("week", "20")


def test_among_expired_lots_the_number_on_the_left_decides(house: House) -> None:
    house.deliver(house.leaflet, 7, "OLD", ahead(-2))
    house.deliver(house.leaflet, 12, "OLDER", ahead(-9), place_id=house.bag)
    house.deliver(house.leaflet, 9, "OLDEST", ahead(-20), place_id=house.centre)
    found = [row for row in stock_rows(house.keeper) if ".expired." in row.key]
    found.sort(key=lambda row: row.rank)
    assert [row.left_number for row in found] == ["12", "9", "7"]


def test_a_store_not_counted_for_five_weeks_waits_to_be_counted(house: House) -> None:
    operations.record_count(actor=house.keeper, count_id=day_id(), place_id=house.store, lines=[])
    for days, expected in ((35, False), (36, True)):
        with scope(organisation=house.keeper.organisation_id):
            Count.objects.update(day=today() - timedelta(days=days))
        assert ("uncounted" in rows(house.keeper)) is expected


def test_a_store_never_counted_waits_since_its_first_delivery(house: House) -> None:
    assert "uncounted" not in rows(house.keeper)
    house.deliver(house.leaflet, 1, "", day=ahead(-40))
    row = rows(house.keeper)["uncounted"]
    assert row.left_number == "40"
    assert day(ahead(-40)) in row.why


def test_a_bag_that_gave_more_than_it_held_asks_to_be_counted(house: House, cast: Cast) -> None:
    lines = [IssueLine(day_id(), house.condoms, 9, today())]
    operations.issue(actor=cast.peer.actor, place_id=house.bag, lines=lines)
    for actor in (house.keeper, cast.peer.actor):
        assert rows(actor)["unexplained"].left_number == "9"
    assert "unexplained" not in rows(cast.social.actor)


def test_a_wish_stands_before_the_store_until_it_is_answered(house: House, cast: Cast) -> None:
    operations.ask_refill(
        actor=cast.peer.actor,
        refill_id=day_id(),
        place_id=house.bag,
        lines=[MoveLine(house.condoms, 5)],
    )
    with override("ru"):
        assert rows(house.keeper)["asked"].left_number == "сегодня"
    assert "asked" not in rows(cast.peer.actor)
    operations.transfer(
        actor=house.keeper,
        transfer_id=day_id(),
        source_id=house.store,
        target_id=house.bag,
        lines=[MoveLine(house.condoms, 5)],
    )
    assert "asked" not in rows(house.keeper)


def test_who_may_not_see_stock_gets_no_row(house: House, cast: Cast) -> None:
    for person in (cast.lawyer, cast.keeper, cast.stranger):
        assert stock_rows(person.actor) == []


def test_every_action_leads_to_a_page_and_rows_cost_seven_queries(house: House) -> None:
    house.deliver(house.leaflet, 7, "OLD", ahead(-2), day=ahead(-50))
    operations.set_threshold(
        actor=house.keeper, place_id=house.store, item_id=house.condoms, minimum=900
    )
    with CaptureQueriesContext(connection) as asked:
        found = stock_rows(house.keeper)
    assert len(asked) <= 7
    for row in found:
        resolve(row.action_url.partition("?")[0], urlconf="ravny.config.urls_desk")
