"""How long a case that ended is kept."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.aging import Aging, last_days
from ravny.core.kit.registries import RecordKind

from .letting_go import AT_ONCE, PARTS, erase_cases
from .models import Case, Request
from .models.work import Contact


def _ended() -> QuerySet[Case]:
    return Case.objects.filter(ended_on__isnull=False)


def _let_go(organisation_id: UUID, ids: list[Any]) -> int:
    return erase_cases(organisation_id, ids)


def last_worked(organisation_id: UUID) -> Iterable[tuple[UUID, date]]:
    """Return (client, the last day something was done in a case of theirs)."""
    with scope(organisation=organisation_id):
        yield from last_days(Case.objects.all(), "opened_on", "heard_on", "stage_on", "ended_on")
        asked = Request.objects.annotate(client_id=F("case__client_id"))
        yield from last_days(asked, "asked_on", "ended_on")
        spoken = Contact.objects.annotate(client_id=F("case__client_id"))
        yield from last_days(spoken, "day")


_cases = Aging(_ended, "ended_on", _let_go, AT_ONCE)

KINDS = (
    RecordKind(
        "cases.ended",
        _("Cases that ended"),
        _("The whole case goes, with all its words and documents. Entries of the archive stay."),
        _("the day the case ended"),
        order=37,
        months=36,
        due=_cases.due,
        erase=_cases.erase,
        tables=(
            "cases.Case",
            "cases.StageMove",
            *(model._meta.label for model in PARTS),
        ),
    ),
)
