"""What the client says, shows and may leave unsaid there: neutral paper in their language.

It goes further than the slip and tells no more: no code, no name of an infection, of a speciality
or of this house, and a label that gives itself away stays an empty line (see `slip`). What the
directory says is provided, or not, is said in words of its own; what would name an illness is
left out, and the worker sees how much.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import override

from ravny.core.kit.formats import weekday
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.people.directory.queries import get_service_for
from ravny.people.directory.types import ServiceFact, ServiceKind

from .models import Referral
from .queries import tells_nothing
from .types import Escort, Reason
from .types.helping import LYING_IN

FILE = Path(__file__).parent / "script.yaml"
READ_BY_A_NATIVE = frozenset({"ru", "en"})
"""Languages a native speaker has read; the worker is told of the others."""


@dataclass(frozen=True)
class Phrases:
    """The paper's words: languages → own names, keys → language → words."""

    languages: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    offers: Mapping[str, Mapping[str, str]]


@cache
def phrases() -> Phrases:
    """Return the words of the paper, read once."""
    plain = yaml.safe_load(FILE.read_text("utf-8"))
    return Phrases(plain["languages"], plain["words"], plain["offers"])


@dataclass(frozen=True)
class Line:
    """Something to say: the words, and the same in Russian to show to whoever asks."""

    text: str
    shown: str = ""


def language_of(spoken: Sequence[str], asked: str) -> str:
    """Return the paper's language: what is asked for, else what the client speaks but Russian."""
    known = phrases().languages
    if asked in known:
        return asked
    others = [one for one in spoken if one in known and one != "ru"]
    return others[0] if others else "ru"


def script_context(actor: Actor, row: Referral, asked: str) -> dict[str, Any]:
    """Return what the paper says, and what the worker has to know of it."""
    client = get_client_for(actor, row.client_id)
    service = get_service_for(actor, row.service_id) if row.service_id else None
    language = language_of(client.facts.languages, asked)
    words = {key: one[language] for key, one in phrases().words.items()}
    given, left_out = _offers(service.provides if service else (), language)
    not_given, not_left_out = _offers(service.not_provided if service else (), language)
    return {
        "referral": row,
        "language": language,
        "languages": [
            {"code": code, "name": name, "current": code == language}
            for code, name in phrases().languages.items()
        ],
        "draft": language not in READ_BY_A_NATIVE,
        "words": words,
        "place": _place(service, row),
        "day": _day(row.appointment_on, language),
        "say": [_line(key, language) for key in _said(row)],
        "show": [words[key] for key in _shown(row)],
        "unsaid": [words[key] for key in ("unsaid_more", "unsaid_who", "sign", "deposit")],
        "provided": given,
        "not_provided": not_given,
        "emergency": words["emergency"] if actor.country == "ru" and _lies_in(row) else "",
        "left_out": left_out + not_left_out,
    }


def _place(service: ServiceFact | None, row: Referral) -> dict[str, str]:
    birth = row.reason == Reason.CHILDBIRTH
    # The paper says that a child is expected, so a maternity hospital's name adds nothing.
    plain = frozenset({ServiceKind.MATERNITY.value} if birth else ())
    names = ("label", "city", "way_in", "hours")
    texts = {name: getattr(service, name) if service else "" for name in names}
    return {name: text if tells_nothing(text, plain) else "" for name, text in texts.items()}


def _day(on: date | None, language: str) -> str:
    if on is None:
        return ""
    if language not in READ_BY_A_NATIVE:
        return f"{on:%d.%m.%Y}"
    with override(language):
        return weekday(on)


def _lies_in(row: Referral) -> bool:
    return row.reason in LYING_IN


def _said(row: Referral) -> list[str]:
    first = {Reason.CHILDBIRTH.value: "say_birth", Reason.HOSPITAL.value: "say_ill"}
    said = ["say_greeting", first.get(row.reason, "say_visit"), "say_language"]
    if row.escort in (Escort.WANTED, Escort.AGREED):
        said.append("say_companion")
    return [*said, "say_alone"]


def _shown(row: Referral) -> list[str]:
    shown = ["show_papers", "show_letter"]
    return [*shown, "show_card"] if row.reason == Reason.CHILDBIRTH else shown


def _line(key: str, language: str) -> Line:
    words = phrases().words[key]
    return Line(words[language], words["ru"] if language != "ru" else "")


def _offers(codes: Sequence[str], language: str) -> tuple[list[str], int]:
    """Return neutral words for what is provided, and how many would name an illness."""
    known = phrases().offers
    said = [known[code][language] for code in codes if code in known]
    return said, len(codes) - len(said)
