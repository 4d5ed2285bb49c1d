"""Reading rapid tests out of what a phone recorded: those of a meeting, and results told later.

Nothing here asks the database. A test that is not right sends the whole record to the tray: a
meeting without its test would look as if nobody had been tested.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from ravny.people.directory.queries import infections
from ravny.services.encounters.types import EncounterFacts
from ravny.services.referrals.types import NextStep
from ravny.services.testing.types import (
    AssayFacts,
    LateResult,
    NextFacts,
    Purpose,
    Result,
    Safety,
    Slot,
    TestFacts,
    try_id,
)

from ..types import Problem
from .reading import Reading, Surroundings, read_day, read_id

MOST_TRIES = 3
WAIT = "wait"
_RESULTS = frozenset({Result.NONREACTIVE.value, Result.REACTIVE.value, Result.INVALID.value})
_PURPOSES = (Purpose.SCREENING.value, Purpose.SECOND.value)


def lots_named(facts: Mapping[str, Any]) -> set[UUID]:
    """Return the lots a record names, right or wrong, to be looked up together."""
    tests = facts.get("tests")
    told = [one for one in tests if isinstance(one, dict)] if isinstance(tests, list) else []
    return {lot for one in told if (lot := read_id(one.get("lot")))}


def read_tests(reading: Reading, around: Surroundings) -> None:
    """Put a meeting's tests on its reading, ready to be stored, or note what is wrong with them."""
    told, meeting = reading.facts.get("tests"), reading.encounter
    if told is None or told == []:
        return
    if not isinstance(told, list):
        reading.problems.append(Problem.TESTS.value)
    elif meeting is not None:
        seen: Counter[str] = Counter()
        read = (_read_test(one, meeting, seen, around, reading) for one in told)
        reading.tests = tuple(one for one in read if one)
        if len({one.test_id for one in reading.tests}) < len(reading.tests):
            reading.problems.append(Problem.TESTS.value)
    reading.problems[:] = dict.fromkeys(reading.problems)
    if reading.problems:
        reading.encounter, reading.tests = None, ()


def _read_test(
    told: object,
    meeting: EncounterFacts,
    seen: Counter[str],
    around: Surroundings,
    reading: Reading,
) -> TestFacts | None:
    """Return a test's facts, None when it has a problem. The second of an infection is "second"."""
    if not isinstance(told, dict) or not _is_shaped(told):
        reading.problems.append(Problem.TESTS.value)
        return None
    test_id, infection = read_id(told.get("id")), told["infection"]
    if test_id is None or seen[infection] >= len(_PURPOSES):
        reading.problems.append(Problem.TESTS.value)
        return None
    purpose = _PURPOSES[seen[infection]]
    seen[infection] += 1
    faults = _faults(told, around)
    reading.problems.extend(faults)
    return None if faults else _facts(test_id, purpose, told, meeting)


def _facts(
    test_id: UUID, purpose: str, told: Mapping[str, Any], meeting: EncounterFacts
) -> TestFacts:
    """Return a test's facts; each tick was made on the meeting's day."""
    day, result = meeting.day, "" if told["result"] == WAIT else told["result"]
    assert meeting.team_id  # a reading without a team has a problem and no meeting
    return TestFacts(
        test_id=test_id,
        infection=told["infection"],
        purpose=purpose,
        day=day,
        worker_id=meeting.worker_id,
        team_id=meeting.team_id,
        channel=meeting.channel,
        encounter_id=meeting.encounter_id,
        site_id=meeting.site_id,
        client_id=meeting.client_id,
        age_group=meeting.age_group,
        counselled_on=_on(day, told, "counselled"),
        consented_on=_on(day, told, "consent"),
        safety=told.get("safety", Safety.NOT_ASKED.value),
        result=result,
        result_on=day if result else None,
        returned_on=_on(day, told, "returned") if result else None,
        post_counselled_on=_on(day, told, "post") if result else None,
        assays=_assays(test_id, told, result, day),
        next=_read_next(told.get("next")),
        device_id=meeting.device_id,
    )


def _on(day: date, told: Mapping[str, Any], name: str) -> date | None:
    return day if told.get(name) is True else None


_TICKS = ("counselled", "consent", "returned", "post")


def _is_shaped(told: Mapping[str, Any]) -> bool:
    """Tell whether every field of a test, or of a result told later, holds what it may."""
    infection, result = told.get("infection"), told.get("result")
    return (
        isinstance(infection, str)
        and infection in infections()
        and isinstance(result, str)
        and (result in _RESULTS or result == WAIT)
        and all(_is_tries(told.get(name, 0)) for name in ("invalid", "try"))
        and told.get("safety", Safety.NOT_ASKED.value) in Safety.values
        and all(isinstance(told.get(name, False), bool) for name in _TICKS)
    )


def _is_tries(told: object) -> bool:
    return isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= MOST_TRIES


def _faults(told: Mapping[str, Any], around: Surroundings) -> list[str]:
    """Return what is wrong with a test that has the right shape."""
    faults = []
    if told.get("consent") is not True:
        faults.append(Problem.CONSENT.value)
    if not _is_known_kit(told.get("kit"), told.get("lot"), around):
        faults.append(Problem.KIT.value)
    if not _is_next(told.get("next"), told["result"]):
        faults.append(Problem.NEXT.value)
    return faults


def _is_known_kit(kit: object, lot: object, around: Surroundings) -> bool:
    if kit is None:
        return lot is None
    item = around.known.items.get(kit) if isinstance(kit, str) else None
    return item is not None and (lot is None or around.lots.get(str(lot)) == item)


def _is_kit(kit: object, lot: object) -> bool:
    """Tell whether a late result names its kit as one does; one nobody knows holds up nothing."""
    return (lot is None or (kit is not None and read_id(lot) is not None)) and (
        kit is None or read_id(kit) is not None
    )


def _is_next(told: object, result: object) -> bool:
    """A next step follows a reactive result alone; to who may report only after a warning."""
    if told is None:
        return True
    if not isinstance(told, dict) or result != Result.REACTIVE:
        return False
    step, due = told.get("step"), told.get("due")
    return (
        isinstance(step, str)
        and step in NextStep.values
        and read_id(told.get("referral")) is not None
        and (due is None or read_day(due) is not None)
        and all(isinstance(told.get(name, False), bool) for name in ("escort", "warned"))
        and (step != NextStep.CENTRE or told.get("warned") is True)
    )


def _read_next(told: Mapping[str, Any] | None) -> NextFacts | None:
    referral = read_id(told.get("referral")) if told else None
    if told is None or referral is None:
        return None
    return NextFacts(
        step=told["step"],
        referral_id=referral,
        due=read_day(told.get("due")),
        escort=told.get("escort") is True,
        warned=told.get("warned") is True,
    )


def _assays(
    test_id: UUID, told: Mapping[str, Any], result: str, day: date
) -> tuple[AssayFacts, ...]:
    """Return each try: the invalid ones before, then the one that is read or waited for."""
    results = [Result.INVALID.value] * told.get("invalid", 0) + [result]
    return tuple(
        AssayFacts(
            assay_id=try_id(test_id, position),
            slot=Slot.A0.value,
            result=one,
            day=day,
            item_id=read_id(told.get("kit")),
            lot_id=read_id(told.get("lot")),
        )
        for position, one in enumerate(results)
    )


def read_late(reading: Reading, around: Surroundings) -> None:
    """Put a result that was waited for on its reading; it may come before its meeting."""
    told, problems = reading.facts, reading.problems
    test_id = read_id(told.get("test"))
    if test_id is None or not _is_shaped(told) or told["result"] == WAIT:
        problems.append(Problem.TESTS.value)
    elif not _is_next(told.get("next"), told["result"]):
        problems.append(Problem.NEXT.value)
    elif not _is_kit(told.get("kit"), told.get("lot")):
        problems.append(Problem.KIT.value)
    if problems or test_id is None or reading.day is None or reading.team_id is None:
        return
    reading.late = LateResult(
        test_id=test_id,
        infection=told["infection"],
        worker_id=around.worker_id,
        team_id=reading.team_id,
        day=reading.day,
        result=told["result"],
        returned=told.get("returned") is True,
        post_counselled=told.get("post") is True,
        next=_read_next(told.get("next")),
        device_id=around.phone_id,
        attempt=told.get("try", 0),
        item_id=read_id(told.get("kit")),
        lot_id=read_id(told.get("lot")),
    )
