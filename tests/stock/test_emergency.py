"""The emergency stock of antiretrovirals: open to everybody who may meet a person without any."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.clients import operations as clients
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientFacts
from ravny.services.stock import operations, queries
from ravny.services.stock.models import Movement
from ravny.services.stock.today import stock_rows
from ravny.services.stock.types import IssueLine, ItemFacts
from tests.cast import Cast, Person, browser_of
from tests.stock.conftest import House, ahead

URL = reverse("stock:emergency")


@pytest.fixture
def packs(house: House) -> UUID:
    """A kind of emergency packs: six at the centre, four of an older lot in the store."""
    item_id = day_id()
    facts = ItemFacts(
        "art", "TLD, 30 дней", "TLD, 30 days", unit="pack", on_phones=False, position=9
    )
    operations.save_item(actor=house.keeper, item_id=item_id, facts=facts)
    house.deliver(item_id, 6, "TLD-2", ahead(400), place_id=house.centre)
    house.deliver(item_id, 4, "TLD-1", ahead(200))
    return item_id


def meeting(person: Person, house: House, item_id: UUID, code: str) -> dict[str, Any]:
    """What the meeting's form sends for one pack from the centre."""
    return {
        "record_id": str(day_id()), "team": str(min(person.actor.teams, key=str)),
        "day": today().isoformat(), "channel": "office", "who": "code", "code": code,
        "place": str(house.centre), f"given_{item_id}": "1",
    }  # fmt: skip


@pytest.mark.mission("S17")
def test_everybody_in_care_finds_the_packs_and_may_give_them_out(
    house: House, packs: UUID, cast: Cast
) -> None:
    person = cast.lawyer
    client_id = day_id()
    clients.register_client(
        actor=person.actor,
        client_id=client_id,
        team_id=min(person.actor.teams, key=str),
        facts=ClientFacts(),
    )
    code = get_client_for(person.actor, client_id).code
    browser = browser_of(person)
    page = browser.get(URL)
    assert [(lot.place, lot.number, lot.quantity) for lot in page.context["lots"]] == [
        ("Склад", "TLD-1", 4),
        ("Центр", "TLD-2", 6),
    ]
    link = f"{reverse('encounters:record')}?place={house.centre}&amp;given={packs}"
    assert link in page.content.decode()
    form = browser.get(link.replace("&amp;", "&")).context["form"]
    assert (form["place"].value(), form[f"given_{packs}"].value()) == (str(house.centre), "1")
    sent = meeting(person, house, packs, code)
    assert browser.post(reverse("encounters:record"), sent).status_code == 302
    page = browser.get(URL)
    assert [(lot.number, lot.quantity) for lot in page.context["lots"]] == [
        ("TLD-1", 4),
        ("TLD-2", 5),
    ]
    assert [(lot.number, lot.quantity, lot.times) for lot in page.context["given"]] == [
        ("TLD-2", 1, 1)
    ]
    assert code not in page.content.decode()
    with scope(organisation=house.keeper.organisation_id):
        kept = str(list(Movement.objects.values()))
    assert str(client_id) not in kept
    assert code not in kept


def test_the_page_is_there_for_care_and_store_and_for_nobody_else(
    house: House, packs: UUID, cast: Cast, client: Client
) -> None:
    for role, person in cast.by_role().items():
        status = browser_of(person).get(URL).status_code
        assert status == (404 if role in ("keeper", "volunteer") else 200), role
    page = browser_of(cast.stranger).get(URL)
    assert (page.context["lots"], page.context["given"]) == ([], [])
    assert client.get(URL).status_code == 302


def test_who_keeps_the_store_takes_in_and_who_meets_people_gives_out(
    house: House, packs: UUID, store_browser: Client, cast: Cast
) -> None:
    record, receive = reverse("encounters:record"), reverse("stock:receive")
    keeps = store_browser.get(URL).content.decode()
    assert receive in keeps
    assert record not in keeps
    meets = browser_of(cast.hotline).get(URL).content.decode()
    assert record in meets
    assert receive not in meets


def test_packs_in_a_colleague_s_bag_are_not_shown_but_in_ones_own_are(
    house: House, packs: UUID, cast: Cast
) -> None:
    house.deliver(packs, 1, "TLD-BAG", ahead(300), place_id=house.bag)
    numbers = {
        person.login: {lot.number for lot in queries.emergency_lots(person.actor)}
        for person in (cast.peer, cast.lawyer, cast.stock)
    }
    assert "TLD-BAG" in numbers[cast.peer.login]
    assert "TLD-BAG" not in numbers[cast.lawyer.login]
    assert "TLD-BAG" in numbers[cast.stock.login]
    own = browser_of(cast.peer).get(URL).content.decode()
    assert f"{reverse('encounters:record')}?given={packs}" in own


def test_given_counts_ninety_days_and_not_what_came_back(house: House, packs: UUID) -> None:
    causes = [day_id() for _number in range(3)]
    for cause, days in zip(causes, (0, -89, -90), strict=True):
        lines = [IssueLine(cause, packs, 1, ahead(days))]
        operations.issue(actor=house.keeper, place_id=house.centre, lines=lines)
    assert [lot.quantity for lot in queries.emergency_given(house.keeper)] == [2]
    operations.reverse(actor=house.keeper, cause_id=causes[0])
    assert [(lot.quantity, lot.times) for lot in queries.emergency_given(house.keeper)] == [(1, 1)]


def test_the_page_asks_as_many_queries_for_thirty_lots_as_for_two(
    house: House, packs: UUID, cast: Cast
) -> None:
    browser = browser_of(cast.lawyer)
    browser.get(URL)
    for lots in (0, 30):
        for number in range(lots):
            house.deliver(packs, 2, f"N{number}", ahead(100 + number))
            lines = [IssueLine(day_id(), packs, 1, today(), house.lot(f"N{number}"))]
            operations.issue(actor=house.keeper, place_id=house.store, lines=lines)
        with CaptureQueriesContext(connection) as asked:
            browser.get(URL)
        # The lots, what was given, the places, the own bag.
        assert sum('"stock_' in query["sql"] for query in asked.captured_queries) == 4


def emergency(person: Person) -> Any:
    """The row of the emergency stock and the keys of all others."""
    rows = {row.key.split(".")[1]: row for row in stock_rows(person.actor)}
    return rows.pop("emergency", None), set(rows)


def test_few_packs_or_old_ones_are_one_row_of_today_and_nothing_twice(
    house: House, packs: UUID, cast: Cast
) -> None:
    assert emergency(cast.stock)[0] is None
    house.deliver(packs, 2, "TLD-OLD", ahead(89))
    row, others = emergency(cast.stock)
    assert (row.group, row.left_number, row.action_url) == ("week", "89", URL)
    assert row.harm == "supply"
    assert others == {"expires"}  # the condoms of the house, not the packs
    operations.set_threshold(actor=house.keeper, place_id=house.centre, item_id=packs, minimum=10)
    row, others = emergency(cast.stock)
    assert (row.group, row.left_number, row.harm) == ("week", "6", "pills")
    assert "Центр" in row.why
    assert "TLD" in row.why
    assert others == {"expires"}
    assert emergency(cast.coordinator)[0].left_number == "6"
    assert emergency(cast.lawyer)[0] is None
    assert emergency(cast.peer)[0] is None


def test_no_pack_left_is_for_now_and_an_expired_one_is_taken_out(
    house: House, packs: UUID, cast: Cast
) -> None:
    operations.set_threshold(actor=house.keeper, place_id=house.bag, item_id=packs, minimum=1)
    house.deliver(packs, 2, "TLD-OVER", ahead(-1), place_id=house.bag)
    row, others = emergency(cast.stock)
    assert (row.group, row.left_number) == ("now", "0")
    assert "expired" in others
    # Whose bag it is sees it among their own things.
    assert emergency(cast.peer)[1] >= {"short", "expired"}


def test_the_packs_of_this_month_are_the_bearer_s_own_row(
    house: House, packs: UUID, cast: Cast
) -> None:
    house.deliver(packs, 2, "TLD-NEAR", ahead(30), place_id=house.bag)
    assert emergency(cast.peer)[1] == {"expires"}
