"""Who is asked into a case's team, what their duty is, and that they leave it.

A colleague of any team may be asked in; they see this case from that moment, and no other. Who
leaves is refused at the next request, and the case's keys are due to be made anew.
"""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.queries import permissions_of
from ravny.core.staff.types import Actor, Colleague, Role
from ravny.core.vault.operations import mark_left

from ..models import Case, Member, Request
from ..models.plan import Step
from ..queries.gate import serving
from ..types import Duty, Joining, RequestState, StepState
from . import rules
from .settling import locked_case, settle

LONGEST_DAYS = 400
NEEDS_ROLE: dict[str, str] = {
    Duty.LAWYER: Role.LAWYER.value,
    Duty.DOCTOR: Role.DOCTOR.value,
    Duty.PSYCHOLOGIST: Role.PSYCHOLOGIST.value,
}


@transaction.atomic
def join(*, actor: Actor, case_id: UUID, facts: Joining) -> None:
    """Ask somebody into the team; who has this duty already gets the new last day.

    Raises DomainError beside "account", "duty", "ends_on" (a volunteer's last day is needed) or
    "agreed" (an interpreter of the same community whom the client was not asked about).
    """
    with scope(organisation=actor.organisation_id):
        case = _case(actor, case_id)
        _check(actor, facts)
        values = {
            "ends_on": facts.ends_on,
            "same_community": facts.same_community,
            "agreed": facts.agreed,
        }
        mine = Member.objects.filter(case=case, account_id=facts.account_id, duty=facts.duty)
        _end(mine.filter(until=None, ends_on__lt=today()))
        if not mine.filter(until=None).update(**values):
            Member.objects.create(
                organisation_id=actor.organisation_id,
                case=case,
                account_id=facts.account_id,
                duty=facts.duty,
                **values,
            )
        _settle(actor, case, "cases.joined")


@transaction.atomic
def leave(*, actor: Actor, case_id: UUID, account_id: UUID, duty: str = "") -> None:
    """End somebody's time on the team, or one duty of theirs.

    What they still had to do passes to the manager. Raises DomainError for the last manager. One
    may leave oneself; others are let go by who may choose the team.
    """
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        if account_id != actor.account_id and not actor.may("cases.open"):
            raise NotYours
        mine = Member.objects.filter(case=case, account_id=account_id, until=None)
        leaving = mine.filter(duty=duty) if duty else mine
        duties = set(leaving.values_list("duty", flat=True))
        if not duties:
            raise NotYours
        if Duty.MANAGER in duties:
            _pass_on(case, account_id)
        _end(leaving)
        if not mine.filter(serving()).exists():
            _gone(case, account_id)
        _settle(actor, case, "cases.left")


@transaction.atomic
def change_duty(*, actor: Actor, case_id: UUID, duty: str, facts: Joining) -> None:
    """Let somebody of the team do something else than `duty`; rules as for joining."""
    with scope(organisation=actor.organisation_id):
        case = _case(actor, case_id)
        held = Member.objects.filter(
            serving(), case=case, account_id=facts.account_id, duty=duty
        ).first()
        if held is None:
            raise NotYours
        join(actor=actor, case_id=case_id, facts=facts)
        if duty != facts.duty:
            if duty == Duty.MANAGER:
                _pass_on(case, facts.account_id)
            _end(Member.objects.filter(id=held.id))


@transaction.atomic
def make_manager(*, actor: Actor, case_id: UUID, account_id: UUID) -> None:
    """Let somebody carry the case; the one who did stays on the team until they leave it."""
    with scope(organisation=actor.organisation_id):
        case = _case(actor, case_id)
        join(actor=actor, case_id=case_id, facts=Joining(account_id, Duty.MANAGER.value))
        if case.manager_id != account_id:
            case.manager_id = account_id
            case.save(update_fields=["manager"])


def end_places_of(organisation_id: UUID, account_id: UUID) -> None:
    """End every place of somebody whose access ended: coming back, they are on no team."""
    with scope(organisation=organisation_id):
        rows = Member.objects.filter(account_id=account_id, until=None)
        _end(rows.filter(account__active=False))


def _case(actor: Actor, case_id: UUID) -> Case:
    if not actor.may("cases.open"):
        raise NotYours
    return locked_case(actor, case_id)


def _check(actor: Actor, facts: Joining) -> None:
    rules.check_code(facts.duty, Duty.values, "duty")
    who = rules.colleague(actor, facts.account_id, "cases.view", "account")
    _check_duty(who, facts.duty)
    _check_last_day(who, facts.duty, facts.ends_on)
    if facts.duty == Duty.INTERPRETER and facts.same_community and not facts.agreed:
        text = _("They may know the family. Ask the client whether they agree to this very person.")
        raise DomainError(text, field="agreed", code="agreed")


def _check_duty(who: Colleague, duty: str) -> None:
    needed = NEEDS_ROLE.get(duty)
    if needed and needed not in who.roles:
        text = _("They do not work as this. Choose another duty, or another person.")
        raise DomainError(text, field="duty", code="role")
    if duty == Duty.MANAGER and "cases.open" not in permissions_of(frozenset(who.roles)):
        text = _("A case is carried by a case manager, a social worker or a coordinator.")
        raise DomainError(text, field="duty", code="role")


def _check_last_day(who: Colleague, duty: str, ends_on: date | None) -> None:
    for_a_time = duty == Duty.VOLUNTEER or set(who.roles) == {Role.VOLUNTEER.value}
    if for_a_time and ends_on is None:
        text = _("Say until which day: a volunteer is there for a time.")
        raise DomainError(text, field="ends_on", code="required")
    if ends_on and duty == Duty.MANAGER:
        text = _("Who carries a case has no last day. Hand the case over instead.")
        raise DomainError(text, field="ends_on", code="manager")
    if ends_on and not today() <= ends_on <= today() + timedelta(days=LONGEST_DAYS):
        text = _("Choose a day from today on, within a year.")
        raise DomainError(text, field="ends_on", code="range")


def _pass_on(case: Case, account_id: UUID) -> None:
    """Find another manager for a case one of whose managers leaves; refuse when there is none."""
    others = Member.objects.filter(serving(), case=case, duty=Duty.MANAGER)
    other = others.exclude(account_id=account_id).order_by("-since", "id").first()
    if other is None:
        text = _("Nobody else carries this case yet. Ask another manager in first.")
        raise DomainError(text, code="last_manager")
    if case.manager_id == account_id:
        case.manager_id = other.account_id
        case.save(update_fields=["manager"])


def _end(rows: QuerySet[Member]) -> None:
    rows.update(until=today())


def _gone(case: Case, account_id: UUID) -> None:
    """Somebody is on the team no more: their tasks become the manager's, new keys are due."""
    Request.objects.filter(case=case, owner_id=account_id).exclude(state=RequestState.ENDED).update(
        owner_id=case.manager_id
    )
    Step.objects.filter(case=case, owner_id=account_id, state=StepState.OPEN).update(
        owner_id=case.manager_id
    )
    mark_left(
        organisation_id=case.organisation_id, account_ids={account_id}, place=("case", case.id)
    )


def _settle(actor: Actor, case: Case, verb: str) -> None:
    settle(actor=actor, case=case, by=verb)
    journal.write(actor=actor, verb=verb, subject=case.id)
