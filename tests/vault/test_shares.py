"""Sheets of paper: any two bring the seed back, and whatever is misread is named by its row."""

import secrets
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ravny.core.vault import shares
from ravny.core.vault.shares import ALPHABET, ROW_SIGNS, ROWS, ShareError

SEEDS = st.binary(min_size=32, max_size=32)
ROOTS = SEEDS
SHARES = st.binary(min_size=33, max_size=33)
PAIRS = st.permutations(range(3)).map(lambda order: order[:2])
ROW = st.integers(0, ROWS - 1)
SIGN = st.sampled_from(ALPHABET)
ALIKE = {"0": "0Oo", "1": "1IiLl", "V": "VvUu"}
BETWEEN = ("", "", " ", "-", "\u00a0", "\t")


def sheets_of(seed: bytes) -> tuple[bytes, list[list[str]]]:
    root_public = shares.keys_of(seed).root_public
    return root_public, [shares.written(part, root_public) for part in shares.split(seed)]


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, pair=PAIRS)
def test_any_two_of_three_sheets_bring_the_seed_back(seed: bytes, pair: list[int]) -> None:
    root_public, sheets = sheets_of(seed)
    parts = [shares.read(sheets[place], root_public) for place in pair]
    assert shares.combine(parts) == seed
    assert shares.keys_of(shares.combine(parts)).root_public == root_public


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_all_three_bring_it_back_too_and_one_does_not(seed: bytes) -> None:
    root_public, sheets = sheets_of(seed)
    parts = [shares.read(rows, root_public) for rows in sheets]
    assert shares.combine(parts) == seed
    for part in parts:
        assert seed not in part
        with pytest.raises(ShareError, match="few"):
            shares.combine([part])
        with pytest.raises(ShareError, match="same"):
            shares.combine([part, part])


@given(share=SHARES, root=ROOTS, row=ROW, at=st.integers(0, ROW_SIGNS), sign=SIGN)
def test_one_wrong_sign_is_noticed(share: bytes, root: bytes, row: int, at: int, sign: str) -> None:
    rows = shares.written(share, root)
    assume(sign != rows[row][at])
    bent = rows[row][:at] + sign + rows[row][at + 1 :]
    with pytest.raises(ShareError) as refused:
        shares.read([*rows[:row], bent, *rows[row + 1 :]], root)
    # The row's own sign notices 31 of 32; the two bytes over the whole notice the rest.
    assert refused.value.code in {"row", "share"}
    assert refused.value.row == (row if refused.value.code == "row" else None)


def test_the_row_is_named_for_nearly_every_wrong_sign() -> None:
    root_public, sheets = sheets_of(bytes(range(32)))
    rows, codes = sheets[0], []
    for row in range(ROWS):
        for at in range(ROW_SIGNS + 1):
            for sign in ALPHABET.replace(rows[row][at], ""):
                bent = rows[row][:at] + sign + rows[row][at + 1 :]
                with pytest.raises(ShareError) as refused:
                    shares.read([*rows[:row], bent, *rows[row + 1 :]], root_public)
                codes.append(refused.value.row == row)
    assert sum(codes) / len(codes) > 0.95


@given(share=SHARES, root=ROOTS, hand=st.integers(0, 2**32))
def test_blanks_hyphens_case_and_lookalikes_do_not_matter(
    share: bytes, root: bytes, hand: int
) -> None:
    chance = Random(hand)
    typed = [
        "".join(
            chance.choice(ALIKE.get(sign, sign + sign.lower())) + chance.choice(BETWEEN)
            for sign in row
        )
        for row in shares.written(share, root)
    ]
    assert shares.read(typed, root) == share


@given(share=SHARES, root=ROOTS, left=ROW, right=ROW)
def test_rows_in_another_order_are_noticed(
    share: bytes, root: bytes, left: int, right: int
) -> None:
    rows = shares.written(share, root)
    assume(rows[left] != rows[right])
    rows[left], rows[right] = rows[right], rows[left]
    with pytest.raises(ShareError):
        shares.read(rows, root)


@given(share=SHARES, root=ROOTS, other=ROOTS)
def test_a_sheet_of_another_root_is_told_apart(share: bytes, root: bytes, other: bytes) -> None:
    assume(root != other)
    with pytest.raises(ShareError, match="other_root"):
        shares.read(shares.written(share, other), root)
    assert shares.read(shares.written(share, other)) == share


@given(typed=st.lists(st.text(max_size=40), max_size=6))
def test_whatever_is_typed_gives_a_share_or_a_refusal(typed: list[str]) -> None:
    with pytest.raises(ShareError):
        shares.read(typed)


@pytest.mark.parametrize(
    ("typed", "code", "row"),
    [
        ("Ж" * 17, "sign", 0),
        ("*" * 17, "sign", 0),
        ("", "row", 0),
        ("0" * 16, "row", 0),
        ("0" * 18, "row", 0),
        ("\u0130" * 17, "sign", 0),
    ],
)
def test_a_row_that_is_none_is_named(typed: str, code: str, row: int) -> None:
    with pytest.raises(ShareError) as refused:
        shares.read([typed] * ROWS)
    assert (refused.value.code, refused.value.row) == (code, row)


@pytest.mark.parametrize("seed", [bytes(32), b"\xff" * 32])
def test_one_share_is_as_good_as_random(seed: bytes) -> None:
    """Of 100 splits of a seed the first byte takes about 83 values, whatever the seed is."""
    assert len({shares.split(seed)[0][0] for _again in range(100)}) > 50


def test_a_fresh_seed_is_never_split_the_same_way_twice() -> None:
    seed = secrets.token_bytes(32)
    assert shares.split(seed) != shares.split(seed)
