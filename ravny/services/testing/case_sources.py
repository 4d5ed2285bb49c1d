"""A reactive test is what a case may be opened from (cases.sources)."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django_scopes import scope

from ravny.core.staff.types import Actor
from ravny.people.clients.types import ClientCard
from ravny.people.directory.queries import infection_label
from ravny.services.cases.sources import Known, SourceKind
from ravny.services.cases.types import Source

from .models import Test
from .queries import visible_to
from .types import Result

LATEST = 3


def _rows(actor: Actor, client: ClientCard) -> QuerySet[Test]:
    rows = visible_to(actor).filter(client_id__in=client.client_ids, void_reason="")
    return rows.filter(result=Result.REACTIVE)


def _known(actor: Actor, client: ClientCard) -> Sequence[Known]:
    if not actor.may("testing.view"):
        return []
    with scope(organisation=actor.organisation_id):
        rows = _rows(actor, client).order_by("-day", "-id")[:LATEST]
        return [Known(row.id, row.day, infection_label(row.infection)) for row in rows]


def _is_theirs(actor: Actor, client: ClientCard, source_id: UUID) -> bool:
    with scope(organisation=actor.organisation_id):
        return bool(_rows(actor, client).filter(id=source_id).exists())


REACTIVE = SourceKind(Source.REACTIVE.value, _known, _is_theirs)
