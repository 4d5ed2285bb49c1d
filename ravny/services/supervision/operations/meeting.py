"""Sessions, their notes and follow-ups; a self-check. Only who was there writes."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor
from ravny.core.vault.operations import erase_texts

from ..models import FollowUp, Seat, SelfCheck, Session
from ..queries.sessions import get_session_for, seated
from ..types import SessionFacts, SessionKind, Topic

MOST_MINUTES = 600
FAR_BACK = timedelta(days=400)


def check_day(day: date, back: timedelta = FAR_BACK) -> None:
    """Refuse a day ahead or long ago."""
    if day > today():
        raise DomainError(_("The day lies ahead. Choose a day up to today."), field="day")
    if day < today() - back:
        raise DomainError(_("This day lies too far back."), field="day", code="earlier")


def check_minutes(minutes: int) -> None:
    """Refuse what no session lasts."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise DomainError(_("Choose a number from 1 to 600."), field="minutes", code="range")


@transaction.atomic
def record_session(*, actor: Actor, facts: SessionFacts) -> UUID:
    """Write down that a session took place; the same id again changes nothing.

    Its people are the actor and the colleagues named. Raises DomainError beside a field.
    """
    if not actor.may("supervision.own"):
        raise NotYours
    _check(actor, facts)
    with scopes_disabled():  # an id known anywhere is never used again
        if Session.objects.filter(id=facts.session_id).exists():
            return facts.session_id
    people = sorted(facts.people | {actor.account_id})
    with scope(organisation=actor.organisation_id):
        Session.objects.create(
            id=facts.session_id,
            organisation_id=actor.organisation_id,
            kind=facts.kind,
            day=facts.day,
            minutes=facts.minutes,
            topics=facts.topics,
            people=len(people) + facts.guests,
            account_id=actor.account_id,
        )
        Seat.objects.bulk_create(
            Seat(organisation_id=actor.organisation_id, subject_id=facts.session_id, account_id=who)
            for who in people
        )
    journal.write(actor=actor, verb="supervision.met", subject=facts.session_id)
    return facts.session_id


def _check(actor: Actor, facts: SessionFacts) -> None:
    if facts.kind not in SessionKind.values:
        raise DomainError(_("Choose one of the list."), field="kind", code="choice")
    if not set(facts.topics) <= set(Topic.values):
        raise DomainError(_("Choose one of the list."), field="topics", code="choice")
    check_day(facts.day)
    check_minutes(facts.minutes)
    if not facts.people <= {one.account_id for one in list_staff(actor)}:
        raise DomainError(_("Choose colleagues."), field="people", code="choice")
    if not 0 <= facts.guests <= 50:
        raise DomainError(_("Choose a number from 0 to 50."), field="guests", code="range")
    if not facts.people - {actor.account_id} and not facts.guests:
        raise DomainError(_("Who else was there?"), field="people", code="alone")


def _locked(actor: Actor, session_id: UUID) -> Session:
    """Return a session the actor was in, its row held; raises NotYours."""
    get_session_for(actor, session_id, as_member=True)
    return Session.objects.select_for_update().get(id=session_id)


@transaction.atomic
def write_note(*, actor: Actor, session_id: UUID, words: bytes | None) -> None:
    """Seal what was said to those who were there."""
    with scope(organisation=actor.organisation_id):
        row = _locked(actor, session_id)
        row.note = words
        row.save(update_fields=["note"])
    journal.write(actor=actor, verb="supervision.noted", subject=session_id)


@transaction.atomic
def add_follow_up(
    *,
    actor: Actor,
    session_id: UUID,
    follow_up_id: UUID,
    owner_id: UUID,
    due_on: date,
    words: bytes | None,
) -> None:
    """Write down who does what until when; the same id once. The owner was there."""
    with scope(organisation=actor.organisation_id):
        _locked(actor, session_id)
        if owner_id not in seated(actor, session_id):
            raise DomainError(_("Choose somebody who was there."), field="owner", code="choice")
        if not today() <= due_on <= today() + FAR_BACK:
            raise DomainError(
                _("Choose a day from today on, within a year."), field="due_on", code="range"
            )
        with scopes_disabled():  # an id known anywhere is never used again
            if FollowUp.objects.filter(id=follow_up_id).exists():
                return
        FollowUp.objects.create(
            id=follow_up_id,
            organisation_id=actor.organisation_id,
            session_id=session_id,
            owner_id=owner_id,
            due_on=due_on,
            words=words,
        )
    journal.write(actor=actor, verb="supervision.follow_up", subject=session_id)


@transaction.atomic
def finish_follow_up(*, actor: Actor, follow_up_id: UUID) -> UUID:
    """Note that it was done and return its session; the same again changes nothing."""
    with scope(organisation=actor.organisation_id):
        row = FollowUp.objects.select_for_update().filter(id=follow_up_id).first()
        if row is None:
            raise NotYours
        get_session_for(actor, row.session_id, as_member=True)
        if row.done_on is None:
            row.done_on = today()
            row.save(update_fields=["done_on"])
            journal.write(actor=actor, verb="supervision.followed", subject=row.session_id)
    return row.session_id


@transaction.atomic
def keep_self_check(*, actor: Actor, check_id: UUID, words: bytes | None) -> None:
    """Keep how somebody finds themselves. No line in the journal: nobody learns that it exists."""
    if words is None:
        raise DomainError(_("Write something first."), field="words", code="required")
    with scopes_disabled():  # an id known anywhere is never used again
        if SelfCheck.objects.filter(id=check_id).exists():
            return
    with scope(organisation=actor.organisation_id):
        SelfCheck.objects.create(
            id=check_id,
            organisation_id=actor.organisation_id,
            account_id=actor.account_id,
            words=words,
        )


@transaction.atomic
def drop_self_check(*, actor: Actor, check_id: UUID) -> None:
    """Let go of one of one's own; gone already, it is so. Raises NotYours for another's."""
    with scope(organisation=actor.organisation_id):
        row = SelfCheck.objects.filter(id=check_id).first()
        if row is None or row.account_id != actor.account_id:
            raise NotYours
        row.delete()
    erase_texts(
        organisation_id=actor.organisation_id, places=[("supervision.self_check", check_id)]
    )
