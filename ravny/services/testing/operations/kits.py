"""Each assay uses up one kit of a place, and keeps the lot it was taken from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from uuid import UUID

from ravny.core.staff.types import Actor
from ravny.services.stock import operations as stock
from ravny.services.stock.queries import item_labels, lot_labels, lots_issued
from ravny.services.stock.types import IssueLine

from ..types import AssayFacts, LateResult, Slot, TestFacts, try_id


def take_kits(
    actor: Actor, used: Sequence[tuple[UUID, UUID | None, AssayFacts]]
) -> dict[UUID, UUID]:
    """Take a kit for each (worker id, place id or None for the bag, assay); return assay → lot.

    The same assay again takes nothing.
    """
    lines: dict[UUID, list[IssueLine]] = defaultdict(list)
    bags: dict[UUID, UUID] = {}
    for worker_id, place_id, assay in used:
        if assay.item_id is None:
            continue
        if place_id is None and worker_id not in bags:
            bags[worker_id] = stock.ensure_bag(actor=actor, account_id=worker_id)
        line = IssueLine(assay.assay_id, assay.item_id, 1, assay.day, assay.lot_id)
        lines[place_id or bags[worker_id]].append(line)
    for where, taken in lines.items():
        stock.issue(actor=actor, place_id=where, lines=taken)
    if not lines:
        return {}
    causes = {line.cause_id for taken in lines.values() for line in taken}
    issued = lots_issued(actor.organisation_id, causes)
    return {assay_id: lot_id for (assay_id, _item), lot_id in issued.items()}


def known_kits(actor: Actor, assays: Sequence[AssayFacts]) -> list[AssayFacts]:
    """Return the assays with only the items and the lots that this house has, in their order.

    A phone's record is never lost for a lot's sake. Two queries, none without kits.
    """
    if not any(assay.item_id for assay in assays):
        return [replace(assay, lot_id=None) if assay.lot_id else assay for assay in assays]
    items = item_labels(actor.organisation_id)
    lots = lot_labels(actor.organisation_id, {assay.lot_id for assay in assays if assay.lot_id})
    known = []
    for assay in assays:
        item_id = assay.item_id if assay.item_id in items else None
        lot = lots.get(assay.lot_id) if assay.lot_id else None
        lot_id = lot.lot_id if lot and lot.item_id == item_id else None
        known.append(replace(assay, item_id=item_id, lot_id=lot_id))
    return known


def strip_of(late: LateResult) -> AssayFacts:
    """Return the assay that a late result tells of."""
    return AssayFacts(
        assay_id=try_id(late.test_id, late.attempt),
        slot=Slot.A0.value,
        result=late.result,
        day=late.day,
        item_id=late.item_id,
        lot_id=late.lot_id,
    )


def with_known_kits(
    actor: Actor, tests: Sequence[TestFacts], late: Sequence[LateResult]
) -> tuple[list[TestFacts], list[LateResult]]:
    """Return the tests and late results with only the kits and lots that this house has."""
    told = [assay for one in tests for assay in one.assays]
    known = iter(known_kits(actor, [*told, *map(strip_of, late)]))
    met = [replace(one, assays=tuple(islice(known, len(one.assays)))) for one in tests]
    strips = zip(late, known, strict=True)
    return met, [replace(one, item_id=kit.item_id, lot_id=kit.lot_id) for one, kit in strips]
