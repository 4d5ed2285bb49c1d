"""When something was last done for a client's care; the facts themselves go with the card."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.aging import last_days

from .models import LabResult, Registration, Treatment


def last_cared(organisation_id: UUID) -> Iterable[tuple[UUID, date]]:
    """Return (client, the last day of any fact of care)."""
    with scope(organisation=organisation_id):
        yield from last_days(Registration.objects.all(), "day")
        yield from last_days(Treatment.objects.all(), "day", "ended_on")
        yield from last_days(LabResult.objects.all(), "day")
