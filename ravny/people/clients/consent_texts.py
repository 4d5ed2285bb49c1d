"""The words a client agrees to, by scope, version and language (texts/consents.yaml).

A changed sentence is a new version: what somebody agreed to once can always be read again.
"""

from functools import cache
from importlib import resources

import yaml

from .types import ConsentText, Scope

COMPLETE = frozenset({"ru", "en"})


class TextError(ValueError):
    """The file of consent texts is wrong."""


@cache
def texts() -> dict[tuple[str, int], ConsentText]:
    """Return (scope, version) → text; raises TextError when the file is not whole."""
    file = resources.files(__package__) / "texts" / "consents.yaml"
    found: dict[tuple[str, int], ConsentText] = {}
    for scope, versions in yaml.safe_load(file.read_text("utf-8")).items():
        for number, entry in enumerate(versions, 1):
            if entry["version"] != number or set(entry["words"]) < COMPLETE:
                raise TextError(f"{scope}: version {number}")
            words = {language: text.strip() for language, text in entry["words"].items()}
            found[scope, number] = ConsentText(scope, number, words, entry["reviewed"])
    if {scope for scope, _ in found} != set(Scope.values):
        raise TextError("a text for every scope and no other")
    return found


@cache
def latest_texts() -> dict[str, ConsentText]:
    """Return scope → its newest text."""
    return {text.scope: text for text in sorted(texts().values(), key=lambda text: text.version)}


def words_in(text: ConsentText, language: str) -> tuple[str, str]:
    """Return (language, sentence) in the language asked for, Russian where there is none."""
    return (language, text.words[language]) if language in text.words else ("ru", text.words["ru"])
