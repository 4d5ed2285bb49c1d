"""The codes of supervision, and plain values its operations and pages share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VOLUNTEER_DAYS = 90
"""A leaving worker may stay so long on named cases; then it is decided anew."""
COVER_DAYS = 180
"""The longest holiday cover."""


class HandoverKind(models.TextChoices):
    """For how long somebody else carries a case."""

    GOOD = "good", _("for good")
    COVER = "cover", _("cover until a day")
    VOLUNTEER = "volunteer", _("for good, and I stay as a volunteer for a time")


PASSES = frozenset({HandoverKind.GOOD.value, HandoverKind.VOLUNTEER.value})
"""Kinds after which somebody else is the manager and owns the promises."""


class ItemState(models.TextChoices):
    """Where one case or promise of a handover is."""

    OFFERED = "offered", pgettext_lazy("handover", "waits for an answer")
    ACCEPTED = "accepted", pgettext_lazy("handover", "taken over")
    RETURNED = "returned", pgettext_lazy("handover", "given back")
    WITHDRAWN = "withdrawn", pgettext_lazy("handover", "withdrawn")
    GONE = "gone", pgettext_lazy("handover", "settled before")


class ReturnReason(models.TextChoices):
    """Why somebody does not take a case or a promise over."""

    TOO_MUCH = "too_much", _("I carry too much already")
    LANGUAGE = "language", _("I do not speak the language")
    KNOWN = "known", _("we know each other, or the family")
    PROFESSION = "profession", _("it needs another profession")
    AWAY = "away", _("I am away at that time")
    UNSAFE = "unsafe", _("it would not be safe")
    OTHER = "other", _("another reason")


class SessionKind(models.TextChoices):
    """What kind of supervision."""

    INDIVIDUAL = "individual", pgettext_lazy("supervision", "individual")
    GROUP = "group", pgettext_lazy("supervision", "group")
    EXTERNAL = "external", _("with a supervisor from outside")


class Topic(models.TextChoices):
    """What a session was about; no case is named."""

    CASES = "cases", _("hard cases")
    FEELINGS = "feelings", _("own feelings")
    BOUNDARIES = "boundaries", _("boundaries with clients")
    LOAD = "load", _("too much work")
    BURNOUT = "burnout", _("tiredness, burnout")
    TEAM = "team", _("the team")
    SAFETY = "safety", _("own safety")
    ETHICS = "ethics", _("ethics")
    LOSS = "loss", _("a loss")
    SKILLS = "skills", _("skills")


class TrainingKind(models.TextChoices):
    """What people are trained in."""

    CULTURE = "culture", _("religious and cultural sensitivity")
    LEGAL = "legal", _("legal practicum")
    FIRST_AID = "first_aid", _("first aid")
    SAFETY = "safety", _("safety")
    HIV = "hiv", _("HIV basics")
    CONFIDENTIALITY = "confidentiality", _("confidentiality")
    TESTING = "testing", _("rapid tests and counselling")
    CASES = "cases", _("case management")


VALID_MONTHS: Mapping[str, int] = {
    TrainingKind.CULTURE: 24,
    TrainingKind.LEGAL: 12,
    TrainingKind.FIRST_AID: 24,
    TrainingKind.SAFETY: 12,
    TrainingKind.HIV: 24,
    TrainingKind.CONFIDENTIALITY: 12,
    TrainingKind.TESTING: 12,
    TrainingKind.CASES: 36,
}
"""How long a training is valid where nobody says otherwise: our own choice, law changes fast."""
EXPIRES_SOON = 30
"""Days before which somebody is told that a training runs out."""

PromiseKey = tuple[str, UUID]
"""A promise's kind and object: its name for ever."""


@dataclass(frozen=True)
class Offer:
    """What one person offers: each case and each promise without a case, and to whom.

    `batch`: made with the page; sent twice, it is one offer. `ends_on`: the last day of a cover,
    or of the giver's time as a volunteer.
    """

    batch: UUID
    giver_id: UUID
    kind: str
    cases: Mapping[UUID, UUID] = field(default_factory=dict)
    promises: Mapping[PromiseKey, UUID] = field(default_factory=dict)
    begins_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Limits:
    """How much somebody may carry: points, and evenings or weekend days of a week."""

    points: int
    evenings: int


@dataclass(frozen=True)
class Load:
    """What somebody carries: open cases by stage, and their points."""

    cases: int = 0
    points: int = 0
    stages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SessionFacts:
    """A session that took place: its people of the house, and how many came from outside."""

    session_id: UUID
    kind: str
    day: date
    minutes: int
    topics: tuple[str, ...]
    people: frozenset[UUID]
    guests: int = 0


@dataclass(frozen=True)
class TrainingFacts:
    """A training that took place and who was there; `months` None: as the kind says."""

    training_id: UUID
    kind: str
    day: date
    minutes: int
    people: frozenset[UUID]
    months: int | None = None
    is_external: bool = False
