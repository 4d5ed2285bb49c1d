"""Neutral words to send, in the client's language: whoever finds them learns nothing (data)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Text

OCCASIONS: Mapping[str, Text] = {
    "ask": _("Ask when it suits them"),
    "meet": _("About a meeting"),
    "quiet": _("After a silence"),
}
FALLBACK = "ru"


@dataclass(frozen=True)
class NeutralWords:
    """The words of one language; `is_draft`: no native speaker has read them yet."""

    language: str
    is_draft: bool
    texts: Mapping[str, str]


@cache
def languages() -> dict[str, NeutralWords]:
    """Return language → its words; raises ValueError for a file with a gap."""
    text = (resources.files(__package__) / "neutral.yaml").read_text("utf-8")
    found = {}
    for entry in yaml.safe_load(text):
        texts = {code: str(entry[code]).strip() for code in OCCASIONS}
        if not all(texts.values()):
            raise ValueError(f"neutral.yaml: {entry['language']}")
        words = NeutralWords(str(entry["language"]), not entry["read"], texts)
        found[words.language] = words
    return found


def words_in(*wanted: str) -> NeutralWords:
    """Return the words in the first of these languages that is there, else in Russian."""
    known = languages()
    return next((known[code] for code in wanted if code in known), known[FALLBACK])
