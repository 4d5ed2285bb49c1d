"""Deciding how long a kind of record is kept."""

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal.operations import write
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor

from ..models import Period
from ..queries.periods import kind_of


@transaction.atomic
def set_period(*, actor: Actor, kind: str, months: int | None) -> None:
    """Keep a kind so many months; None: as long as the country's rules, else Ravny, say.

    Raises NotYours for an unknown kind, DomainError for a number beyond its bounds.
    """
    known = kind_of(kind)
    if months is not None and not known.least_months <= months <= known.most_months:
        raise DomainError(
            _("From %(least)s to %(most)s months.")
            % {"least": known.least_months, "most": known.most_months},
            field="months",
        )
    with scope(organisation=actor.organisation_id):
        if months is None:
            changed, _rows = Period.objects.filter(kind=kind).delete()
        else:
            changed = not Period.objects.filter(kind=kind, months=months).exists()
            Period.objects.update_or_create(
                kind=kind,
                organisation_id=actor.organisation_id,
                defaults={"months": months, "changed_by_id": actor.account_id},
            )
    if changed:
        write(actor=actor, verb="upkeep.period_set", count=months or 1)


@transaction.atomic
def note_export(*, actor: Actor, count: int) -> None:
    """Write down that the list of what went left the pages as a file or on paper."""
    write(actor=actor, verb="upkeep.purged_exported", count=count)
