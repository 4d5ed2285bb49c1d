"""The phrase and its two secrets: equal on both sides, words enough, nothing that gives away."""

import json
import math
import re
from pathlib import Path
from uuid import UUID

import pytest

from ravny.core.vault import phrase

VECTORS = json.loads((Path(__file__).parent / "vectors" / "phrase.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: repr(vector["phrase"]))
def test_frozen_phrases_give_equal_bytes(vector: dict[str, str]) -> None:
    instance = UUID(vector["instance"])
    assert phrase.normalised_phrase(vector["phrase"]) == vector["normalised"]
    assert phrase.normalised_account(vector["account"]) == vector["normalised_account"]
    assert phrase.phrase_salt(instance, vector["account"]).hex() == vector["salt"]
    if vector["login"]:
        derived = phrase.phrase_secrets(vector["phrase"], instance, vector["account"])
        assert (derived.login.hex(), derived.wrapping.hex()) == (
            vector["login"],
            vector["wrapping"],
        )


@pytest.mark.parametrize("language", phrase.LANGUAGES)
def test_a_phrase_has_at_least_77_bits(language: str) -> None:
    words = phrase.words_of(language)
    made = phrase.generate_phrase(language).split(" ")
    assert len(made) * math.log2(len(words)) >= 77
    assert set(made) <= set(words)


def test_english_takes_six_words_and_russian_seven() -> None:
    assert [phrase.phrase_length(language) for language in ("en", "ru")] == [6, 7]


@pytest.mark.parametrize("language", phrase.LANGUAGES)
def test_no_two_words_are_equal_after_normalisation(language: str) -> None:
    words = phrase.words_of(language)
    assert len({phrase.normalised_phrase(word) for word in words}) == len(words)


def test_russian_words_are_short_and_without_yo() -> None:
    assert all(re.fullmatch("[а-я]{4,9}", word) for word in phrase.words_of("ru"))


def test_a_language_without_a_list_is_refused() -> None:
    with pytest.raises(ValueError, match="no word list"):
        phrase.generate_phrase("xx")
