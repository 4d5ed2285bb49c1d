"""What hangs around the demo's cases: incidents, supervision, trainings, a handover, a hospital."""

from collections.abc import Sequence
from datetime import timedelta

from ravny.core.kit.ids import day_id
from ravny.services.incidents.operations import record_incident, respond
from ravny.services.incidents.types import NewIncident, Responded
from ravny.services.supervision.operations.meeting import record_session
from ravny.services.supervision.operations.offering import offer
from ravny.services.supervision.operations.training import record_training
from ravny.services.supervision.types import Offer, SessionFacts, TrainingFacts

from .casing import PlannedCase
from .facts import Dice, Plan
from .people import NORTH
from .world import World

INCIDENTS = (
    ("harassment", "police", "street", "counts", "talk"),
    ("care", "clinic", "clinic", "complaint", "complaint"),
    ("disclosure", "employer", "work", "story", "lawyer"),
    ("housing", "landlord", "home", "none", "shelter"),
    ("extortion", "police", "street", "counts", "lawyer"),
)
COUNTED = (("harassment", "police", "street", 11), ("extortion", "police", "street", 7),
           ("care", "clinic", "clinic", 6), ("disclosure", "employer", "work", 3))  # fmt: skip
"""What is only counted: how often in a quarter of a year, by nobody's card."""
TRAININGS = (("culture", 200), ("legal", 340), ("first_aid", 90), ("confidentiality", 30))
SESSIONS = (("group", 12, ("cases", "load")), ("individual", 26, ("feelings", "boundaries")),
            ("external", 55, ("burnout", "safety")))  # fmt: skip
SUPERVISED = ("timur", "vera", "lena")


def write_others(world: World, plan: Plan, cases: Sequence[PlannedCase]) -> None:
    """Write incidents, sessions and trainings, and offer one case to a colleague."""
    dice = Dice(plan.seed + 13)
    _incidents(world, plan, cases, dice)
    _counted(world, plan, dice)
    _supervision(world, plan)
    _handover(world, plan, cases)


def _incidents(world: World, plan: Plan, cases: Sequence[PlannedCase], dice: Dice) -> None:
    for place, (kind, office, spot, consent, response) in enumerate(INCIDENTS[: len(cases)]):
        case, day = cases[place], plan.last - timedelta(days=9 + 13 * place)
        actor, incident_id = world.actors[case.manager], dice.id(day)
        record_incident(
            actor=actor,
            facts=NewIncident(
                incident_id=incident_id,
                team_id=world.teams[case.team],
                kind=kind,
                office=office,
                spot=spot,
                month=day.replace(day=1),
                day=day,
                region="KZ-75",
                consent=consent,
                client_id=case.client_id,
                follow_up_on=plan.last + timedelta(days=3 + place),
            ),
        )
        told = Responded(response, day, plan.last + timedelta(days=5 + place))
        respond(actor=actor, incident_id=incident_id, facts=told)


def _counted(world: World, plan: Plan, dice: Dice) -> None:
    for ago in (20, 110, 200):
        for kind, office, spot, often in COUNTED:
            day = plan.last - timedelta(days=ago)
            for _one in range(often):
                facts = NewIncident(
                    incident_id=dice.id(day),
                    team_id=world.teams[NORTH],
                    kind=kind,
                    office=office,
                    spot=spot,
                    month=day.replace(day=1),
                    region="KZ-75",
                    consent="counts",
                )
                record_incident(actor=world.actors["timur"], facts=facts)


def _supervision(world: World, plan: Plan) -> None:
    people = frozenset(world.actors[login].account_id for login in SUPERVISED)
    for kind, ago, topics in SESSIONS:
        record_session(
            actor=world.actors[SUPERVISED[0]],
            facts=SessionFacts(
                session_id=day_id(),
                kind=kind,
                day=plan.last - timedelta(days=ago),
                minutes=90,
                topics=topics,
                people=people,
            ),
        )
    for kind, ago in TRAININGS:
        record_training(
            actor=world.lead,
            facts=TrainingFacts(
                training_id=day_id(),
                kind=kind,
                day=plan.last - timedelta(days=ago),
                minutes=180,
                people=people,
            ),
        )


def _handover(world: World, plan: Plan, cases: Sequence[PlannedCase]) -> None:
    """Timur goes on holiday and asks Lena to cover one case."""
    own = [one for one in cases if one.manager == "timur" and one.far == "carry_out"]
    if not own:
        return
    timur, lena = world.actors["timur"], world.actors["lena"]
    facts = Offer(
        batch=day_id(),
        giver_id=timur.account_id,
        kind="cover",
        cases={own[0].case_id: lena.account_id},
        begins_on=plan.last + timedelta(days=5),
        ends_on=plan.last + timedelta(days=19),
    )
    offer(actor=timur, facts=facts)
