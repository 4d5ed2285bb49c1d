"""No small number stands in the published counts, and none can be worked out from them."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import prod

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ravny.services.incidents.veiling import (
    EVERY,
    FREEDOM,
    REST,
    SUM,
    THRESHOLD,
    Cell,
    pooled,
    veil,
    with_totals,
)

# So many are tried one by one; what needs more is left to the elimination above.
MOST_FILLINGS = 20_000
KINDS, OFFICES = ("care", "extortion", "violence"), ("clinic", "police", "school")


def tables(
    kinds: int, offices: int, quarters: int, most: int
) -> st.SearchStrategy[dict[Cell, int]]:
    """Return tables of so many kinds, offices and quarters."""
    cells = st.tuples(
        st.sampled_from(KINDS[:kinds]), st.sampled_from(OFFICES[:offices]),
        st.integers(0, quarters - 1),
    )  # fmt: skip
    return st.dictionaries(cells, st.integers(0, most), max_size=kinds * offices * quarters)


def equations(shown: dict[Cell, int | None]) -> Iterator[tuple[list[Cell], Cell]]:
    """Yield every sum a reader can set up: (parts, their total)."""
    for kind, office, place in shown:
        if place == SUM:
            yield [key for key in shown if key[:2] == (kind, office) and key[2] != SUM], (
                kind, office, SUM,
            )  # fmt: skip
        if not office:
            inner = [key for key in shown if key[2] == place and bool(key[1]) == bool(kind)]
            parts = [key for key in inner if key[0] and kind in (EVERY, key[0])]
            yield parts, (kind, EVERY, place)


def solvable(shown: dict[Cell, int | None]) -> set[Cell]:
    """Return the hidden figures that follow from the sums alone, by elimination."""
    hidden = [key for key, figure in shown.items() if figure is None]
    rows = []
    for parts, total in equations(shown):
        row = [Fraction(0)] * len(hidden)
        for key in parts:
            if key in hidden:
                row[hidden.index(key)] += 1
        if total in hidden:
            row[hidden.index(total)] -= 1
        rows.append(row)
    place = 0
    for column in range(len(hidden)):
        pivot = next((n for n in range(place, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [value / rows[place][column] for value in rows[place]]
        for other in range(len(rows)):
            if other != place and rows[other][column]:
                factor = rows[other][column]
                rows[other] = [
                    a - factor * b for a, b in zip(rows[other], rows[place], strict=True)
                ]
        place += 1
    alone = [row for row in rows if sum(1 for value in row if value) == 1]
    return {hidden[next(n for n, value in enumerate(row) if value)] for row in alone}


@given(tables(3, 3, 4, 14))
@settings(max_examples=120, deadline=None)
def test_no_small_number_is_shown_and_none_follows_from_the_sums(counts: dict[Cell, int]) -> None:
    shown = veil(counts)
    assert all(figure is None or figure >= THRESHOLD for figure in shown.values())
    assert solvable(shown) == set()


@given(tables(3, 3, 4, 14))
@settings(max_examples=80, deadline=None)
def test_what_is_shown_is_true(counts: dict[Cell, int]) -> None:
    whole, shown = with_totals(pooled(counts)), veil(counts)
    assert shown.keys() == whole.keys()
    assert all(figure in (None, whole[cell]) for cell, figure in shown.items())
    assert whole.get((EVERY, EVERY, SUM), 0) == sum(counts.values())


@given(tables(2, 2, 2, 9))
@settings(max_examples=60, deadline=None)
def test_who_tries_every_filling_is_left_with_four_values(counts: dict[Cell, int]) -> None:
    shown = veil(counts)
    whole = with_totals(pooled(counts))
    leaves = [key for key in whole if key[1] and key[2] != SUM]
    open_ones = [key for key in leaves if shown[key] is None]
    ranges = [range(1, whole[key] + FREEDOM + 1) for key in open_ones]
    assume(open_ones and prod(map(len, ranges)) <= MOST_FILLINGS)
    found: dict[Cell, set[int]] = {key: set() for key, figure in shown.items() if figure is None}
    for filling in product(*ranges):
        guess = {key: whole[key] for key in leaves} | dict(zip(open_ones, filling, strict=True))
        told = with_totals(guess)
        if all(figure in (None, told[key]) for key, figure in shown.items()):
            for key in found:
                found[key].add(told[key])
    assert all(len(values) > FREEDOM for values in found.values())


def test_rare_kinds_stand_together() -> None:
    counts: dict[Cell, int] = {
        ("care", "clinic", 0): 9,
        ("care", "police", 0): 6,
        ("violence", "police", 1): 3,
        ("extortion", "police", 2): 4,
    }
    kinds = {kind for kind, _office, _quarter in pooled(counts)}
    assert kinds == {"care", REST}
    assert veil(counts)[EVERY, EVERY, SUM] == 22


def test_a_lonely_small_number_takes_company_with_it() -> None:
    shown = veil({("care", "clinic", 0): 2, ("care", "clinic", 1): 8, ("care", "clinic", 2): 30})
    assert shown["care", "clinic", 0] is None and shown["care", "clinic", 1] is None
    assert shown["care", "clinic", 2] == 30
    assert shown[EVERY, EVERY, SUM] == 40


def test_nothing_at_all_is_nothing() -> None:
    assert veil({}) == {} and veil({("care", "clinic", 0): 0}) == {}
