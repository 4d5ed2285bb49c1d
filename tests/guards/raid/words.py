"""Canaries: words that occur nowhere else, one for each field of each page.

All of them begin alike, so that a search looks for one beginning in each form of writing, and
only then asks which word it is.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

Kind = Literal["sealed", "public"]
Script = Literal["latin", "cyrillic"]

# Letters only, and none that a normal form takes apart (й, ё).
BEGINNINGS: dict[Script, str] = {"latin": "vuqoxijez", "cyrillic": "щуфожэхыц"}
_LETTERS: dict[Script, str] = {
    "latin": "abcdefghijklmnopqrstuvwxyz",
    "cyrillic": "абвгдежзиклмнопрстуфхцчшщыэюя",
}
_ENDING = 10
# So many letters after the beginning tell which word it is, should the rest be cut off.
TELLING = 7


@dataclass(frozen=True)
class Canary:
    """A word and where it was typed. A public one may be read by who holds the database's key."""

    word: str
    kind: Kind
    where: str


def new_canary(where: str, kind: Kind, script: Script = "latin") -> Canary:
    """Return the word of a field, 19 letters: the same in every run, another for each field."""
    digest = hashlib.sha256(f"{script} {where}".encode()).digest()
    number = int.from_bytes(digest, "big")
    letters = _LETTERS[script]
    ending = ""
    for _ in range(_ENDING):
        number, at = divmod(number, len(letters))
        ending += letters[at]
    return Canary(BEGINNINGS[script] + ending, kind, where)
