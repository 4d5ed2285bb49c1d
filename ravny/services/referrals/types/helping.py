"""Plain values of what goes with a referral: the way there, interpreters, places in hospital."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import Reason

LYING_IN = frozenset({Reason.HOSPITAL.value, Reason.CHILDBIRTH.value})
"""Reasons for which somebody stays there: the escort and the way are asked, never left out."""

TERM_WEEKS = 40
READY_BY_WEEK = 36
"""By this week of pregnancy the way to the maternity hospital has to be settled."""

SOON_DAYS = 2
"""So many days before an appointment an interpreter nobody has is somebody's task of the day."""


class Travel(models.TextChoices):
    """Whether somebody can travel: it decides which ways are left."""

    NOT_ASKED = "", pgettext_lazy("travel", "not asked")
    CAN = "can", _("can travel")
    CANNOT = "cannot", pgettext_lazy("travel", "cannot travel")


class InterpretingState(models.TextChoices):
    """Where the booking of an interpreter is."""

    ASKED = "asked", pgettext_lazy("interpreter", "asked, no answer yet")
    AGREED = "agreed", pgettext_lazy("interpreter", "comes")
    DECLINED = "declined", pgettext_lazy("interpreter", "cannot come")
    DONE = "done", pgettext_lazy("interpreter", "was there")


class ClientSays(models.TextChoices):
    """What the client said of an interpreter who may know the family."""

    NOT_ASKED = "", _("not asked yet")
    AGREED = "agreed", _("the client agrees to this person")
    REFUSED = "refused", _("the client does not want this person")


ANSWERS: Mapping[str, frozenset[str]] = {
    "asked": frozenset({"agreed", "declined"}),
    "agreed": frozenset({"done", "declined"}),
    "declined": frozenset(),
    "done": frozenset(),
}
"""What may follow a state of a booking."""


class Ward(models.TextChoices):
    """Which ward is asked for."""

    THERAPY = "therapy", _("internal medicine")
    INFECTIOUS = "infectious", pgettext_lazy("ward", "infectious diseases")
    SURGERY = "surgery", _("surgery")
    MATERNITY = "maternity", _("maternity")
    PREGNANCY = "pregnancy", _("pregnancy with complications")
    GYNAECOLOGY = "gynaecology", _("gynaecology")
    LUNGS = "lungs", _("lung diseases, tuberculosis")
    CHILDREN = "children", _("children")
    MIND = "mind", _("psychiatry")
    OTHER = "other", _("other")


class GetsThere(models.TextChoices):
    """How they can get there."""

    ALONE = "alone", _("on their own")
    ESCORTED = "escorted", _("with somebody")
    DRIVEN = "driven", _("has to be driven")
    AMBULANCE = "ambulance", _("by ambulance only")


class Paper(models.TextChoices):
    """Which papers somebody has; never their numbers."""

    PASSPORT = "passport", _("a passport")
    MIGRATION_CARD = "migration_card", _("a migration card")
    REGISTRATION = "registration", _("registration of stay")
    POLICY = "policy", _("health insurance")
    LETTER = "letter", _("a doctor's letter")
    TESTS = "tests", _("results of tests")
    MATERNITY_CARD = "maternity_card", _("the maternity exchange card")


class AskedFor(models.TextChoices):
    """What a hospital asks for."""

    PASSPORT = "passport", _("a passport")
    REGISTRATION = "registration", _("registration of stay")
    POLICY = "policy", _("health insurance")
    LETTER = "letter", _("a doctor's letter")
    TESTS = "tests", _("results of tests")
    PAYMENT = "payment", _("payment")
    RELATIVE = "relative", _("a relative or companion")


class BedAnswer(models.TextChoices):
    """What a hospital said."""

    ASKED = "asked", pgettext_lazy("hospital", "asked, no answer yet")
    PLACE = "place", pgettext_lazy("hospital", "gives a place")
    REFUSED = "refused", pgettext_lazy("hospital", "refused")
    ADMITTED = "admitted", pgettext_lazy("hospital", "admitted")


class WhyRefused(models.TextChoices):
    """Why a hospital refused, in its own words as near as a list can come."""

    NONE = "", "—"
    NO_BEDS = "no_beds", _("no beds")
    PROFILE = "profile", _("not their kind of illness")
    PAPERS = "papers", _("no papers")
    PAYMENT = "payment", _("no payment or insurance")
    CITIZENSHIP = "citizenship", _("no citizen")
    DIAGNOSIS = "diagnosis", _("because of the diagnosis")
    LANGUAGE = "language", _("no common language")
    NOT_SAID = "not_said", _("not said")


RIGHTS_AT_STAKE = frozenset({"papers", "payment", "citizenship", "diagnosis", "language"})
"""Refusals that are worth writing down as a refusal of care."""


class BedState(models.TextChoices):
    """Where a request for a place in hospital is."""

    OPEN = "open", _("looking for a place")
    PLACE = "place", _("a place is given")
    ADMITTED = "admitted", pgettext_lazy("request", "admitted")
    GIVEN_UP = "given_up", pgettext_lazy("request", "given up")


LOOKING = frozenset({BedState.OPEN.value, BedState.PLACE.value})


@dataclass(frozen=True)
class NewInterpreting:
    """An interpreter is asked: a colleague or a service of the directory, one of the two.

    `may_know`: "yes", "no" or "unknown"; anything but "no" needs the client's agreement.
    """

    language: str
    day: date
    account_id: UUID | None = None
    service_id: UUID | None = None
    may_know: str = "unknown"
    client_says: str = ""


@dataclass(frozen=True)
class NewBedRequest:
    """What is known when a place in hospital is looked for."""

    ward: str
    urgency: str
    gets_there: str
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewBedAnswer:
    """What one hospital said on a day, and what it asks for."""

    service_id: UUID
    day: date
    answer: str
    why: str = ""
    asks_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParallelStep:
    """One of several referrals that begin together: what for, whose, how soon, when to look."""

    referral_id: UUID
    reason: str
    owner_id: UUID
    urgency: str
    follow_up_on: date | None = None


def week_of(expected_on: date, on: date) -> int:
    """Return the week of pregnancy on a day, 1 to 42, from the day the child is expected."""
    return max(1, min(42, TERM_WEEKS - (expected_on - on).days // 7))
