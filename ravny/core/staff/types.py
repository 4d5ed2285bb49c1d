"""Who asks: the plain value that views hand to operations and queries."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


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


EVERYBODY = frozenset(Role.values)
CARE_ROLES = EVERYBODY - {Role.KEEPER.value, Role.STOCK.value}


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
