"""Tests by month and infection: reactivity, and what may be seen of it."""

from datetime import date

import pytest
from django.urls import reverse
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from ravny.core.journal.models import Entry
from ravny.insight.indicators.queries.positivity import veiled_quarter
from ravny.insight.indicators.suppression import THRESHOLD
from ravny.insight.indicators.types import PositivityRow
from tests.cast import Cast, Person, browser_of

from .people import person_at

pytestmark = pytest.mark.django_db

PAGE = reverse("indicators:positivity")


def this_month(person: Person, query: str = "") -> PositivityRow:
    answer = browser_of(person).get(PAGE + query)
    assert answer.status_code == 200
    row = answer.context["rows"][-1]
    assert isinstance(row, PositivityRow)
    return row


@pytest.mark.mission("S101")
def test_each_infection_has_its_tests_reactive_ones_and_trend(house: Cast) -> None:
    for _one in range(8):
        person_at(house, "nonreactive", since=0)
    person_at(house, "reactive", since=0)
    person_at(house, "confirmed", since=0)
    person_at(house, "reactive", since=0, infection="syphilis")
    row = this_month(house.coordinator)
    assert (row.tests, row.persons, row.reactive, row.confirmed) == (10, 10, 2, 1)
    assert row.reactivity == pytest.approx(20)
    assert this_month(house.coordinator, "?infection=syphilis").reactive == 1
    assert this_month(house.coordinator, "?infection=hepatitis_c").tests == 0


def test_small_figures_are_the_coordinators(house: Cast) -> None:
    for _one in range(8):
        person_at(house, "nonreactive", since=0)
    person_at(house, "reactive", since=0)
    row = this_month(house.case_manager)
    assert (row.tests, row.persons, row.reactive) == (9, 9, None)
    assert row.reactivity is None


def a_month(told: tuple[int, int, int, int]) -> PositivityRow:
    persons, reactive, more, confirmed = told
    return PositivityRow(
        date(2026, 1, 1), persons + more, persons, min(reactive, persons), confirmed
    )


small = st.integers(0, 12)
quarters = st.lists(st.tuples(small, small, small, small).map(a_month), min_size=1, max_size=3)


@given(quarters)
def test_a_quarters_sum_gives_no_hidden_month_away(rows: list[PositivityRow]) -> None:
    shown = veiled_quarter(rows)
    for name in ("tests", "persons", "reactive", "confirmed"):
        cells = [getattr(row, name) for row in shown]
        assert all(cell is None or cell == 0 or cell >= THRESHOLD for cell in cells)
        assert cells.count(None) != 1 or not any(cells)
    for row in shown:
        if row.persons is not None and row.reactive:
            assert row.persons - row.reactive in {0, *range(THRESHOLD, 99)}


def test_a_file_hides_them_from_everybody_and_is_written_down(house: Cast) -> None:
    person_at(house, "reactive", since=0)
    for name in ("csv", "xlsx"):
        answer = browser_of(house.coordinator).get(f"{PAGE}?format={name}")
        assert answer.status_code == 200
    assert browser_of(house.coordinator).get(f"{PAGE}?format=exe").status_code == 404
    content = browser_of(house.coordinator).get(f"{PAGE}?format=csv").content.decode("utf-8-sig")
    assert content.splitlines()[-1].count("…") >= 2
    with scope(organisation=house.organisation_id):
        assert Entry.objects.filter(verb="reports.positivity_exported").count() == 3


def test_a_year_costs_a_fixed_number_of_queries(
    house: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of(house.coordinator)
    browser.get(PAGE)
    for since in (0, 40, 80):
        person_at(house, "confirmed", since=since)
        with django_assert_num_queries(QUERIES):
            assert browser.get(PAGE).status_code == 200


QUERIES = 23


def test_who_reads_no_reports_gets_none(house: Cast) -> None:
    assert browser_of(house.peer).get(PAGE).status_code == 404
