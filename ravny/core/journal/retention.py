"""How long the journal is kept. Its rows refuse to go: a person prunes whole signed months."""

from datetime import date
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.aging import by_month
from ravny.core.kit.registries import RecordKind

from .models import Entry


def _due(organisation_id: UUID, before: date) -> dict[date, int]:
    rows = Entry.objects.filter(organisation_id=organisation_id, day__lt=before)
    return by_month(dict(rows.order_by().values_list("day").annotate(links=Count("id"))))


def _refuse(_organisation_id: UUID, _before: date, _most: int) -> int:
    raise PermissionError("only the role that migrates may prune the journal")


KINDS = (
    RecordKind(
        "journal.entries",
        _("Journal"),
        _("Whole months go up to a signed end of a month; the chain is checked from there."),
        _("the day of the line"),
        order=110,
        months=36,
        due=_due,
        erase=_refuse,
        least_months=6,
        tables=("journal.Entry",),
        by_hand="ravny journal prune",
    ),
)
