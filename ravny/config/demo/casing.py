"""The cases of the made-up year: whose, since when, how far they came. Facts only, no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from .facts import Dice, Plan, PlannedClient
from .people import NORTH, SOUTH

MOST = 48
PER_CLIENTS = 6
STAGES = ("intake", "assessment", "plan", "carry_out", "monitoring", "update", "exit")
MANAGER = {NORTH: "timur", SOUTH: "marat"}
HELPERS = {NORTH: (("vera", "lawyer"), ("lena", "peer")), SOUTH: (("nazar", "doctor"),)}
"""Colleagues who serve in a case beside its manager."""
ASKS = (
    ("medical", 34), ("legal", 24), ("social", 16), ("psychological", 12), ("information", 9),
    ("prevention", 5),
)  # fmt: skip
WHERE = (("here", 68), ("region", 18), ("abroad", 14))
REGIONS = ("KZ-71", "KZ-63", "KZ-79")
LANDS = ("ru", "uz", "kg")
PLANS = ("newly_diagnosed", "lost_documents", "moving_on", "student", "out_of_pills")
MISSED = ("raid", "shifts", "cost", "language", "stigma", "family")
EXITS = (("independent", "care_here"), ("independent", "permit"), ("moved", "care_abroad"))
WORDS = (
    "Просит помочь с лечением, сам боится идти один.",
    "Документы остались у бывшего работодателя, что делать?",
    "Хочет понять, можно ли лечиться и не потерять работу.",
    "Спрашивает, кому что станет известно, если пойти в поликлинику.",
    "Просит поговорить с кем-то, кто через это прошёл.",
)
VISITS = (
    "Разговор спокойный, решили начать с анализов.",
    "Тревожится за брата, просил не звонить вечером.",
    "Рассказал про общежитие: комендант задаёт вопросы.",
)


@dataclass(frozen=True)
class PlannedCase:
    """A made-up case; `silent`: nobody heard the client for long; `aid`: items of places.AID."""

    case_id: UUID
    client_id: UUID
    team: str
    manager: str
    opened: date
    far: str
    source: str
    where: str
    region: str
    country: str
    asks: tuple[str, ...]
    template: str
    language: str
    words: str
    helper: tuple[str, str] | None
    missed: str
    silent: bool
    overdue: bool
    exit: tuple[str, str]
    archived: bool
    aid: tuple[int, ...]


def draw_cases(plan: Plan) -> list[PlannedCase]:
    """Return the cases of the year's clients, the same for the same plan."""
    dice = Dice(plan.seed + 11)
    long_known = [one for one in plan.clients if (plan.last - one.day).days >= 40]
    number = min(MOST, len(long_known), max(1, len(plan.clients) // PER_CLIENTS))
    chosen = dice.sample(long_known, number) if number else []
    return [_case(dice, plan, one, far) for one, far in zip(chosen, _stages(number), strict=True)]


def _stages(number: int) -> Iterator[str]:
    """Every stage is met, and a third of the cases has ended: the archive shows groups of five."""
    for place in range(number):
        yield "exit" if place % 3 == 2 else STAGES[(place - place // 3) % (len(STAGES) - 1)]


def _case(dice: Dice, plan: Plan, person: PlannedClient, far: str) -> PlannedCase:
    ended = far == "exit"
    oldest = (plan.last - person.day).days
    age = dice.randint(max(30, oldest // 2), oldest) if ended else dice.randint(12, min(oldest, 90))
    where = dice.of(WHERE)
    asks = tuple(dict.fromkeys(dice.of(ASKS) for _one in range(dice.randint(1, 3))))
    helpers = HELPERS[person.team]
    spoken = [one for one in person.languages if one != "ru"]
    return PlannedCase(
        case_id=dice.id(plan.last - timedelta(days=age)),
        client_id=person.client_id,
        team=person.team,
        manager=MANAGER[person.team],
        opened=plan.last - timedelta(days=age),
        far=far,
        source=dice.choice(("self", "call", "partner")),
        where="unknown" if far == "intake" else where,
        region=dice.choice(REGIONS) if where == "region" and far != "intake" else "",
        country=dice.choice(LANDS) if where == "abroad" and far != "intake" else "",
        asks=("medical",) if ended else asks,
        template="newly_diagnosed" if ended else dice.choice(PLANS),
        language=spoken[0] if spoken else "ru",
        words=dice.choice(WORDS) if dice.random() < 0.5 else "",
        helper=dice.choice(helpers) if dice.random() < 0.5 else None,
        missed=dice.choice(MISSED) if dice.random() < 0.3 else "",
        silent=far in {"carry_out", "monitoring"} and dice.random() < 0.25,
        overdue=far in {"carry_out", "update"} and dice.random() < 0.5,
        exit=dice.choice(EXITS),
        archived=ended,
        aid=(dice.choice((13, 14, 15)),) if dice.random() < 0.3 else (),
    )
