"""The client agrees to the plan, and it is looked over again when its day comes."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor

from ..models.work import Agreement
from ..types import AgreementKind
from . import rules
from .planning import check_version
from .settling import locked_case, settle

REVIEW_DAYS = 30
FARTHEST_REVIEW = 370


@transaction.atomic
def agree_plan(
    *,
    actor: Actor,
    case_id: UUID,
    agreement_id: UUID,
    day: date,
    review_on: date,
    drawn_from: int,
    words: bytes | None = None,
) -> None:
    """Write down that the client agrees to the plan as it stands; the same id once.

    Raises PlanMoved when it is another plan by now.
    """
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        with scopes_disabled():  # an id known anywhere is never used again
            if Agreement.objects.filter(id=agreement_id).exists():
                return
        if not case.plan_version:
            raise DomainError(_("There is no plan yet. Add a goal first."), code="none")
        check_version(case, drawn_from)
        rules.check_past(day, earliest=case.opened_on)
        _check_review(review_on)
        Agreement.objects.create(
            id=agreement_id,
            organisation_id=actor.organisation_id,
            case=case,
            kind=AgreementKind.PLAN,
            day=day,
            account_id=actor.account_id,
            words=words,
        )
        case.agreed_version, case.agreed_on, case.review_on = case.plan_version, day, review_on
        case.save(update_fields=["agreed_version", "agreed_on", "review_on"])
        journal.write(actor=actor, verb="cases.plan_agreed", subject=case.id)
        settle(actor=actor, case=case, by="cases.plan_agreed", heard=day == today())


@transaction.atomic
def review_plan(*, actor: Actor, case_id: UUID, review_on: date, drawn_from: int) -> None:
    """Write down that the plan was looked over and nothing is to be changed."""
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        check_version(case, drawn_from)
        _check_review(review_on)
        if case.review_on == review_on:
            return
        case.review_on = review_on
        case.save(update_fields=["review_on"])
        journal.write(actor=actor, verb="cases.plan_reviewed", subject=case.id)
        settle(actor=actor, case=case, by="cases.plan_reviewed")


def _check_review(day: date) -> None:
    if not today() < day <= today() + timedelta(days=FARTHEST_REVIEW):
        raise DomainError(_("Choose a day that can be kept."), field="review_on", code="plan")
