"""Who carries which cases: what a handover, a workload and the list of orphans ask. No gates.

The caller has decided that its actor may know.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django_scopes import scope

from ..models import Case, Member
from ..types import CaseFact, Duty
from .gate import fact_of, serving


@dataclass(frozen=True)
class Place:
    """Somebody's place on the team of an open case."""

    case: CaseFact
    duties: tuple[str, ...]
    ends_on: date | None

    @property
    def is_manager(self) -> bool:
        """Whether they carry the case."""
        return Duty.MANAGER in self.duties


def _open() -> QuerySet[Case]:
    return Case.objects.filter(ended_on__isnull=True)


def places_of(organisation_id: UUID, account_id: UUID) -> list[Place]:
    """Return the places somebody has on open cases today, the longest open first. Two queries."""
    duties: dict[UUID, list[str]] = {}
    ends: dict[UUID, date | None] = {}
    with scope(organisation=organisation_id):
        rows = Member.objects.filter(serving(), account_id=account_id)
        for case_id, duty, ends_on in rows.values_list("case_id", "duty", "ends_on"):
            duties.setdefault(case_id, []).append(duty)
            ends[case_id] = ends_on
        mine = Q(id__in=duties) | Q(manager_id=account_id)
        cases = list(_open().filter(mine).order_by("opened_on", "id"))
    return [
        Place(
            fact_of(row), _with_manager(row, account_id, duties.get(row.id, [])), ends.get(row.id)
        )
        for row in cases
    ]


def _with_manager(row: Case, account_id: UUID, duties: Iterable[str]) -> tuple[str, ...]:
    """Return what somebody is in a case. Who handed it over stays until the keys are shared."""
    others = set(duties) - {Duty.MANAGER.value}
    carried = {Duty.MANAGER.value} if row.manager_id == account_id else set()
    return tuple(sorted(others | carried))


def cases_by_id(organisation_id: UUID, case_ids: Collection[UUID]) -> dict[UUID, CaseFact]:
    """Return case id → case, ended ones too. One query."""
    with scope(organisation=organisation_id):
        return {row.id: fact_of(row) for row in Case.objects.filter(id__in=set(case_ids))}


def orphans(organisation_id: UUID) -> list[CaseFact]:
    """Return the open cases whose manager does not work here any more. One query."""
    with scope(organisation=organisation_id):
        rows = _open().filter(manager__active=False).order_by("opened_on", "id")
        return [fact_of(row) for row in rows]


def open_cases(organisation_id: UUID) -> list[CaseFact]:
    """Return every open case. One query."""
    with scope(organisation=organisation_id):
        return [fact_of(row) for row in _open().order_by("opened_on", "id")]


def served_once(organisation_id: UUID, account_id: UUID) -> bool:
    """Tell whether somebody ever was on a case's team. One query."""
    with scope(organisation=organisation_id):
        return Member.objects.filter(account_id=account_id).exists()


def managers_of(organisation_id: UUID, client_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return client id → who carries their open case. One query."""
    with scope(organisation=organisation_id):
        rows = _open().filter(client_id__in=set(client_ids))
        return dict(rows.values_list("client_id", "manager_id"))
