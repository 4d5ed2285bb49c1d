"""Where people are met."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..models import Site
from ..types import Channel

REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,5}")


@dataclass(frozen=True)
class SiteEntry:
    """What is written about a site; the region is an ISO 3166-2 code ("RU-SAM")."""

    label: str
    kind: str
    team_id: UUID
    region: str = ""
    area: str = ""
    languages: tuple[str, ...] = ()
    network: str = ""
    services: tuple[str, ...] = ()
    active: bool = True


def _check(actor: Actor, entry: SiteEntry) -> None:
    if not entry.label.strip():
        raise DomainError(_("Give it a label that says nothing to others."), field="label")
    if entry.kind not in Channel.values:
        raise DomainError(_("Choose what kind of site it is."), field="kind")
    if entry.region and not REGION.fullmatch(entry.region):
        raise DomainError(
            _("Write the region as its code, for example RU-SAM."), field="region", code="region"
        )
    if entry.team_id not in actor.teams and not actor.may("encounters.every_team"):
        raise NotYours


@transaction.atomic
def save_site(*, actor: Actor, site_id: UUID, entry: SiteEntry) -> None:
    """Make a site or change it; the same id again changes nothing more.

    Raises DomainError beside the field, NotYours for another team's or organisation's site.
    """
    _check(actor, entry)
    with scopes_disabled():  # an id of another house must be refused, not written over
        site = Site.objects.filter(id=site_id).first()
    if site and (
        site.organisation_id != actor.organisation_id
        or (site.team_id not in actor.teams and not actor.may("encounters.every_team"))
    ):
        raise NotYours
    with scope(organisation=actor.organisation_id):
        others = Site.objects.filter(label=entry.label.strip()).exclude(id=site_id)
        if others.exists():
            raise DomainError(_("Another site has this label."), field="label", code="taken")
        site = site or Site(id=site_id, organisation_id=actor.organisation_id)
        site.label, site.area = entry.label.strip(), entry.area.strip()
        site.kind, site.region, site.network = entry.kind, entry.region, entry.network
        site.team_id = entry.team_id
        site.languages, site.services = entry.languages, entry.services
        site.active = entry.active
        site.save()
        journal.write(actor=actor, verb="encounters.site_saved", subject=site_id)
