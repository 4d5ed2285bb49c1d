"""Questions about sites."""

from uuid import UUID

from django.db.models import QuerySet
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import list_teams
from ravny.core.staff.types import Actor
from ravny.services.stock.queries import item_labels

from ..models import Site
from ..types import Known, SiteFact


def fact_of(site: Site) -> SiteFact:
    """Turn a row into what others see."""
    return SiteFact(
        site_id=site.id,
        label=site.label,
        kind=site.kind,
        region=site.region,
        area=site.area,
        team_id=site.team_id,
        active=site.active,
        languages=site.languages,
        network=site.network,
    )


def sites_visible_to(actor: Actor) -> QuerySet[Site]:
    """Return the sites of the actor's teams; of every team for those who may see them all."""
    rows = Site.objects.filter(organisation_id=actor.organisation_id)
    return rows if actor.may("encounters.every_team") else rows.filter(team_id__in=actor.teams)


def get_site_for(actor: Actor, site_id: UUID) -> Site:
    """Gate: a site of the actor's teams; the same NotYours for any other."""
    with scope(organisation=actor.organisation_id):
        site = sites_visible_to(actor).select_related("team").filter(id=site_id).first()
    if site is None:
        raise NotYours
    return site


def list_sites(actor: Actor, *, active_only: bool = True) -> list[SiteFact]:
    """Return the sites the actor may work at, by label. One query."""
    with scope(organisation=actor.organisation_id):
        rows = sites_visible_to(actor)
        if active_only:
            rows = rows.filter(active=True)
        return [fact_of(site) for site in rows]


def team_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return (id, label) of the teams whose meeting, site or campaign something may be."""
    every = actor.may("encounters.every_team")
    return [(str(team.team_id), team.label) for team in list_teams(actor, own_only=not every)]


def known_of(organisation_id: UUID) -> Known:
    """Return what records of this organisation may name. Two queries.

    A site or an item out of use still counts: the phone may have recorded before it heard of it.
    """
    with scope(organisation=organisation_id):
        sites = {str(site.id): fact_of(site) for site in Site.objects.all()}
    return Known(sites=sites, items={str(item): item for item in item_labels(organisation_id)})
