"""What this room lets go of when a client is erased: whom it would have asked for."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.registries import ClientRecords, Held, client_records

from .models import MissedStep


def held(organisation_id: UUID, client_ids: Sequence[UUID]) -> Held:
    """Count the missed steps. One query."""
    with scope(organisation=organisation_id):
        return Held(go=MissedStep.objects.filter(client_id__in=client_ids).count())


def erase(organisation_id: UUID, client_ids: Sequence[UUID]) -> None:
    """Forget that somebody waits for a step."""
    with scope(organisation=organisation_id):
        MissedStep.objects.filter(client_id__in=client_ids).delete()


client_records.add(
    ClientRecords(
        code="indicators",
        label=_("Missed steps"),
        goes=_("That somebody waits for the next step of care."),
        stays="",
        order=80,
        held=held,
        erase=erase,
    )
)
