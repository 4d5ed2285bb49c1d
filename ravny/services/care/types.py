"""Plain values of the care room: the milestones between a confirmed diagnosis and undetectable."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.services.referrals.types import Proof

__all__ = [
    "CareFact",
    "EndReason",
    "Lab",
    "LabFacts",
    "Level",
    "Milestones",
    "Mode",
    "Proof",
    "RegistrationFacts",
    "Source",
    "TreatmentFacts",
]

SUPPRESSED_BELOW = 1000
UNDETECTABLE_BELOW = 50
"""Copies per millilitre (WHO 2021: suppressed < 1000; undetectable: not detected by the test)."""
LATE_BELOW = 200
LATE_DAYS = 90
"""Cells per microlitre, and how many days after the start a count still tells of it (ART.5)."""


class Mode(models.TextChoices):
    """How somebody registered for care."""

    IN_PERSON = "in_person", _("in person")
    REMOTE = "remote", _("from a distance")


class Source(models.TextChoices):
    """Where treatment comes from; none of these is a failure."""

    HERE = "here", _("state programme here")
    HOME = "home", _("through the home country")
    OWN = "own", _("own purchase")
    BRIDGE = "bridge", _("bridge from our reserve")
    PROJECT = "project", _("a project pays")


class Lab(models.TextChoices):
    """What was measured."""

    VIRAL_LOAD = "viral_load", _("viral load")
    CD4 = "cd4", _("CD4")


class Level(models.TextChoices):
    """A viral load in words: what is told to a client."""

    UNDETECTABLE = "undetectable", _("undetectable")
    SUPPRESSED = "suppressed", _("suppressed")
    HIGH = "high", _("not suppressed")


class EndReason(models.TextChoices):
    """Why treatment ended."""

    NONE = "", "—"
    CURED = "cured", _("course finished")
    CHANGED = "changed", _("comes from elsewhere now")
    STOPPED = "stopped", _("stopped by the client")
    RAN_OUT = "ran_out", _("ran out")
    MOVED = "moved", _("moved away")


@dataclass(frozen=True)
class Milestones:
    """What is known of one client's way through care for an infection (kept card's id).

    `source` is that of the running treatment, or of the last one. `undetectable_on`: the first
    undetectable viral load after treatment began (HIV only). `late`: a CD4 count below 200 at
    most 90 days after the earliest of these days (WHO: late diagnosis).
    """

    client_id: UUID
    registered_on: date | None = None
    registered_mode: str = ""
    treated_on: date | None = None
    source: str = ""
    on_treatment: bool = False
    measured_on: date | None = None
    undetectable_on: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """A registration for care; `country` is ISO 3166-1 alpha-2."""

    record_id: UUID
    client_id: UUID
    worker_id: UUID
    day: date
    mode: str
    country: str
    proof: str
    infection: str = "hiv"
    service_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TreatmentFacts:
    """A treatment from one source, from `day` on."""

    record_id: UUID
    client_id: UUID
    worker_id: UUID
    day: date
    source: str
    proof: str
    infection: str = "hiv"
    service_id: UUID | None = None
    ended_on: date | None = None
    end_reason: str = ""


@dataclass(frozen=True, slots=True)
class LabFacts:
    """A viral load or CD4; `value` in copies or cells per millilitre or microlitre.

    A paper may say a word and no number: then `level` alone is kept.
    """

    record_id: UUID
    client_id: UUID
    worker_id: UUID
    day: date
    lab: str
    proof: str
    value: int | None = None
    level: str = ""
    infection: str = "hiv"
    service_id: UUID | None = None


@dataclass(frozen=True)
class CareFact:
    """One fact of care as the card and the timeline show it; `what` is its table."""

    record_id: UUID
    what: str
    infection: str
    day: date
    proof: str
    service_id: UUID | None
    code: str
    detail: str = ""
    value: int | None = None
    ended_on: date | None = None
    end_reason: str = ""
