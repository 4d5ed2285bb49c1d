"""Reading what a phone recorded: JSON to facts, and what is wrong with it, field by field.

Written for speed: a batch of a hundred is read between two queries. Nothing here asks the
database. What is wrong is told, never dropped: a person mends it in the tray.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isinf
from typing import Any
from uuid import UUID

from ravny.core.vault.types import CircleFact
from ravny.services.encounters.types import EncounterFacts, Known, SiteFact
from ravny.services.testing.types import LateResult, TestFacts

from ..types import MINUTES_A_DAY, OLDEST_DAYS, IntakeKind, Problem

AHEAD_MINUTES = 120
MOST_BRACKETS = 100
UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
VERSION = 1
SHIFT_KINDS = frozenset({IntakeKind.SHIFT_OPEN, IntakeKind.SHIFT_CLOSE})
_KINDS = SHIFT_KINDS | {IntakeKind.CONTACT, IntakeKind.TEST_RESULT}
_EARLIEST = date(2000, 1, 1)


@dataclass(slots=True)
class Reading:
    """A record on its way in: `facts` is what was sent, without the minute; `problems` by code."""

    record_id: UUID
    kind: str
    facts: dict[str, Any]
    problems: list[str]
    day: date | None = None
    site: SiteFact | None = None
    team_id: UUID | None = None
    shift_id: UUID | None = None
    encounter: EncounterFacts | None = None
    tests: tuple[TestFacts, ...] = ()
    late: LateResult | None = None
    new_code: str | None = None


@dataclass(frozen=True)
class Surroundings:
    """What a batch is read against; `lots`: of those it names, lot → item."""

    known: Known
    circles: Mapping[str, tuple[UUID, CircleFact]]
    keeps_groups: bool
    team_id: UUID | None
    worker_id: UUID
    phone_id: UUID
    lots: Mapping[str, UUID] = field(default_factory=dict)


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ValueError(text)
    return number


def parse(content: bytes | None) -> dict[str, Any] | None:
    """Return the JSON object of a record, None for anything else.

    Stricter than the module: no NaN, no 1e999, nothing nested beyond reason, no zero byte and no
    half of a surrogate pair (RFC 7493), since a database may refuse those, and with them a whole
    batch.
    """
    if content is None or content.count(b"[") + content.count(b"{") > MOST_BRACKETS:
        return None
    try:
        data = json.loads(content, parse_constant=_no_constant, parse_float=_finite)
        if b"\\u" in content or b"\x00" in content or b"\xed" in content:
            text = json.dumps(data, ensure_ascii=False).encode()
            if b"\\u0000" in text:
                return None
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def clean(data: dict[str, Any], received: date, *, clock_off: bool) -> dict[str, Any]:
    """Take the minute away: only a shift keeps its hour; `clock` says what is doubted.

    The minute of somebody's meeting is never stored, not even in the tray.
    """
    minute = data.pop("minute", None)
    data.pop("team", None)  # ours to say, never the phone's
    if not isinstance(minute, int) or not 0 <= minute < MINUTES_A_DAY:
        minute = None
    kind = data.get("type")
    if isinstance(kind, str) and kind in SHIFT_KINDS:
        data["hour"] = None if minute is None else minute // 60
    day = read_day(data.get("day"))
    data["clock"] = clock_flag(day, minute, received, clock_off=clock_off) if day else ""
    return data


def clock_flag(day: date, minute: int | None, received: date, *, clock_off: bool) -> str:
    """Return "skew", "future", "old" or "": two hours past midnight are nobody's wrong clock."""
    if clock_off:
        return "skew"
    ahead = (day - received).days
    if ahead > 1 or (ahead == 1 and (minute is None or minute > AHEAD_MINUTES)):
        return "future"
    return "old" if -ahead > OLDEST_DAYS else ""


def read_day(value: object) -> date | None:
    """Return the date of "2026-11-21", None for anything else."""
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day >= _EARLIEST else None


def read_id(value: object) -> UUID | None:
    """Return the UUID of its usual text, None for anything else."""
    if isinstance(value, str) and UUID_TEXT.fullmatch(value):
        return UUID(value)
    return None


def read_record(record_id: UUID, facts: dict[str, Any], around: Surroundings) -> Reading:
    """Read what every record has: its type, id, day, site and team."""
    kind = facts.get("type")
    # Another version may mean other things by the same words: a person looks at it.
    known = type(facts.get("v")) is int and facts["v"] == VERSION
    if not known or not isinstance(kind, str) or kind not in _KINDS:
        return Reading(record_id, IntakeKind.UNKNOWN.value, facts, [Problem.TYPE.value])
    reading = Reading(record_id, kind, facts, [])
    if facts.get("id", str(record_id)) != str(record_id):
        reading.problems.append(Problem.ID.value)
    reading.day = read_day(facts.get("day"))
    if reading.day is None:
        reading.problems.append(Problem.DAY.value)
    _read_site(reading, around)
    reading.team_id = _team_of(reading, around)
    if reading.team_id is None:
        reading.problems.append(Problem.TEAM.value)
    if kind in SHIFT_KINDS:
        reading.shift_id = read_id(facts.get("shift"))
        if reading.shift_id is None:
            reading.problems.append(Problem.SHIFT.value)
    return reading


def _read_site(reading: Reading, around: Surroundings) -> None:
    named = reading.facts.get("site")
    if named is None:
        return
    reading.site = around.known.sites.get(named) if isinstance(named, str) else None
    if reading.site is None:
        reading.problems.append(Problem.SITE.value)


def _team_of(reading: Reading, around: Surroundings) -> UUID | None:
    """Return whose record it is: who can open its note, else the site's team, else the worker's."""
    facts = reading.facts
    if facts.get("note") is not None:
        by_note = around.circles.get(str(facts.get("note_circle")))
        if by_note is not None:
            return by_note[0]
    if reading.site is not None:
        return reading.site.team_id
    return around.team_id
