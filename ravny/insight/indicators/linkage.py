"""From a reactive test to an undetectable viral load: arithmetic only, no database.

A person is counted at a step when it, or a later one, is known: who is on treatment has been
confirmed, whether or not we have the paper. So the cascade never rises, and what falls off
between two steps are people, each with a code to act on.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Text

from .suppression import THRESHOLD

DEFINITIONS_VERSION = 1


class Step(models.TextChoices):
    """The steps, in their order."""

    REACTIVE = "reactive", _("Reactive rapid test")
    ARRIVED = "arrived", _("Arrived at a service")
    CONFIRMED = "confirmed", _("Diagnosis confirmed")
    REGISTERED = "registered", _("Registered for care")
    TREATED = "treated", _("Started treatment")
    UNDETECTABLE = "undetectable", _("Undetectable viral load")


DEFINITIONS: Mapping[str, Text] = {
    Step.REACTIVE: _(
        "A client with a code whose test for triage was reactive in the period; once, by the "
        "first such day. A contact without a code stands in no cascade."
    ),
    Step.ARRIVED: _(
        "A referral for this infection has an arrival, said by the client, confirmed by the "
        "service or seen on paper; or a later step is known."
    ),
    Step.CONFIRMED: _(
        "A confirmation concluded positive: three assays one after another, or the paper of a "
        "laboratory. Negative and inconclusive ones are named apart."
    ),
    Step.REGISTERED: _("A registration for care is written down, here or in the home country."),
    Step.TREATED: _(
        "A treatment began, whatever pays for it: the state programme, the home country, an own "
        "purchase, our reserve, a project. None of these is a failure."
    ),
    Step.UNDETECTABLE: _(
        "After treatment began a viral load was below 50 copies/ml, or a paper says undetectable. "
        "Before 180 days of treatment it is too early to measure."
    ),
}
_HIV = tuple(Step)
_OTHERS = (Step.REACTIVE, Step.ARRIVED, Step.CONFIRMED, Step.TREATED)
LATE_AFTER: Mapping[str, int] = {
    Step.ARRIVED: 14,
    Step.CONFIRMED: 14,
    Step.REGISTERED: 14,
    Step.TREATED: 30,
    Step.UNDETECTABLE: 210,
}
"""Days since the step before after which a missing step is somebody's task."""
EARLY_DAYS = 180


RANK: Mapping[str, int] = {step: place for place, step in enumerate(Step)}


def steps_of(infection: str) -> tuple[Step, ...]:
    """Return the steps of an infection: only HIV has a register and a viral load to reach."""
    return _HIV if infection == "hiv" else _OTHERS


@dataclass(frozen=True)
class Person:
    """What is known of somebody with a reactive test; days are None while nothing is known."""

    client_id: UUID
    reactive_on: date
    worker_id: UUID
    arrived_on: date | None = None
    conclusion: str = ""
    concluded_on: date | None = None
    registered_on: date | None = None
    treated_on: date | None = None
    source: str = ""
    measured_on: date | None = None
    undetectable_on: date | None = None
    late: bool = False

    @property
    def furthest(self) -> Step:
        """The furthest step that is known."""
        if self.undetectable_on:
            return Step.UNDETECTABLE
        if self.treated_on:
            return Step.TREATED
        if self.registered_on:
            return Step.REGISTERED
        if self.conclusion == "positive":
            return Step.CONFIRMED
        return Step.ARRIVED if self.arrived_on or self.conclusion else Step.REACTIVE

    @property
    def since(self) -> date:
        """The day of the furthest step: from then on the next one is waited for."""
        days = {
            Step.REACTIVE: self.reactive_on,
            Step.ARRIVED: self.arrived_on or self.concluded_on,
            Step.CONFIRMED: self.concluded_on,
            Step.REGISTERED: self.registered_on,
            Step.TREATED: self.treated_on,
            Step.UNDETECTABLE: self.undetectable_on,
        }
        return days[self.furthest] or self.reactive_on

    def missing(self, infection: str) -> Step | None:
        """Return the step that comes next; None at the end, or when the test was a false alarm."""
        if self.conclusion == "negative" and self.furthest == Step.ARRIVED:
            return None
        reached = RANK[self.furthest]
        return next((step for step in steps_of(infection) if RANK[step] > reached), None)


@dataclass(frozen=True)
class Stuck:
    """The people who reached the step before and not this one."""

    everybody: int = 0
    late: int = 0
    negative: int = 0
    inconclusive: int = 0
    early: int = 0

    @property
    def to_act(self) -> int:
        """How many of them something can be done for."""
        return self.everybody - self.negative


@dataclass(frozen=True)
class Level:
    """One step: how many reached it, and who stays behind. None is a figure that is not shown."""

    step: Step
    count: int | None
    before: int | None = None
    stuck: Stuck | None = None


def counts_of(people: Sequence[Person], infection: str) -> list[int]:
    """Return how many people reached each step of the infection; never rising."""
    reached = Counter(RANK[person.furthest] for person in people)
    return [
        sum(count for rank, count in reached.items() if rank >= RANK[step])
        for step in steps_of(infection)
    ]


def stuck_before(people: Sequence[Person], infection: str, step: Step) -> list[Person]:
    """Return the people who wait for a step, a false alarm among them, longest first."""
    steps = steps_of(infection)
    place = steps.index(step)
    between = range(RANK[steps[place - 1]] if place else 0, RANK[step])
    found = [person for person in people if RANK[person.furthest] in between]
    return sorted(found, key=lambda person: (person.since, person.client_id))


def levels_of(people: Sequence[Person], infection: str, today: date) -> list[Level]:
    """Return every step with its exact figures."""
    steps = steps_of(infection)
    counts = counts_of(people, infection)
    levels = [Level(steps[0], counts[0])]
    for place in range(1, len(steps)):
        waiting = stuck_before(people, infection, steps[place])
        stuck = Stuck(
            everybody=len(waiting),
            late=sum(is_late(person, infection, today) for person in waiting),
            negative=sum(person.conclusion == "negative" for person in waiting),
            inconclusive=sum(person.conclusion == "inconclusive" for person in waiting),
            early=sum(is_early(person, today) for person in waiting),
        )
        levels.append(Level(steps[place], counts[place], counts[place - 1], stuck))
    return levels


def is_late(person: Person, infection: str, today: date) -> bool:
    """Tell whether the next step is missing for longer than it may."""
    step = person.missing(infection)
    return step is not None and (today - person.since).days > LATE_AFTER[step]


def is_early(person: Person, today: date) -> bool:
    """Tell whether somebody is on treatment too short a time for a viral load to tell."""
    treated = person.treated_on
    return (
        treated is not None and not person.undetectable_on and ((today - treated).days < EARLY_DAYS)
    )


def veil(counts: Sequence[int], threshold: int = THRESHOLD) -> list[int | None]:
    """Hide the small figures of a cascade, and those that would give a small gap away.

    A figure is shown when it is 0 or at least the threshold, and when the people between it and
    the last figure shown are none or at least the threshold. So every difference of two shown
    figures is 0 or at least the threshold, and a hidden one keeps several possible values.
    """
    shown: list[int | None] = []
    last: int | None = None
    for count in counts:
        gap = 0 if last is None else last - count
        hidden = 0 < count < threshold or 0 < gap < threshold
        shown.append(None if hidden else count)
        last = last if hidden else count
    return shown


def veiled(levels: Sequence[Level], tested: int) -> list[Level]:
    """Return the steps as somebody sees them who may not see small numbers: no second lines.

    `tested` persons stand beside: those who were not reactive are a difference too.
    """
    shown = veil([tested, *(level.count or 0 for level in levels)])[1:]
    found = []
    for place, level in enumerate(levels):
        before = shown[place - 1] if place else None
        both = place and shown[place] is not None and before is not None
        stuck = Stuck(everybody=level.stuck.everybody) if both and level.stuck else None
        found.append(Level(level.step, shown[place], before, stuck))
    return found
