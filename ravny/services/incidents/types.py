"""The codes an incident is kept in, and what other rooms see of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ravny.core.kit.registries import Text


class Kind(models.TextChoices):
    """What was done to somebody."""

    HARASSMENT = "harassment", _("harassment by police")
    EXTORTION = "extortion", _("extortion by police")
    DETENTION = "detention", _("detention")
    VIOLENCE = "violence", _("violence")
    DISCLOSURE = "disclosure", _("status was disclosed")
    CARE = "care", _("refusal of care")
    REGISTRATION = "registration", _("refusal to register for care")
    FORCED_TEST = "forced_test", _("forced testing")
    REMOVAL = "removal", _("threat of deportation")
    WORK = "work", _("discrimination at work")
    SCHOOL = "school", _("discrimination at school or university")
    HOUSING = "housing", _("discrimination in housing")
    OTHER = "other", pgettext_lazy("incident", "something else")


DANGEROUS = frozenset({Kind.VIOLENCE.value, Kind.DETENTION.value})
"""Open incidents of these kinds mean that somebody may be in danger now."""


class Office(models.TextChoices):
    """Who did it, as a kind of office; never a name, a rank or a number."""

    POLICE = "police", _("police")
    MIGRATION = "migration", _("migration office")
    BORDER = "border", _("border control")
    COURT = "court", pgettext_lazy("incident", "court or bailiffs")
    AIDS_CENTRE = "aids_centre", _("AIDS centre")
    CLINIC = "clinic", _("clinic or hospital")
    AMBULANCE = "ambulance", _("ambulance")
    SANITARY = "sanitary", _("sanitary service")
    EMPLOYER = "employer", _("employer")
    SCHOOL = "school", _("school or university")
    LANDLORD = "landlord", _("landlord or hostel")
    FAMILY = "family", _("family or community")
    STRANGERS = "strangers", _("strangers")
    OTHER = "other", pgettext_lazy("incident", "somebody else")


class Spot(models.TextChoices):
    """In what kind of place; never an address."""

    STREET = "street", _("street or transport")
    HOME = "home", pgettext_lazy("incident", "at home")
    WORK = "work", pgettext_lazy("incident", "at work")
    OFFICE = "office", _("in an office")
    CLINIC = "clinic", pgettext_lazy("incident", "in a clinic")
    CUSTODY = "custody", _("in custody")
    BORDER = "border", _("at the border")
    STUDY = "study", _("where they study")
    ONLINE = "online", _("online or by telephone")
    UNKNOWN = "unknown", pgettext_lazy("incident", "not known")


class Response(models.TextChoices):
    """What was done about it."""

    TALK = "talk", _("talked it through with the client")
    LAWYER = "lawyer", _("a lawyer was brought in")
    COMPLAINT = "complaint", _("a complaint was filed")
    PROSECUTOR = "prosecutor", _("the prosecutor was addressed")
    COURT = "court", _("went to court")
    NEGOTIATION = "negotiation", _("negotiated with the office")
    OTHER_CLINIC = "other_clinic", _("another clinic was found")
    SHELTER = "shelter", _("a safe place was found")
    OMBUDSMAN = "ombudsman", _("the ombudsman was addressed")
    MEDIA = "media", _("media were addressed")
    NOTHING = "nothing", _("nothing yet")


class Happened(models.TextChoices):
    """What a line of an incident's history tells, besides responses."""

    RECORDED = "recorded", pgettext_lazy("incident", "written down")
    CONSENT = "consent", _("consent changed")
    CLOSED = "closed", pgettext_lazy("incident", "closed")
    REOPENED = "reopened", pgettext_lazy("incident", "opened again")


class Outcome(models.TextChoices):
    """How it ended."""

    NONE = "", "—"
    RIGHTED = "righted", _("put right")
    PARTLY = "partly", _("put right in part")
    PUNISHED = "punished", _("those who did it were held to account")
    REFUSED = "refused", _("the complaint was refused")
    STOPPED = "stopped", _("the client does not want to go on")
    NOTHING = "nothing", _("nothing came of it")
    MISTAKE = "mistake", pgettext_lazy("incident", "it was written down by mistake")


class State(models.TextChoices):
    """Whether somebody still has to do something."""

    OPEN = "open", pgettext_lazy("incident", "open")
    CLOSED = "closed", pgettext_lazy("incident", "closed")


NOT_COUNTED = Outcome.MISTAKE.value
"""It never happened, so it counts nowhere."""


class Consent(models.TextChoices):
    """What the person it happened to agrees that it is used for, the least first."""

    NONE = "none", _("nothing: it stays with us")
    COUNTS = "counts", _("counts only")
    STORY = "story", _("an anonymous story")
    COMPLAINT = "complaint", _("a complaint in their name")


COUNTED = frozenset({Consent.COUNTS.value, Consent.STORY.value, Consent.COMPLAINT.value})
"""Consents with which an incident is counted."""
NEEDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        (Response.COMPLAINT, Response.PROSECUTOR, Response.COURT, Response.OMBUDSMAN),
        frozenset({Consent.COMPLAINT.value}),
    ),
    Response.MEDIA: frozenset({Consent.STORY.value, Consent.COMPLAINT.value}),
}
"""Response → the consents it needs where we know who it happened to: nobody speaks unasked."""


@dataclass(frozen=True)
class NewIncident:
    """What is written down of an incident; `day` None where only the month is known."""

    incident_id: UUID
    team_id: UUID
    kind: str
    office: str
    spot: str
    month: date
    consent: str
    day: date | None = None
    region: str = ""
    client_id: UUID | None = None
    case_id: UUID | None = None
    owner_id: UUID | None = None
    follow_up_on: date | None = None
    words: bytes | None = None


@dataclass(frozen=True)
class Responded:
    """One response to an incident."""

    response: str
    day: date
    follow_up_on: date | None = None


LABELS: Mapping[str, Text] = {**dict(Response.choices), **dict(Happened.choices)}
"""What a line of the history says in words."""
