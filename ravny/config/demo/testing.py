"""The made-up year's tests: who is tested where, with which kit, and what it showed.

Shares follow what COBATEST sites report (standards.md, "Testing"): 1.8 % of HIV tests reactive.
A small organisation would have two dozen such people a year, too few to show each gap of the
cascade; so a small demo has FEWEST of them, which is more than 1.8 % and claims nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from .facts import Dice, Plan, PlannedAssay, PlannedMeeting, PlannedTest
from .places import KIT_OF, SELF_TEST

REACTIVE = 0.018
FEWEST = 56
LARGE = 200  # from so many on the latest days need no help
SMALL = 3  # at most every third client of a small demo is among them
REACTIVE_OTHERS = {
    "syphilis": 0.042, "hepatitis_b": 0.02, "hepatitis_c": 0.031, "tuberculosis": 0.06,
}  # fmt: skip
SHARE = {"club": 0.5, "street": 0.42, "mobile": 0.8, "centre": 0.62, "home": 0.25}
SELF_TESTS = {"online": 0.2, "centre": 0.03, "club": 0.02}
ALSO = (("syphilis", 0.34), ("hepatitis_c", 0.2), ("hepatitis_b", 0.15))
SCREENED = 0.3  # asked for signs of tuberculosis, in the centre only
INVALID, BAD_INVALID = 0.006, 0.28
BAD_MONTH = 10
"""The month, counted from the first, whose lot of HIV kits was bad."""
AGAIN_AFTER = 60
LATELY = 180
SAFETY = (("safe", 68), ("not_asked", 20), ("declined", 8), ("unsafe", 4))
PREVIOUS = (("year", 46), ("longer", 24), ("never", 22), ("not_asked", 8))
OLDEST_OPEN = 41
"""Days that the longest waiting referral waits."""
REACTIVE_DAYS = (
    OLDEST_OPEN, 40, 38, 37, 36, 35, 33, 32, 31, 30, 29, 28, 26, 24, 22, 20, 17, 14, 10, 6, 3, 1, 0,
)  # fmt: skip
"""Ages of the latest reactive results, so that a small demo's board is not empty."""


def add_tests(plan: Plan, dice: Dice) -> None:
    """Draw the tests of the meetings into the plan, in the meetings' order."""
    drawn = list(_rapid_tests(plan, dice))
    reactive = _reactive_ids(plan, drawn, dice)
    known: set[tuple[UUID | None, str]] = set()
    for test in drawn:
        key = (test.client_id, test.infection)
        if test.client_id and key in known:
            continue  # somebody with a reactive result is led on, not screened again
        if test.test_id in reactive:
            known.add(key)
        plan.tests.append(_run(plan, dice, test, is_reactive=test.test_id in reactive))


def _rapid_tests(plan: Plan, dice: Dice) -> Iterator[PlannedTest]:
    last: dict[tuple[UUID, str], date] = {}
    for meeting in plan.meetings:
        for infection, purpose in _offered(meeting, dice):
            key = (meeting.client_id, infection) if meeting.client_id else None
            if key and meeting.day < last.get(key, date.min) + timedelta(days=AGAIN_AFTER):
                continue
            if key:
                last[key] = meeting.day
            yield test_at(meeting, dice, infection, purpose)


def _offered(meeting: PlannedMeeting, dice: Dice) -> Iterator[tuple[str, str]]:
    if dice.random() < SELF_TESTS.get(meeting.channel, 0):
        yield "hiv", "self_test"
    elif dice.random() < SHARE.get(meeting.channel, 0):
        yield "hiv", "screening"
        yield from ((code, "screening") for code, share in ALSO if dice.random() < share)
        if meeting.channel == "centre" and dice.random() < SCREENED:
            yield "tuberculosis", "screening"


def test_at(meeting: PlannedMeeting, dice: Dice, infection: str, purpose: str) -> PlannedTest:
    """Return a test made at a meeting, its result not known yet."""
    own = purpose == "self_test"
    assistance = ("assisted" if meeting.channel == "centre" else "unassisted") if own else ""
    return PlannedTest(
        test_id=dice.id(meeting.day),
        infection=infection,
        purpose=purpose,
        day=meeting.day,
        worker=meeting.worker,
        team=meeting.team,
        channel=meeting.channel,
        site=meeting.site,
        meeting_id=meeting.encounter_id,
        client_id=meeting.client_id,
        age_group=meeting.age_group,
        safety=dice.of(SAFETY),
        previous=dice.of(PREVIOUS),
        assistance=assistance,
        on_prep=infection == "hiv" and dice.random() < 0.03,
    )


def _reactive_ids(plan: Plan, tests: Sequence[PlannedTest], dice: Dice) -> set[UUID]:
    """Choose which tests are reactive: a share of each infection's, persons once."""
    found: set[UUID] = set()
    by_infection: dict[str, list[PlannedTest]] = {}
    for test in tests:
        by_infection.setdefault(test.infection, []).append(test)
    for infection, some in by_infection.items():
        if infection == "hiv":
            found |= _reactive_hiv(plan, some, dice)
        else:
            share = REACTIVE_OTHERS[infection]
            found |= {test.test_id for test in some if dice.random() < share}
    return found


def _reactive_hiv(plan: Plan, tests: Sequence[PlannedTest], dice: Dice) -> set[UUID]:
    fewest = min(FEWEST, len(plan.clients) // SMALL)
    wanted = max(fewest, round(REACTIVE * len(tests)))
    one_each: dict[UUID, PlannedTest] = {}
    for test in tests:
        if test.client_id is None or test.purpose != "screening":
            continue
        if test.client_id not in one_each or dice.random() < 0.4:
            one_each[test.client_id] = test
    pool = list(one_each.values())
    near = [test for age in REACTIVE_DAYS for test in _nearest(plan, pool, age)]
    chosen = list({test.test_id: test for test in near}.values())[: wanted // 2]
    taken = {test.test_id for test in chosen}
    rest = [test for test in pool if test.test_id not in taken]
    if wanted <= LARGE:
        rest = [one for one in rest if one.day < plan.last - timedelta(days=OLDEST_OPEN)]
    chosen += dice.sample(rest, min(len(rest), max(0, wanted - len(chosen))))
    return {test.test_id for test in chosen}


def _nearest(plan: Plan, pool: list[PlannedTest], age: int) -> list[PlannedTest]:
    """Return the test made so many days ago, or the next younger one; at most one."""
    day = plan.last - timedelta(days=age)
    found = [test for test in pool if day <= test.day <= day + timedelta(days=3)]
    return [min(found, key=lambda test: (test.day, test.test_id.int))] if found else []


def _run(plan: Plan, dice: Dice, test: PlannedTest, *, is_reactive: bool) -> PlannedTest:
    """Return the test with its assays; an invalid one is nearly always run again."""
    ends = "reactive" if is_reactive else "nonreactive"
    assays = []
    if test.infection != "tuberculosis" and dice.random() < _invalid_share(plan, test):
        assays.append(assay_of(dice, test, "invalid"))
        if not is_reactive and dice.random() < 0.15:
            ends = "invalid"
    if ends != "invalid":
        assays.append(assay_of(dice, test, ends))
    returned = ends != "invalid" and (is_reactive or dice.random() < _returned_share(plan, test))
    return replace(
        test, result=ends, assays=tuple(assays), returned_on=test.day if returned else None
    )


def _invalid_share(plan: Plan, test: PlannedTest) -> float:
    month = (test.day.year - plan.first.year) * 12 + test.day.month - plan.first.month
    bad = month == BAD_MONTH and test.infection == "hiv" and test.purpose == "screening"
    return BAD_INVALID if bad else INVALID


def _returned_share(plan: Plan, test: PlannedTest) -> float:
    """About 97 % over the year; lately nearly everybody heard their result."""
    if test.day < plan.last - timedelta(days=LATELY):
        return 0.945
    return 0.993 if test.client_id else 1.0


def assay_of(dice: Dice, test: PlannedTest, result: str) -> PlannedAssay:
    """Return one run of a kit, or of the four questions."""
    if test.infection == "tuberculosis":
        return PlannedAssay(dice.id(test.day), result, None, "questions")
    kit = SELF_TEST if test.purpose == "self_test" else KIT_OF[test.infection]
    oral = test.purpose == "self_test" and test.assistance == "unassisted"
    return PlannedAssay(dice.id(test.day), result, kit, "oral" if oral else "blood")
