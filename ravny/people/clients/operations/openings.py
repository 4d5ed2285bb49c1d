"""Who looked at which card: once per person, card and day, in the journal too."""

from uuid import UUID

from django.db import transaction
from django_scopes import scope

from ravny.core.journal.operations import write
from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor

from ..models import Opening
from ..queries import get_client_for


@transaction.atomic
def note_opening(*, actor: Actor, client_id: UUID) -> None:
    """Write down that somebody looked at a card; the second look of a day adds nothing.

    Raises NotYours.
    """
    card = get_client_for(actor, client_id)
    with scope(organisation=actor.organisation_id):
        _, first = Opening.objects.get_or_create(
            client_id=card.client_id,
            account_id=actor.account_id,
            day=today(),
            defaults={"organisation_id": actor.organisation_id},
        )
    if first:
        write(actor=actor, verb="clients.opened", subject=card.client_id)


@transaction.atomic
def note_export(*, actor: Actor, count: int) -> None:
    """Write down that a list of so many clients left the pages as a file or on paper."""
    write(actor=actor, verb="clients.exported", count=count)


@transaction.atomic
def note_printing(*, actor: Actor, client_id: UUID) -> None:
    """Write down that a client's neutral card was opened for paper; raises NotYours."""
    card = get_client_for(actor, client_id)
    write(actor=actor, verb="clients.printed", subject=card.client_id)
