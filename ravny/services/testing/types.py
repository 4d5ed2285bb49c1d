"""Plain values of the testing room: what a test goes through, and what may be said of it.

*Reactive* is a result of one assay, never a diagnosis; only the strategy of several assays, or a
laboratory's paper, concludes (standards.md, "Testing").
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a test is for."""

    SCREENING = "screening", _("rapid test")
    SECOND = "second", _("second rapid test")
    SELF_TEST = "self_test", _("self-test")
    SENT_AWAY = "sent_away", _("sample sent to a laboratory")
    CONFIRMATION = "confirmation", _("confirmation")


TRIAGE = frozenset({Purpose.SCREENING.value, Purpose.SECOND.value, Purpose.SELF_TEST.value})
"""Purposes whose assays stand in slot 0: outside the algorithm, never a diagnosis."""


class Result(models.TextChoices):
    """What one assay, or the whole test, showed; "" is not known (yet)."""

    NONE = "", _("not known yet")
    NONREACTIVE = "nonreactive", _("nonreactive")
    REACTIVE = "reactive", _("reactive")
    INVALID = "invalid", _("invalid")


class Slot(models.TextChoices):
    """The place of an assay in the strategy; 0 is triage."""

    A0 = "0", _("triage")
    A1 = "1", _("assay 1")
    A2 = "2", _("assay 2")
    A1_AGAIN = "1r", _("assay 1 repeated")
    A3 = "3", _("assay 3")


class Conclusion(models.TextChoices):
    """What a confirmation concludes; "" while it does not."""

    NONE = "", _("not concluded")
    NEGATIVE = "negative", _("negative")
    POSITIVE = "positive", _("positive")
    INCONCLUSIVE = "inconclusive", _("inconclusive")


class Proof(models.TextChoices):
    """How a conclusion is known."""

    NONE = "", "—"
    CLIENT = "client", _("the client says so")
    PROVIDER = "provider", _("the service confirmed it")
    DOCUMENT = "document", _("a document was seen")
    ASSAYS = "assays", _("assays recorded here")


class Safety(models.TextChoices):
    """Violence and safety, asked alone and before anything about partners."""

    NOT_ASKED = "not_asked", _("not asked")
    SAFE = "safe", _("feels safe")
    UNSAFE = "unsafe", _("does not feel safe")
    DECLINED = "declined", _("declined to say")


class Assistance(models.TextChoices):
    """How a self-test was made."""

    NONE = "", "—"
    ASSISTED = "assisted", _("with our help")
    UNASSISTED = "unassisted", _("alone")


class Specimen(models.TextChoices):
    """What was taken."""

    BLOOD = "blood", _("blood from a finger")
    ORAL = "oral", _("oral fluid")
    VENOUS = "venous", _("blood from a vein")
    SWAB = "swab", _("swab")
    URINE = "urine", _("urine")
    SPUTUM = "sputum", _("sputum")
    QUESTIONS = "questions", _("symptom questions")


class Previous(models.TextChoices):
    """When the person was tested before, as they say."""

    NOT_ASKED = "not_asked", _("not asked")
    NEVER = "never", _("never")
    YEAR = "year", _("within a year")
    LONGER = "longer", _("longer ago")


class VoidReason(models.TextChoices):
    """Why a test does not count any more."""

    NONE = "", "—"
    DUPLICATE = "duplicate", _("recorded twice")
    MISTAKE = "mistake", _("recorded by mistake")
    WRONG_PERSON = "wrong_person", _("another person's code")
    TRIAL = "trial", _("tried out, not real")


@dataclass(frozen=True, slots=True)
class AssayFacts:
    """One assay that was run; `lot_id` None: first expired first of the place."""

    assay_id: UUID
    slot: str
    result: str
    day: date
    item_id: UUID | None = None
    lot_id: UUID | None = None
    specimen: str = ""


@dataclass(frozen=True, slots=True)
class NextFacts:
    """The step chosen after a reactive result (referrals.types.NextStep) and when to ask again.

    `referral_id` is made where the step was chosen, so that it is opened once.
    """

    step: str
    referral_id: UUID
    due: date | None = None
    escort: bool = False
    warned: bool = False


@dataclass(frozen=True, slots=True)
class TestFacts:
    """A test as it is recorded in one go; each moment of it has its own day, None: not done.

    `place_id`: where the kit came from (None: the worker's bag).
    """

    __test__ = False  # not a test of pytest's

    test_id: UUID
    infection: str
    purpose: str
    day: date
    worker_id: UUID
    team_id: UUID
    channel: str = ""
    encounter_id: UUID | None = None
    site_id: UUID | None = None
    client_id: UUID | None = None
    age_group: str = ""
    counselled_on: date | None = None
    consented_on: date | None = None
    safety: str = Safety.NOT_ASKED.value
    previous: str = Previous.NOT_ASKED.value
    assistance: str = ""
    result: str = ""
    result_on: date | None = None
    returned_on: date | None = None
    post_counselled_on: date | None = None
    assays: tuple[AssayFacts, ...] = ()
    next: NextFacts | None = None
    service_id: UUID | None = None
    place_id: UUID | None = None
    device_id: UUID | None = None
    note: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LateResult:
    """A result that came after the meeting (the fifteen minutes' wait), from a phone.

    It may arrive before the meeting it belongs to.
    """

    test_id: UUID
    infection: str
    worker_id: UUID
    team_id: UUID
    day: date
    result: str
    returned: bool
    post_counselled: bool
    next: NextFacts | None = None
    device_id: UUID | None = None


@dataclass(frozen=True)
class PersonTested:
    """What the cascade needs of one client with a reactive result in the period.

    `client_id` is the kept card's id. `conclusion` is the latest one, from a confirmation only.
    """

    client_id: UUID
    reactive_on: date
    conclusion: str
    concluded_on: date | None
    worker_id: UUID
    team_id: UUID


@dataclass(frozen=True)
class TestedCounts:
    """Tests and persons of a period: `tests` with consent and a valid result, not void.

    `uncoded`: those of `tests` without a client's code. `persons`: clients once each;
    `returned`: persons who got a result of theirs back.
    """

    tests: int
    uncoded: int
    persons: int
    returned: int
