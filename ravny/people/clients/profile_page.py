"""A country profile as its page shows it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Text, record_kinds

from .countries import CountryProfile, EmergencyNumber, Keep, Keeping
from .types import KeyGroup
from .words import FACT_LABELS

LABELS: dict[str, Text] = {
    **FACT_LABELS,
    "key_groups": _("Key groups"),
    "hint": _("Hint for a lost code"),
}
KEPT: dict[str, tuple[Text, str]] = {
    "card": (_("on the card"), "info"),
    "encounter": (_("on the encounter only"), "warn"),
    "nowhere": (_("nowhere"), "danger"),
}
ASKED: dict[str, Text] = {"first": _("at once"), "later": _("later"), "never": _("never")}
SAFE: dict[str, tuple[Text, str]] = {
    "life_only": (_("only when a life is in danger"), "warn"),
    "unsafe": (_("not safe"), "danger"),
    "unknown": (_("not known: counts as unsafe"), "danger"),
}
ABOUT: dict[str, Text] = {"everybody": _("about everybody"), "foreigners": _("about foreigners")}
INFECTIONS: dict[str, Text] = {
    "hiv": _("HIV"),
    "syphilis": _("syphilis"),
    "tuberculosis": _("tuberculosis"),
}


def _keeping(line: Keeping) -> dict[str, Any]:
    word, state = KEPT[line.where]
    return {
        "label": LABELS[line.fact],
        "where": word,
        "state": state,
        "ask": ASKED[line.ask],
        "why": line.why,
    }


def _number(line: EmergencyNumber) -> dict[str, Any]:
    word, state = SAFE[line.safe]
    return {
        "number": line.number,
        "purpose": line.purpose,
        "learns": line.learns,
        "safe": word,
        "state": state,
        "source": line.source,
        "found_on": line.found_on,
        "confidence": line.confidence,
    }


def _kept_for(kind: str, line: Keep) -> dict[str, Any]:
    labels = {known.code: known.label for known in record_kinds}
    return {
        "label": labels.get(kind, kind),
        "months": line.months,
        "why": line.statement.words,
        "statement": line.statement,
    }


def profile_context(profile: CountryProfile, today: date) -> dict[str, Any]:
    """Return a profile by its parts, in the reader's words, the unsettled facts marked."""
    labels = dict(KeyGroup.choices)
    statements = [profile.minors.statement, *(duty.statement for duty in profile.duties)]
    statements += [keep.statement for keep in profile.retention.values()]
    return {
        "profile": profile,
        "keeping": [_keeping(line) for line in profile.keeping.values()],
        "groups": [labels[code] for code in profile.key_group_codes],
        "numbers": [_number(line) for line in profile.numbers],
        "duties": [
            {
                "infections": ", ".join(str(INFECTIONS[code]) for code in duty.infections),
                "about": ABOUT[duty.about],
                "statement": duty.statement,
            }
            for duty in profile.duties
        ],
        "kept_for": [_kept_for(kind, line) for kind, line in profile.retention.items()],
        "reviewed": profile.reviewed(today),
        "unsettled": any(not one.settled for one in statements),
    }
