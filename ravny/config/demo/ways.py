"""What the ways through the made-up year share: whose task, where to, and when to look again."""

from dataclasses import replace
from datetime import date, timedelta

from .clinics import CENTRES, CLINICS
from .facts import Dice, Plan, PlannedClient, PlannedReferral, PlannedTest
from .people import NORTH, SOUTH
from .specialists import OFFICES, PARTNERS, SPECIALISTS

CARER = {NORTH: "timur", SOUTH: "nazar"}
HOME = {"TJ": "centre_tj", "KG": "centre_kg", "RU": "centre_ru"}
REPORTS = frozenset(
    one.key
    for one in (*CENTRES, *CLINICS, *SPECIALISTS, *PARTNERS, *OFFICES)
    if one.reports_to != ("nobody",)
)
"""Entries that may tell somebody: a client is told so before they are sent there."""
ENDED = frozenset({"closed", "lost", "refused", "expired"})
FOLLOW_UPS = (-9, 0, -3, 2, -1, 5, 0, -2, 1, 7)
"""When somebody looks again, in days from the last day: some are late, some for today."""


def referral(
    dice: Dice, person: PlannedClient, day: date, reason: str, service: str, infection: str = "",
    *, worker: str = "",
) -> PlannedReferral:  # fmt: skip
    """Return a referral to a service, with what the client agreed to have said there."""
    carer = CARER[person.team]
    foreign = person.country != "KZ"
    language = person.languages[0] if foreign and dice.random() < 0.35 else ""
    return PlannedReferral(
        referral_id=dice.id(day),
        client_id=person.client_id,
        worker=worker or carer,
        owner=carer if dice.random() < 0.75 else worker or carer,
        reason=reason,
        day=day,
        service=service,
        infection=infection,
        urgency=dice.of((("soon", 55), ("weeks", 35), ("today", 10))),
        interpreter="" if language == "ru" else language,
        discloses=("code", "language", "reason") if dice.random() < 0.7 else ("code",),
        warned=service in REPORTS,
    )


def due(plan: Plan, dice: Dice, made: PlannedReferral) -> PlannedReferral:
    """Return a referral with the day somebody looks again, if it is still open."""
    if made.moves and made.moves[-1][0] in ENDED:
        return made
    ahead = FOLLOW_UPS[len(plan.referrals) % len(FOLLOW_UPS)]
    since = made.moves[-1][1] if made.moves else made.day
    return replace(made, follow_up_on=max(plan.last + timedelta(days=ahead), since))


def confirmation_of(
    dice: Dice, person: PlannedClient, made: PlannedReferral, day: date, conclusion: str
) -> PlannedTest:
    """Return the confirmation a service made, written down by who looks after the client."""
    return PlannedTest(
        test_id=dice.id(day),
        infection=made.infection,
        purpose="confirmation",
        day=day,
        worker=CARER[person.team],
        team=person.team,
        channel="",
        site="",
        meeting_id=None,
        client_id=person.client_id,
        age_group=person.age_group,
        returned_on=day,
        conclusion=conclusion,
        proof=dice.of((("document", 55), ("provider", 35), ("client", 10))),
        service=made.service,
    )


def centre_of(person: PlannedClient, made: PlannedReferral) -> tuple[str, str]:
    """Return where somebody registers for care, and how."""
    home = HOME.get(person.country)
    if home:
        return home, "remote"
    return ("centre_region" if made.day.day % 4 == 0 else "centre_city"), "in_person"
