"""Erasing a client: every room lets go of what it holds, in one transaction, keys first."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.registries import Held
from ravny.people.clients.operations import hold_cards
from ravny.people.clients.queries import cards_among, family_of

from ..models import Wish
from ..queries.wishes import held_of, rooms
from ..types import AskState

CLIENT = "client"


@transaction.atomic
def erase_clients(
    *, organisation_id: UUID, client_ids: Sequence[UUID], by: UUID | None
) -> dict[str, Held]:
    """Erase these clients with all cards of each; return code of the room → what went and stayed.

    Ids that lead to no card are left out, so it may be said twice. `by`: an account, None for the
    installation itself. The caller calls `overwriting.overwrite_freed` after the commit.
    """
    return _erase(organisation_id, family_of(organisation_id, client_ids), by)


@transaction.atomic
def erase_cards(*, organisation_id: UUID, card_ids: Sequence[UUID]) -> dict[str, Held]:
    """Erase just these cards again: a ledger that is replayed names every card of a person."""
    return _erase(organisation_id, cards_among(organisation_id, card_ids), None)


def _erase(organisation_id: UUID, card_ids: Sequence[UUID], by: UUID | None) -> dict[str, Held]:
    if not card_ids:
        return {}
    hold_cards(organisation_id=organisation_id, client_ids=card_ids)
    held = held_of(organisation_id, card_ids)
    journal.forget_subjects(organisation_id=organisation_id, subject_ids=card_ids)
    for one in rooms():
        one.erase(organisation_id, card_ids)
    _settle_wishes(organisation_id, card_ids, by)
    journal.note_erased(organisation_id=organisation_id, kind=CLIENT, object_ids=card_ids)
    journal.write_for(
        organisation_id=organisation_id,
        actor_id=by,
        verb="upkeep.client_erased",
        count=len(card_ids),
    )
    return held


def _settle_wishes(organisation_id: UUID, card_ids: Sequence[UUID], by: UUID | None) -> None:
    """What waited is done; no wish leads to a card that is gone."""
    with scope(organisation=organisation_id):
        rows = Wish.objects.filter(client_id__in=card_ids)
        rows.filter(state=AskState.ASKED).update(
            state=AskState.DONE, settled_on=today(), settled_by_id=by, client_id=None
        )
        rows.update(client_id=None)
