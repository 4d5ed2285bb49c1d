"""Records held back, in words: what they say, with their sealed text left shut."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ravny.core.kit.codes import group_code
from ravny.core.kit.formats import day
from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor
from ravny.services.encounters.queries import list_sites
from ravny.services.encounters.types import (
    AGE_GROUPS,
    KEY_GROUPS,
    Channel,
    Language,
    Material,
    Service,
    Topic,
    Who,
)
from ravny.services.stock.queries import list_items

from .mending import tests_told
from .operations.reading import read_day
from .types import HeldRecord, IntakeKind, Problem, TrayFact

_MOST = 60


@dataclass(frozen=True)
class Labels:
    """The house's own words for what a phone names by id."""

    sites: Mapping[str, str]
    items: Mapping[str, str]


def labels_for(actor: Actor) -> Labels:
    """Return the labels of sites and items. Two queries."""
    return Labels(
        {str(site.site_id): site.label for site in list_sites(actor, active_only=False)},
        {str(item.item_id): item.label for item in list_items(actor.organisation_id)},
    )


def _word(value: object, known: Mapping[str, Any]) -> str:
    """Return the words of a code; what is none stands as it was sent, cut short."""
    if value is None or value == "":
        return ""
    return str(known[value]) if isinstance(value, str) and value in known else str(value)[:_MOST]


def _words(values: object, known: Mapping[str, Any]) -> str:
    if not isinstance(values, list):
        return _word(values, known)
    return ", ".join(_word(one, known) for one in values[:20])


def _given(value: object, items: Mapping[str, str]) -> str:
    if not isinstance(value, dict):
        return _word(value, {})
    told = list(value.items())[:20]
    return ", ".join(f"{_word(item, items)} × {str(count)[:6]}" for item, count in told)


def _code(value: object) -> str:
    return group_code(value) if isinstance(value, str) and value.isdigit() else _word(value, {})


def facts_of(facts: Mapping[str, Any], labels: Labels) -> tuple[tuple[Text, str], ...]:
    """Return (label, words) of everything a record says, but for its sealed note."""
    told = read_day(facts.get("day"))
    found: list[tuple[Text, str]] = [
        (_("Recorded on"), day(told) if told else _word(facts.get("day"), {})),
        (_("Site"), _word(facts.get("site"), labels.sites)),
        (_("Where"), _word(facts.get("channel"), dict(Channel.choices))),
        (_("Who"), _word(facts.get("who"), dict(Who.choices))),
        (_("Client's code"), _code(facts.get("code"))),
        (_("Age"), _word(facts.get("age"), dict(AGE_GROUPS))),
        (_("Key groups"), _words(facts.get("groups"), dict(KEY_GROUPS))),
        (_("Handed out"), _given(facts.get("given"), labels.items)),
        (_("Topics"), _words(facts.get("topics"), dict(Topic.choices))),
        (_("Materials"), _words(facts.get("materials"), dict(Material.choices))),
        (_("Services"), _words(facts.get("services"), dict(Service.choices))),
        (_("Mini-training, minutes"), _word(facts.get("training") or "", {})),
        (_("Language"), _word(facts.get("language"), dict(Language.choices))),
        *tests_told(facts),
        (_("Note"), _("sealed, it stays shut") if facts.get("note") is not None else ""),
    ]
    return tuple((label, words) for label, words in found if words)


def summary(facts: Mapping[str, Any], labels: Labels) -> str:
    """Return the one line by which a record is told from its neighbours in the list."""
    parts = (
        _word(facts.get("site"), labels.sites),
        _word(facts.get("who"), dict(Who.choices)),
        _given(facts.get("given") or {}, labels.items),
        ", ".join(f"{name}: {result}" for name, result in tests_told(facts)),
        _("a sealed note") if facts.get("note") is not None else "",
    )
    return "; ".join(one for one in parts if one)


def in_words(record: TrayFact, labels: Labels) -> HeldRecord:
    """Return a record as its own page shows it."""
    problems = dict(Problem.choices)
    return HeldRecord(
        record_id=record.record_id,
        phone_id=record.phone_id,
        worker=record.worker,
        kind=IntakeKind(record.kind).label,
        received_on=record.day,
        facts=facts_of(record.facts, labels),
        problems=tuple(problems.get(code, code) for code in record.problems),
    )
