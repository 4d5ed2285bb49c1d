"""Find words in bytes, however they are written and packed.

Canaries begin alike: a pass looks for that beginning in each way of writing it, reads on from
there and asks which word it is. So thousands of words cost no more than one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import lru_cache

from .unpack import layers
from .words import BEGINNINGS, TELLING
from .writings import Writing, forms, writings

__all__ = ["forms", "found_in", "lies_in"]

Index = dict[str, str]


def found_in(data: bytes, words: Collection[str]) -> set[str]:
    """Return which of the words (made by `new_canary`) lie in the bytes or in what they pack.

    Hand over a frozenset when the same words are looked for again and again.
    """
    index = _index(words if isinstance(words, frozenset) else frozenset(words))
    found: set[str] = set()
    for layer in layers(data):
        found.update(_canaries(layer, index))
    return found


def lies_in(data: bytes, words: Collection[str]) -> set[str]:
    """Return which of any words lie there. One pass for each form of each word: for a handful."""
    wanted = {word: forms(word) for word in words}
    found: set[str] = set()
    for layer in layers(data):
        for word in wanted.keys() - found:
            if any(form in layer for form in wanted[word]):
                found.add(word)
    return found


@lru_cache(8)
def _index(words: frozenset[str]) -> Index:
    """Return the words by what tells them apart."""
    index: Index = {}
    for word in words:
        told = word[: _known(word) + TELLING]
        assert index.setdefault(told, word) == word, f"{word} is not told from {index[told]}"
    return index


def _known(word: str) -> int:
    for beginning in BEGINNINGS.values():
        if word.startswith(beginning):
            return len(beginning)
    raise ValueError(f"{word} is no canary")


@lru_cache(1)
def _needles() -> dict[bytes, list[tuple[str, Writing]]]:
    """Return what to look for, and how to read on from there.

    The first letter is left out: it may be a capital in a word that goes on in small ones.
    """
    needles: dict[bytes, list[tuple[str, Writing]]] = defaultdict(list)
    for beginning in BEGINNINGS.values():
        for tail in (beginning[1:], beginning[1:].upper()):
            for writing in writings:
                for needle in writing.write(tail):
                    needles[needle].append((beginning, writing))
    return needles


def _canaries(layer: bytes, index: Index) -> Iterator[str]:
    for needle, ways in _needles().items():
        at = layer.find(needle)
        while at >= 0:
            for beginning, writing in ways:
                word = _word_at(layer, at, beginning, writing, index)
                if word:
                    yield word
            at = layer.find(needle, at + 1)


def _word_at(layer: bytes, at: int, beginning: str, writing: Writing, index: Index) -> str | None:
    """Read on from a needle; the reading may lack letters that share a byte group with others."""
    text = writing.read(layer[at : at + writing.longest]).lower()
    for lost in range(1, len(beginning)):
        rest = beginning[lost:]
        if text.startswith(rest):
            return index.get(beginning + text[len(rest) : len(rest) + TELLING])
    return None
