"""The rules every step keeps: whose it may be, until when, after which other."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import get_service_for

from ..models import Case, Member
from ..models.plan import Step
from ..plans.catalogue import catalogue
from ..queries.gate import serving
from ..queries.plan import referrals_for
from ..types import Owner, StepState
from ..types.plan import StepFacts
from . import rules

FARTHEST_DAYS = 1100


def checked_step(
    actor: Actor, case: Case, facts: StepFacts, before: Step | None = None
) -> dict[str, Any]:
    """Return a step's columns; raises DomainError beside the field. `before`: as it stands."""
    code = before.code if before else facts.code
    if code and before is None and code not in catalogue().steps:
        raise DomainError(_("Choose one of the list."), field="code", code="choice")
    if not code and not facts.words:
        text = _("Choose a step, or write it in your own words.")
        raise DomainError(text, field="words", code="required")
    rules.check_code(facts.owner_kind, Owner.values, "who")
    _check_due(facts, before)
    _check_after(case, facts.after_id, before)
    _check_referral(actor, case, facts, before)
    return {
        "owner_kind": facts.owner_kind,
        "owner_id": _owner(case, facts, before),
        "service_id": _service(actor, facts, before),
        "referral_id": facts.referral_id,
        "after_id": facts.after_id,
        "due_on": facts.due_on,
        "words": facts.words,
    }


def _owner(case: Case, facts: StepFacts, before: Step | None) -> UUID | None:
    if facts.owner_kind != Owner.MEMBER:
        return None
    stays = before is not None and before.owner_id == facts.owner_id
    team = Member.objects.filter(serving(), case=case).values_list("account_id", flat=True)
    if facts.owner_id is None or not (stays or facts.owner_id in team):
        raise DomainError(_("Choose somebody of the case's team."), field="who", code="choice")
    return facts.owner_id


def _service(actor: Actor, facts: StepFacts, before: Step | None) -> UUID | None:
    if facts.owner_kind != Owner.PARTNER:
        return None
    if facts.service_id is None:
        text = _("Choose the service whose step it is.")
        raise DomainError(text, field="service", code="required")
    try:
        get_service_for(actor, facts.service_id)
    except NotYours as error:
        raise DomainError(_("Choose one of the list."), field="service", code="choice") from error
    return facts.service_id


def _check_due(facts: StepFacts, before: Step | None) -> None:
    if before is not None and before.due_on == facts.due_on:
        return
    if not today() <= facts.due_on <= today() + timedelta(days=FARTHEST_DAYS):
        raise DomainError(_("Choose a day that can be kept."), field="due_on", code="plan")


def _check_referral(actor: Actor, case: Case, facts: StepFacts, before: Step | None) -> None:
    if facts.referral_id is None or (before and before.referral_id == facts.referral_id):
        return
    if facts.referral_id not in {one.referral_id for one in referrals_for(actor, case.client_id)}:
        raise DomainError(_("Choose one of the list."), field="referral", code="choice")


def _check_after(case: Case, after_id: UUID | None, before: Step | None) -> None:
    """Refuse a step of another case, a dropped one, and a circle of steps that wait for another."""
    if after_id is None:
        return
    after_of = dict(Step.objects.filter(case=case).values_list("id", "after_id"))
    stays = before is not None and before.after_id == after_id
    if after_id not in after_of or not (
        stays or Step.objects.exclude(state=StepState.DROPPED).filter(id=after_id).exists()
    ):
        raise DomainError(_("Choose one of the list."), field="after", code="choice")
    one: UUID | None = after_id
    while before is not None and one is not None:
        if one == before.id:
            text = _("These steps would wait for each other. Choose another one.")
            raise DomainError(text, field="after", code="circle")
        one = after_of.get(one)
