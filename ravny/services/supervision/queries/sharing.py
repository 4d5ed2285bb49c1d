"""Whether who took a case over can open what stands in it: asked before the giver's keys go."""

from collections.abc import Collection
from uuid import UUID

from ravny.core.staff.types import Actor
from ravny.core.vault.queries import circles_of
from ravny.core.vault.queries.rosters import roll_of


def unshared(
    actor: Actor, giver_id: UUID, receivers: Collection[tuple[UUID, UUID]]
) -> set[tuple[UUID, UUID]]:
    """Return the (case, receiver) that lack keys which the giver holds. Ten queries at most.

    Cases without keys lack none; what a colleague keeps from a newcomer (a floor) is not missing.
    """
    circles = circles_of("case", {case_id for case_id, _who in receivers})
    ids = {case_id: fact.circle_id for case_id, fact in circles.items()}
    if not ids:
        return set()
    roll = roll_of(actor, list(ids.values()))
    found = set()
    for case_id, receiver_id in receivers:
        circle_id = ids.get(case_id)
        if circle_id is None:
            continue
        held = roll.held.get(circle_id, {})
        floor = roll.floors.get((circle_id, receiver_id), 0)
        given = {number for number in held.get(giver_id, {}) if number >= floor}
        if given - set(held.get(receiver_id, {})):
            found.add((case_id, receiver_id))
    return found
