"""What a kind of test is called: a screen by questions is no rapid test."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Text

from .rules import all_rules
from .types import Purpose

SYMPTOMS = "symptoms"
ASKED: dict[str, Text] = {
    Purpose.SCREENING.value: _("symptom screen"),
    Purpose.SECOND.value: _("second symptom screen"),
}
"""Where questions are the test, instead of the words of a rapid one."""


def purpose_word(purpose: str, infection: str) -> str:
    """Return what a test of that infection is called."""
    words: dict[str, Text] = dict(Purpose.choices)
    if by_questions(infection):
        words |= ASKED
    return str(words.get(purpose, purpose))


def by_questions(infection: str) -> bool:
    """Tell whether questions, and no kit, screen for an infection."""
    rules = all_rules().get(infection)
    return rules is not None and rules.how == SYMPTOMS


def purpose_choices(how: str) -> list[tuple[str, Text]]:
    """Return the kinds of test that can be recorded; nobody asks themselves at home for us."""
    if how != SYMPTOMS:
        return list(Purpose.choices)
    words: dict[str, Text] = {**dict(Purpose.choices), **ASKED}
    return [(code, word) for code, word in words.items() if code != Purpose.SELF_TEST]
