"""Trainings are written down with who took part."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.aging import months_on
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor

from ..models import Attendance, Training
from ..types import VALID_MONTHS, TrainingFacts, TrainingKind
from .meeting import check_day, check_minutes

MOST_MONTHS = 120
TEN_YEARS = timedelta(days=3653)


@transaction.atomic
def record_training(*, actor: Actor, facts: TrainingFacts) -> UUID:
    """Write a training down with its people; the same id again changes nothing.

    Raises NotYours for who does not look after trainings, DomainError beside a field.
    """
    if not actor.may("supervision.lead"):
        raise NotYours
    _check(actor, facts)
    months = VALID_MONTHS[facts.kind] if facts.months is None else facts.months
    with scopes_disabled():  # an id known anywhere is never used again
        if Training.objects.filter(id=facts.training_id).exists():
            return facts.training_id
    with scope(organisation=actor.organisation_id):
        row = Training.objects.create(
            id=facts.training_id,
            organisation_id=actor.organisation_id,
            kind=facts.kind,
            day=facts.day,
            minutes=facts.minutes,
            months=months,
            is_external=facts.is_external,
            account_id=actor.account_id,
        )
        until = months_on(facts.day, months) if months else None
        Attendance.objects.bulk_create(
            Attendance(training=row, account_id=who, valid_until=until)
            for who in sorted(facts.people)
        )
    journal.write(
        actor=actor, verb="supervision.trained", subject=facts.training_id, count=len(facts.people)
    )
    return facts.training_id


def _check(actor: Actor, facts: TrainingFacts) -> None:
    if facts.kind not in TrainingKind.values:
        raise DomainError(_("Choose one of the list."), field="kind", code="choice")
    check_day(facts.day, TEN_YEARS)
    check_minutes(facts.minutes)
    if facts.months is not None and not 0 <= facts.months <= MOST_MONTHS:
        raise DomainError(_("Choose a number from 0 to 120."), field="months", code="range")
    if not facts.people:
        raise DomainError(_("Who took part?"), field="people", code="required")
    if not facts.people <= {one.account_id for one in list_staff(actor, active_only=False)}:
        raise DomainError(_("Choose colleagues."), field="people", code="choice")
