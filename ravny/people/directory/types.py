"""What other rooms know of a service: its kind, where it is, and who learns of a visit there."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ravny.core.kit.clock import today

UNKNOWN = "unknown"
NOBODY = "nobody"
STALE_DAYS = 180
"""An entry that nobody verified for so long is flagged."""


class ServiceKind(models.TextChoices):
    """What stands behind an entry."""

    AIDS_CENTRE = "aids_centre", _("AIDS centre")
    STI_DISPENSARY = "dispensary", _("dermatovenereology dispensary")
    TB_DISPENSARY = "tb_dispensary", _("tuberculosis dispensary")
    ANONYMOUS = "anonymous", _("anonymous testing")
    CLINIC = "clinic", _("clinic")
    HOSPITAL = "hospital", _("hospital")
    MATERNITY = "maternity", _("maternity hospital")
    LABORATORY = "laboratory", _("laboratory")
    SPECIALIST = "specialist", _("friendly specialist")
    CONTACT = "contact", _("regional contact person")
    NGO = "ngo", _("community organisation")
    SHELTER = "shelter", _("shelter")
    MIGRATION = "migration", _("migration office")
    SANITARY = "sanitary", _("sanitary service")
    POLICE = "police", _("police")
    COURT = "court", _("court")
    CONSULATE = "consulate", _("consulate")
    UNIVERSITY = "university", _("university")
    OTHER = "other", _("other")


OFFICES = frozenset({"migration", "sanitary", "police", "court", "consulate", "university"})
PERSONS = frozenset({"specialist", "contact"})
"""Kinds that are one person: how to find them is sealed."""


class Speciality(models.TextChoices):
    """Whom one meets there."""

    INFECTIOUS = "infectious", _("infectious diseases")
    DERMATOVENEREOLOGIST = "dermatovenereologist", _("dermatovenereologist")
    UROLOGIST = "urologist", _("urologist")
    PROCTOLOGIST = "proctologist", _("proctologist")
    GYNAECOLOGIST = "gynaecologist", _("gynaecologist")
    PHTHISIATRICIAN = "phthisiatrician", _("tuberculosis doctor")
    HEPATOLOGIST = "hepatologist", _("hepatologist")
    ENDOCRINOLOGIST = "endocrinologist", _("endocrinologist")
    GENERAL = "general", _("general practitioner")
    DENTIST = "dentist", _("dentist")
    SURGEON = "surgeon", _("surgeon")
    PAEDIATRICIAN = "paediatrician", _("paediatrician")
    PSYCHOLOGIST = "psychologist", _("psychologist")
    PSYCHIATRIST = "psychiatrist", _("psychiatrist")
    SEXOLOGIST = "sexologist", _("sexologist")
    NARCOLOGIST = "narcologist", _("addiction doctor")
    LAWYER = "lawyer", _("lawyer")
    INTERPRETER = "interpreter", _("interpreter")
    PEER = "peer", _("peer counsellor")


class Offer(models.TextChoices):
    """What a service provides, or says in advance that it does not."""

    RAPID_TEST = "rapid_test", _("rapid test")
    CONFIRMATION = "confirmation", _("confirmation of a reactive test")
    REGISTRATION = "registration", _("registration for HIV care")
    REMOTE_REGISTRATION = "remote_registration", _("registration from a distance")
    ART = "art", _("antiretroviral therapy")
    VIRAL_LOAD = "viral_load", _("viral load and CD4")
    PREP = "prep", _("PrEP")
    PEP = "pep", _("PEP")
    STI_CARE = "sti_care", _("tests and treatment of STI")
    HEPATITIS_CARE = "hepatitis_care", _("hepatitis care")
    TB_CARE = "tb_care", _("tuberculosis care")
    SURGERY = "surgery", _("surgery")
    CHILDBIRTH = "childbirth", _("childbirth")
    CONSULTATION = "consultation", _("consultation")
    TELECONSULT = "teleconsult", _("consultation by video")
    LEGAL = "legal", _("legal help")
    DOCUMENTS = "documents", _("certificates and documents")
    HOUSING = "housing", _("a place to sleep")
    FOOD = "food", _("food and clothes")
    INTERPRETING = "interpreting", _("interpreting")


class YesNo(models.TextChoices):
    """A safety fact; unknown counts as unsafe."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = UNKNOWN, _("not known")


class Reports(models.TextChoices):
    """Whom a service tells of a visitor, by duty or by custom."""

    NOBODY = NOBODY, pgettext_lazy("who is told", "nobody")
    REGISTER = "register", _("the state register of patients")
    SANITARY = "sanitary", _("the sanitary service")
    MIGRATION = "migration", _("the migration office")
    POLICE = "police", _("the police")
    EMPLOYER = "employer", _("employer or university")
    FAMILY = "family", _("family or diaspora")
    UNKNOWN = UNKNOWN, _("not known")


class Friendliness(models.TextChoices):
    """How our clients were met there."""

    WARM = "warm", _("friendly")
    FAIR = "fair", _("correct")
    COLD = "cold", _("cold")
    HOSTILE = "hostile", _("hostile")
    UNKNOWN = UNKNOWN, _("not known")


class Asked(models.TextChoices):
    """What was asked of an office; the diagnosis is never in it."""

    ADMISSION = "admission", _("to receive a client")
    ANONYMITY = "anonymity", _("to receive without papers")
    COOPERATION = "cooperation", _("to work together")
    CLARIFICATION = "clarification", _("what the rules are")
    DOCUMENT = "document", _("a paper or certificate")
    DELAY = "delay", _("to wait with a decision")
    WITHDRAWAL = "withdrawal", _("to take a decision back")
    STUDY = "study", _("to let a student finish")
    COMPLAINT = "complaint", _("to answer a complaint")
    OTHER = "other", _("something else")


class Answer(models.TextChoices):
    """What the office said."""

    AGREED = "agreed", _("agreed")
    PARTLY = "partly", _("agreed in part")
    REFUSED = "refused", _("refused")
    PROMISED = "promised", _("promised to answer")
    SILENT = "silent", _("no answer")


class Outcome(models.TextChoices):
    """What came of it in the end."""

    OPEN = "open", _("still open")
    KEPT = "kept", _("they did what they said")
    BROKEN = "broken", _("they did not")
    NOTHING = "nothing", _("nothing came of it")


@dataclass(frozen=True)
class ServiceFact:
    """A service as other rooms see it. `label` is public; a person's contacts stay sealed.

    `reports_to` empty is the same as ("unknown",). `country` ISO 3166-1 alpha-2 in small letters
    ("ru"), `region` ISO 3166-2 ("RU-SAM") or "".
    """

    service_id: UUID
    kind: str
    label: str
    country: str
    region: str
    city: str
    specialities: tuple[str, ...] = ()
    infections: tuple[str, ...] = ()
    provides: tuple[str, ...] = ()
    not_provided: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    same_community: str = UNKNOWN
    anonymous: str = UNKNOWN
    asks_passport: str = UNKNOWN
    reports_to: tuple[str, ...] = ()
    friendliness: str = UNKNOWN
    hours: str = ""
    way_in: str = ""
    verified_on: date | None = None
    is_active: bool = True

    @property
    def may_report(self) -> bool:
        """Whether anybody may learn of a visit; unknown counts as yes."""
        return self.reports_to != (NOBODY,)

    @property
    def city_beside(self) -> str:
        """The city to write beside the label, "" where the label says it already."""
        return "" if self.city.casefold() in self.label.casefold() else self.city

    @property
    def is_stale(self) -> bool:
        """Whether nobody made sure of it for STALE_DAYS, or ever."""
        oldest = today() - timedelta(days=STALE_DAYS)
        return self.verified_on is None or self.verified_on < oldest

    @property
    def is_anonymous(self) -> bool:
        """Whether one can come without papers and nobody is told."""
        return (
            self.anonymous == YesNo.YES and self.asks_passport == YesNo.NO and not self.may_report
        )


@dataclass(frozen=True)
class PriceEntry:
    """What something costs there: whole units of an ISO 4217 currency as of a day; 0 is free."""

    offer: str
    amount: int
    currency: str
    as_of: date


@dataclass(frozen=True)
class ServiceEntry:
    """What is written about a service.

    `country` in small letters as everywhere in the house ("ru"), `region` ISO 3166-2 ("RU-SAM").
    `contact`: an envelope of kind "service.contact"; None empties it. `prices` and `verified_on`:
    None leaves what was there.
    """

    kind: str
    label: str
    country: str
    region: str = ""
    city: str = ""
    specialities: tuple[str, ...] = ()
    infections: tuple[str, ...] = ()
    provides: tuple[str, ...] = ()
    not_provided: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    same_community: str = UNKNOWN
    hours: str = ""
    way_in: str = ""
    anonymous: str = UNKNOWN
    asks_passport: str = UNKNOWN
    reports_to: tuple[str, ...] = ()
    friendliness: str = UNKNOWN
    contact: bytes | None = None
    prices: tuple[PriceEntry, ...] | None = None
    verified_on: date | None = None


@dataclass(frozen=True)
class DealingEntry:
    """What was asked of an office, and what it answered; `note`: kind "dealing.note"."""

    service_id: UUID
    day: date
    asked: str
    answer: str
    outcome: str = Outcome.OPEN
    next_on: date | None = None
    note: bytes | None = None


@dataclass(frozen=True)
class DueDealing:
    """An answer to ask for again: whose it is and since when it is due."""

    dealing_id: UUID
    service_id: UUID
    label: str
    asked: str
    next_on: date
    worker_id: UUID
    worker: str
