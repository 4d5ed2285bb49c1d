"""Handing on what somebody promised in a case. The caller has decided that the actor may."""

from typing import Any
from uuid import UUID

from django.db import models, transaction
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import NotYours

from ..models import Request
from ..models.work import Agreement, Contact
from ..types import Outcome, RequestState
from . import rules

VERB = "cases.promise_handed"


def hand_agreement(actor: Any, object_id: UUID, account_id: UUID) -> None:
    """Let somebody else ask what became of an agreement. Raises NotYours, DomainError."""
    _hand(actor, Agreement, object_id, account_id, column="account_id", outcome=Outcome.NONE)


def hand_look(actor: Any, object_id: UUID, account_id: UUID) -> None:
    """Let somebody else look at a contact again; whose work it was stays. Raises as above."""
    _hand(actor, Contact, object_id, account_id, column="look_by_id", followed_on=None)


def hand_request(actor: Any, object_id: UUID, account_id: UUID) -> None:
    """Make an open request somebody else's. Raises as above."""
    states = [RequestState.OPEN, RequestState.WORKING]
    _hand(actor, Request, object_id, account_id, column="owner_id", state__in=states)


@transaction.atomic
def _hand(
    actor: Any,
    table: type[models.Model],
    object_id: UUID,
    account_id: UUID,
    *,
    column: str,
    **still: Any,
) -> None:
    with scope(organisation=actor.organisation_id):
        rows = table._default_manager.select_for_update()
        row: Any = rows.filter(id=object_id, **still).first()
        if row is None:
            raise NotYours
        if getattr(row, column) == account_id:
            return
        rules.colleague(actor, account_id, "cases.work", "owner")
        table._default_manager.filter(id=object_id).update(**{column: account_id})
        journal.write(actor=actor, verb=VERB, subject=row.case_id)
