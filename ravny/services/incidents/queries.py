"""Questions about incidents; a person sees their own teams' ones, a coordinator every team's."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractMonth
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import list_staff, permissions_of, team_members
from ravny.core.staff.types import Actor

from .models import Incident, IncidentMove
from .types import COUNTED, NOT_COUNTED, State

_PLAIN = {
    "kind": "kind", "office": "office", "spot": "spot", "region": "region", "consent": "consent",
    "owner": "owner_id",
}  # fmt: skip


def visible_to(actor: Actor) -> QuerySet[Incident]:
    """Return the incidents of the actor's teams and those they hold, or of every team.

    Needs the organisation's scope.
    """
    rows = Incident.objects.filter(organisation_id=actor.organisation_id)
    if actor.may("incidents.every_team"):
        return rows
    return rows.filter(Q(team_id__in=actor.teams) | Q(owner_id=actor.account_id))


def get_incident_for(actor: Actor, incident_id: UUID) -> Incident:
    """Gate: an incident the actor may see, with its team; raises NotYours."""
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).select_related("team").filter(id=incident_id)
        found = rows.first() if actor.may("incidents.view") else None
    if found is None:
        raise NotYours
    return found


def list_incidents(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Incident]:
    """Return the incidents a person may see, filtered as the list's boxes say."""
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor)
    for name, column in _PLAIN.items():
        if name in filters:
            rows = rows.filter(**{column: filters[name]})
    if filters.get("state") in State.values:
        rows = rows.filter(state=filters["state"])
    if "since" in filters:
        rows = rows.filter(month__gte=filters["since"].replace(day=1))
    if "until" in filters:
        rows = rows.filter(month__lte=filters["until"])
    if filters.get("overdue"):
        rows = rows.filter(state=State.OPEN, follow_up_on__lt=today())
    return rows


def moves_of(actor: Actor, incident: Incident) -> list[IncidentMove]:
    """Return the history of an incident that passed the gate, the first line first. One query."""
    with scope(organisation=actor.organisation_id):
        return list(IncidentMove.objects.filter(incident_id=incident.id).order_by("id"))


def latest_responses(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return incident → what was written down last. One query."""
    with scope(organisation=actor.organisation_id):
        rows = IncidentMove.objects.filter(incident_id__in=ids).order_by("id")
        return dict(rows.values_list("incident_id", "what"))


def open_of_client(actor: Actor, client_ids: Sequence[UUID]) -> list[Incident]:
    """Return a client's incidents the actor may see, open ones first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).filter(client_id__in=client_ids)
        return list(rows.order_by("-state", "-month", "id"))


def incidents_of_case(actor: Actor, case_id: UUID) -> list[Incident]:
    """Return a case's incidents the actor may see, open ones first. One query."""
    with scope(organisation=actor.organisation_id):
        return list(visible_to(actor).filter(case_id=case_id).order_by("-state", "-month", "id"))


def due_count(actor: Any) -> int | None:
    """Return how many of the actor's own incidents are due, None for none. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Incident.objects.filter(
            state=State.OPEN, owner_id=actor.account_id, follow_up_on__lte=today()
        )
        return rows.count() or None


def possible_owners(actor: Actor, team_id: UUID) -> list[tuple[UUID, str]]:
    """Return (account, working name) of those who see the team's incidents. Two queries."""
    members = set(team_members(actor.organisation_id, team_id))
    found = []
    for one in list_staff(actor):
        allowed = permissions_of(frozenset(one.roles))
        sees = one.account_id in members or "incidents.every_team" in allowed
        if sees and "incidents.record" in allowed:
            found.append((one.account_id, one.pseudonym))
    return found


def counts_of(actor: Actor, year: int) -> dict[tuple[str, str, int], int]:
    """Return (kind, office, quarter 0 to 3) → incidents of a year in the whole organisation.

    Only those whose consent lets them be counted, and none written down by mistake. One query.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    with scope(organisation=actor.organisation_id):
        rows = Incident.objects.filter(month__range=(first, last), consent__in=COUNTED)
        told = (
            rows.exclude(outcome=NOT_COUNTED)
            .annotate(number=ExtractMonth("month"))
            .order_by()
            .values_list("kind", "office", "number")
            .annotate(many=Count("id"))
        )
        counted: Counter[tuple[str, str, int]] = Counter()
        for kind, office, number, many in told:
            counted[kind, office, (number - 1) // 3] += many
    return dict(counted)


def years(actor: Actor) -> list[int]:
    """Return the years with any incident, and this one; the newest first. One query."""
    with scope(organisation=actor.organisation_id):
        found = Incident.objects.dates("month", "year")
        return sorted({one.year for one in found} | {today().year}, reverse=True)


def incidents_of_clients(organisation_id: UUID, client_ids: Sequence[UUID]) -> list[UUID]:
    """Return the ids of these clients' incidents; no gate. One query."""
    with scope(organisation=organisation_id):
        rows = Incident.objects.filter(client_id__in=client_ids).order_by("id")
        return list(rows.values_list("id", flat=True))
