"""The WHO strategy of three consecutive assays, against the rows of standards.md."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ravny.services.testing.algorithm import Verdict, conclude

# What the assays that could be read showed, in order → the slot that is run next, or what it is.
ROWS = {
    "": "run 1",
    "-": "negative",
    "+": "run 2",
    "+-": "run 1r",
    "+--": "negative",
    "+-+": "inconclusive",
    "++": "run 3",
    "++-": "inconclusive",
    "+++": "positive",
}
# What the assays before showed → the slot the next one stands in.
PLACES = {"": "1", "+": "2", "+-": "1r", "++": "3"}
SIGNS = {"-": "nonreactive", "+": "reactive", "!": "invalid", "?": ""}


def _expected(row: str) -> Verdict:
    if row.startswith("run "):
        return Verdict(next_slot=row.removeprefix("run "))
    return Verdict(row, retest_days=14 if row == "inconclusive" else None)


def _placed(signs: str) -> list[tuple[str, str]] | None:
    """Return each assay in the slot where it stands, None when the strategy had ended."""
    placed, read = [], ""
    for sign in signs:
        if read not in PLACES:
            return None
        placed.append((PLACES[read], SIGNS[sign]))
        read += sign if sign in "+-" else ""
    return placed


def _sequences(signs: str, longest: int) -> list[str]:
    return ["".join(one) for length in range(longest + 1) for one in product(signs, repeat=length)]


@pytest.mark.parametrize("longest", [6])
def test_every_sequence_of_results_concludes_as_its_row_says(longest: int) -> None:
    seen = set()
    for signs in _sequences("-+!", longest):
        placed = _placed(signs)
        if placed is None:
            continue
        read = signs.replace("!", "")
        seen.add(read)
        assert conclude(placed) == _expected(ROWS[read]), signs
    assert seen == set(ROWS)


def test_an_assay_the_strategy_does_not_ask_for_is_refused() -> None:
    allowed = {tuple(_placed(signs) or ()) for signs in ROWS}
    kinds = list(product(["1", "2", "1r", "3"], ["reactive", "nonreactive"]))
    refused = 0
    for length in range(1, 5):
        for assays in product(kinds, repeat=length):
            if assays in allowed:
                conclude(assays)
            else:
                refused += 1
                with pytest.raises(ValueError, match=r"comes first|had ended"):
                    conclude(assays)
    assert refused == sum(8**length for length in range(1, 5)) - (len(allowed) - 1)


@pytest.mark.parametrize("assay", [("4", "reactive"), ("1", "positive"), ("", ""), ("A1", "")])
def test_an_unknown_slot_or_result_is_refused(assay: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="no such assay"):
        conclude([assay])


TRIAGE = st.tuples(st.just("0"), st.sampled_from(list(SIGNS.values())))
UNREAD = st.tuples(st.sampled_from(["0", "1", "2", "1r", "3"]), st.sampled_from(["invalid", ""]))
STRATEGIES = st.sampled_from([_placed(signs) or [] for signs in ROWS])


@given(st.lists(TRIAGE, max_size=12))
def test_triage_never_concludes(assays: list[tuple[str, str]]) -> None:
    assert conclude(assays) == Verdict(next_slot="1")


@given(STRATEGIES, st.lists(st.tuples(st.integers(0, 12), TRIAGE | UNREAD), max_size=8))
def test_triage_and_what_could_not_be_read_change_nothing(
    assays: list[tuple[str, str]], put: list[tuple[int, tuple[str, str]]]
) -> None:
    mixed = list(assays)
    for position, assay in put:
        mixed.insert(position, assay)
    assert conclude(mixed) == conclude(assays)


@given(STRATEGIES)
def test_a_verdict_either_concludes_or_goes_on(assays: list[tuple[str, str]]) -> None:
    verdict = conclude(assays)
    assert bool(verdict.conclusion) != (verdict.next_slot is not None)
