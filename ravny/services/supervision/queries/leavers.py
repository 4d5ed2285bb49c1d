"""What people left behind whose access ended."""

from dataclasses import dataclass
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.registries import Promise
from ravny.services.cases.queries.carried import Place

from ..models import Leaver
from .promised import Carried, carried_by


@dataclass(frozen=True)
class LeftBehind:
    """Cases somebody carries and promises they hold, whether or not they still work here."""

    account_id: UUID
    carried: Carried

    @property
    def cases(self) -> list[Place]:
        """Cases that nobody else carries."""
        return [one for one in self.carried.places if one.case.manager_id == self.account_id]

    @property
    def promises(self) -> tuple[Promise, ...]:
        """Promises that nobody else holds."""
        return self.carried.promises

    @property
    def is_nothing(self) -> bool:
        """Whether everything has another owner."""
        return not (self.cases or self.promises)


def left_behind(organisation_id: UUID, account_id: UUID) -> LeftBehind:
    """Return what hangs on somebody. Queries as `carried_by`."""
    return LeftBehind(account_id, carried_by(organisation_id, account_id))


def leavers(organisation_id: UUID) -> list[Leaver]:
    """Return who left something behind, the longest ago first. One query."""
    with scope(organisation=organisation_id):
        return list(Leaver.objects.filter(settled_on__isnull=True).order_by("left_on", "id"))
