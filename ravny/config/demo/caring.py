"""After a confirmed diagnosis: registration, treatment from whatever source, viral loads."""

from dataclasses import replace
from datetime import date, timedelta

from .clinics import CENTRES
from .facts import Dice, Plan, PlannedCare, PlannedClient
from .ways import CARER, due, referral

COUNTRY_OF = {one.key: one.country for one in CENTRES}
SOURCES = {
    "in_person": (("here", 82), ("bridge", 8), ("own", 6), ("project", 4)),
    "remote": (("home", 62), ("bridge", 18), ("own", 20)),
}


def care_after(
    plan: Plan, dice: Dice, person: PlannedClient, where: tuple[str, str], day: date, fate: str
) -> None:
    """Refer somebody to care and write what came of it, as far as the year goes."""
    service, _mode = where
    made = referral(dice, person, day, "care", service, "hiv")
    came = day + timedelta(days=dice.randint(2, 14))
    if fate == "unregistered":
        ended = day + timedelta(days=dice.randint(20, 38))
        state = dice.choice((("refused", "client"), ("lost", "")))
        moves = ((state[0], ended, state[1]),)
        if ended <= plan.last:
            plan.referrals.append(replace(made, moves=moves))
        else:
            plan.referrals.append(due(plan, dice, made))
        return
    reached: list[tuple[str, date, str]] = [("accepted", day + timedelta(days=1), "provider")]
    reached += [("arrived", came, "provider"), ("closed", came, "document")]
    done = tuple(move for move in reached if move[1] <= plan.last)
    plan.referrals.append(due(plan, dice, replace(made, moves=done)))
    if came <= plan.last:
        _registered(plan, dice, person, where, came, fate)


def _registered(
    plan: Plan, dice: Dice, person: PlannedClient, where: tuple[str, str], day: date, fate: str
) -> None:
    service, mode = where
    plan.care.append(
        PlannedCare(
            record_id=dice.id(day),
            what="registration",
            client_id=person.client_id,
            worker=CARER[person.team],
            day=day,
            code=mode,
            proof="document",
            country=COUNTRY_OF[service],
            service=service,
        )
    )
    low = dice.random() < 0.2
    _lab(plan, dice, person, day, "cd4", dice.randint(60, 190) if low else dice.randint(240, 780))
    began = day + timedelta(days=dice.randint(1, 12))
    if fate != "untreated" and began <= plan.last:
        _treated(plan, dice, person, (service, mode), began, fate)


def _treated(
    plan: Plan, dice: Dice, person: PlannedClient, where: tuple[str, str], day: date, fate: str
) -> None:
    service, mode = where
    source = dice.of(SOURCES[mode])
    made = PlannedCare(
        record_id=dice.id(day),
        what="treatment",
        client_id=person.client_id,
        worker=CARER[person.team],
        day=day,
        code=source,
        proof=dice.of((("document", 60), ("client", 40))),
        service="" if source in {"own", "bridge"} else service,
    )
    changed = day + timedelta(days=60)
    if source == "bridge" and changed <= plan.last:  # the reserve lasts until the programme
        after = replace(
            made,
            record_id=dice.id(changed),
            day=changed,
            code="here" if mode == "in_person" else "home",
            service=service,
        )
        made = replace(made, ended_on=changed, end_reason="changed")
        plan.care += [made, after]
    else:
        plan.care.append(made)
    if fate == "unmeasured":
        return
    _lab(plan, dice, person, day, "viral_load", dice.randint(4_000, 180_000))
    measured = day + timedelta(days=dice.randint(35, 75))
    value = dice.randint(60, 3_000) if fate == "unsuppressed" else dice.randint(0, 45)
    _lab(plan, dice, person, measured, "viral_load", value)


def _lab(plan: Plan, dice: Dice, person: PlannedClient, day: date, lab: str, value: int) -> None:
    record_id = dice.id(day)
    if day <= plan.last:
        plan.care.append(
            PlannedCare(
                record_id=record_id,
                what="lab",
                client_id=person.client_id,
                worker=CARER[person.team],
                day=day,
                code=lab,
                proof="document",
                value=value,
            )
        )
