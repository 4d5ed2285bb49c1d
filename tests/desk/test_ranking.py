"""The order of *Today* holds for any rows: total, stable, nothing twice, nothing lost."""

import random
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ravny.core.kit.clock import today
from ravny.core.kit.registries import HARMS, TodayRow
from ravny.doors.desk.harms import HARM, ORDER, harm_of
from ravny.doors.desk.ranking import (
    DAYS_NOT_KNOWN,
    grew_worse,
    most_days,
    position,
    ranked,
    standing_of,
)

from .rows import row

PEOPLE = [UUID(int=number, version=4) for number in range(1, 4)]
GROUPS = ["now", "week", "silence"]
rows = st.builds(
    row,
    st.sampled_from("abcdefghij"),
    st.sampled_from([*HARMS, "unheard of"]),
    st.sampled_from(GROUPS),
    days=st.none() | st.integers(-60, 60),
    rank=st.integers(0, 5),
    about=st.none() | st.sampled_from(PEOPLE),
)
many = st.lists(rows, max_size=25)


def test_every_harm_has_its_words_and_its_place() -> None:
    assert [one.code for one in ORDER] == list(HARMS)
    assert set(HARM) == set(HARMS)


@given(many, st.randoms())
def test_the_order_does_not_depend_on_who_answers_first(
    given_rows: list[TodayRow], chance: random.Random
) -> None:
    shuffled = list(given_rows)
    chance.shuffle(shuffled)
    assert ranked(shuffled) == ranked(given_rows)
    assert ranked([*given_rows, *given_rows]) == ranked(given_rows)


@given(many)
def test_the_order_is_total_and_goes_by_harm_then_days(given_rows: list[TodayRow]) -> None:
    kept = [one.row for one in ranked(given_rows)]
    places = [position(one) for one in kept]
    assert places == sorted(places)
    assert len(set(places)) == len(places)
    for one, following in pairwise(kept):
        harms = HARMS.index(harm_of(one.harm).code), HARMS.index(harm_of(following.harm).code)
        assert harms[0] <= harms[1]
        if harms[0] == harms[1]:
            days = [DAYS_NOT_KNOWN[x.group] if x.days is None else x.days for x in (one, following)]
            assert days[0] <= days[1]


@given(many)
def test_no_key_twice_and_no_harm_to_one_person_twice(given_rows: list[TodayRow]) -> None:
    things = ranked(given_rows)
    keys = [one.key for thing in things for one in (thing.row, *thing.also)]
    assert len(set(keys)) == len(keys)
    spoken = [(one.row.about, harm_of(one.row.harm).code) for one in things if one.row.about]
    assert len(set(spoken)) == len(spoken)


@given(many)
def test_nothing_is_dropped_that_no_worse_row_speaks_for(given_rows: list[TodayRow]) -> None:
    things = ranked(given_rows)
    for one in given_rows:
        same_key = [
            kept for thing in things for kept in (thing.row, *thing.also) if kept.key == one.key
        ]
        assert len(same_key) == 1
        assert position(same_key[0]) <= position(one)
    for thing in things:
        for other in thing.also:
            assert other.about == thing.row.about
            assert harm_of(other.harm) == harm_of(thing.row.harm)
            assert position(thing.row) < position(other)


@given(rows, rows, st.integers(0, 14))
def test_what_is_put_aside_hides_nothing_worse(then: TodayRow, now: TodayRow, passed: int) -> None:
    later = today() + timedelta(days=passed)
    if grew_worse(standing_of(now, later), standing_of(then, today())):
        return
    assert HARMS.index(harm_of(now.harm).code) >= HARMS.index(harm_of(then.harm).code)
    assert now.group != "now" or then.group == "now"
    if now.days is not None:
        assert then.days is not None
        assert now.days >= then.days - passed


@given(rows, st.integers(0, 14))
def test_a_day_that_passes_makes_nothing_worse(one: TodayRow, passed: int) -> None:
    later = row(one.key, one.harm, one.group, days=None if one.days is None else one.days - passed)
    day = today() + timedelta(days=passed)
    assert not grew_worse(standing_of(later, day), standing_of(one, today()))


@given(rows)
def test_nothing_waits_beyond_its_own_day_nor_longer_than_its_harm_allows(one: TodayRow) -> None:
    assert 0 <= most_days(one) <= harm_of(one.harm).most_days
    if one.days is not None and one.days > 0:
        assert most_days(one) <= one.days
