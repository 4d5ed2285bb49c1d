"""The check digit finds what hands and eyes get wrong."""

from hypothesis import given
from hypothesis import strategies as st

from ravny.core.kit.codes import check_digit, group_code, is_code, new_code, normalise_code

digits = st.text("0123456789", min_size=9, max_size=9)


@given(digits, st.integers(0, 9), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(nine: str, place: int, shift: int) -> None:
    code = nine + check_digit(nine)
    wrong = str((int(code[place]) + shift) % 10)
    assert not is_code(code[:place] + wrong + code[place + 1 :])


@given(digits, st.integers(0, 8))
def test_every_swap_of_neighbours_is_found(nine: str, place: int) -> None:
    code = nine + check_digit(nine)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_code(swapped) == (code[place] == code[place + 1])


@given(digits)
def test_a_code_with_its_check_digit_is_right(nine: str) -> None:
    assert is_code(nine + check_digit(nine))


def test_new_codes_are_right_and_differ() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(map(is_code, codes))


@given(digits, st.sampled_from([" ", "-", " - ", ".", "\N{NO-BREAK SPACE}", "–", "_", "/"]))
def test_what_people_put_between_digits_is_dropped(nine: str, between: str) -> None:
    code = nine + check_digit(nine)
    assert normalise_code(between.join(code)) == code


def test_a_code_is_read_aloud_in_threes() -> None:
    assert group_code("1234567897") == "123 456 789-7"


def test_other_digits_and_lengths_are_no_code() -> None:
    code = new_code()
    assert not is_code(code[:-1])
    assert not is_code(code + "0")
    assert not is_code("١٢٣٤٥٦٧٨٩٠")
    assert not is_code("")
