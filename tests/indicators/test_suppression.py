"""Small numbers cannot be read, nor worked out from what stands beside them."""

from hypothesis import given
from hypothesis import strategies as st

from ravny.insight.indicators.suppression import THRESHOLD, suppress

figures = st.lists(st.integers(0, 40), min_size=1, max_size=12)


@given(figures)
def test_no_figure_under_the_threshold_is_shown(cells: list[int]) -> None:
    shown = suppress(cells, sum(cells))
    assert all(figure is None or figure == 0 or figure >= THRESHOLD for figure in shown.cells)
    assert shown.total is None or shown.total == 0 or shown.total >= THRESHOLD


@given(figures)
def test_what_is_hidden_cannot_be_worked_out_from_the_total(cells: list[int]) -> None:
    shown = suppress(cells, sum(cells))
    hidden = [figure for figure, kept in zip(cells, shown.cells, strict=True) if kept is None]
    if hidden and shown.total is not None:
        assert len(hidden) >= 2
        assert sum(hidden) >= THRESHOLD


@given(figures)
def test_what_is_shown_is_true(cells: list[int]) -> None:
    shown = suppress(cells, sum(cells))
    assert all(kept in (None, figure) for figure, kept in zip(cells, shown.cells, strict=True))
    assert shown.total in (None, sum(cells))


def test_a_single_small_figure_takes_the_next_smallest_with_it() -> None:
    assert suppress([3, 20, 8], 31).cells == (None, 20, None)


def test_large_figures_stay_as_they_are() -> None:
    assert suppress([12, 0, 8], 20).cells == (12, 0, 8)
