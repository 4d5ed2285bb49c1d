"""Plain values of the referrals room: states, proofs, reasons, and the safe next steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ravny.people.directory.types import ServiceFact


class State(models.TextChoices):
    """Where a referral is; see NEXT for what may follow."""

    DRAFT = "draft", pgettext_lazy("referral", "draft")
    SENT = "sent", pgettext_lazy("referral", "sent")
    ACCEPTED = "accepted", pgettext_lazy("referral", "accepted")
    ARRIVED = "arrived", pgettext_lazy("referral", "arrived")
    CLOSED = "closed", pgettext_lazy("referral", "closed")
    REFUSED = "refused", pgettext_lazy("referral", "refused there")
    LOST = "lost", pgettext_lazy("referral", "no contact")
    EXPIRED = "expired", pgettext_lazy("referral", "expired")


NEXT: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"sent", "lost", "expired"}),
    "sent": frozenset({"accepted", "arrived", "refused", "lost", "expired"}),
    "accepted": frozenset({"arrived", "refused", "lost", "expired"}),
    "arrived": frozenset({"closed", "refused", "lost"}),
    "closed": frozenset(),
    "refused": frozenset({"sent"}),
    "lost": frozenset({"sent", "arrived"}),
    "expired": frozenset({"sent"}),
}
OPEN = frozenset({"draft", "sent", "accepted", "arrived"})
"""States in which somebody still has to do something."""


class Proof(models.TextChoices):
    """How we know; the weakest first."""

    NONE = "", "—"
    CLIENT = "client", _("the client says so")
    PROVIDER = "provider", _("the service confirmed it")
    DOCUMENT = "document", _("a document was seen")


class Reason(models.TextChoices):
    """Why somebody is referred."""

    CONFIRMATION = "confirmation", _("confirming a reactive test")
    CARE = "care", _("registration and treatment")
    STI_CARE = "sti_care", _("treatment of an STI")
    TB = "tb", _("tuberculosis check")
    PREP = "prep", _("PrEP or PEP")
    DOCTOR = "doctor", _("a doctor")
    PSYCHOLOGIST = "psychologist", _("psychologist")
    LAWYER = "lawyer", _("lawyer")
    HOSPITAL = "hospital", _("hospital")
    CHILDBIRTH = "childbirth", _("childbirth")
    SOCIAL = "social", _("social help")
    SHELTER = "shelter", _("a place to sleep")
    SUPPORT = "support", _("support group or peer")
    OTHER = "other", _("something else")


class Urgency(models.TextChoices):
    """How soon."""

    TODAY = "today", _("today")
    SOON = "soon", _("within three days")
    WEEKS = "weeks", _("within two weeks")


class Escort(models.TextChoices):
    """Whether somebody goes along."""

    NOT_ASKED = "not_asked", _("not asked")
    DECLINED = "declined", pgettext_lazy("escort", "not wanted")
    WANTED = "wanted", pgettext_lazy("escort", "wanted")
    AGREED = "agreed", pgettext_lazy("escort", "agreed")


class Disclosure(models.TextChoices):
    """What the client agrees that this addressee learns."""

    CODE = "code", _("the code")
    LANGUAGE = "language", _("the language")
    REASON = "reason", _("the reason for coming")
    RESULT = "result", _("the test result")
    CONTACT = "contact", _("how to reach the client")


class NextStep(models.TextChoices):
    """What follows a reactive rapid test; nothing is ever preselected."""

    SECOND_TEST = "second_test", _("second rapid test with us")
    ANONYMOUS = "anonymous", _("anonymous confirmation, with an escort")
    LAWYER = "lawyer", _("the lawyer first")
    CENTRE = "centre", _("AIDS centre or dispensary")
    LATER = "later", _("decides later")
    DECLINED = "declined", _("wants nothing now")


LEADS_OUT = frozenset({NextStep.ANONYMOUS.value, NextStep.LAWYER.value, NextStep.CENTRE.value})
"""Steps that become a referral."""


class AttemptWay(models.TextChoices):
    """How we tried to reach somebody."""

    CALL = "call", _("call")
    MESSAGE = "message", _("message")
    VISIT = "visit", _("visit")
    PROVIDER = "provider", _("asked the service")


class AttemptResult(models.TextChoices):
    """What came of it."""

    REACHED = "reached", _("reached")
    NO_ANSWER = "no_answer", _("no answer")
    ASKED_LATER = "asked_later", _("asked to be contacted later")
    WRONG = "wrong", _("does not reach them any more")
    UNSAFE = "unsafe", _("broke off: not safe")


FOLLOW_UP_DAYS: Mapping[str, int] = {"today": 1, "soon": 3, "weeks": 14}
"""After how many days somebody looks again, by urgency."""

EXPIRES_AFTER_DAYS = 60
"""So long after the last due day nobody waits for an answer any more."""

PROVEN = frozenset({"accepted", "arrived", "closed", "refused"})
"""States that are reached only with a word on how we know."""

LINKAGE_REASONS = frozenset({"confirmation", "care", "sti_care", "tb", "doctor", "hospital"})
"""Reasons whose arrival is an arrival in care; a visit to the lawyer is not."""


@dataclass(frozen=True)
class Moved:
    """One change of a referral: to which state, on which day, how we know."""

    state: str
    day: date
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TriedFacts:
    """An attempt to reach the client or the service of a referral."""

    attempt_id: UUID
    referral_id: UUID
    day: date
    way: str
    result: str


@dataclass(frozen=True)
class Sending:
    """To whom a referral goes, what the client agreed they learn, and that they were told.

    `service_id` None: the one it already has.
    """

    service_id: UUID | None = None
    discloses: tuple[str, ...] = ()
    consented: bool = False
    warned: bool = False


@dataclass(frozen=True)
class ReferralFacts:
    """What is written when a referral is opened.

    `warned`: somebody told the client who learns of it and the client chose it all the same; an
    addressee that may report refuses a possible foreigner without it. `owner_id`: whose task the
    follow-up is (None: who opens it). `service_id` None: not chosen yet. `history`: changes that
    were made since, for the bulk path; one that may not follow ends it. `travel`: a code of
    `helping.Travel`. `expected_on`: when the child is expected. `bundle_id`: begun together.
    """

    client_id: UUID
    reason: str
    day: date
    service_id: UUID | None = None
    infection: str = ""
    urgency: str = Urgency.SOON.value
    step: str = ""
    escort: str = Escort.NOT_ASKED.value
    escort_id: UUID | None = None
    interpreter: str = ""
    discloses: tuple[str, ...] = ()
    consented: bool = False
    warned: bool = False
    follow_up_on: date | None = None
    appointment_on: date | None = None
    owner_id: UUID | None = None
    encounter_id: UUID | None = None
    test_id: UUID | None = None
    note: bytes | None = field(default=None, repr=False)
    device_id: UUID | None = None
    history: tuple["Moved", ...] = ()
    travel: str = ""
    expected_on: date | None = None
    bundle_id: UUID | None = None


@dataclass(frozen=True)
class StepOption:
    """One way on after a reactive test, in the order it is offered.

    `services`: where it can be done, the safest first. `must_warn`: somebody may learn of it, so
    who learns what is told before it can be chosen.
    """

    step: str
    must_warn: bool
    services: tuple[ServiceFact, ...] = ()


@dataclass(frozen=True)
class Learner:
    """Somebody who learns something: who, what, and how sure we are ("yes" or "unknown")."""

    who: str
    what: str
    certainty: str


@dataclass(frozen=True)
class WhoLearns:
    """The answer to "If I do this, who learns what?". `is_safe` only when nobody does."""

    is_safe: bool
    may_be_foreigner: bool
    learners: tuple[Learner, ...]
    duties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrival:
    """The first arrival of a client for an infection, and how it is known."""

    client_id: UUID
    day: date
    proof: str
    service_id: UUID | None


@dataclass(frozen=True)
class ReferralFact:
    """A referral as cards and other rooms see it; `waits` days since it was made, while open."""

    referral_id: UUID
    client_id: UUID
    reason: str
    infection: str
    service: str
    state: str
    made_on: date
    state_on: date
    follow_up_on: date | None
    appointment_on: date | None
    owner_id: UUID
    waits: int | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN
