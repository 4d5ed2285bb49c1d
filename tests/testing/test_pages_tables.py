"""The log, retests, kits by lot, and what Today says; each in a fixed number of queries."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.referrals.operations import open_referral
from ravny.services.referrals.types import ReferralFacts
from ravny.services.testing.lots_page import lots_context
from ravny.services.testing.models import Test
from ravny.services.testing.operations import record_test
from ravny.services.testing.today import testing_rows as rows_of_today
from tests.cast import HOUSE, browser_of

from .makers import CITIZEN, Bag, ago, assay, facts_of, new_client

pytestmark = pytest.mark.django_db
LOG, LOTS, RETESTS = (reverse(f"testing:{name}") for name in ("log", "lots", "retests"))


@pytest.fixture
def browser(bag: Bag) -> Client:
    """The peer's browser."""
    return browser_of(bag.cast.peer)


def recorded(bag: Bag, result: str = "nonreactive", **told: Any) -> UUID:
    """Record a test of the peer's."""
    return record_test(actor=bag.cast.peer.actor, facts=facts_of(bag.cast.peer, result, **told))


def marked(bag: Bag, result: str, number: str, **told: Any) -> UUID:
    """Record a test with a kit of a lot."""
    used = assay(result, item_id=bag.hiv, lot_id=bag.lot(number))
    return recorded(bag, result, assays=(used,), **told)


FILTERS: list[tuple[str, str]] = [
    ("infection", "syphilis"),
    ("purpose", "sent_away"),
    ("result", "reactive"),
    ("result", "none"),
    ("conclusion", "positive"),
    ("not_returned", "on"),
    ("channel", "street"),
    ("worker", "other"),
    ("team", "far"),
    ("first", "2050-01-01"),
    ("last", "2001-01-01"),
]


@pytest.mark.parametrize(("name", "value"), FILTERS)
def test_each_filter_of_the_log_narrows_it(bag: Bag, name: str, value: str) -> None:
    plain = recorded(bag, channel="club")
    value = {"other": str(bag.cast.coordinator.account_id), "far": str(bag.cast.far_team_id)}.get(
        value, value
    )
    browser = browser_of(bag.cast.coordinator)
    assert str(plain) in browser.get(LOG).content.decode()
    assert str(plain) not in browser.get(LOG, {name: value}).content.decode()


def test_the_log_finds_what_its_filters_ask_for(bag: Bag, browser: Client) -> None:
    bad = marked(bag, "invalid", "H-1")
    kept = marked(bag, "reactive", "H-2", returned_on=None, post_counselled_on=None)
    lot = str(bag.lot("H-2"))
    for asked in ({"lot": lot}, {"result": "reactive"}, {"not_returned": "on"}):
        page = browser.get(LOG, asked).content.decode()
        assert str(kept) in page and str(bad) not in page
    assert "Тест hiv, H-2" in browser.get(LOG, {"lot": lot}).content.decode()
    assert browser.get(LOG, {"lot": str(day_id()), "worker": "x"}).status_code == 200
    assert "two-lines" in page and "не отдан" in page


def test_the_log_leaves_as_a_file_only_for_the_coordinator_and_is_written_down(bag: Bag) -> None:
    recorded(bag)
    assert browser_of(bag.cast.peer).get(LOG, {"format": "csv"}).status_code == 404
    lead = browser_of(bag.cast.coordinator)
    for wanted in ("csv", "xlsx", "print"):
        assert lead.get(LOG, {"format": wanted}).status_code == 200
    text = lead.get(LOG, {"format": "csv"}).content.decode()
    assert "нереактивный" in text and "ВИЧ" in text
    with scope(organisation=HOUSE):
        assert Entry.objects.filter(verb="testing.exported").count() == 4


@pytest.mark.parametrize(("address", "count"), [(LOG, 8), (RETESTS, 5)])
def test_a_list_costs_the_same_with_one_test_as_with_many(
    bag: Bag, browser: Client, address: str, count: int
) -> None:
    for number in (1, 7):
        for _ in range(number):
            client_id = new_client(bag.cast.peer)
            recorded(bag, client_id=client_id, day=ago(3), retest_on=ago(1))
        # A page that asks nothing of its own: sign-in, menu, lock.
        shell, _page = asked(browser, reverse("clients:profile"))
        whole, page = asked(browser, address)
        assert whole - shell == count
    assert page.count('role="rowheader"') == 8


def asked(browser: Client, address: str) -> tuple[int, str]:
    """Return how many queries a page cost the second time, and the page."""
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        page = browser.get(address).content.decode()
    return len(captured), page


def test_retests_stand_with_the_longest_overdue_first(bag: Bag, browser: Client) -> None:
    late = recorded(bag, client_id=new_client(bag.cast.peer), day=ago(400), retest_on=ago(35))
    soon = recorded(bag, client_id=new_client(bag.cast.peer), day=ago(90), retest_on=ago(1))
    recorded(bag, day=ago(400), retest_on=ago(35))
    page = browser.get(RETESTS).content.decode()
    assert page.index(str(late)) < page.index(str(soon)) and page.count("rowheader") == 2
    page = browser.get(RETESTS, {"infection": "syphilis"}).content.decode()
    assert str(late) not in page
    page = browser.get(RETESTS, {"last": ago(10).isoformat()}).content.decode()
    assert str(late) in page and str(soon) not in page


def test_a_bad_lot_is_said_in_words_and_leads_to_its_tests(
    bag: Bag, django_assert_num_queries: Callable[..., Any]
) -> None:
    for _ in range(6):
        marked(bag, "invalid", "H-1")
        marked(bag, "nonreactive", "H-2")
    lead = browser_of(bag.cast.coordinator)
    page = lead.get(LOTS).content.decode()
    assert "Отложите эту партию: Тест hiv, H-1" in page and "Недействительны 6 из 6" in page
    assert page.count("слишком много недействительных") == 1
    assert f"{LOG}?lot={bag.lot('H-1')}" in page
    assert lead.get(LOTS, {"days": "30"}).status_code == 200
    assert lead.get(LOTS, {"days": "moon"}).status_code == 200
    keeper, actor = browser_of(bag.cast.stock), bag.cast.stock.actor
    page = keeper.get(LOTS).content.decode()
    assert "H-1" in page and LOG not in page.partition("<main")[2]
    with django_assert_num_queries(2):
        lots_context(actor, {})
    (row,) = rows_of_today(actor)
    assert row.key == "testing.lots" and "H-1" in str(row.why)


def test_no_kits_used_says_what_will_stand_here(bag: Bag) -> None:
    assert "ещё не тратили" in browser_of(bag.cast.stock).get(LOTS).content.decode()


def keys(bag: Bag) -> list[str]:
    """The kinds of the peer's rows, in their order."""
    rows = sorted(rows_of_today(bag.cast.peer.actor), key=lambda row: row.rank)
    return [row.key.split(".")[1] for row in rows]


def test_today_says_what_a_test_was_left_waiting_for_and_nothing_twice(bag: Bag) -> None:
    open_end: dict[str, Any] = {"returned_on": None, "post_counselled_on": None}
    recorded(bag, "reactive", client_id=new_client(bag.cast.peer), day=ago(10), **open_end)
    recorded(bag, "", purpose="sent_away", day=ago(20))
    recorded(bag, day=ago(9), **open_end)
    recorded(bag, client_id=new_client(bag.cast.peer), day=ago(400), retest_on=ago(3))
    lost = recorded(bag, day=ago(5))
    with scope(organisation=HOUSE):
        Test.objects.filter(id=lost).update(is_whole=False)
    assert keys(bag) == ["step", "give", "sample", "retest", "meeting"]
    page = browser_of(bag.cast.peer).get(reverse("desk:today")).content.decode()
    assert "ВИЧ: реактивный тест без следующего шага" in page
    assert "положительн" not in page.lower()


def test_a_client_with_an_open_referral_is_not_a_row_of_this_room(bag: Bag) -> None:
    client_id = new_client(bag.cast.peer, CITIZEN)
    recorded(bag, "reactive", client_id=client_id)
    with override("ru"):
        [row] = rows_of_today(bag.cast.peer.actor)
    assert (row.key.split(".")[1], row.left_number, row.left_unit) == ("step", "сегодня", "")
    facts = ReferralFacts(client_id, "confirmation", today(), infection="hiv", step="anonymous")
    open_referral(actor=bag.cast.peer.actor, referral_id=day_id(), facts=facts)
    assert keys(bag) == []


def test_more_than_fifteen_of_a_kind_end_in_and_so_many_more(
    bag: Bag, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(18):
        recorded(bag, "reactive", day=ago(2))
    actor = bag.cast.peer.actor
    with django_assert_max_num_queries(12):
        rows = rows_of_today(actor)
    assert len(rows) == 16
    assert "3" in str(rows[-1].title) and rows[-1].action_url.startswith(LOG)


def test_what_may_wait_takes_three_rows_and_then_one_that_leads_to_all(bag: Bag) -> None:
    for days in range(9, 14):
        recorded(bag, day=ago(days), returned_on=None, post_counselled_on=None)
    rows = rows_of_today(bag.cast.peer.actor)
    assert [row.key.split(".")[2] == "more" for row in rows] == [False] * 3 + [True]
    assert "2" in str(rows[-1].title) and rows[-1].action_url == f"{LOG}?not_returned=on"
    page = browser_of(bag.cast.peer).get(rows[-1].action_url).content.decode()
    assert page.count('role="rowheader"') == 5


def test_who_may_not_record_has_no_rows(bag: Bag) -> None:
    recorded(bag, "reactive")
    for person in (bag.cast.lawyer, bag.cast.hotline, bag.cast.keeper, bag.cast.outsider):
        assert rows_of_today(person.actor) == []
