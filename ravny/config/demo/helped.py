"""What goes with referrals: steps that begin together, an interpreter, a place in hospital."""

from collections.abc import Sequence
from datetime import timedelta

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.referrals import operations as referrals
from ravny.services.referrals.types import ReferralFacts
from ravny.services.referrals.types.helping import (
    NewBedAnswer,
    NewBedRequest,
    NewInterpreting,
    ParallelStep,
)

from .casing import PlannedCase
from .facts import Plan
from .people import NORTH
from .world import World

TOGETHER = (
    ("childbirth", "timur", "soon"), ("lawyer", "vera", "soon"), ("social", "lena", "weeks"),
)  # fmt: skip
ANSWERS = (
    ("hospital", "refused", "papers", ("policy", "registration")),
    ("centre_city", "asked", "", ()),
)
"""What hospitals said: whose answer, what, why, what they ask for."""


def write_help(world: World, plan: Plan, cases: Sequence[PlannedCase]) -> None:
    """Write what somebody who waits for a child and somebody who is ill need of a referral."""
    going_on = [one for one in cases if one.team == NORTH and one.far != "exit"]
    if not going_on:
        return
    _birth(world, plan, going_on[0])
    _illness(world, plan, going_on[-1])


def _birth(world: World, plan: Plan, case: PlannedCase) -> None:
    actor = world.actors[case.manager]
    steps = [
        ParallelStep(
            day_id(), reason, world.actors[login].account_id, urgency,
            plan.last + timedelta(days=2 + place),
        )
        for place, (reason, login, urgency) in enumerate(TOGETHER)
    ]  # fmt: skip
    referrals.open_together(actor=actor, client_id=case.client_id, bundle_id=day_id(), steps=steps)
    birth, visit = steps[0].referral_id, plan.last + timedelta(days=6)
    referrals.arrange(
        actor=actor,
        referral_id=birth,
        appointment_on=visit,
        escort="wanted",
        interpreter="tg",
        travel="can",
        expected_on=plan.last + timedelta(weeks=7),
    )
    booked = NewInterpreting("tg", visit, service_id=world.services["interpreter"], may_know="no")
    referrals.book_interpreter(
        actor=actor, referral_id=birth, interpreting_id=day_id(), facts=booked
    )


def _illness(world: World, plan: Plan, case: PlannedCase) -> None:
    actor, referral_id = world.actors[case.manager], day_id()
    facts = ReferralFacts(
        client_id=case.client_id,
        reason="hospital",
        day=today(),
        urgency="today",
        follow_up_on=plan.last,
    )
    referrals.open_referral(actor=actor, referral_id=referral_id, facts=facts)
    looked = NewBedRequest("infectious", "today", "escorted", ("passport", "tests"))
    referrals.open_bed_request(
        actor=actor, referral_id=referral_id, request_id=day_id(), facts=looked
    )
    for service, answer, why, asks_for in ANSWERS:
        told = NewBedAnswer(world.services[service], today(), answer, why, asks_for)
        referrals.record_bed_answer(
            actor=actor, referral_id=referral_id, reply_id=day_id(), facts=told
        )
