"""The list of incidents, those first that happened last."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.cells import Badge, Badges, Link, Tag
from ravny.core.kit.clock import today
from ravny.core.kit.formats import month
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags

from .forms import incident_filters
from .models import Incident
from .operations import note_export
from .queries import latest_responses, list_incidents
from .types import DANGEROUS, LABELS, Consent, Kind, Office, Outcome, Spot, State


def state_badges(row: Incident) -> Badges:
    """Return whether it is open, how it ended, and whether somebody may be in danger."""
    if row.state == State.CLOSED:
        return Badges((Badge(Outcome(row.outcome).label, "ok"),))
    badges = [Badge(State.OPEN.label, "info")]
    if row.kind in DANGEROUS:
        badges.insert(0, Badge(_("somebody may be in danger"), "danger"))
    if row.follow_up_on and row.follow_up_on < today():
        badges.append(Badge(_("not looked at in time"), "warn"))
    return Badges(tuple(badges))


class Incidents(ListPage[Incident]):
    """The list; made for each request by `incidents_for`."""

    name = "incidents"
    title = _("Incidents")
    default_sort = "-month"
    template = "incidents/list.html"
    empty_title = _("No incidents yet")
    empty_text = _(
        "A refusal of care, extortion, violence: write it down from a client's card or here."
    )
    exportable: ClassVar[bool] = True
    export_permission = "incidents.export"
    columns = (
        Column(
            "month",
            _("Month"),
            lambda row: Link(
                month(row.month), reverse("incidents:incident", args=[row.id]), nowrap=True
            ),
            sort="month",
        ),
        Column("kind", _("What happened"), lambda row: Kind(row.kind).label, sort="kind"),
        Column("office", _("Who did it"), lambda row: Office(row.office).label, sort="office"),
        Column("spot", _("In what place"), lambda row: Spot(row.spot).label),
        Column("region", _("Region"), lambda row: row.region or None),
        Column("client", _("Client"), lambda row: row.tag),
        Column("last", _("Done last"), lambda row: row.last_words),
        Column("consent", _("May be used for"), lambda row: Consent(row.consent).label),
        Column("state", _("State"), state_badges),
        Column("owner", _("Whose task"), lambda row: row.owner_name),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Incident]:
        """Return the incidents this person may see."""
        return list_incidents(actor, filters)

    def prepare(self, actor: Any, rows: list[Incident]) -> list[Incident]:
        """Add codes, names and what was done last: three queries for any page."""
        tags = client_tags(actor, {row.client_id for row in rows if row.client_id})
        names = pseudonyms(actor)
        last = latest_responses(actor, [row.id for row in rows])
        for row in rows:
            one: Any = row  # what the cells of this page need
            code = tags.get(row.client_id, "") if row.client_id else ""
            one.tag = Tag(code, reverse("desk:card", args=[row.client_id])) if code else None
            one.owner_name = names.get(row.owner_id, "")
            one.last_words = LABELS.get(last.get(row.id, ""), "")
        return rows

    def exported(self, actor: Any, name: str, count: int) -> None:
        """Write down that a file left."""
        note_export(actor=actor, count=count)

    def empty_action(self, actor: Any) -> tuple[Text, str] | None:
        """Offer the first record."""
        if actor.may("incidents.record"):
            return _("Write an incident down"), reverse("incidents:record")
        return None

    def context(self, actor: Any) -> dict[str, Any]:
        """Say whether one may write an incident down."""
        return {"may_record": actor.may("incidents.record")}


def incidents_for(actor: Actor) -> Incidents:
    """Return the list with this person's filters."""
    page = Incidents()
    page.filter_form = incident_filters(actor)  # type: ignore[misc]  # a form of one request
    return page
