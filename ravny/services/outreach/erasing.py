"""What this room lets go of when a client is erased: the code in what phones sent."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.registries import ClientRecords, Held, client_records
from ravny.people.clients.queries import codes_of
from ravny.services.testing.queries import tests_of_clients

from .models import IntakeRecord
from .operations.nameless import is_about, nameless
from .operations.tray import UNDECIDED


def _waiting(
    rows: QuerySet[IntakeRecord], codes: Collection[str], test_ids: Collection[UUID]
) -> Iterator[tuple[IntakeRecord, dict[str, Any]]]:
    """Return those of the undecided rows that name one of the codes or tests, with their facts."""
    known = {str(one) for one in test_ids}
    for row in rows.filter(state__in=UNDECIDED).order_by("id"):
        if row.facts is not None and is_about(row.facts, codes, known):
            yield row, row.facts


def _theirs(organisation_id: UUID, client_ids: Sequence[UUID]) -> tuple[set[str], list[UUID]]:
    codes = codes_of(organisation_id, client_ids)
    return codes, tests_of_clients(organisation_id, client_ids)


def held(organisation_id: UUID, client_ids: Sequence[UUID]) -> Held:
    """Count what waits in the tray, or is held back, and names the client. Three queries."""
    codes, tests = _theirs(organisation_id, client_ids)
    with scope(organisation=organisation_id):
        return Held(
            go=0, stay=sum(1 for _found in _waiting(IntakeRecord.objects.all(), codes, tests))
        )


def erase(organisation_id: UUID, client_ids: Sequence[UUID]) -> None:
    """Take the code, the note and the next step out of what somebody still has to decide."""
    codes, tests = _theirs(organisation_id, client_ids)
    with scope(organisation=organisation_id):
        for row, facts in _waiting(IntakeRecord.objects.select_for_update(), codes, tests):
            row.facts = nameless(facts)
            row.save(update_fields=["facts"])


client_records.add(
    ClientRecords(
        code="outreach",
        label=_("Records from phones that wait for a decision"),
        goes=_("The code and the note in them."),
        stays=_("The records, without a code."),
        order=20,
        held=held,
        erase=erase,
    )
)
