"""The page on which a case is opened: whose, and from what."""

from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientCard

from ..queries import has_open_case, open_case_of
from ..sources import kind_of
from ..types import Source


def client_asked(actor: Actor, query: QueryDict) -> ClientCard:
    """Return the card the address names; raises NotYours."""
    return get_client_for(actor, _uuid(query.get("client", "")))


def first_answers(actor: Actor, client: ClientCard, query: QueryDict) -> dict[str, Any]:
    """Return what the address answers already: `source` and `from`. Raises NotYours.

    A source must be one of ours, what it names must be there and about this client.
    """
    source, named = query.get("source", ""), query.get("from", "")
    if not source:
        return {}
    if source not in Source.values:
        raise NotYours
    if not named:
        return {"source": source}
    kind, source_id = kind_of(source), _uuid(named)
    if kind is None or not kind.is_theirs(actor, client, source_id):
        raise NotYours
    return {"source": f"{source}:{source_id}"}


def open_context(actor: Actor, client: ClientCard) -> dict[str, Any]:
    """Return what stands around the form, the client's open case among it."""
    known = open_case_of(actor, client.client_ids)
    return {
        "client": client,
        "back_url": reverse("desk:card", args=[client.client_id]),
        "open_url": reverse("cases:case", args=[known.case_id]) if known else "",
        "is_open": known is not None or has_open_case(actor, client.client_ids),
    }


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotYours from None
