"""Referrals for other infections that were reactive, and on need: a doctor, a lawyer, a bed."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from .facts import Dice, Plan, PlannedClient, PlannedReferral, PlannedStep, PlannedTest
from .people import NORTH
from .ways import confirmation_of, due, referral

WHERE = {
    "syphilis": (("dispensary", 40), ("anonymous_north", 20), ("skin_2", 40)),
    "hepatitis_b": (("clinic_liver", 70), ("hospital", 30)),
    "hepatitis_c": (("clinic_liver", 75), ("laboratory", 25)),
    "tuberculosis": (("tb", 75), ("phthisiatrician", 25)),
}
REASON = {"syphilis": "sti_care", "tuberculosis": "tb"}
ANONYMOUS = frozenset({"anonymous_north", "skin_2", "clinic_liver", "laboratory"})
ON_NEED = 0.02
NEEDS = (
    ("doctor:skin_1", 22), ("doctor:urologist", 16), ("psychologist:psychologist", 24),
    ("lawyer:lawyer", 16), ("social:ngo_migrants", 9), ("shelter:shelter", 6),
    ("doctor:proctologist", 4), ("hospital:hospital", 3),
)  # fmt: skip
ENDS = (
    ("closed", 62), ("lost", 14), ("refused", 8), ("expired", 8), ("arrived", 8),
)  # fmt: skip
NOW = (("sent", 30), ("accepted", 24), ("arrived", 14), ("closed", 26), ("refused", 6))
AGE = 38
"""Older ones have all come to an end."""


def add_others(plan: Plan, dice: Dice) -> None:
    """Lead on those with another reactive test; draw the referrals on need."""
    people = {person.client_id: person for person in plan.clients}
    led: list[PlannedTest] = []
    for test in plan.tests:
        plain = test.infection == "hiv" or test.result != "reactive" or test.step is not None
        if plain or test.client_id is None:
            # Without a code nobody can be referred: the way is told, and written down.
            told = None if plain else PlannedStep("anonymous", dice.id(test.day))
            led.append(replace(test, step=test.step or told))
            continue
        led += _lead(plan, dice, test, people[test.client_id])
    plan.tests = led
    _on_need(plan, dice, people)


def _lead(plan: Plan, dice: Dice, test: PlannedTest, person: PlannedClient) -> list[PlannedTest]:
    if dice.random() < 0.08:
        return [replace(test, step=PlannedStep("declined", dice.id(test.day)))]
    service = dice.of(WHERE[test.infection])
    if service == "anonymous_north" and test.team != NORTH:
        service = "anonymous_south"
    made = referral(
        dice, person, test.day, REASON.get(test.infection, "confirmation"), service,
        test.infection, worker=test.worker,
    )  # fmt: skip
    known = service in ANONYMOUS or service == "anonymous_south"
    step = PlannedStep("anonymous" if known else "centre", made.referral_id, warned=not known)
    made = replace(made, step=step.step, test_id=test.test_id, meeting_id=test.meeting_id)
    made = _moved(plan, dice, made)
    plan.referrals.append(made)
    led = [replace(test, step=step)]
    if made.moves and made.moves[-1][0] == "closed":
        share = 0.6 if test.infection != "tuberculosis" else 0.2
        conclusion = "positive" if dice.random() < share else "negative"
        led.append(confirmation_of(dice, person, made, made.moves[-1][1], conclusion))
    return led


def _moved(plan: Plan, dice: Dice, made: PlannedReferral) -> PlannedReferral:
    """Return a referral with what came of it; only a young one can still be open."""
    old = made.day < plan.last - timedelta(days=AGE)
    end = dice.of(ENDS if old else NOW)
    first = made.day + timedelta(days=dice.randint(1, 6))
    then = first + timedelta(days=dice.randint(1, 12))
    proof = dice.of((("client", 40), ("provider", 40), ("document", 20)))
    moves = {
        "sent": (),
        "accepted": (("accepted", first, "provider"),),
        "arrived": (("arrived", first, proof),),
        "closed": (("arrived", first, proof), ("closed", then, proof)),
        "lost": (("lost", then + timedelta(days=15), ""),),
        "refused": (("refused", then, "client"),),
        "expired": (("expired", then + timedelta(days=16), ""),),
    }[end]
    if old and end == "arrived":
        moves = (("arrived", first, proof), ("lost", then + timedelta(days=15), ""))
    tried: tuple[tuple[UUID, date, str, str], ...] = ()
    if end in {"lost", "expired", "sent"} and then <= plan.last:
        tried = ((dice.id(then), then, "message", "no_answer"),)
    done = tuple(move for move in moves if move[1] <= plan.last)
    return due(plan, dice, replace(made, moves=done, attempts=tried))


def _on_need(plan: Plan, dice: Dice, people: dict[UUID, PlannedClient]) -> None:
    for meeting in plan.meetings:
        if meeting.client_id is None or dice.random() >= ON_NEED:
            continue
        reason, service = dice.of(NEEDS).split(":")
        person = people[meeting.client_id]
        made = referral(dice, person, meeting.day, reason, service, worker=meeting.worker)
        escort = "wanted" if dice.random() < 0.15 else "not_asked"
        made = replace(made, meeting_id=meeting.encounter_id, escort=escort)
        plan.referrals.append(_moved(plan, dice, made))
