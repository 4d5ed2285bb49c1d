"""All rooms share one catalogue at run time, so a text must mean one thing everywhere."""

from collections import defaultdict

import pytest
from babel.messages.pofile import read_po

from tests.guards import house


@pytest.mark.parametrize("language", ["ru", "uz", "tg", "ky", "kk", "uk", "ro"])
def test_a_text_has_one_translation_in_all_rooms(language: str) -> None:
    seen: dict[tuple[str | None, str], dict[str, list[str]]] = defaultdict(dict)
    for path in (house.ROOT / "ravny").rglob(f"locale/{language}/LC_MESSAGES/django.po"):
        with path.open("rb") as stream:
            for message in read_po(stream, locale=language):
                # Plural forms are kept apart from single ones by gettext itself.
                if isinstance(message.id, str) and message.id and message.string:
                    words = seen[message.context, message.id]
                    words.setdefault(str(message.string), []).append(path.parts[-5])
    at_odds = {key: words for key, words in seen.items() if len(words) > 1}
    assert not at_odds
