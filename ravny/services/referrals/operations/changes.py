"""What may be written down without a change of state: attempts, plans, whose task it is."""

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

from ..models import Attempt, Referral
from ..queries.people import possible_owners
from ..types import OPEN, AttemptResult, AttemptWay, Escort
from ..types.helping import LYING_IN, Travel
from . import rules
from .moving import locked
from .rules import LATE


@transaction.atomic
def record_attempt(
    *,
    actor: Actor,
    referral_id: UUID,
    attempt_id: UUID,
    day: date,
    way: str,
    result: str,
    follow_up_on: date | None = None,
) -> None:
    """Write down that somebody tried to reach the client or the service; the same id once.

    While the referral is open its follow-up goes to `follow_up_on`, or as the urgency says.
    """
    rules.check_code(way, AttemptWay.values, "way")
    rules.check_code(result, AttemptResult.values, "result")
    with scope(organisation=actor.organisation_id):
        row = locked(actor, referral_id)
        rules.check_past(day, earliest=row.made_on)
        rules.check_ahead(follow_up_on, field="follow_up_on", earliest=today())
        with scopes_disabled():  # an id known anywhere is never used again
            if Attempt.objects.filter(id=attempt_id).exists():
                return
        Attempt.objects.create(
            id=attempt_id,
            organisation_id=actor.organisation_id,
            referral=row,
            day=day,
            way=way,
            result=result,
            account_id=actor.account_id,
        )
        if row.state in OPEN:
            due = rules.default_follow_up(row.urgency, today(), None)
            Referral.objects.filter(id=referral_id).update(follow_up_on=follow_up_on or due)
        journal.write(actor=actor, verb="referrals.attempted", subject=referral_id)


@transaction.atomic
def follow_up(*, actor: Actor, referral_id: UUID, day: date) -> None:
    """Say when somebody looks again; only while the referral is open."""
    with scope(organisation=actor.organisation_id):
        row = locked(actor, referral_id)
        _check_open(row)
        rules.check_ahead(day, field="follow_up_on", earliest=today())
        if row.follow_up_on != day:
            Referral.objects.filter(id=referral_id).update(follow_up_on=day)
            journal.write(actor=actor, verb="referrals.planned", subject=referral_id)


@transaction.atomic
def reassign(*, actor: Actor, referral_id: UUID, account_id: UUID) -> None:
    """Make a referral somebody else's task: anybody active who sees the client."""
    with scope(organisation=actor.organisation_id):
        row = locked(actor, referral_id)
        _check_owner(actor, row, account_id, "owner")
        if row.owner_id != account_id:
            Referral.objects.filter(id=referral_id).update(owner_id=account_id)
            journal.write(actor=actor, verb="referrals.reassigned", subject=referral_id)


@transaction.atomic
def settle_task(*, actor: Actor, referral_id: UUID, account_id: UUID, day: date) -> None:
    """Say whose task a referral is and when they look again, both or neither."""
    reassign(actor=actor, referral_id=referral_id, account_id=account_id)
    follow_up(actor=actor, referral_id=referral_id, day=day)


@transaction.atomic
def arrange(
    *,
    actor: Actor,
    referral_id: UUID,
    appointment_on: date | None,
    escort: str,
    escort_id: UUID | None = None,
    interpreter: str = "",
    travel: str = "",
    expected_on: date | None = None,
) -> None:
    """Set the appointment, who goes along and into which language somebody interprets.

    Before a stay in hospital also whether they can travel and when the child is expected.
    """
    rules.check_code(travel, Travel.values, "travel")
    rules.check_code(escort, Escort.values, "escort")
    rules.check_code(interpreter, {*OWN, ""}, "interpreter")
    with scope(organisation=actor.organisation_id):
        row = locked(actor, referral_id)
        _check_open(row)
        rules.check_ahead(appointment_on, field="appointment_on", earliest=row.made_on)
        if escort_id:
            _check_owner(actor, row, escort_id, "escort_by")
        wanted: dict[str, object] = {
            "appointment_on": appointment_on,
            "escort": escort,
            "escort_by_id": escort_id,
            "interpreter": interpreter,
        }
        if row.reason in LYING_IN:
            rules.check_ahead(expected_on, field="expected_on", earliest=row.made_on - LATE)
            wanted |= {"travel": travel, "expected_on": expected_on}
        if all(getattr(row, name) == value for name, value in wanted.items()):
            return
        if appointment_on and appointment_on != row.appointment_on and appointment_on >= today():
            after = rules.default_follow_up(row.urgency, today(), appointment_on)
            wanted["follow_up_on"] = after
        Referral.objects.filter(id=referral_id).update(**wanted)
        journal.write(actor=actor, verb="referrals.planned", subject=referral_id)


def _check_open(row: Referral) -> None:
    if row.state not in OPEN:
        raise DomainError(_("This referral is over. Send it again first."), code="over")


def _check_owner(actor: Actor, row: Referral, account_id: UUID, field: str) -> None:
    if account_id not in dict(possible_owners(actor, row.team_id)):
        raise DomainError(_("Choose somebody who works with this client."), field=field)


@transaction.atomic
def note_export(*, actor: Actor, count: int) -> None:
    """Write down that a list of referrals left as a file."""
    journal.write(actor=actor, verb="referrals.exported", count=count)
