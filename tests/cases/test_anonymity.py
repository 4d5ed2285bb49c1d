"""Whatever the archive holds: what is shown, five at least show alike, and nothing finer."""

from collections import Counter
from datetime import date
from itertools import pairwise
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from ravny.services.cases.anonymity import (
    ANY,
    LADDERS,
    NAMES,
    WITHHELD_COST,
    K,
    Quasi,
    lattice,
    raw_values,
    release,
    seen,
)

quasis = st.builds(
    Quasi,
    region=st.sampled_from(["RU-SPE", "RU-LEN", "RU-MOW", "RU-SAM", "RU-NIZ", "KZ-ALA", ""]),
    country=st.sampled_from(["UZ", "TJ", "KG", "AM", "UA", "MD", "NG", "not_asked", ""]),
    quarter=st.sampled_from([date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1)]),
    status=st.sampled_from(["citizen", "work", "student", "undocumented", "refugee", "unknown"]),
    is_remote=st.booleans(),
    months=st.integers(0, 40),
)
of_few = st.lists(quasis, min_size=1, max_size=4).flatmap(
    lambda pool: st.lists(st.sampled_from(pool), max_size=30)
)
archives = st.lists(quasis, max_size=40) | of_few


def keyed(entries: list[Quasi]) -> dict[UUID, Quasi]:
    """Give every entry an id."""
    return {uuid4(): one for one in entries}


@given(archives)
@settings(max_examples=60, deadline=None)
def test_every_shown_row_looks_like_four_others(entries: list[Quasi]) -> None:
    archive = keyed(entries)
    found = release(archive)
    sizes = Counter(found.shown.values())
    assert all(size >= K for size in sizes.values())
    assert len(found.shown) + found.withheld == len(entries)
    if len(entries) < K:
        assert not found.shown
    else:
        assert found.shown


@given(archives)
@settings(max_examples=60, deadline=None)
def test_all_rows_are_generalised_in_the_same_way(entries: list[Quasi]) -> None:
    archive = keyed(entries)
    found = release(archive)
    levels = tuple(found.levels[name] for name in NAMES)
    for key, look in found.shown.items():
        assert look == seen(archive[key], levels)
    # Who looks alike by their raw values looks alike when shown.
    by_raw: dict[Quasi, set[object]] = {}
    for key, look in found.shown.items():
        by_raw.setdefault(archive[key], set()).add(look)
    assert all(len(looks) == 1 for looks in by_raw.values())


@given(quasis, quasis)
def test_a_coarser_level_joins_whole_classes(one: Quasi, other: Quasi) -> None:
    for name, rungs in LADDERS.items():
        for finer, coarser in pairwise(rungs):
            if finer.of(getattr(one, name)) == finer.of(getattr(other, name)):
                assert coarser.of(getattr(one, name)) == coarser.of(getattr(other, name))
        assert rungs[-1].of(getattr(one, name)) == ANY
        costs = [rung.cost for rung in rungs]
        assert costs == sorted(costs) and costs[0] == 0


@given(archives)
@settings(max_examples=40, deadline=None)
def test_the_answer_follows_from_the_set_alone(entries: list[Quasi]) -> None:
    archive = keyed(entries)
    backwards = dict(reversed(list(archive.items())))
    assert release(archive) == release(backwards)


@given(archives.filter(bool))
@settings(max_examples=40, deadline=None)
def test_no_other_choice_of_levels_costs_less(entries: list[Quasi]) -> None:
    archive = keyed(entries)
    found = release(archive)
    chosen = tuple(found.levels[name] for name in NAMES)

    def spent(cost: float, levels: tuple[int, ...]) -> float:
        sizes = Counter(seen(one, levels) for one in entries)
        withheld = sum(size for size in sizes.values() if size < K)
        return cost * (len(entries) - withheld) + WITHHELD_COST * withheld

    every = {levels: spent(cost, levels) for cost, levels in lattice()}
    assert every[chosen] == min(every.values())


@given(st.lists(st.integers(0, 40), min_size=1))
def test_a_code_stands_for_the_values_it_hides_and_no_others(months: list[int]) -> None:
    for level in range(len(LADDERS["months"])):
        found = raw_values("months", level, months)
        assert sorted(value for values in found.values() for value in values) == sorted(months)


def test_four_alike_are_withheld_and_the_fifth_shows_them_all() -> None:
    alike = Quasi("RU-SPE", "UZ", date(2026, 1, 1), "work", False, 5)
    assert release(keyed([alike] * 4)).withheld == 4
    five = release(keyed([alike] * 5))
    assert (five.withheld, set(five.levels.values())) == (0, {0})
    assert {look.region for look in five.shown.values()} == {"RU-SPE"}


def test_a_lonely_one_is_withheld_rather_than_all_blurred() -> None:
    alike = Quasi("RU-SPE", "UZ", date(2026, 1, 1), "work", False, 5)
    lonely = Quasi("KZ-ALA", "NG", date(2024, 1, 1), "refugee", True, 30)
    found = release(keyed([alike] * 20 + [lonely]))
    assert (found.withheld, set(found.levels.values())) == (1, {0})


def test_thousands_of_entries_take_no_time_worth_naming() -> None:
    many = [
        Quasi(f"RU-{code}", country, date(year, month, 1), status, bool(months % 2), months)
        for code in ("SPE", "MOW", "SAM", "KDA")
        for country in ("UZ", "TJ", "KG")
        for year in (2024, 2025)
        for month in (1, 4, 7, 10)
        for status in ("work", "student", "undocumented")
        for months in (1, 5, 10)
    ]
    found = release(keyed(many))
    assert found.shown
