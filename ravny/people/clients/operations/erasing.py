"""What other rooms need when a client is erased."""

from collections.abc import Sequence
from uuid import UUID

from django_scopes import scope

from ..models import Client


def hold_cards(*, organisation_id: UUID, client_ids: Sequence[UUID]) -> None:
    """Lock these cards until the end of the caller's transaction: nothing new hangs on them."""
    with scope(organisation=organisation_id):
        list(Client.objects.select_for_update().filter(id__in=client_ids).order_by("id"))
