"""What this room lets go of when a client is erased: every case of theirs, whole."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import ClientRecords, Held, client_records

from .letting_go import erase_cases
from .queries import cases_of_clients


def held(organisation_id: UUID, client_ids: Sequence[UUID]) -> Held:
    """Count the cases. One query."""
    return Held(go=len(cases_of_clients(organisation_id, client_ids)))


def erase(organisation_id: UUID, client_ids: Sequence[UUID]) -> None:
    """Let go of cases with everything in them."""
    erase_cases(organisation_id, cases_of_clients(organisation_id, client_ids))


client_records.add(
    ClientRecords(
        code="cases",
        label=_("Cases"),
        goes=_(
            "With requests, plan, contacts, agreements, assessments, team and their words. "
            "An entry of the archive leads to nobody and stays."
        ),
        stays="",
        order=25,  # steps point at referrals, which go later
        held=held,
        erase=erase,
    )
)
