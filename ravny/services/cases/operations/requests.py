"""What is asked for: added, begun, ended with a result, taken up again."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..models import Case, Request
from ..queries.team import serves
from ..types import RequestKind, RequestResult, RequestState
from . import rules
from .settling import locked_case, settle

RESULTS = frozenset(RequestResult.values) - {""}


@transaction.atomic
def add_request(
    *,
    actor: Actor,
    case_id: UUID,
    request_id: UUID,
    kind: str,
    asked_on: date,
    words: bytes | None = None,
    owner_id: UUID | None = None,
) -> None:
    """Write down one more thing that is asked for; the same id again changes nothing.

    `owner_id`: whose task it is, the manager's unless said; somebody of the case's team.
    """
    rules.check_code(kind, RequestKind.values, "kind")
    rules.check_past(asked_on, field="asked_on")
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        with scopes_disabled():  # an id known anywhere is never used again
            if Request.objects.filter(id=request_id).exists():
                return
        Request.objects.create(
            id=request_id,
            organisation_id=actor.organisation_id,
            case=case,
            kind=kind,
            asked_on=asked_on,
            owner_id=_owner(case, owner_id or case.manager_id),
            words=words,
        )
        _settle(actor, case, "cases.request_added", heard=asked_on == today())


@transaction.atomic
def change_request(
    *,
    actor: Actor,
    case_id: UUID,
    request_id: UUID,
    kind: str,
    owner_id: UUID,
    words: bytes | None,
) -> None:
    """Write anew what kind of help it is, whose task, and the words."""
    rules.check_code(kind, RequestKind.values, "kind")
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        row = _row(case, request_id)
        if owner_id != row.owner_id:
            row.owner_id = _owner(case, owner_id)
        row.kind, row.words = kind, words
        row.save(update_fields=["kind", "owner", "words"])
        _settle(actor, case, "cases.request_changed")


@transaction.atomic
def begin_request(*, actor: Actor, case_id: UUID, request_id: UUID) -> None:
    """Say that somebody works on it; one that is worked on stays as it is."""
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        row = _row(case, request_id)
        if row.state == RequestState.ENDED:
            raise DomainError(_("This request has ended. Take it up again first."), code="ended")
        if row.state == RequestState.WORKING:
            return
        row.state = RequestState.WORKING.value
        row.save(update_fields=["state"])
        _settle(actor, case, "cases.request_begun")


@transaction.atomic
def end_request(
    *, actor: Actor, case_id: UUID, request_id: UUID, result: str, ended_on: date
) -> None:
    """End a request with what came of it; one that has ended gets the newer result."""
    rules.check_code(result, RESULTS, "result")
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        row = _row(case, request_id)
        rules.check_past(ended_on, field="ended_on", earliest=row.asked_on)
        row.state, row.result, row.ended_on = RequestState.ENDED.value, result, ended_on
        row.save(update_fields=["state", "result", "ended_on"])
        _settle(actor, case, "cases.request_ended")


@transaction.atomic
def reopen_request(*, actor: Actor, case_id: UUID, request_id: UUID) -> None:
    """Take a request up again; its task is the manager's when its owner serves no more."""
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        row = _row(case, request_id)
        if row.state != RequestState.ENDED:
            return
        row.state, row.result, row.ended_on = RequestState.WORKING.value, "", None
        if not serves(case.id, row.owner_id):
            row.owner_id = case.manager_id
        row.save(update_fields=["state", "result", "ended_on", "owner"])
        _settle(actor, case, "cases.request_reopened")


def _row(case: Case, request_id: UUID) -> Request:
    row = Request.objects.filter(case=case, id=request_id).first()
    if row is None:
        raise NotYours
    return row


def _owner(case: Case, account_id: UUID) -> UUID:
    if account_id != case.manager_id and not serves(case.id, account_id):
        text = _("Choose somebody of the case's team.")
        raise DomainError(text, field="owner", code="choice")
    return account_id


def _settle(actor: Actor, case: Case, verb: str, *, heard: bool = False) -> None:
    settle(actor=actor, case=case, by=verb, heard=heard)
    journal.write(actor=actor, verb=verb, subject=case.id)
