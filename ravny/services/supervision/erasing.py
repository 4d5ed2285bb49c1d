"""What this room lets go of when a client is erased: what of theirs was handed over."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.registries import ClientRecords, Held, client_records
from ravny.core.vault.operations import erase_texts
from ravny.services.cases.parts import leading_here

from .models import HandoverItem


def held(organisation_id: UUID, client_ids: Sequence[UUID]) -> Held:
    """Count the cases and promises that were handed over. One query."""
    with scope(organisation=organisation_id):
        return Held(go=HandoverItem.objects.filter(client_id__in=client_ids).count())


def erase(organisation_id: UUID, client_ids: Sequence[UUID]) -> None:
    """Let go of the lines of handovers that name the client; the handover itself names nobody."""
    _let_go(organisation_id, Q(client_id__in=client_ids))


def erase_of_cases(organisation_id: UUID, case_ids: Sequence[UUID]) -> None:
    """Let go of the lines of handovers that name a case whose time is over."""
    _let_go(organisation_id, Q(case_id__in=case_ids))


def _let_go(organisation_id: UUID, wanted: Q) -> None:
    with scope(organisation=organisation_id):
        rows = HandoverItem.objects.filter(wanted)
        ids = list(rows.values_list("id", flat=True))
        rows.delete()
    erase_texts(
        organisation_id=organisation_id, places=[("supervision.returned", one) for one in ids]
    )


client_records.add(
    ClientRecords(
        code="supervision",
        label=_("Handovers"),
        goes=_("That their case was handed over, and why somebody gave it back."),
        stays="",
        order=15,
        held=held,
        erase=erase,
    )
)
leading_here.add(erase_of_cases)
