"""What tests of cases start from: a client with an open case, colleagues on its team."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.clients.operations import register_client
from ravny.people.clients.types import ClientFacts
from ravny.services.cases.models import Case, Member
from ravny.services.cases.operations import open_case
from ravny.services.cases.types import NewCase
from tests.cast import Cast, Person


def a_client(cast: Cast, person: Person | None = None, **facts: Any) -> UUID:
    """Register a client of the near team; by default nothing was asked."""
    return register_client(
        actor=(person or cast.peer).actor,
        client_id=day_id(),
        team_id=cast.near_team_id,
        facts=ClientFacts(**facts),
    )


def a_case(cast: Cast, person: Person | None = None, **changes: Any) -> UUID:
    """Open a case: the case manager's, five days ago, here, one medical request.

    `client_id` names an existing client; anything else is a field of NewCase.
    """
    client_id = changes.pop("client_id", None) or a_client(cast)
    facts: dict[str, Any] = {
        "case_id": day_id(),
        "client_id": client_id,
        "day": today() - timedelta(days=5),
        "source": "self",
        "where": "here",
        "asks": (("medical", None),),
        **changes,
    }
    return open_case(actor=(person or cast.case_manager).actor, facts=NewCase(**facts))


def on_the_team(cast: Cast, case_id: UUID, person: Person, duty: str, **facts: Any) -> None:
    """Put somebody on a case's team straight away, without asking anything."""
    with scope(organisation=cast.organisation_id):
        Member.objects.create(
            organisation_id=cast.organisation_id,
            case_id=case_id,
            account_id=person.account_id,
            duty=duty,
            **facts,
        )


def row_of(cast: Cast, case_id: UUID) -> Case:
    """Return a case as it stands."""
    with scope(organisation=cast.organisation_id):
        return Case.objects.get(id=case_id)
