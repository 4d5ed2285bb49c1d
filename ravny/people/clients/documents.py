"""Documents of a client: scans, letters, photos, voice (core/attachments)."""

from uuid import UUID

from django.urls import reverse

from ravny.core.attachments.homes import Home
from ravny.core.attachments.queries import documents_at
from ravny.core.attachments.types import Place
from ravny.core.kit.registries import PanelContent
from ravny.core.staff.types import Actor

from .queries import get_client_for
from .types import ClientCard


def _place(card: ClientCard) -> Place:
    """New ones hang on the kept card; what hung on an alias is shown with them."""
    return Place(card.client_ids, "team", card.team_id)


def _gate(actor: Actor, client_id: UUID) -> Place:
    return _place(get_client_for(actor, client_id))


HOME = Home(
    code="client",
    gate=_gate,
    sees="clients.view",
    adds="clients.edit",
    url=lambda client_id: reverse("desk:card", args=[client_id]),
    of_clients=lambda organisation_id, client_ids: client_ids,
)


def panel(actor: Actor, client: ClientCard) -> PanelContent:
    """Show the documents on the card, shut."""
    documents = documents_at(actor, HOME.code, _place(client))
    return PanelContent("clients/panels/documents.html", {"documents": documents})
