"""The ladder against losing somebody: what is due after how many days without hearing of them.

The rungs are data (ladder.yaml). Which one is reached follows from the silence and from the tries
that were written down; hearing from the client puts all of them back.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

import yaml

from ravny.core.kit.words import Words

EARLY_DAYS = 3
"""A try counts for a rung from so many days before it is due."""
ESCALATION_DAYS = 7
"""A rung that waits so long is shown to who looks after every team."""
SAFE_WAY = "safe"
ASKED_ELSEWHERE = "official"
"""The client is not contacted by it, so it is open whatever they said."""


@dataclass(frozen=True)
class Rung:
    """One rung; see ladder.yaml."""

    code: str
    days: int
    pause: int
    ways: frozenset[str]
    who: str
    label: Words
    text: Words


@dataclass(frozen=True)
class Try:
    """An attempt to reach the client, or a question about them to a service ("official")."""

    day: date
    way: str


@dataclass(frozen=True)
class Standing:
    """Where a case stands on the ladder.

    `rung`: the one that is next, always one of the ladder. `due_on`: from when. `tried`: how many
    rungs were tried since the client was heard. `last_try`: the day of the last try since.
    """

    rung: Rung
    due_on: date
    tried: int
    last_try: date | None

    def late(self, day: date) -> int | None:
        """Return for how many days the rung is due, None while it is not due yet."""
        return (day - self.due_on).days if day >= self.due_on else None

    def reached(self, day: date) -> str:
        """Return the code of the rung that is due, "" while none is."""
        return self.rung.code if day >= self.due_on else ""

    def is_escalated(self, day: date) -> bool:
        """Tell whether it waits so long that a coordinator has to know."""
        late = self.late(day)
        return late is not None and late >= ESCALATION_DAYS


@cache
def rungs() -> tuple[Rung, ...]:
    """Return the ladder from below; raises ValueError for a file that is no ladder."""
    text = (resources.files(__package__) / "ladder.yaml").read_text("utf-8")
    found = tuple(_rung(entry) for entry in yaml.safe_load(text))
    days = [one.days for one in found]
    if not found or days != sorted(set(days)) or found[-1].ways:
        raise ValueError("ladder.yaml")
    return found


def _rung(entry: dict[str, object]) -> Rung:
    ru, en = entry["ru"], entry["en"]
    assert isinstance(ru, dict) and isinstance(en, dict)
    ways = entry["ways"]
    assert isinstance(ways, list)
    return Rung(
        code=str(entry["code"]),
        days=int(str(entry["days"])),
        pause=int(str(entry["pause"])),
        ways=frozenset(ways),
        who=str(entry["who"]),
        label=Words(ru["label"], en["label"]),
        text=Words(ru["text"], en["text"]),
    )


def first_days() -> int:
    """Return after how many days of silence the first rung is due."""
    return rungs()[0].days


def standing(
    heard_on: date, tries: Iterable[Try], *, allowed: Collection[str], channel: str = ""
) -> Standing:
    """Return where a case stands.

    `tries`: in any order; those before the client was heard last do not count. `allowed`: the ways
    the client leaves open; `channel`: the one they named.

    Each try counts for the lowest rung not tried yet that it fits: so one more try never leads
    back, and a rung that was tried stays so until the client is heard.
    """
    open_ways = {*allowed, ASKED_ELSEWHERE}
    ladder = [one for one in rungs() if not one.ways or _ways(one, channel) & open_ways]
    since = sorted(
        (one for one in tries if one.day >= heard_on), key=lambda one: (one.day, one.way)
    )
    tried: dict[str, date] = {}
    for one in since:
        for rung in ladder:
            early = heard_on + timedelta(days=rung.days - EARLY_DAYS)
            fits = one.way in _ways(rung, channel) and one.day >= early
            if fits and rung.code not in tried:
                tried[rung.code] = one.day
                break
    return _next(heard_on, ladder, tried, since)


def _ways(rung: Rung, channel: str) -> frozenset[str]:
    if SAFE_WAY in rung.ways and channel:
        return rung.ways | {channel}
    return rung.ways


def _next(
    heard_on: date, ladder: Sequence[Rung], tried: dict[str, date], since: Sequence[Try]
) -> Standing:
    rung = next(one for one in ladder if one.code not in tried)
    due = heard_on + timedelta(days=rung.days)
    if tried:
        due = max(due, max(tried.values()) + timedelta(days=rung.pause))
    return Standing(rung, due, len(tried), since[-1].day if since else None)
