"""What other rooms hear of when meetings are written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ravny.core.kit.registries import events

from ..types import EncounterFacts


@dataclass(frozen=True)
class ClientsMet:
    """These cards (aliases among them) were met on these days."""

    organisation_id: UUID
    met: tuple[tuple[UUID, date], ...]


def tell(organisation_id: UUID, facts: Iterable[EncounterFacts]) -> None:
    """Say whom the meetings were with, once they stand in the database."""
    met = tuple((one.client_id, one.day) for one in facts if one.client_id)
    if met:
        events.emit(ClientsMet(organisation_id, met))
