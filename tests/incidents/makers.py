"""What tests of incidents start from."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.incidents.models import Incident
from ravny.services.incidents.operations import record_incident
from ravny.services.incidents.types import NewIncident
from tests.cast import NEAR_TEAM, Cast, Person


def sent(**changes: Any) -> dict[str, Any]:
    """Return what the form sends: a clinic refused, may be counted."""
    return {
        "record_id": str(day_id()),
        "team": str(NEAR_TEAM),
        "kind": "care",
        "office": "clinic",
        "spot": "clinic",
        "region": "",
        "month": today().replace(day=1).isoformat(),
        "consent": "counts",
        "owner": "",
        **changes,
    }


def an_incident(cast: Cast, person: Person | None = None, **changes: Any) -> UUID:
    """Write an incident down: a clinic refused care, nobody says whom."""
    facts: dict[str, Any] = {
        "incident_id": day_id(),
        "team_id": cast.near_team_id,
        "kind": "care",
        "office": "clinic",
        "spot": "clinic",
        "month": today().replace(day=1),
        "consent": "counts",
        **changes,
    }
    record_incident(actor=(person or cast.peer).actor, facts=NewIncident(**facts))
    return facts["incident_id"]


def the_incident(cast: Cast, incident_id: UUID) -> Incident:
    """Return an incident as it stands."""
    with scope(organisation=cast.organisation_id):
        return Incident.objects.get(id=incident_id)


def many(cast: Cast, how_many: int, month: date, **facts: Any) -> None:
    """Put incidents into the database straight away."""
    plain = {"kind": "care", "office": "clinic", "spot": "clinic", "consent": "counts", **facts}
    with scope(organisation=cast.organisation_id):
        Incident.objects.bulk_create(
            Incident(
                organisation_id=cast.organisation_id,
                team_id=cast.near_team_id,
                recorded_by_id=cast.peer.account_id,
                owner_id=cast.peer.account_id,
                month=month,
                follow_up_on=today() + timedelta(days=3),
                **plain,
            )
            for _one in range(how_many)
        )
