"""A client's wish to be erased: filed, taken back, carried out."""

import logging
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal.operations import write
from ravny.core.kit.clock import today
from ravny.core.kit.codes import normalise_code
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor
from ravny.people.clients.operations import hold_cards
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientCard

from ..backups import ledger
from ..models import Wish
from ..queries.wishes import farewell_of, get_wish_for, open_wish_of
from ..types import AskState
from .erasing import erase_clients
from .overwriting import overwrite_freed

ASK, ERASE = "upkeep.ask_erasure", "upkeep.erase"
_log = logging.getLogger("ravny.upkeep")


def _card(actor: Actor, client_id: UUID, permission: str) -> ClientCard:
    """Return the card behind both gates, locked; raises NotYours."""
    if not actor.may(permission):
        raise NotYours
    card = get_client_for(actor, client_id)
    hold_cards(organisation_id=actor.organisation_id, client_ids=card.client_ids)
    return get_client_for(actor, client_id)


def _check(card: ClientCard, code: str) -> None:
    if normalise_code(code) not in {card.code, *card.aliases}:
        raise DomainError(_("This is another client's code."), field="code")


@transaction.atomic
def ask_erasure(*, actor: Actor, client_id: UUID, code: str) -> UUID:
    """File a client's wish and return its id; one that waits already is answered again.

    Raises DomainError beside "code" for another client's, NotYours.
    """
    card = _card(actor, client_id, ASK)
    _check(card, code)
    waiting = open_wish_of(actor, card.client_ids)
    if waiting is not None:
        return waiting.id
    with scope(organisation=actor.organisation_id):
        wish = Wish.objects.create(
            organisation_id=actor.organisation_id,
            client_id=card.client_id,
            team_id=card.team_id,
            asked_by_id=actor.account_id,
        )
    write(actor=actor, verb="upkeep.erasure_asked", subject=card.client_id)
    return wish.id


@transaction.atomic
def take_back(*, actor: Actor, wish_id: UUID) -> None:
    """Take a wish back: the client changed their mind. Twice changes nothing; raises NotYours.

    The row no longer leads to the client; the journal knows, as long as there is a client.
    """
    if not actor.may(ASK):
        raise NotYours
    wish = get_wish_for(actor, wish_id)
    with scope(organisation=actor.organisation_id):
        changed = Wish.objects.filter(id=wish.id, state=AskState.ASKED).update(
            state=AskState.TAKEN_BACK,
            client_id=None,
            settled_on=today(),
            settled_by_id=actor.account_id,
        )
    if changed:
        write(actor=actor, verb="upkeep.erasure_taken_back", subject=wish.client_id)


@transaction.atomic
def erase_at_wish(*, actor: Actor, client_id: UUID, code: str, seen: str) -> None:
    """Erase a client who asked for it, with all their cards.

    `seen`: what the page showed (queries.wishes.farewell_of). Raises DomainError "changed" if
    something was written down since, beside "code" for another client's; NotYours.
    """
    card = _card(actor, client_id, ERASE)
    _check(card, code)
    if farewell_of(actor, card).seen != seen:
        raise DomainError(
            _("Something was written down for this client meanwhile. Look again."), code="changed"
        )
    if open_wish_of(actor, card.client_ids) is None:
        ask_erasure(actor=actor, client_id=client_id, code=code)
    erase_clients(
        organisation_id=actor.organisation_id, client_ids=[card.client_id], by=actor.account_id
    )
    transaction.on_commit(settle_erasure)


def settle_erasure() -> None:
    """Leave nothing in the database's files, and keep the ledger beside the backups.

    What fails here is made good within the hour (registrations): the rows are gone already.
    """
    for step in (overwrite_freed, ledger.keep_copy):
        try:
            step()
        except Exception:
            _log.exception("an erasure was not settled")
