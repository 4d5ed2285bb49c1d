"""How much people may carry, and noting since when it is too much."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.queries import list_organisations, list_staff
from ravny.core.staff.types import Actor

from ..models import HoursSeen, Limit, Overload
from ..queries.load import limits, loads

MOST_POINTS = 500
MOST_EVENINGS = 7


@transaction.atomic
def set_limit(*, actor: Actor, account_id: UUID | None, points: int, evenings: int) -> None:
    """Say how much one person may carry, or everybody (`account_id` None). Raises DomainError."""
    if not actor.may("supervision.lead"):
        raise NotYours
    if not 1 <= points <= MOST_POINTS:
        raise DomainError(_("Choose a number from 1 to 500."), field="points", code="range")
    if not 0 <= evenings <= MOST_EVENINGS:
        raise DomainError(_("A week has seven evenings."), field="evenings", code="range")
    if account_id and account_id not in {one.account_id for one in list_staff(actor)}:
        raise NotYours
    with scope(organisation=actor.organisation_id):
        whose: dict[str, Any] = {
            "organisation_id": actor.organisation_id,
            "account_id": account_id,
        }
        told = {"points": points, "evenings": evenings}
        Limit.objects.update_or_create(**whose, defaults=told)
    journal.write(actor=actor, verb="supervision.limited", subject=account_id)


@transaction.atomic
def note_seen(*, actor: Actor) -> None:
    """Note that somebody looked at their own hours of this month."""
    with scope(organisation=actor.organisation_id):
        HoursSeen.objects.get_or_create(
            organisation_id=actor.organisation_id,
            account_id=actor.account_id,
            month=today().replace(day=1),
        )


def tend_loads() -> None:
    """Note who carries too much since today, and who does not any more. Daily; may be repeated."""
    for organisation_id, _country in list_organisations():
        _tend(organisation_id)


@transaction.atomic
def _tend(organisation_id: UUID) -> None:
    house, own = limits(organisation_id)
    over = {
        who
        for who, load in loads(organisation_id).items()
        if load.points > own.get(who, house).points
    }
    with scope(organisation=organisation_id):
        rows = Overload.objects.filter(until__isnull=True)
        known = set(rows.values_list("account_id", flat=True))
        rows.exclude(account_id__in=over).update(until=today())
        Overload.objects.bulk_create(
            Overload(organisation_id=organisation_id, account_id=who)
            for who in sorted(over - known)
        )
