"""When to test again: months of the calendar, the window after an exposure, fourteen days."""

import calendar
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ravny.services.testing.rules import all_rules, months_later, retest_on, rules_of

HIV = rules_of("hiv")
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2026, 10, 31), 3, date(2027, 1, 31)),
    ],
)
def test_a_month_without_the_day_gives_its_last(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@given(DAYS, st.integers(0, 60))
def test_months_later_lies_in_the_right_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    last = calendar.monthrange(later.year, later.month)[1]
    assert later.day == day.day or (later.day == last and last < day.day)


@given(DAYS)
def test_nothing_found_is_asked_again_in_a_year_and_on_prep_in_three_months(day: date) -> None:
    year = retest_on(HIV, day=day, outcome="nonreactive")
    assert year == retest_on(HIV, day=day, outcome="negative") == months_later(day, 12)
    assert (year.month, year.day) == (day.month, min(day.day, 28) if day.month == 2 else day.day)
    assert retest_on(HIV, day=day, outcome="nonreactive", on_prep=True) == months_later(day, 3)


@given(DAYS, st.integers(0, 400), st.booleans())
def test_after_an_exposure_it_is_asked_when_the_window_has_passed(
    day: date, ago: int, on_prep: bool
) -> None:
    exposed_on = day - timedelta(days=ago)
    found = retest_on(HIV, day=day, outcome="nonreactive", on_prep=on_prep, exposed_on=exposed_on)
    regular = retest_on(HIV, day=day, outcome="nonreactive", on_prep=on_prep)
    window = exposed_on + timedelta(days=HIV.window_days)
    assert found == (min(window, regular) if ago < HIV.window_days else regular)
    assert found > day


@given(DAYS, st.booleans())
def test_an_inconclusive_status_is_run_again_in_fourteen_days(day: date, on_prep: bool) -> None:
    found = retest_on(HIV, day=day, outcome="inconclusive", on_prep=on_prep)
    assert found == day + timedelta(days=14)


@pytest.mark.parametrize("outcome", ["reactive", "positive", "invalid", ""])
def test_what_is_followed_up_otherwise_has_no_retest(outcome: str) -> None:
    for rules in all_rules().values():
        assert retest_on(rules, day=date(2026, 11, 22), outcome=outcome, on_prep=True) is None


def test_no_months_mean_no_regular_retest() -> None:
    day = date(2026, 11, 22)
    rules = replace(HIV, retest_months=0, retest_months_on_prep=0)
    assert retest_on(rules, day=day, outcome="nonreactive", on_prep=True) is None
    soon = retest_on(rules, day=day, outcome="nonreactive", exposed_on=day)
    assert soon == day + timedelta(days=HIV.window_days)
