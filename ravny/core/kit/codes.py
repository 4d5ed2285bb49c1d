"""A client's random code: nine digits and a check digit, so that ten keys enter it.

The check digit is Damm's: it catches every single wrong digit and every swap of neighbours.
Source: H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004 (table of order 10).
"""

import re
import secrets

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
CODE_LENGTH = 10


def check_digit(digits: str) -> str:
    """Return Damm's check digit of a string of ASCII digits."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def new_code() -> str:
    """Return ten random digits of which the last one checks the others."""
    digits = f"{secrets.randbelow(10**9):09d}"
    return digits + check_digit(digits)


def normalise_code(text: str) -> str:
    """Drop what people put between digits: blanks, dashes, dots."""
    return re.sub(r"[\s.\-‐-―_/]+", "", text)


def is_code(text: str) -> bool:
    """Tell whether the text is ten ASCII digits with a right check digit."""
    return (
        len(text) == CODE_LENGTH
        and text.isascii()
        and text.isdigit()
        and check_digit(text[:-1]) == text[-1]
    )


def group_code(code: str) -> str:
    """Show a code as people read it aloud: "123 456 789-0"."""
    return f"{code[:3]} {code[3:6]} {code[6:9]}-{code[9:]}"
