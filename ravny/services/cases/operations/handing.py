"""Places on a case's team pass from one colleague to another. No gates.

Supervision decides who may, and calls these inside its own transaction.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.staff.queries import list_organisations
from ravny.core.staff.types import Actor
from ravny.core.vault.operations import mark_left

from ..models import Case, Member
from ..types import Duty


def _locked(case_id: UUID) -> Case:
    """Return an open case, its row held until the transaction ends."""
    case = Case.objects.select_for_update().filter(id=case_id, ended_on__isnull=True).first()
    if case is None:
        raise DomainError(_("This case has ended."), code="ended")
    return case


def _join(case: Case, account_id: UUID, duty: str, ends_on: date | None = None) -> None:
    """Give somebody a place; one that ended by its day is closed first."""
    mine = Member.objects.filter(case=case, account_id=account_id, duty=duty, until=None)
    mine.filter(ends_on__lt=today()).update(until=today())
    present = mine.first()
    if present is None:
        Member.objects.create(
            organisation_id=case.organisation_id,
            case=case,
            account_id=account_id,
            duty=duty,
            ends_on=ends_on,
        )
    elif present.ends_on is not None and (ends_on is None or ends_on > present.ends_on):
        Member.objects.filter(id=present.id).update(ends_on=ends_on)


@transaction.atomic
def take_over(
    *, actor: Actor, case_id: UUID, giver_id: UUID, receiver_id: UUID, duties: Collection[str]
) -> None:
    """Let a colleague take somebody's duties on a case: the manager's place with them.

    The giver stays on the team until `leave_case`: until then they can share their keys. Raises
    DomainError for a case that ended, and for one that the giver does not carry any more.
    """
    with scope(organisation=actor.organisation_id):
        case = _locked(case_id)
        if Duty.MANAGER in duties:
            if case.manager_id not in (giver_id, receiver_id):
                raise DomainError(_("Somebody else carries this case by now."), code="taken")
            if case.manager_id != receiver_id:
                case.manager_id = receiver_id
                case.save(update_fields=["manager"])
        for duty in sorted(set(duties)):
            _join(case, receiver_id, duty)
    journal.write(actor=actor, verb="cases.taken_over", subject=case_id)


@transaction.atomic
def join_until(*, actor: Actor, case_id: UUID, account_id: UUID, duty: str, ends_on: date) -> None:
    """Put somebody on a case's team until a day: a cover, or a volunteer for a time."""
    with scope(organisation=actor.organisation_id):
        _join(_locked(case_id), account_id, duty, ends_on)
    journal.write(actor=actor, verb="cases.joined_until", subject=case_id)


@transaction.atomic
def leave_case(
    *, actor: Actor, case_id: UUID, account_id: UUID, keep: Collection[str] = ()
) -> None:
    """End somebody's places on a case; `keep`: duties they stay with.

    Who leaves altogether makes the case's keys due anew. The manager's own place does not end.
    """
    with scope(organisation=actor.organisation_id):
        case = Case.objects.select_for_update().get(id=case_id)
        if case.manager_id == account_id and case.ended_on is None:
            raise DomainError(_("Nobody else carries this case yet."), code="manager")
        mine = Member.objects.filter(case=case, account_id=account_id, until=None)
        mine.exclude(duty__in=keep).update(until=today())
        gone = not mine.exists()
    if gone:
        mark_left(
            organisation_id=actor.organisation_id,
            account_ids={account_id},
            place=("case", case_id),
        )


def end_places() -> None:
    """Close the places whose last day is over, and ask for new keys. Daily, and may be repeated."""
    for organisation_id, _country in list_organisations():
        _end_places(organisation_id)


@transaction.atomic
def _end_places(organisation_id: UUID) -> None:
    with scope(organisation=organisation_id):
        over = Member.objects.filter(until=None, ends_on__lt=today())
        pairs = sorted(over.values_list("case_id", "account_id"))
        over.update(until=today())
        present = set(
            Member.objects.filter(until=None, case_id__in={one for one, _who in pairs}).values_list(
                "case_id", "account_id"
            )
        )
    for case_id, account_id in pairs:
        if (case_id, account_id) not in present:
            mark_left(
                organisation_id=organisation_id, account_ids={account_id}, place=("case", case_id)
            )
