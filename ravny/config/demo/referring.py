"""What becomes of a reactive HIV test: the step, the referral, the confirmation, and then care.

The fates are dealt out in a fixed proportion (standards.md, "Testing": 75.8 % of reactives are
confirmed, 90.4 % of those linked to care), so that a small year shows each gap too. What would
happen after the year's last day is not written: those people are still on their way.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle
from uuid import UUID

from .caring import care_after
from .facts import (
    Dice,
    Plan,
    PlannedClient,
    PlannedReferral,
    PlannedStep,
    PlannedTest,
)
from .people import NORTH, SOUTH
from .testing import OLDEST_OPEN, assay_of
from .ways import ENDED, centre_of, confirmation_of, due, referral

FATES = (
    *("suppressed",) * 12, *("lost",) * 2, *("unregistered",) * 2, *("unsuppressed",) * 2,
    *("unmeasured",) * 2, "untreated", "waits", "negative", "inconclusive", "declined",
)  # fmt: skip
CONFIRMED = frozenset({"suppressed", "unregistered", "unsuppressed", "unmeasured", "untreated"})
YOUNG = (
    "silent", "suppressed", "suppressed", "waits", "suppressed", "unmeasured", "suppressed",
    "unregistered", "suppressed", "negative", "suppressed", "suppressed", "untreated",
    "suppressed", "lawyer", "suppressed", "escorted", "accepted", "silent", "draft", "later",
    "none",
)  # fmt: skip
"""What goes on with those whose result is young, the oldest first."""
ESCORTS = {NORTH: ("alisher", "rustam", "lena"), SOUTH: ("aida", "marat")}


def add_ways(plan: Plan, dice: Dice) -> None:
    """Lead everybody with a reactive HIV test on: referrals, confirmations and care in the plan."""
    people = {person.client_id: person for person in plan.clients}
    fates: list[str] = []
    young = cycle(YOUNG)
    led: list[PlannedTest] = []
    for test in plan.tests:
        reactive = test.infection == "hiv" and test.result == "reactive"
        if not reactive or test.client_id is None:
            led.append(test)
            continue
        fates = fates or dice.sample(FATES, len(FATES))
        age = (plan.last - test.day).days
        fate = fates.pop() if age > OLDEST_OPEN else next(young)
        led += _lead(plan, dice, test, people[test.client_id], fate)
    plan.tests = led


def _lead(
    plan: Plan, dice: Dice, test: PlannedTest, person: PlannedClient, fate: str
) -> Iterator[PlannedTest]:
    """Yield the test with its step, a second one on some days, and the confirmation."""
    step = _step(plan, dice, test, person, fate)
    if step and step.step != "declined" and dice.random() < 0.35:
        yield replace(test, step=PlannedStep("second_test", dice.id(test.day)))
        test = _second(dice, test)
    yield replace(test, step=step)
    if step is None or step.step in {"later", "declined"}:
        return
    first = _first_referral(dice, test, person, step, fate)
    if fate in {"silent", "draft", "escorted", "accepted", "lawyer", "lost"}:
        plan.referrals.append(_unfinished(plan, dice, first, fate))
        return
    yield from _confirmed(plan, dice, first, person, fate)


def _step(
    plan: Plan, dice: Dice, test: PlannedTest, person: PlannedClient, fate: str
) -> PlannedStep | None:
    if fate == "none":
        return None
    if fate in {"later", "declined"}:
        asked = plan.last - timedelta(days=dice.randint(0, 1)) if fate == "later" else None
        return PlannedStep(fate, dice.id(test.day), asked)
    citizen = person.country == "KZ"
    step = dice.of((("anonymous", 45), ("centre", 55)) if citizen else (
        ("anonymous", 75), ("centre", 25)))  # fmt: skip
    step = "lawyer" if fate == "lawyer" else step
    escort = fate == "escorted" or dice.random() < 0.4
    return PlannedStep(step, dice.id(test.day), None, escort, warned=step == "centre")


def _second(dice: Dice, test: PlannedTest) -> PlannedTest:
    again = replace(test, test_id=dice.id(test.day), purpose="second", assays=())
    return replace(again, assays=(assay_of(dice, again, "reactive"),))


def _first_referral(
    dice: Dice, test: PlannedTest, person: PlannedClient, step: PlannedStep, fate: str
) -> PlannedReferral:
    lawyer = step.step == "lawyer"
    anonymous = "anonymous_north" if test.team == NORTH else "anonymous_south"
    service = {"lawyer": "lawyer", "centre": "centre_city"}.get(step.step, anonymous)
    made = referral(
        dice, person, test.day, "lawyer" if lawyer else "confirmation", service, "hiv",
        worker=test.worker,
    )  # fmt: skip
    going = dice.choice(ESCORTS[test.team]) if step.escort else ""
    return replace(
        made,
        referral_id=step.referral_id,
        service="" if fate == "draft" else service,
        step=step.step,
        escort="agreed" if going else "declined",
        escort_by=going,
        test_id=test.test_id,
        meeting_id=test.meeting_id,
    )


def _unfinished(plan: Plan, dice: Dice, first: PlannedReferral, fate: str) -> PlannedReferral:
    """Return a referral nothing came of, or nothing yet."""
    day, day_of = first.day, dice.randint(2, 5)
    tried = tuple(
        (dice.id(when), when, way, result)
        for after, way, result in (
            (3, "message", "no_answer"), (8, "call", "no_answer"), (19, "provider", "reached"),
        )
        if (when := day + timedelta(days=after + day_of)) <= plan.last
    )  # fmt: skip
    if fate == "lost":
        return replace(first, moves=(("lost", day + timedelta(days=30), ""),), attempts=tried)
    if fate == "silent":
        return due(plan, dice, replace(first, attempts=tried))
    accepted = (("accepted", min(day + timedelta(days=2), plan.last), "provider"),)
    if fate == "escorted":
        tomorrow = plan.last + timedelta(days=1)
        return replace(first, moves=accepted, appointment_on=tomorrow, follow_up_on=tomorrow)
    if fate == "accepted":
        return due(plan, dice, replace(first, moves=accepted))
    return due(plan, dice, first)


def _confirmed(
    plan: Plan, dice: Dice, first: PlannedReferral, person: PlannedClient, fate: str
) -> Iterator[PlannedTest]:
    """Arrive, be confirmed (or not), go on into care; moves and facts stop at the last day."""
    arrived = first.day + timedelta(days=dice.randint(1, 10))
    proof = dice.of((("provider", 40), ("document", 35), ("client", 25)))
    moves: list[tuple[str, date, str]] = [("arrived", arrived, proof)]
    known = arrived + timedelta(days=dice.randint(3, 14))
    conclusion = "positive" if fate in CONFIRMED else fate
    if fate == "waits":
        if first.day < plan.last - timedelta(days=OLDEST_OPEN):
            moves.append(("lost", min(arrived + timedelta(days=35), plan.last), ""))
    else:
        moves.append(("closed", known, "document" if proof == "client" else proof))
    done = tuple(move for move in moves if move[1] <= plan.last)
    plan.referrals.append(due(plan, dice, replace(first, moves=done)))
    if fate == "waits" or known > plan.last:
        return
    yield confirmation_of(dice, person, first, known, conclusion)
    if conclusion == "positive":
        service, mode = centre_of(person, first)
        care_after(plan, dice, person, (service, mode), known, fate)


def open_ids(plan: Plan) -> set[UUID]:
    """Return the referrals that nobody has ended."""
    return {
        one.referral_id
        for one in plan.referrals
        if not one.moves or one.moves[-1][0] not in ENDED
    }  # fmt: skip
