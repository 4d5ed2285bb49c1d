"""What is asked for in a case, and what came of it."""

from uuid import UUID

from django.db.models import F
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_value

from ..models import Request
from ..types import RequestFact, RequestState
from .gate import get_case_for


def requests_of(actor: Actor, case_id: UUID) -> list[RequestFact]:
    """Return the requests of a case, open ones first. Raises NotYours."""
    return asked_in(actor, get_case_for(actor, case_id).case_id)


def asked_in(actor: Actor, case_id: UUID) -> list[RequestFact]:
    """Return the same of a case whose gate the actor has passed. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Request.objects.filter(case_id=case_id).order_by(
            F("ended_on").desc(nulls_first=True), "asked_on", "id"
        )
        return [fact_of(row) for row in rows]


def get_request_for(actor: Actor, case_id: UUID, request_id: UUID) -> RequestFact:
    """Gate: one request of a case the actor may see; raises NotYours. Two queries."""
    case = get_case_for(actor, case_id)
    with scope(organisation=actor.organisation_id):
        row = Request.objects.filter(case_id=case.case_id, id=request_id).first()
    if row is None:
        raise NotYours
    return fact_of(row)


def fact_of(row: Request) -> RequestFact:
    """Return a row as other rooms see it."""
    return RequestFact(
        request_id=row.id,
        case_id=row.case_id,
        kind=row.kind,
        asked_on=row.asked_on,
        state=row.state,
        result=row.result,
        ended_on=row.ended_on,
        owner_id=row.owner_id,
        words=sealed_value(row, "words"),
    )


def is_open(fact: RequestFact) -> bool:
    """Tell whether it waits for something."""
    return fact.state != RequestState.ENDED
