"""*Today*: every room's rows once, the worst first; nothing for nobody."""

import pytest
from django.urls import reverse

from ravny.core.kit import registries
from ravny.core.kit.registries import TodayRow
from ravny.doors.desk.queries import today_groups, today_rows
from tests.cast import Cast, browser_of


def row(key: str, group: str, rank: int) -> TodayRow:
    return TodayRow(
        key=key, rank=rank, group=group, left_number=str(rank), left_unit="days",
        title=f"Thing {key}", why="because", action_label="Do it", action_url="/",
    )  # fmt: skip


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> list[TodayRow]:
    """Rows as two rooms would hang them up, out of order, one of them twice."""
    rows = [row("b", "week", 3), row("a", "now", 5), row("c", "now", 2), row("d", "silence", 1)]
    monkeypatch.setattr(
        registries, "today_rows", [lambda actor: rows[:2], lambda actor: [*rows[2:], rows[0]]]
    )
    return rows


def test_the_worst_stands_first_and_each_thing_once(cast: Cast, sources: list[TodayRow]) -> None:
    actor = cast.coordinator.actor
    assert [one.key for one in today_rows(actor)] == ["c", "a", "b", "d"]
    assert [group.key for group in today_groups(actor)] == ["now", "week", "silence"]


def test_the_page_counts_what_cannot_wait(cast: Cast, sources: list[TodayRow]) -> None:
    page = browser_of(cast.coordinator).get(reverse("desk:today"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "4 дела" in text
    assert "2 нельзя отложить" in text
    assert text.index("Thing c") < text.index("Thing a") < text.index("Thing b")


def test_an_empty_day_says_so_and_offers_the_next_thing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registries, "today_rows", [])
    text = browser_of(cast.peer).get(reverse("desk:today")).content.decode()
    assert "Сегодня никто не ждёт" in text
    assert reverse("encounters:log") in text


def test_the_order_is_explained(cast: Cast) -> None:
    page = browser_of(cast.peer).get(reverse("desk:order"))
    assert "Нельзя отложить" in page.content.decode()


def test_nobody_signed_in_is_led_to_the_sign_in_page(cast: Cast, client: object) -> None:
    answer = client.get(reverse("desk:today"))  # type: ignore[attr-defined]  # django's client
    assert answer.status_code == 302
    assert reverse("staff:sign_in") in answer["Location"]


def test_today_asks_the_same_number_of_questions_for_every_role(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    for person in cast.by_role().values():
        browser = browser_of(person)
        with django_assert_max_num_queries(44):  # type: ignore[operator]  # a fixture
            assert browser.get(reverse("desk:today")).status_code == 200
