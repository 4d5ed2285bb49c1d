"""The WHO strategy of three consecutive assays (HIV, from 18 months of age): pure arithmetic.

standards.md, "Testing". A triage assay (slot 0) stands outside and never concludes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .types import Conclusion, Result, Slot

RETEST_DAYS = 14
"""After an inconclusive status the whole strategy is run again (WHO 2019, two weeks)."""

A1, A2, AGAIN, A3 = Slot.A1.value, Slot.A2.value, Slot.A1_AGAIN.value, Slot.A3.value
DECIDES = frozenset({Result.REACTIVE.value, Result.NONREACTIVE.value})


@dataclass(frozen=True)
class Verdict:
    """What the assays say so far: a conclusion, or which slot to run next; never both.

    `retest_days` only after an inconclusive status.
    """

    conclusion: str = ""
    next_slot: str | None = None
    retest_days: int | None = None


_NEGATIVE = Verdict(Conclusion.NEGATIVE.value)
_POSITIVE = Verdict(Conclusion.POSITIVE.value)
_INCONCLUSIVE = Verdict(Conclusion.INCONCLUSIVE.value, retest_days=RETEST_DAYS)

# Which slot stands to be run → what a nonreactive and what a reactive assay in it leads to.
_AFTER: Mapping[str, tuple[Verdict, Verdict]] = {
    A1: (_NEGATIVE, Verdict(next_slot=A2)),
    A2: (Verdict(next_slot=AGAIN), Verdict(next_slot=A3)),
    AGAIN: (_NEGATIVE, _INCONCLUSIVE),
    A3: (_INCONCLUSIVE, _POSITIVE),
}


def conclude(assays: Sequence[tuple[str, str]]) -> Verdict:
    """Return what assays, (slot, result) in the order they were run, say.

    Slot 0 is left out; an invalid assay, or one not read yet, decides nothing and is run again.
    Raises ValueError for an assay the strategy does not ask for, and for unknown codes.
    """
    verdict = Verdict(next_slot=A1)
    for slot, result in assays:
        if slot not in Slot.values or result not in Result.values:
            raise ValueError(f"no such assay: slot {slot!r}, result {result!r}")
        if slot == Slot.A0 or result not in DECIDES:
            continue
        if verdict.next_slot is None:
            raise ValueError(f"slot {slot}: the strategy had ended with {verdict.conclusion}")
        if slot != verdict.next_slot:
            raise ValueError(f"slot {slot}: slot {verdict.next_slot} comes first")
        verdict = _AFTER[slot][result == Result.REACTIVE]
    return verdict
