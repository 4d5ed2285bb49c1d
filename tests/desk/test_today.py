"""*Today*: one list, the worst harm first, every thing once with its reason; nothing for nobody."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ravny.core.kit import registries
from ravny.core.kit.ids import day_id
from ravny.core.kit.registries import HARMS, TodayRow
from ravny.doors.desk.harms import HARM
from ravny.doors.desk.today import things_to_do
from tests.cast import Cast, browser_of

from .rows import hang_up, row

TITLE = re.compile(r'<li class="task">.*?<strong>(.*?)</strong>', re.DOTALL)


def page_of(browser: Client, name: str = "desk:today") -> str:
    """Return a page's text; it answers 200."""
    answer = browser.get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> list[TodayRow]:
    """Rows as two rooms would hang them up, out of order, one of them twice."""
    rows = [
        row("b", "supply", days=1),
        row("a", "reactive", "now", days=-5),
        row("c", "pills", "now", days=2),
        row("d", "silence", "silence"),
    ]
    hang_up(monkeypatch, rows[:2], [*rows[2:], rows[0]])
    return rows


def test_the_worst_harm_stands_first_and_each_thing_once(
    cast: Cast, sources: list[TodayRow]
) -> None:
    things = things_to_do(cast.coordinator.actor)
    assert [one.row.key for one in things] == ["c", "a", "d", "b"]
    text = page_of(browser_of(cast.coordinator))
    assert TITLE.findall(text) == ["Thing c", "Thing a", "Thing d", "Thing b"]


def test_a_row_says_its_reason_its_harm_and_its_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang_up(monkeypatch, [row("a", "deadline", days=3), row("b", "pills", "now", days=-2)])
    text = page_of(browser_of(cast.coordinator))
    first, second = text.split('<li class="task">')[1:3]
    assert "because b" in first and "Кончаются таблетки" in first and "опоздание 2 дня" in first
    assert '<span class="badge danger">' in first
    assert "Проходит срок" in second and "осталось 3 дня" in second
    assert '<span class="badge">' in second


def test_headings_stand_in_the_order_of_harms(cast: Cast, sources: list[TodayRow]) -> None:
    text = page_of(browser_of(cast.coordinator))
    words = [
        "Человек может пострадать",
        "Обещания и долгое молчание",
        '<h2 id="group-house">Организация',
    ]
    places = [text.index(one) for one in words]
    assert places == sorted(places)
    groups = [HARM[code].group for code in HARMS]
    assert [one for one, other in zip(groups, [*groups[1:], ""], strict=True) if one != other] == [
        "people",
        "word",
        "house",
    ]


def test_two_rooms_about_one_harm_to_one_client_make_one_row(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, other = day_id(), day_id()
    late = row("late", "reactive", "now", days=-9, about=client)
    hang_up(
        monkeypatch,
        [row("step", "reactive", days=4, about=client), row("pills", "pills", about=client)],
        [late, row("else", "reactive", days=1, about=other)],
    )
    text = page_of(browser_of(cast.coordinator))
    assert TITLE.findall(text) == ["Thing pills", "Thing late", "Thing else"]
    kept = text.split('<li class="task">')[2]
    assert "Ещё об этом: Thing step. because step" in kept
    assert late.action_url in kept and "/do/step/" not in text


def test_a_row_that_cannot_wait_is_counted_behind_an_older_one_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = day_id()
    hang_up(
        monkeypatch,
        [row("old", "reactive", "week", days=-20, about=client)],
        [row("new", "reactive", "now", days=0, about=client), row("calm", "supply", days=1)],
    )
    text = page_of(browser_of(cast.coordinator))
    assert TITLE.findall(text) == ["Thing old", "Thing calm"]
    assert "1 нельзя отложить" in text
    old, calm = text.split('<li class="task">')[1:3]
    assert '<span class="badge danger">' in old and '<span class="badge danger">' not in calm


def test_the_page_counts_what_cannot_wait_and_the_menu_remembers_the_count(
    cast: Cast, sources: list[TodayRow]
) -> None:
    browser = browser_of(cast.coordinator)
    before = page_of(browser, "desk:order")
    assert 'aria-current="page">Сегодня<span class="count">' not in before
    text = page_of(browser)
    assert "4 дела" in text
    assert "2 нельзя отложить" in text
    assert '>Сегодня<span class="count">4</span>' in page_of(browser, "desk:order")


def test_the_count_of_the_menu_costs_nothing(
    cast: Cast, sources: list[TodayRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(cast.coordinator)
    page_of(browser)
    monkeypatch.setattr(registries, "today_rows", [pytest.fail])
    assert '<span class="count">4</span>' in page_of(browser, "staff:me")


def test_an_empty_day_says_so_and_offers_the_next_thing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang_up(monkeypatch)
    text = page_of(browser_of(cast.peer))
    assert "Сегодня никто не ждёт" in text
    assert reverse("encounters:log") in text


def test_the_order_is_explained_from_what_orders_it(cast: Cast, sources: list[TodayRow]) -> None:
    text = page_of(browser_of(cast.peer), "desk:order")
    harms = text.split('<ol class="harms">')[1].split("</ol>")[0].split("<li>")[1:]
    assert len(harms) == len(HARMS)
    for code, shown in zip(HARMS, harms, strict=True):
        assert str(HARM[code].word) in shown
        assert str(HARM[code].rule) in shown
        assert ("сейчас у вас 1" in shown) == (code in {"pills", "reactive", "silence", "supply"})


def test_nobody_signed_in_is_led_to_the_sign_in_page(cast: Cast, client: Client) -> None:
    answer = client.get(reverse("desk:today"))
    assert answer.status_code == 302
    assert reverse("staff:sign_in") in answer["Location"]


def test_today_asks_the_same_number_of_questions_for_every_role(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    for person in cast.by_role().values():
        browser = browser_of(person)
        browser.get(reverse("desk:today"))
        with django_assert_max_num_queries(82):  # type: ignore[operator]  # a fixture
            assert browser.get(reverse("desk:today")).status_code == 200


def test_sixty_rows_cost_no_question_more_than_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, one = browser_of(cast.coordinator), row("a", "promise")
    asked = []
    for count in (1, 60):
        hang_up(monkeypatch, [replace(one, key=str(n), about=day_id()) for n in range(count)])
        page_of(browser)
        with CaptureQueriesContext(connection) as caught:
            assert len(TITLE.findall(page_of(browser))) == count
        asked.append(len(caught))
    assert asked[0] == asked[1]
