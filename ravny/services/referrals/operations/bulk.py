"""Writing down many attempts at once, checked already (the demo, an import)."""

from collections.abc import Sequence

from django.db import transaction
from django_scopes import scope

from ravny.core.staff.types import Actor

from ..models import Attempt
from ..types import TriedFacts


@transaction.atomic
def record_attempts(*, actor: Actor, attempts: Sequence[TriedFacts]) -> None:
    """Write down attempts that were checked already, in one statement; follow-ups stay.

    Ids that are known must not be among them. The caller writes the journal.
    """
    with scope(organisation=actor.organisation_id):
        Attempt.objects.bulk_create(
            Attempt(
                id=one.attempt_id,
                organisation_id=actor.organisation_id,
                referral_id=one.referral_id,
                day=one.day,
                way=one.way,
                result=one.result,
                account_id=actor.account_id,
            )
            for one in attempts
        )
