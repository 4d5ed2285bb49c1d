"""The strips of a test, one assay for each try, told by a meeting, by late results, or by both.

What is told of one try joins upwards: the stronger result with its earliest day, and a kit if
either names one. The result of the test is that of its highest try. So no order and no repetition
makes a difference. Works on rows in memory; nothing is written here but the kits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from ravny.core.staff.types import Actor

from ..models import Assay
from ..types import AssayFacts
from .kits import take_kits
from .merging import RANK, VALID


def deciding(assays: Iterable[Assay]) -> Assay | None:
    """Return the try whose result is the test's; None while the highest one waits.

    A phone that does not number its tries tells all of the first: better that than none.
    """
    highest = sorted(assays, key=lambda assay: assay.position, reverse=True)
    if highest and highest[0].result:
        return highest[0]
    return next((assay for assay in highest if assay.result in VALID), None)


@dataclass
class Strips:
    """The assays of a batch's tests by position, and what has to be written of them."""

    of: dict[UUID, dict[int, Assay]] = field(default_factory=dict)
    made: dict[UUID, Assay] = field(default_factory=dict)
    changed: dict[UUID, Assay] = field(default_factory=dict)
    _used: dict[UUID, tuple[UUID, UUID | None, AssayFacts]] = field(default_factory=dict)

    def know(self, assays: Iterable[Assay]) -> None:
        """Add assays that are stored already."""
        for assay in assays:
            self.of.setdefault(assay.test_id, {})[assay.position] = assay

    def in_order(self, test_id: UUID) -> list[Assay]:
        """Return the tries of a test, the first one first."""
        return [assay for _position, assay in sorted(self.of.get(test_id, {}).items())]

    def tell(
        self,
        test_id: UUID,
        position: int,
        told: AssayFacts,
        *,
        worker_id: UUID,
        place_id: UUID | None = None,
    ) -> None:
        """Join what is told of one try into what is known of it; a kit is taken for it once."""
        tries = self.of.setdefault(test_id, {})
        assay = tries.get(position)
        if assay is None:
            assay = Assay(
                id=told.assay_id,
                test_id=test_id,
                slot=told.slot,
                position=position,
                specimen=told.specimen,
                result=told.result,
                day=told.day,
            )
            tries[position] = self.made[assay.id] = assay
        else:
            self._join(assay, told)
        if told.item_id and not assay.item_id:
            assay.item_id = told.item_id
            self._used[assay.id] = (worker_id, place_id, told)
            self.touch(assay)

    def touch(self, assay: Assay) -> None:
        """Have an assay written again if it is stored already."""
        if assay.id not in self.made:
            self.changed[assay.id] = assay

    def _join(self, assay: Assay, told: AssayFacts) -> None:
        before = (assay.result, assay.day, assay.specimen)
        if RANK[told.result] > RANK[assay.result]:
            assay.result, assay.day = told.result, told.day
        elif told.result == assay.result:
            assay.day = min(assay.day, told.day)
        assay.specimen = assay.specimen or told.specimen
        if before != (assay.result, assay.day, assay.specimen):
            self.touch(assay)

    def take_kits(self, actor: Actor) -> None:
        """Take the kits of this batch out of their places, and keep the lots they came from."""
        lots = take_kits(
            actor,
            [
                (worker, place, _as(assay_id, told))
                for assay_id, (worker, place, told) in self._used.items()
            ],
        )
        for assay_id in self._used:
            assay = self.made.get(assay_id) or self.changed[assay_id]
            assay.lot_id = lots.get(assay_id)


def _as(assay_id: UUID, told: AssayFacts) -> AssayFacts:
    """Return what was told under the id the try is kept by, for its kit is taken by that."""
    if told.assay_id == assay_id:
        return told
    return AssayFacts(assay_id, told.slot, told.result, told.day, told.item_id, told.lot_id)
