"""Putting aside what stands on *Today*, and bringing it back."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_scopes import scope, scopes_disabled

from ravny.core.journal.operations import write
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.formats import number
from ravny.core.staff.types import Actor

from .models import PutAside
from .ranking import most_days, standing_of
from .types import Due, Why


@transaction.atomic
def put_aside(*, actor: Actor, due: Due, why: str, days: int) -> None:
    """Hide a row from this person for so many days; raises DomainError.

    The journal learns that something was put aside, not what.
    """
    most = most_days(due.row)
    if why not in Why.values:
        raise DomainError(_("Choose one."), field="why")
    if not 1 <= days <= most:
        words = ngettext(
            "This can wait for one day at most.", "This can wait for %(count)s days at most.", most
        )
        raise DomainError(words % {"count": number(most)}, field="days")
    standing = standing_of(due.row, today())
    values = {
        "why": why,
        "harm": standing.harm,
        "group": standing.group,
        "due_on": standing.due_on,
        "day": today(),
        "until": today() + timedelta(days=days),
    }
    with scope(organisation=actor.organisation_id):
        PutAside.objects.update_or_create(
            account_id=actor.account_id, row_id=due.row_id, defaults=values
        )
    write(actor=actor, verb="desk.put_aside")


@transaction.atomic
def bring_back(*, actor: Actor, row_id: UUID) -> None:
    """Show a row again; what is back already stays so."""
    with scope(organisation=actor.organisation_id):
        rows = PutAside.objects.filter(account_id=actor.account_id, row_id=row_id)
        gone, _by_model = rows.delete()
    if gone:
        write(actor=actor, verb="desk.brought_back")


def forget_ended() -> None:
    """Forget what came back by itself: it is of no use the day after. Idempotent."""
    with scopes_disabled():
        PutAside.objects.filter(until__lt=today()).delete()
