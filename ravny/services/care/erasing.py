"""What this room lets go of when a client is erased: all it knows of their care."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.registries import ClientRecords, Held, client_records

from .models import LabResult, Registration, Treatment

FACTS = (Registration, Treatment, LabResult)


def held(organisation_id: UUID, client_ids: Sequence[UUID]) -> Held:
    """Count the facts of care, taken back ones too. Three queries."""
    with scope(organisation=organisation_id):
        return Held(
            go=sum(model.objects.filter(client_id__in=client_ids).count() for model in FACTS)
        )


def erase(organisation_id: UUID, client_ids: Sequence[UUID]) -> None:
    """Let go of registrations, treatments and laboratory results."""
    with scope(organisation=organisation_id):
        for model in FACTS:
            model.objects.filter(client_id__in=client_ids).delete()


client_records.add(
    ClientRecords(
        code="care",
        label=_("Care"),
        goes=_("Registrations, treatments and laboratory results."),
        stays="",
        order=30,
        held=held,
        erase=erase,
    )
)
