"""Who asks: the plain value that views hand to operations and queries."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.languages import own_name_lazy


class Role(models.TextChoices):
    """Professions and duties; a person may have several."""

    PEER = "peer", _("peer outreach worker")
    SOCIAL = "social", _("social worker")
    CASE_MANAGER = "case_manager", _("case manager")
    DOCTOR = "doctor", _("doctor")
    PSYCHOLOGIST = "psychologist", _("psychologist")
    LAWYER = "lawyer", _("lawyer")
    HOTLINE = "hotline", _("hotline operator")
    STOCK = "stock", _("stock and parcels coordinator")
    COORDINATOR = "coordinator", _("coordinator")
    KEEPER = "keeper", _("system keeper")
    VOLUNTEER = "volunteer", _("volunteer on named cases")


EVERYBODY = frozenset(Role.values)
CARE_ROLES = EVERYBODY - {Role.KEEPER.value, Role.STOCK.value, Role.VOLUNTEER.value}


class WorkLanguage(models.TextChoices):
    """Languages people can be helped in, each in its own name; ISO 639-1."""

    RUSSIAN = "ru", own_name_lazy("ru")
    ENGLISH = "en", own_name_lazy("en")
    UZBEK = "uz", own_name_lazy("uz")
    TAJIK = "tg", own_name_lazy("tg")
    KYRGYZ = "ky", own_name_lazy("ky")
    KAZAKH = "kk", own_name_lazy("kk")
    TURKMEN = "tk", own_name_lazy("tk")
    UKRAINIAN = "uk", own_name_lazy("uk")
    ROMANIAN = "ro", own_name_lazy("ro")
    ARMENIAN = "hy", own_name_lazy("hy")
    AZERBAIJANI = "az", own_name_lazy("az")
    GEORGIAN = "ka", own_name_lazy("ka")
    FRENCH = "fr", own_name_lazy("fr")
    ARABIC = "ar", own_name_lazy("ar")


class Culture(models.TextChoices):
    """Whose customs a person knows how to work with; a skill, never their own belonging."""

    CENTRAL_ASIA = "central_asia", _("Central Asia")
    CAUCASUS = "caucasus", _("South Caucasus")
    NORTH_CAUCASUS = "north_caucasus", _("North Caucasus")
    SLAVIC = "slavic", _("Russia, Ukraine, Belarus")
    MOLDOVA = "moldova", _("Moldova")
    ROMA = "roma", _("Roma")
    AFRICA = "africa", _("African countries")
    SOUTH_ASIA = "south_asia", _("South Asia")
    MUSLIM = "muslim", _("Muslim communities")


@dataclass(frozen=True)
class Actor:
    """A signed-in person (or a phone's owner), as operations see them."""

    account_id: UUID
    organisation_id: UUID
    pseudonym: str
    roles: frozenset[str]
    teams: frozenset[UUID]
    permissions: frozenset[str]
    language: str = "ru"
    country: str = "ru"

    def may(self, permission: str) -> bool:
        """Tell whether one of the actor's roles has the permission."""
        return permission in self.permissions


@dataclass(frozen=True)
class Colleague:
    """What others see of a person who works here."""

    account_id: UUID
    pseudonym: str
    roles: tuple[str, ...]
    languages: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class TeamFact:
    """A team as other rooms see it."""

    team_id: UUID
    label: str


@dataclass(frozen=True)
class AccountFacts:
    """What an organisation writes down of somebody who works for it."""

    login: str
    pseudonym: str
    roles: tuple[str, ...]
    languages: tuple[str, ...] = ()
    cultures: tuple[str, ...] = ()
    teams: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of a try to sign in: an account, or nothing, perhaps with a wait."""

    account_id: UUID | None = None
    wait_until: datetime | None = None


@dataclass(frozen=True)
class Joining:
    """Who an invitation is for."""

    account_id: UUID
    login: str
    pseudonym: str
    language: str


@dataclass(frozen=True)
class PersonFact:
    """A person's own page in the staff list."""

    account_id: UUID
    login: str
    pseudonym: str
    roles: tuple[str, ...]
    languages: tuple[str, ...]
    cultures: tuple[str, ...]
    teams: tuple[TeamFact, ...]
    active: bool
    joined_on: date | None
    invited_until: date | None


@dataclass(frozen=True)
class SignInFact:
    """One living sign-in of a person, for their own eyes."""

    sign_in_id: UUID
    started_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class PersonJoined:
    """Event: somebody accepted an invitation; their old keys, if any, are gone."""

    organisation_id: UUID
    account_id: UUID


@dataclass(frozen=True)
class PersonLeft:
    """Event: an account was closed (or must join anew) by `actor_id`; its keys are given up.

    `actor_id` None: their last day was over, as decided before.
    """

    organisation_id: UUID
    account_id: UUID
    actor_id: UUID | None


@dataclass(frozen=True)
class TeamChanged:
    """Event: a team was made, or people came to it or left it."""

    organisation_id: UUID
    team_id: UUID
    joined: frozenset[UUID]
    left: frozenset[UUID]


@dataclass(frozen=True)
class DutiesChanged:
    """Event: a person's roles are others than before."""

    organisation_id: UUID
    account_id: UUID
    gained: frozenset[str]
    lost: frozenset[str]
