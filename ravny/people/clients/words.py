"""Codes of a card as a reader knows them."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.formats import day, number
from ravny.core.kit.languages import own_name
from ravny.core.kit.registries import Text

from .countries import territory_name
from .types import (
    DECLINED,
    NOT_ASKED,
    UNKNOWN,
    AgeGroup,
    Channel,
    ClientFacts,
    Faith,
    Gender,
    LegalStatus,
    Network,
    Risk,
    Sex,
    YesNo,
)

FACT_LABELS: dict[str, Text] = {
    "age_group": _("Age"),
    "sex": _("Sex"),
    "gender": _("Gender"),
    "languages": _("Languages"),
    "country": _("Country of origin"),
    "registration": _("Registered residence"),
    "legal_status": _("Legal status"),
    "risks": _("Fears"),
    "faith": _("Faith or custom"),
    "channel": _("How they came to us"),
}
SILENT_COUNTRIES = [
    (NOT_ASKED, _("not asked")),
    (UNKNOWN, _("not known")),
    (DECLINED, _("declined to say")),
]
_CHOICES: dict[str, type[TextChoices]] = {
    "sex": Sex,
    "gender": Gender,
    "registration": YesNo,
    "legal_status": LegalStatus,
    "faith": Faith,
}


def silent(code: str, words: str) -> str:
    """Return the words of an answer, "" for what was never asked."""
    return "" if code in (NOT_ASKED, "") else words


def country_words(code: str) -> str:
    """Return a country's name, or why there is none; "" when it was not asked."""
    spoken = dict(SILENT_COUNTRIES)
    return silent(code, str(spoken.get(code) or territory_name(code)))


def language_words(codes: Iterable[str]) -> str:
    """Return the names of languages, parted by commas."""
    return ", ".join(own_name(code) for code in codes)


def risk_words(codes: Iterable[str]) -> str:
    """Return what a client fears to lose, parted by commas."""
    labels = dict(Risk.choices)
    return ", ".join(str(labels.get(code, code)) for code in codes)


def age_words(facts: ClientFacts) -> str:
    """Return the age group and the day it was asked: a person grows older, the record does not."""
    words = silent(facts.age_group, str(AgeGroup(facts.age_group).label))
    if not words or facts.age_on is None:
        return words
    return str(_("%(age)s, asked %(day)s")) % {"age": words, "day": day(facts.age_on)}


def channel_words(facts: ClientFacts) -> str:
    """Return how somebody came, with the network or the wave of the coupon."""
    words = silent(facts.channel, str(Channel(facts.channel).label))
    if facts.network:
        return f"{words}: {Network(facts.network).label}"
    if facts.wave is not None:
        return str(_("%(channel)s, wave %(wave)s")) % {
            "channel": words,
            "wave": number(facts.wave),
        }
    return words


def fact_words(facts: ClientFacts, name: str) -> str:
    """Return a fact as a reader knows it, "" for what was not asked."""
    if name == "age_group":
        return age_words(facts)
    if name == "channel":
        return channel_words(facts)
    if name == "country":
        return country_words(facts.country)
    if name == "languages":
        return language_words(facts.languages)
    if name == "risks":
        return risk_words(facts.risks)
    code: str = getattr(facts, name)
    return silent(code, str(_CHOICES[name](code).label))
