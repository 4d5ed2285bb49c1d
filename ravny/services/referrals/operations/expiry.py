"""Periodic work: a draft or a sent referral nobody heard of for two months is over."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce, Greatest
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.staff.queries import list_organisations

from ..models import Referral, Step
from ..types import EXPIRES_AFTER_DAYS, State

AT_ONCE = 500


def expire_old() -> None:
    """Let referrals expire whose last due day is too long ago. Idempotent."""
    for organisation_id, _country in list_organisations():
        while _expire(organisation_id) == AT_ONCE:
            pass


@transaction.atomic
def _expire(organisation_id: UUID) -> int:
    """Write a step and the state for each, return how many; the owner stands under the step."""
    long_ago = today() - timedelta(days=EXPIRES_AFTER_DAYS)
    with scope(organisation=organisation_id):
        rows = Referral.objects.filter(state__in=(State.DRAFT, State.SENT)).annotate(
            due=Greatest(Coalesce("follow_up_on", "made_on"), Coalesce("appointment_on", "made_on"))
        )
        old = list(rows.filter(due__lt=long_ago).values_list("id", "owner_id")[:AT_ONCE])
        if not old:
            return 0
        day = today()
        Step.objects.bulk_create(
            Step(referral_id=key, state=State.EXPIRED, day=day, account_id=owner, entered_on=day)
            for key, owner in old
        )
        Referral.objects.filter(id__in=[key for key, _owner in old]).update(
            state=State.EXPIRED, state_on=day, follow_up_on=None
        )
        journal.write_for(
            organisation_id=organisation_id,
            actor_id=None,
            verb="referrals.expired",
            count=len(old),
        )
        return len(old)
