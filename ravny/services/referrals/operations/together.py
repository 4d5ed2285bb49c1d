"""Beginning several referrals of one client at once, each with its own owner and day."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for

from ..models import Referral
from ..queries.people import possible_owners
from ..types import Moved, Reason, ReferralFacts, State, Urgency
from ..types.helping import ParallelStep
from . import rules
from .rows import Planned, store

MOST_AT_ONCE = 8


@transaction.atomic
def open_together(
    *, actor: Actor, client_id: UUID, bundle_id: UUID, steps: Sequence[ParallelStep]
) -> UUID:
    """Open several drafts that stand side by side; the same bundle again changes nothing.

    Drafts only: where to, and the client's consent, are asked for each on its own page. Raises
    DomainError beside "reason_N", "owner_N", "urgency_N" or "follow_up_on_N", N from 0.
    """
    client = get_client_for(actor, client_id)
    _check(actor, client.team_id, steps)
    with scopes_disabled():  # an id known anywhere is never used again
        if Referral.objects.filter(bundle_id=bundle_id).exists():
            return bundle_id
    planned = [
        Planned(
            actor,
            client.team_id,
            step.referral_id,
            ReferralFacts(
                client_id=client_id,
                reason=step.reason,
                day=today(),
                urgency=step.urgency,
                follow_up_on=step.follow_up_on,
                owner_id=step.owner_id,
                bundle_id=bundle_id,
            ),
            [Moved(State.DRAFT.value, today())],
        )
        for step in steps
    ]
    with scope(organisation=actor.organisation_id):
        store(planned)
        for step in steps:
            journal.write(actor=actor, verb="referrals.opened", subject=step.referral_id)
    return bundle_id


def _check(actor: Actor, team_id: UUID, steps: Sequence[ParallelStep]) -> None:
    if not 2 <= len(steps) <= MOST_AT_ONCE:
        raise DomainError(_("Choose at least two steps, or refer once."), code="few")
    owners = dict(possible_owners(actor, team_id))
    for place, step in enumerate(steps):
        rules.check_code(step.reason, Reason.values, f"reason_{place}")
        rules.check_code(step.urgency, Urgency.values, f"urgency_{place}")
        rules.check_ahead(step.follow_up_on, field=f"follow_up_on_{place}", earliest=today())
        if step.owner_id not in owners:
            text = _("Choose somebody who works with this client.")
            raise DomainError(text, field=f"owner_{place}")
