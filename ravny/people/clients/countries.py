"""Country profiles: what is kept, asked and reported, and whom it is safe to call.

Data that lawyers review (profiles/*.yaml), loaded once and checked; a wrong file stops the start.
Nothing here is advice, and a fact without a reviewer says so on the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml
from babel import Locale
from django.utils.translation import get_language

from ravny.core.kit.languages import own_name
from ravny.core.kit.words import Words

from .types import KeyGroup

LANGUAGES = frozenset({"ru", "en"})
COUNTRIES = ("ru", "kz", "kg", "uz", "tj", "md", "ua")
FACTS = (
    "age_group", "languages", "country", "sex", "gender", "registration", "legal_status",
    "risks", "faith", "channel", "key_groups", "hint",
)  # fmt: skip
PLACES = frozenset({"card", "encounter", "nowhere"})
MOMENTS = frozenset({"first", "later", "never"})
ABOUT = frozenset({"everybody", "foreigners"})
SAFETY = frozenset({"life_only", "unsafe", "unknown"})
CONFIDENCE = frozenset("ABC")
MOST_MONTHS = 600
# The same rules in C: all files are read at every start.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
REGION = ("RU", "UZ", "TJ", "KG", "KZ", "UA", "MD", "BY", "AM", "AZ", "GE", "TM")
SPOKEN = (
    "ru", "uz", "tg", "ky", "kk", "uk", "ro", "en", "hy", "az", "ka", "be", "tk", "kaa", "tr", "fa",
    "ar", "zh", "vi", "hi", "ur", "fr", "es",
)  # fmt: skip
# In CLDR, not in ISO 3166.
_NO_COUNTRY = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)


class ProfileError(ValueError):
    """A profile's file does not say what a profile must say."""


@dataclass(frozen=True)
class Keeping:
    """Where a fact is kept (card, encounter, nowhere), when it is asked, and why so."""

    fact: str
    where: str
    ask: str
    why: Words | None


@dataclass(frozen=True)
class Statement:
    """A legal fact as somebody found it: A text seen, B press or NGO, C not verified."""

    words: Words
    source: Words
    found_on: date
    confidence: str

    @property
    def settled(self) -> bool:
        """Only an official text, read, answers without "a lawyer must check this"."""
        return self.confidence == "A"


@dataclass(frozen=True)
class Minors:
    """From which age a person agrees to a test alone (None: nobody told us)."""

    age: int | None
    statement: Statement


@dataclass(frozen=True)
class Duty:
    """Somebody must tell somebody: of which infection, about whom."""

    infections: tuple[str, ...]
    about: str
    statement: Statement


@dataclass(frozen=True)
class Keep:
    """How many months a kind of record is kept (kit.registries.RecordKind), and why so long."""

    months: int
    statement: Statement


@dataclass(frozen=True)
class EmergencyNumber:
    """A number to call, what for, who learns of it; `safe`: life_only, unsafe or unknown."""

    number: str
    safe: str
    purpose: Words
    learns: Words
    source: Words
    found_on: date
    confidence: str


@dataclass(frozen=True)
class CountryProfile:
    """What an organisation of a country keeps, asks, must report, and whom it may call."""

    country: str
    reviewed_by: str
    reviewed_on: date | None
    review_by: date
    keeping: Mapping[str, Keeping]
    key_group_codes: tuple[str, ...]
    minors: Minors
    duties: tuple[Duty, ...]
    numbers: tuple[EmergencyNumber, ...]
    retention: Mapping[str, Keep]

    @property
    def key_groups(self) -> str:
        """Where key groups are kept: "encounter", "card" or "nowhere"."""
        return self.keeping["key_groups"].where

    @property
    def hint_allowed(self) -> bool:
        """Whether a hint for a lost code may be computed from answers."""
        return self.keeps("hint")

    def keeps(self, fact: str) -> bool:
        """Tell whether a fact stands on the card."""
        return self.keeping[fact].where == "card"

    def asks_first(self, fact: str) -> bool:
        """Tell whether a fact is asked at once rather than when trust has grown."""
        return self.keeping[fact].ask == "first"

    def reviewed(self, today: date) -> bool:
        """Tell whether a lawyer read it and the day of the next reading has not come."""
        return bool(self.reviewed_by) and today <= self.review_by

    @property
    def name(self) -> str:
        """The country's name in the reader's language (CLDR)."""
        return territory_name(self.country.upper())


def territory_name(code: str) -> str:
    """Return a country's name in the reader's language; the code itself when CLDR has none."""
    return str(_locale().territories.get(code, code))


@cache
def territory_codes() -> frozenset[str]:
    """Return the ISO 3166 alpha-2 codes of countries that CLDR names."""
    return frozenset(
        code
        for code in map(str, Locale.parse("en").territories)
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    )


def territories() -> list[tuple[str, str]]:
    """Return (code, name) of every country: those of the region first, then by name."""
    names = _locale().territories
    others = sorted((names[code], code) for code in territory_codes() - set(REGION))
    return [(code, names[code]) for code in REGION] + [(code, name) for name, code in others]


def language_codes() -> frozenset[str]:
    """Return the codes of the languages that may be chosen."""
    return frozenset(SPOKEN)


def language_names() -> list[tuple[str, str]]:
    """Return (code, name) of the languages clients speak, those of the region first."""
    return [(code, own_name(code)) for code in SPOKEN]


@cache
def _parsed(language: str) -> Locale:
    return Locale.parse(language)


def _locale() -> Locale:
    return _parsed("en" if (get_language() or "ru").startswith("en") else "ru")


def _one_of(value: Any, allowed: frozenset[str], what: str) -> str:
    if value not in allowed:
        raise ProfileError(f"{what}: {value!r} is none of {sorted(allowed)}")
    return str(value)


def _words(value: Any, what: str) -> Words:
    if not isinstance(value, dict) or set(value) != LANGUAGES or not all(value.values()):
        raise ProfileError(f"{what}: words in ru and en are needed")
    return Words(ru=value["ru"].strip(), en=value["en"].strip())


def _statement(value: Any, what: str) -> Statement:
    if not isinstance(value["found_on"], date):
        raise ProfileError(f"{what}: found_on is a date")
    return Statement(
        words=_words(value["words"], what),
        source=_words(value["source"], "source"),
        found_on=value["found_on"],
        confidence=_one_of(value["confidence"], CONFIDENCE, what),
    )


def _keeping(fact: str, value: Any) -> Keeping:
    places = PLACES if fact == "key_groups" else PLACES - {"encounter"}
    why = value.get("why")
    return Keeping(
        fact=fact,
        where=_one_of(value["where"], places, fact),
        ask=_one_of(value["ask"], MOMENTS, fact),
        why=_words(why, fact) if why else None,
    )


def _duty(value: Any) -> Duty:
    return Duty(
        infections=tuple(value["infections"]),
        about=_one_of(value["about"], ABOUT, "duty"),
        statement=_statement(value, "duty"),
    )


def _number(value: Any) -> EmergencyNumber:
    number = str(value["number"])
    if not number.isdigit():
        raise ProfileError(f"{number!r} is no number to call")
    return EmergencyNumber(
        number=number,
        safe=_one_of(value["safe"], SAFETY, number),
        purpose=_words(value["purpose"], number),
        learns=_words(value["learns"], number),
        source=_words(value["source"], "source"),
        found_on=value["found_on"],
        confidence=_one_of(value["confidence"], CONFIDENCE, number),
    )


def _keep(kind: str, value: Any) -> Keep:
    months = value["months"]
    if type(months) is not int or not 1 <= months <= MOST_MONTHS:
        raise ProfileError(f"{kind}: {months!r} is no number of months")
    return Keep(months, _statement(value, kind))


def parse_profile(values: Mapping[str, Any]) -> CountryProfile:
    """Check and freeze what a file says; raises ProfileError, KeyError for what is missing."""
    keeping = {fact: _keeping(fact, entry) for fact, entry in values["facts"].items()}
    if set(keeping) != set(FACTS):
        raise ProfileError(f"facts: {sorted(set(keeping) ^ set(FACTS))} missing or unknown")
    for code in values["key_group_codes"]:
        _one_of(code, frozenset(KeyGroup.values), "key_group_codes")
    return CountryProfile(
        country=_one_of(values["country"], frozenset(COUNTRIES), "country"),
        reviewed_by=str(values["reviewed_by"] or ""),
        reviewed_on=values["reviewed_on"],
        review_by=values["review_by"],
        keeping={fact: keeping[fact] for fact in FACTS},
        key_group_codes=tuple(values["key_group_codes"]),
        minors=Minors(
            age=values["minors"]["age"], statement=_statement(values["minors"], "minors")
        ),
        duties=tuple(_duty(entry) for entry in values["duties"]),
        numbers=tuple(_number(entry) for entry in values["numbers"]),
        retention={kind: _keep(kind, entry) for kind, entry in values["retention"].items()},
    )


@cache
def load_profile(country: str) -> CountryProfile:
    """Return the profile of a country by its lower-case code; raises ProfileError."""
    if country not in COUNTRIES:
        raise ProfileError(f"no profile for {country!r}")
    text = (resources.files(__package__) / "profiles" / f"{country}.yaml").read_text("utf-8")
    return parse_profile(yaml.load(text, Loader=_LOADER))
