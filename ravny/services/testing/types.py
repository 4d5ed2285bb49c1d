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


CONCLUDES = frozenset({Purpose.CONFIRMATION.value, Purpose.SENT_AWAY.value})
"""Purposes that may end in a conclusion."""

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

    `referral_id` is made where the step was chosen, so that it is opened once. `service_id` is
    where, known at a desk only; without `consented` to that addressee it opens as a draft.
    """

    step: str
    referral_id: UUID
    due: date | None = None
    escort: bool = False
    warned: bool = False
    service_id: UUID | None = None
    consented: bool = False


@dataclass(frozen=True, slots=True)
class TestFacts:
    """A test as it is recorded in one go; each moment of it has its own day, None: not done.

    `place_id`: where the kit came from (None: the worker's bag). `exposed_on`: a day of possible
    exposure, so that the retest falls after the window. `conclusion`: of a confirmation made
    elsewhere, with its proof; what assays recorded here conclude is worked out, never written.
    `retest_on` None: the day the rules propose.
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
    on_prep: bool = False
    exposed_on: date | None = None
    retest_on: date | None = None
    conclusion: str = ""
    concluded_on: date | None = None
    proof: str = ""
    device_id: UUID | None = None
    note: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LateResult:
    """A result that came after the meeting (the fifteen minutes' wait), from a phone.

    It may arrive before the meeting it belongs to. Two for one test (invalid, then repeated) say
    the same in either order; the step is chosen once.
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


@dataclass(frozen=True)
class AssayFact:
    """One assay as a page shows it; the lot's label comes from stock."""

    assay_id: UUID
    slot: str
    result: str
    day: date
    specimen: str = ""
    item_id: UUID | None = None
    lot_id: UUID | None = None


@dataclass(frozen=True)
class TestFact:
    """A test as pages and other rooms see it; days None: not done. Codes, not words.

    `client_id` is the id it was recorded under. `referral_id` is set once a referral is open.
    """

    __test__ = False  # not a test of pytest's

    test_id: UUID
    infection: str
    purpose: str
    day: date
    worker_id: UUID
    worker: str
    team_id: UUID
    client_id: UUID | None
    encounter_id: UUID | None
    site: str
    channel: str
    age_group: str
    service_id: UUID | None
    is_whole: bool
    counselled_on: date | None
    consented_on: date | None
    safety: str
    previous: str
    assistance: str
    on_prep: bool
    exposed_on: date | None
    result: str
    result_on: date | None
    returned_on: date | None
    post_counselled_on: date | None
    conclusion: str
    concluded_on: date | None
    proof: str
    retest_on: date | None
    step: str
    step_due: date | None
    step_warned: bool
    referral_id: UUID | None
    void_reason: str
    note: bytes | None = field(default=None, repr=False)
    assays: tuple[AssayFact, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something is still to be run or to come back."""
        if self.void_reason or self.conclusion:
            return False
        return self.purpose == Purpose.CONFIRMATION or self.result in ("", Result.INVALID)

    @property
    def is_counted(self) -> bool:
        """Whether it counts anywhere: consent, a valid result, whole, not void."""
        valid = self.result in (Result.REACTIVE, Result.NONREACTIVE)
        return bool(self.consented_on and valid and self.is_whole and not self.void_reason)


@dataclass(frozen=True)
class DueTest:
    """A test that waits for somebody (*Today*): since when, or for which day."""

    test_id: UUID
    client_id: UUID | None
    infection: str
    day: date
    step: str = ""


@dataclass(frozen=True)
class Concluded:
    """The latest conclusion of a client for an infection, and how it is known."""

    test_id: UUID
    client_id: UUID
    conclusion: str
    day: date
    proof: str
    service_id: UUID | None


@dataclass(frozen=True)
class LotUse:
    """How one lot of kits behaved: `rate` = invalid ÷ used.

    `is_suspicious`: at least three invalid, and the lower end of the rate's 95 % Wilson interval
    above 5 %: more than bad luck with a few kits.
    """

    lot_id: UUID
    item_id: UUID
    label: str
    number: str
    expires_on: date | None
    used: int
    invalid: int
    rate: float
    is_suspicious: bool
