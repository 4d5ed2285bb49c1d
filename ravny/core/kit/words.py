"""Sentences that stand in data instead of a catalogue: reviewed texts, in each staff language."""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Words:
    """A sentence in the languages of the staff."""

    ru: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "ru").startswith("en") else self.ru
