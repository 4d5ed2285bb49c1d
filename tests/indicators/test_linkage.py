"""Linkage to care through the page: who is counted, who waits, who may see which figure."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.staff.operations import close_account
from ravny.insight.indicators.operations import find_missed_steps
from ravny.insight.indicators.periods import code_of
from ravny.people.clients.operations import merge_clients
from ravny.people.clients.queries import client_tags
from tests.cast import Cast, Person, browser_of

from .people import a_rapid_test, ago, arrived, concluded, person_at

pytestmark = pytest.mark.django_db

PAGE = reverse("indicators:linkage")
# A period of our own, so that a test does not depend on the day of the quarter it runs on.
SPAN = f"?first={ago(300)}&last={today()}"
ROW = re.compile(r'<tr><th scope="row">([^<]+)</th>.*?<td class="n">(.*?)</td>', re.S)


def text(browser: Client, query: str = SPAN) -> str:
    answer = browser.get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def cascade(browser: Client, query: str = SPAN) -> list[str]:
    """The figures of the drawn table, "…" for a hidden one."""
    found = ROW.findall(text(browser, query))
    return ["…" if "span" in figure else figure for _label, figure in found]


def a_whole_way(house: Cast, since: int = 5) -> None:
    for furthest, number in (("nonreactive", 6), ("reactive", 2), ("arrived", 1),
                             ("confirmed", 1), ("registered", 1), ("treated", 2),
                             ("undetectable", 5)):  # fmt: skip
        for _one in range(number):
            person_at(house, furthest, since=since)


@pytest.mark.mission("S6")
def test_each_step_counts_those_who_reached_it_or_a_later_one(house: Cast) -> None:
    a_whole_way(house)
    page = text(browser_of(house.coordinator))
    assert cascade(browser_of(house.coordinator)) == ["12", "10", "9", "8", "7", "5"]
    assert "из 18 обследованных" in page and "18 узнали результат" in page
    assert "2 не дошли" in page and "1 без подтверждения" in page


def test_a_later_step_implies_the_earlier_ones(house: Cast) -> None:
    client_id = person_at(house, "reactive")
    concluded(house.peer, client_id, "positive", today(), "hiv")
    assert cascade(browser_of(house.coordinator)) == ["1", "1", "1", "0", "0", "0"]


def test_a_negative_confirmation_is_named_apart_and_waits_for_nothing(house: Cast) -> None:
    person_at(house, "arrived", conclusion="negative")
    person_at(house, "arrived", conclusion="inconclusive")
    page = text(browser_of(house.coordinator), SPAN + "&gap=confirmed")
    assert "2 без подтверждения" in page
    assert "1 отрицательный; 1 неопределённый" in page
    assert page.count("Записать подтверждение") == 1


def test_two_codes_of_one_person_count_once(house: Cast) -> None:
    one, other = person_at(house, "arrived"), person_at(house, "treated")
    merge_clients(actor=house.coordinator.actor, kept_id=one, alias_id=other)
    assert cascade(browser_of(house.coordinator)) == ["1", "1", "1", "1", "1", "0"]


def test_where_treatment_comes_from_is_told_apart_and_none_is_a_failure(house: Cast) -> None:
    for source in ("here", "home", "own", "bridge"):
        person_at(house, "treated", source=source)
    page = text(browser_of(house.coordinator))
    assert cascade(browser_of(house.coordinator))[4] == "4"
    for words in ("через страну исхода", "покупает сам", "из нашего запаса"):
        assert words in page


def test_another_infection_has_no_register_and_no_viral_load(house: Cast) -> None:
    person_at(house, "treated", infection="syphilis")
    query = SPAN + "&infection=syphilis"
    assert cascade(browser_of(house.coordinator), query) == ["1", "1", "1", "1"]
    assert cascade(browser_of(house.coordinator)) == []


def test_a_gap_is_a_list_of_codes_with_the_next_thing_to_do(house: Cast) -> None:
    client_id = person_at(house, "confirmed", since=40)
    code = client_tags(house.peer.actor, [client_id])[client_id]
    page = text(browser_of(house.peer), SPAN + "&gap=registered")
    assert code[:3] in page and reverse("desk:card", args=[client_id]) in page
    assert f"{reverse('care:register')}?client={client_id}" in page
    assert ">40<" in page and "дольше обычного" in page


def test_somebody_of_another_team_is_counted_but_not_named(house: Cast) -> None:
    client_id = person_at(house, "reactive", person=house.outsider)
    for person in (house.peer, house.coordinator):
        page = text(browser_of(person), SPAN + "&gap=arrived")
        assert (reverse("desk:card", args=[client_id]) in page) == (person is house.coordinator)
    assert "есть и в других командах" in text(browser_of(house.peer), "?gap=arrived")


def test_small_figures_are_the_coordinators_and_leave_in_no_file(house: Cast) -> None:
    a_whole_way(house, since=0)
    this = f"?period={code_of(today())}"
    assert cascade(browser_of(house.coordinator), this)[0] == "12"
    assert cascade(browser_of(house.case_manager), this) == ["12", "…", "…", "…", "7", "…"]
    for name in ("csv", "xlsx"):
        answer = browser_of(house.coordinator).get(f"{PAGE}{this}&format={name}")
        assert answer.status_code == 200
        if name == "csv":
            assert "Дошли до службы,…" in answer.content.decode("utf-8-sig").replace(";", ",")
    with scope(organisation=house.organisation_id):
        assert Entry.objects.filter(verb="linkage.exported").count() == 2


def test_own_days_are_for_those_who_may_see_small_figures(house: Cast) -> None:
    """Two spans that differ by a day would give one person away."""
    person_at(house, "reactive", since=200)
    assert cascade(browser_of(house.coordinator), SPAN)[0] == "1"
    assert 'name="first"' in text(browser_of(house.coordinator))
    assert 'name="first"' not in text(browser_of(house.peer))
    asked = f"?first={ago(210)}&last={ago(190)}&period={ago(400).year - 1}"
    assert cascade(browser_of(house.peer), asked) in ([], ["0"] * 6)


def test_a_year_is_for_those_who_may_see_small_figures(house: Cast) -> None:
    """A year less three of its quarters is the fourth, hidden or not."""
    year = f'value="{today().year}"'
    assert year in text(browser_of(house.coordinator))
    page = text(browser_of(house.peer))
    assert year not in page and f'value="{code_of(today())}"' in page


def test_the_cascade_costs_the_same_queries_for_any_number(
    house: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of(house.coordinator)
    for number in (2, 9):
        for _one in range(number):
            person_at(house, "treated")
            person_at(house, "arrived")
        browser.get(PAGE + SPAN)
        with django_assert_num_queries(QUERIES):
            text(browser, SPAN + "&gap=confirmed")


QUERIES = 32


def test_each_role_that_helps_clients_sees_the_cascade(house: Cast) -> None:
    for role, person in house.by_role().items():
        answer = browser_of(person).get(PAGE)
        assert (answer.status_code == 200) == (role not in {"keeper", "stock", "volunteer"}), role
    assert cascade(browser_of(house.stranger)) in ([], ["0"] * 6)


def rows_on_today(person: Person) -> list[Any]:
    answer = browser_of(person).get("/")
    assert answer.status_code == 200
    shown = [one for group in answer.context["list"].groups for one in group.rows]
    rows = [row for one in shown for row in (one.row, *one.also)]
    return [row for row in rows if row.key.startswith("linkage.")]


@pytest.mark.parametrize(
    ("furthest", "days", "title"),
    [
        ("arrived", 20, "Дошёл, а диагноз не записан"),
        ("confirmed", 20, "Диагноз подтверждён, на учёт не встал"),
        ("registered", 35, "Терапия не начата"),
        ("treated", 215, "Неопределяемой нагрузки ещё нет"),
    ],
)
def test_a_missed_step_becomes_somebodys_task_and_goes_when_it_is_done(
    house: Cast, furthest: str, days: int, title: str
) -> None:
    client_id = person_at(house, furthest, since=days)
    find_missed_steps()
    (row,) = rows_on_today(house.peer)
    assert str(row.title) == title and str(client_id) in row.action_url
    assert rows_on_today(house.outsider) == rows_on_today(house.stranger) == []
    done: dict[str, Any] = {
        "arrived": lambda: concluded(house.peer, client_id, "negative", today(), "hiv"),
        "confirmed": lambda: step_done(house, client_id, "register", mode="remote", country="UZ"),
        "registered": lambda: step_done(house, client_id, "treat", source="home"),
        "treated": lambda: step_done(house, client_id, "lab", lab="viral_load", value="10"),
    }
    done[furthest]()
    # Before the worker has looked again: what is shown is true at this moment.
    assert rows_on_today(house.peer) == []
    find_missed_steps()
    assert rows_on_today(house.peer) == []


def step_done(house: Cast, client_id: UUID, name: str, **told: str) -> None:
    page = f"{reverse(f'care:{name}')}?client={client_id}"
    browser = browser_of(house.peer)
    form = browser.get(page).context["form"]
    sent = {
        "record_id": str(form["record_id"].value()), "day": today().isoformat(), "service": "",
        "infection": "hiv", "proof": "document", **told,
    }  # fmt: skip
    assert browser.post(page, sent).status_code == 302


@pytest.mark.parametrize(
    ("furthest", "days"),
    [
        ("arrived", 14),
        ("confirmed", 14),
        ("registered", 30),
        ("treated", 210),
        ("reactive", 90),
        ("undetectable", 300),
    ],
)
def test_while_there_is_time_nobody_is_pressed(house: Cast, furthest: str, days: int) -> None:
    person_at(house, furthest, since=days)
    find_missed_steps()
    assert rows_on_today(house.peer) == []


def test_what_nobody_does_comes_to_the_coordinator(house: Cast) -> None:
    person_at(house, "confirmed", since=20)
    person_at(house, "confirmed", since=40)
    find_missed_steps()
    assert len(rows_on_today(house.peer)) == 2
    assert len(rows_on_today(house.coordinator)) == 1
    close_account(actor=house.coordinator.actor, account_id=house.peer.account_id)
    assert len(rows_on_today(house.coordinator)) == 2


def test_more_than_fifteen_are_one_line(house: Cast) -> None:
    for _one in range(18):
        person_at(house, "confirmed", since=30)
    find_missed_steps()
    rows = rows_on_today(house.peer)
    assert len(rows) == 16
    (more,) = (row for row in rows if row.key == "linkage.more")
    assert more.left_number == "3"


def test_a_person_without_a_confirmed_arrival_is_not_asked_for_twice(house: Cast) -> None:
    """Who has not arrived is on the referral's row already."""
    client_id = person_at(house, "reactive", since=60)
    find_missed_steps()
    assert rows_on_today(house.peer) == []
    arrived(house.peer, client_id, ago(30), "hiv")
    find_missed_steps()
    assert len(rows_on_today(house.peer)) == 1


def test_an_inconclusive_confirmation_is_asked_for_by_its_retest_alone(house: Cast) -> None:
    person_at(house, "arrived", since=60, conclusion="inconclusive")
    find_missed_steps()
    assert rows_on_today(house.peer) == []


def test_a_second_reactive_test_does_not_make_a_second_person(house: Cast) -> None:
    client_id = person_at(house, "reactive", since=9)
    a_rapid_test(house.peer, client_id, "reactive", today() - timedelta(days=2), "hiv")
    assert cascade(browser_of(house.coordinator))[0] == "1"
