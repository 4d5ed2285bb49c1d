"""What this room lets go of when a client is erased: documents wherever they hang."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import ClientRecords, Held, client_records

from . import homes
from .operations import erase_documents
from .queries import document_ids


def _ids(organisation_id: UUID, client_ids: Sequence[UUID]) -> list[UUID]:
    """Return their documents of every home, unfinished ones too. Two queries for each home."""
    found: list[UUID] = []
    for home in homes.every():
        subjects = list(home.of_clients(organisation_id, client_ids))
        found += document_ids(organisation_id, home.code, subjects)
    return found


def held(organisation_id: UUID, client_ids: Sequence[UUID]) -> Held:
    """Count the documents."""
    return Held(go=len(_ids(organisation_id, client_ids)))


def erase(organisation_id: UUID, client_ids: Sequence[UUID]) -> None:
    """Let go of documents: the header with the key of the pieces first."""
    erase_documents(
        organisation_id=organisation_id, attachment_ids=_ids(organisation_id, client_ids)
    )


client_records.add(
    ClientRecords(
        code="attachments",
        label=_("Documents"),
        goes=_("Of the card, of referrals, of tests and of cases."),
        stays="",
        order=10,
        held=held,
        erase=erase,
    )
)
