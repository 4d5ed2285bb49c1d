"""Two cards of one person become one by a person's decision; it can be taken back whole.

The second code becomes an alias. Nothing moves: sealed text is bound to its row, and what was
counted under the alias stays under it.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal.operations import write
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..models import Client
from ..queries import row_for, visible


@transaction.atomic
def merge_clients(*, actor: Actor, kept_id: UUID, alias_id: UUID) -> UUID:
    """Make the second card an alias of the first and return the kept card's id.

    Raises DomainError for one card given twice and for cards of two teams: each team's circle
    seals its own, and a merge must not hide a client from those who help them. NotYours.
    """
    with scope(organisation=actor.organisation_id):
        ids = sorted({row_for(actor, kept_id).id, row_for(actor, alias_id).id})
        list(Client.objects.select_for_update().filter(id__in=ids).order_by("id"))
        kept, alias = row_for(actor, kept_id), row_for(actor, alias_id)
        if kept.id == alias.id:
            raise DomainError(_("These are one card already."), field="code")
        if kept.team_id != alias.team_id:
            raise DomainError(_("These cards belong to two teams."), field="code")
        Client.objects.filter(kept_id=alias.id).update(kept_id=kept.id)
        Client.objects.filter(id=alias.id).update(
            merged_into_id=kept.id, kept_id=kept.id, merged_on=today()
        )
    for subject in (kept.id, alias.id):
        write(actor=actor, verb="clients.merged", subject=subject)
    return kept.id


@transaction.atomic
def unmerge_client(*, actor: Actor, alias_id: UUID) -> UUID:
    """Take a merge back: the alias is a card again, with the aliases it came with.

    Returns its id. Raises DomainError for a card that is no alias, NotYours.
    """
    alias = visible(actor).filter(id=alias_id).first()
    if alias is None:
        raise NotYours
    with scope(organisation=actor.organisation_id):
        ids = [id for id in (alias.id, alias.kept_id) if id]
        list(Client.objects.select_for_update().filter(id__in=ids).order_by("id"))
        alias = Client.objects.get(id=alias_id)
        if alias.kept_id is None:
            raise DomainError(_("This card was not merged."))
        Client.objects.filter(id__in=_below(alias.id)).update(kept_id=alias.id)
        Client.objects.filter(id=alias.id).update(merged_into=None, kept=None, merged_on=None)
    for subject in (alias.kept_id, alias.id):
        write(actor=actor, verb="clients.unmerged", subject=subject)
    return alias.id


def _below(client_id: UUID) -> list[UUID]:
    """Return the cards that were merged into this one, and into those, and so on."""
    found: list[UUID] = []
    level = [client_id]
    while level:
        level = list(Client.objects.filter(merged_into_id__in=level).values_list("id", flat=True))
        found += level
    return found
