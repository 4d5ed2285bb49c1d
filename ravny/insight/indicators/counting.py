"""Adding facts up into rows: arithmetic only, no database.

Persons are clients with a code, once each per row and period; a contact without a code is counted
as a contact, never as a person (standards.md, "People").
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass
class Tally:
    """What one row adds up to."""

    contacts: int = 0
    uncoded: int = 0
    persons: set[UUID] = field(default_factory=set)
    given: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, client_id: UUID | None, given: Sequence[tuple[UUID, int]]) -> None:
        """Count one contact."""
        self.contacts += 1
        if client_id is None:
            self.uncoded += 1
        else:
            self.persons.add(client_id)
        for item_id, quantity in given:
            self.given[item_id] += quantity


def tally(
    facts: Iterable[Mapping[str, Any]],
    keys_of: Callable[[Mapping[str, Any]], Sequence[str]],
    given: Mapping[UUID, Sequence[tuple[UUID, int]]],
    same_person: Mapping[UUID, UUID],
) -> tuple[dict[str, Tally], Tally]:
    """Return key → tally, and the tally of all; `same_person` maps an alias to the kept client."""
    rows: dict[str, Tally] = defaultdict(Tally)
    total = Tally()
    for fact in facts:
        client_id = fact["client_id"]
        person = same_person.get(client_id, client_id) if client_id else None
        handed = given.get(fact["id"], ())
        total.add(person, handed)
        for key in keys_of(fact) or ("",):
            rows[key].add(person, handed)
    return dict(rows), total
