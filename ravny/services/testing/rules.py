"""What testing for each infection means: waiting, specimens, confirmation, retest; as data.

One file of rules/ for each entry of directory's infections.yaml, checked when the room starts: a
wrong file, or a missing one, stops the start.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ravny.core.kit.words import Words
from ravny.people.directory.queries import infections
from ravny.people.directory.types import ServiceKind
from ravny.services.referrals.types import Reason

from .types import Conclusion, Result, Specimen

FOLDER = Path(__file__).parent / "rules"
HOW = frozenset({"rapid", "symptoms", "sent_away"})
STRATEGIES = frozenset({"three_assays", "laboratory"})
_REASSURING = frozenset({Result.NONREACTIVE.value, Conclusion.NEGATIVE.value})


class RulesError(ValueError):
    """A file of rules does not say what it must say."""


@dataclass(frozen=True)
class Rules:
    """How one infection is tested for.

    `how`: rapid, symptoms (questions), sent_away (a laboratory answers later). `wait_minutes` 0:
    nobody waits beside the test. Months of the retest are calendar months, 0: no regular retest;
    for `window_days` after an exposure a nonreactive result says nothing yet.
    """

    infection: str
    version: int
    how: str
    wait_minutes: int
    strategy: str
    specimens: tuple[str, ...]
    reactive_means: Words
    refer_to: tuple[str, ...]
    reason: str
    window_days: int
    retest_months: int
    retest_months_on_prep: int
    retest_days_inconclusive: int


def rules_of(infection: str) -> Rules:
    """Return the rules of an infection by its code; raises KeyError for one nobody tests for."""
    return all_rules()[infection]


@cache
def all_rules() -> dict[str, Rules]:
    """Return infection → rules in the order of the directory; raises RulesError."""
    return {code: _load(code) for code in infections()}


def retest_on(
    rules: Rules,
    *,
    day: date,
    outcome: str,
    on_prep: bool = False,
    exposed_on: date | None = None,
) -> date | None:
    """Return the day to test again after a result (or conclusion) of `day`, None for no retest.

    WHO: yearly for key populations, three-monthly on PrEP, after the window on exposure, fourteen
    days after an inconclusive status. The earliest that applies; a month without that day gives
    its last day (29 February → 28 February).
    """
    if outcome == Conclusion.INCONCLUSIVE:
        return day + timedelta(days=rules.retest_days_inconclusive)
    if outcome not in _REASSURING:
        return None
    regular = [rules.retest_months, rules.retest_months_on_prep if on_prep else 0]
    days = [months_later(day, months) for months in regular if months]
    if exposed_on is not None and exposed_on + timedelta(days=rules.window_days) > day:
        days.append(exposed_on + timedelta(days=rules.window_days))
    return min(days, default=None)


def months_later(day: date, months: int) -> date:
    """Return the same day so many calendar months later, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _load(code: str) -> Rules:
    path = FOLDER / f"{code}.yaml"
    try:
        rules = _rules(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise RulesError(f"{path.name}: {error!r}") from error
    if rules.infection != code:
        raise RulesError(f"{path.name}: is about {rules.infection!r}")
    return rules


def _rules(told: Mapping[str, Any]) -> Rules:
    retest = told["retest"]
    return Rules(
        infection=str(told["infection"]),
        version=_number(told, "version", least=1),
        how=_one_of(told, "how", HOW),
        wait_minutes=_number(told, "wait_minutes"),
        strategy=_one_of(told, "strategy", STRATEGIES),
        specimens=_some_of(told, "specimens", frozenset(Specimen.values)),
        reactive_means=_words(told["reactive_means"]),
        refer_to=_some_of(told, "refer_to", frozenset(ServiceKind.values)),
        reason=_one_of(told, "reason", frozenset(Reason.values)),
        window_days=_number(told, "window_days", least=1),
        retest_months=_number(retest, "key_populations_months"),
        retest_months_on_prep=_number(retest, "on_prep_months"),
        retest_days_inconclusive=_number(retest, "inconclusive_days", least=1),
    )


def _number(told: Mapping[str, Any], name: str, *, least: int = 0) -> int:
    value = told[name]
    if type(value) is not int or value < least:
        raise ValueError(f"{name}: {value!r}")
    return value


def _one_of(told: Mapping[str, Any], name: str, allowed: frozenset[str]) -> str:
    value = told[name]
    if value not in allowed:
        raise ValueError(f"{name}: {value!r}")
    return str(value)


def _some_of(told: Mapping[str, Any], name: str, allowed: frozenset[str]) -> tuple[str, ...]:
    values = tuple(str(value) for value in told[name])
    if not values or not allowed.issuperset(values) or len(set(values)) != len(values):
        raise ValueError(f"{name}: {values!r}")
    return values


def _words(told: Mapping[str, str]) -> Words:
    words = Words(told["ru"].strip(), told["en"].strip())
    if not words.ru or not words.en:
        raise ValueError("reactive_means: a language is empty")
    return words
