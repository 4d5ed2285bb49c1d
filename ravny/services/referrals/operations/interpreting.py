"""Booking an interpreter. Who may know the family is booked only when the client agreed."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.languages import OWN
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import get_service_for
from ravny.people.directory.types import YesNo

from ..models import Interpreting, Referral
from ..queries.interpreting import get_interpreting_for, interprets, speakers
from ..types import OPEN
from ..types.helping import ANSWERS, ClientSays, InterpretingState, NewInterpreting
from . import rules
from .moving import locked


@transaction.atomic
def book_interpreter(
    *, actor: Actor, referral_id: UUID, interpreting_id: UUID, facts: NewInterpreting
) -> None:
    """Ask an interpreter for a day; the same id again changes nothing.

    Whoever books themselves comes. DomainError beside "who", "language", "day", "may_know" or
    "client_says": nobody who may know the family is asked before the client agreed.
    """
    rules.check_code(facts.language, OWN, "language")
    rules.check_code(facts.may_know, YesNo.values, "may_know")
    rules.check_code(facts.client_says, ClientSays.values, "client_says")
    with scope(organisation=actor.organisation_id):
        row = locked(actor, referral_id)
        if row.state not in OPEN:
            raise DomainError(_("This referral is over. Send it again first."), code="over")
        rules.check_ahead(facts.day, field="day", earliest=row.made_on)
        with scopes_disabled():  # an id known anywhere is never used again
            if Interpreting.objects.filter(id=interpreting_id).exists():
                return
        may_know = _may_know(actor, facts)
        check_family(may_know, facts.client_says)
        _check_free(row, facts)
        own = facts.account_id == actor.account_id
        Interpreting.objects.create(
            id=interpreting_id,
            organisation_id=actor.organisation_id,
            referral=row,
            language=facts.language,
            account_id=facts.account_id,
            service_id=facts.service_id,
            day=facts.day,
            may_know=may_know,
            client_says=facts.client_says,
            state=InterpretingState.AGREED if own else InterpretingState.ASKED,
            state_on=today(),
            made_by_id=actor.account_id,
        )
        Referral.objects.filter(id=referral_id).update(interpreter=facts.language)
        journal.write(actor=actor, verb="referrals.interpreter_asked", subject=referral_id)


def check_family(may_know: str, client_says: str) -> None:
    """Refuse somebody who may know the family, unless the client agreed to them."""
    if client_says == ClientSays.REFUSED:
        text = _("The client does not want this person. Ask somebody else.")
        raise DomainError(text, field="client_says", code="refused")
    if may_know != YesNo.NO and client_says != ClientSays.AGREED:
        text = _("This person may know the family. Ask the client first: only they can agree.")
        raise DomainError(text, field="client_says", code="asked")


def _may_know(actor: Actor, facts: NewInterpreting) -> str:
    """Return whether they may know the family; what the directory says of a service weighs more."""
    if (facts.account_id is None) == (facts.service_id is None):
        raise DomainError(_("Choose who interprets."), field="who", code="required")
    if facts.account_id is not None:
        if facts.account_id not in dict(speakers(actor, facts.language)):
            raise DomainError(_("They do not speak this language."), field="who", code="language")
        return facts.may_know
    assert facts.service_id is not None  # one of the two, see above
    service = get_service_for(actor, facts.service_id)
    if not service.is_active:
        raise DomainError(_("Nobody is sent there any more."), field="who", code="retired")
    if not interprets(service, facts.language):
        raise DomainError(_("They do not speak this language."), field="who", code="language")
    return YesNo.YES.value if service.same_community == YesNo.YES else facts.may_know


def _check_free(row: Referral, facts: NewInterpreting) -> None:
    held = row.interpretings.filter(
        day=facts.day, state__in=(InterpretingState.ASKED, InterpretingState.AGREED)
    ).values_list("account_id", "service_id")
    if (facts.account_id, facts.service_id) in list(held):
        raise DomainError(_("They were asked for this day already."), field="who", code="twice")


def _locked(actor: Actor, interpreting_id: UUID) -> Interpreting:
    get_interpreting_for(actor, interpreting_id)
    return Interpreting.objects.select_for_update().get(id=interpreting_id)


@transaction.atomic
def answer_interpreting(*, actor: Actor, interpreting_id: UUID, state: str) -> None:
    """Write down that an interpreter comes, cannot come, or was there.

    The colleague who was asked may say so, and whoever may change the referral. Who may know the
    family does not come before the client agreed.
    """
    with scope(organisation=actor.organisation_id):
        row = _locked(actor, interpreting_id)
        if row.state == state:
            return
        if state not in ANSWERS[row.state]:
            raise DomainError(_("This cannot follow what was written before."), field="state")
        if state == InterpretingState.AGREED:
            check_family(row.may_know, row.client_says)
        if state == InterpretingState.DONE and row.day > today():
            raise DomainError(_("This day lies ahead."), field="state", code="ahead")
        _settle(row, state, today())
        journal.write(actor=actor, verb="referrals.interpreter_answered", subject=row.referral_id)


def _settle(row: Interpreting, state: str, day: date) -> None:
    row.state, row.state_on = state, day
    row.save(update_fields=["state", "state_on"])


@transaction.atomic
def note_client_says(*, actor: Actor, interpreting_id: UUID, client_says: str) -> None:
    """Write down what the client says of an interpreter; a refusal takes the booking back."""
    rules.check_code(client_says, ClientSays.values, "client_says")
    with scope(organisation=actor.organisation_id):
        row = _locked(actor, interpreting_id)
        locked(actor, row.referral_id)  # the interpreter cannot agree for the client
        row.client_says = client_says
        row.save(update_fields=["client_says"])
        if client_says == ClientSays.REFUSED and row.state in ("asked", "agreed"):
            _settle(row, InterpretingState.DECLINED.value, today())
        journal.write(actor=actor, verb="referrals.interpreter_answered", subject=row.referral_id)
