"""The cascade's arithmetic: it never rises, and a small figure cannot be worked out."""

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ravny.insight.indicators.linkage import (
    Person,
    Step,
    counts_of,
    levels_of,
    steps_of,
    stuck_before,
    veil,
    veiled,
)
from ravny.insight.indicators.suppression import THRESHOLD

START = date(2026, 1, 1)
INFECTIONS = st.sampled_from(["hiv", "syphilis", "hepatitis_c"])
days = st.none() | st.integers(0, 300).map(lambda ahead: START + timedelta(days=ahead))
people = st.lists(
    st.builds(
        Person,
        client_id=st.integers(0, 2**60).map(lambda number: UUID(int=number)),
        reactive_on=st.just(START),
        worker_id=st.just(UUID(int=1)),
        arrived_on=days,
        conclusion=st.sampled_from(["", "positive", "negative", "inconclusive"]),
        concluded_on=days,
        registered_on=days,
        treated_on=days,
        undetectable_on=days,
    ),
    max_size=30,
    unique_by=lambda person: person.client_id,
)
falling = st.lists(st.integers(0, 40), min_size=1, max_size=7).map(
    lambda figures: sorted(figures, reverse=True)
)


@given(people, INFECTIONS)
def test_the_cascade_never_rises(some: list[Person], infection: str) -> None:
    counts = counts_of(some, infection)
    assert counts[0] == len(some)
    assert counts == sorted(counts, reverse=True)


@given(people, INFECTIONS)
def test_everybody_is_counted_once_stuck_or_at_the_end(some: list[Person], infection: str) -> None:
    steps = steps_of(infection)
    stuck = [len(stuck_before(some, infection, step)) for step in steps[1:]]
    assert sum(stuck) + counts_of(some, infection)[-1] == len(some)
    levels = levels_of(some, infection, START + timedelta(days=400))
    assert [level.stuck.everybody for level in levels[1:] if level.stuck] == stuck


@given(people, INFECTIONS)
def test_whoever_is_stuck_waits_for_just_that_step_or_was_a_false_alarm(
    some: list[Person], infection: str
) -> None:
    for step in steps_of(infection)[1:]:
        for person in stuck_before(some, infection, step):
            missing = person.missing(infection)
            assert missing == step or (missing is None and person.conclusion == "negative")


@given(falling)
def test_every_figure_and_every_gap_that_is_shown_is_none_or_large(counts: list[int]) -> None:
    shown = [figure for figure in veil(counts) if figure is not None]
    assert all(figure == 0 or figure >= THRESHOLD for figure in shown)
    gaps = [before - after for before, after in pairwise(shown)]
    assert all(gap == 0 or gap >= THRESHOLD for gap in gaps)


@given(falling, st.data())
def test_a_hidden_figure_has_several_possible_values(
    counts: list[int], data: st.DataObject
) -> None:
    """Whoever knows the rule and all that is shown finds at least four falling cascades."""
    shown = veil(counts)
    hidden = [place for place, figure in enumerate(shown) if figure is None]
    if not hidden:
        return
    place = data.draw(st.sampled_from(hidden))
    possible = set()
    for other in range(41):
        guess = [*counts]
        guess[place] = other
        # Neighbours that are hidden as well move along with it.
        for near in hidden:
            guess[near] = max(guess[near], other) if near < place else min(guess[near], other)
        guess[place] = other
        if guess == sorted(guess, reverse=True) and veil(guess) == shown:
            possible.add(other)
    assert counts[place] in possible
    assert len(possible) >= THRESHOLD - 1


@given(people, INFECTIONS, st.integers(0, 50))
def test_whoever_may_not_see_small_numbers_gets_no_second_lines(
    some: list[Person], infection: str, others: int
) -> None:
    levels = levels_of(some, infection, START + timedelta(days=400))
    for level in veiled(levels, len(some) + others):
        assert level.count is None or level.count == 0 or level.count >= THRESHOLD
        if level.stuck:
            stuck = level.stuck
            assert stuck.everybody == 0 or stuck.everybody >= THRESHOLD
            assert stuck.late == stuck.negative == stuck.inconclusive == stuck.early == 0


def test_a_negative_confirmation_leaves_the_cascade_and_waits_for_nothing() -> None:
    person = Person(
        UUID(int=1), START, UUID(int=2), arrived_on=START, conclusion="negative", concluded_on=START
    )
    assert person.furthest == Step.ARRIVED
    assert person.missing("hiv") is None
