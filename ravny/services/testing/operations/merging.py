"""A test's row out of what is told of it, in whatever order: a meeting, a late result, both.

Results join upwards (not known < invalid < nonreactive < reactive) and days to the earliest, so
that no order and no repetition makes a difference; what a rapid test shows comes from its strips
(strips.py). Works on rows in memory; nothing is written.
"""

from datetime import date

from ravny.services.referrals.types import LEADS_OUT

from ..algorithm import conclude
from ..models import Assay, Test
from ..rules import retest_on, rules_of
from ..types import (
    TRIAGE,
    Conclusion,
    LateResult,
    NextFacts,
    Proof,
    Purpose,
    Result,
    TestFacts,
)

RANK = {"": 0, Result.INVALID.value: 1, Result.NONREACTIVE.value: 2, Result.REACTIVE.value: 3}
VALID = frozenset({Result.REACTIVE.value, Result.NONREACTIVE.value})
_AS_RESULT = {
    Conclusion.POSITIVE.value: Result.REACTIVE.value,
    Conclusion.NEGATIVE.value: Result.NONREACTIVE.value,
}
_SAME = (
    "infection", "day", "worker_id", "team_id", "channel", "encounter_id", "site_id", "client_id",
    "age_group", "service_id", "counselled_on", "consented_on", "safety", "previous", "assistance",
    "on_prep", "exposed_on", "device_id", "note",
)  # fmt: skip


def told_result(facts: TestFacts) -> tuple[str, date]:
    """Return the result a meeting ended with, "" while not known, and its day.

    A confirmation has none: its assays, or a paper, conclude.
    """
    last = facts.assays[-1] if facts.assays else None
    day = facts.result_on or (last.day if last else facts.day)
    if facts.purpose == Purpose.CONFIRMATION:
        return "", day
    return facts.result or (last.result if last else ""), day


def meet(row: Test, facts: TestFacts, purpose: str) -> None:
    """Write what the meeting tells into a row; what a late result told before stays."""
    for name in _SAME:
        setattr(row, name, getattr(facts, name))
    row.purpose, row.is_whole = purpose, True
    row.returned_on = _earliest(row.returned_on, facts.returned_on)
    row.post_counselled_on = _earliest(row.post_counselled_on, facts.post_counselled_on)
    if purpose not in TRIAGE:
        join_result(row, *told_result(facts))
        if facts.retest_on:
            row.retest_on = None if row.result == Result.REACTIVE else facts.retest_on
            row.retest_on = row.retest_on or _retest(row)
    choose(row, facts.next)
    if facts.conclusion:
        settle(row, facts.conclusion, facts.concluded_on or facts.day, facts.proof)
    if row.client_id is None:
        row.referral_id = None  # nobody to refer; the step stays


def come_late(row: Test, late: LateResult) -> None:
    """Write what comes with a late result into a row, whole or not; its strip shows the result."""
    if late.result in VALID:
        row.returned_on = _earliest(row.returned_on, late.day if late.returned else None)
        row.post_counselled_on = _earliest(
            row.post_counselled_on, late.day if late.post_counselled else None
        )
    choose(row, late.next)


def show(row: Test, result: str, day: date | None, proposed: date | None) -> None:
    """Give a rapid test what its strips show; `proposed`: the day to test again, if told."""
    row.result, row.result_on = result, day if result else None
    row.retest_on = None if result == Result.REACTIVE else proposed
    if result in VALID:
        row.retest_on = row.retest_on or _retest(row)


def join_result(row: Test, result: str, day: date) -> None:
    """Join a result into a row, and with it the day to test again."""
    if RANK[result] > RANK[row.result]:
        proposed = None if row.result in VALID else row.retest_on
        row.result, row.result_on = result, day
    elif result and result == row.result and row.result_on and day < row.result_on:
        proposed, row.result_on = None, day
    else:
        return
    if result in VALID:
        row.retest_on = _retest(row) if result == Result.REACTIVE else proposed or _retest(row)


def choose(row: Test, chosen: NextFacts | None) -> None:
    """Write the step that was chosen into a row that has none."""
    if chosen is None or row.step:
        return
    row.step, row.step_due = chosen.step, chosen.due
    row.step_escort, row.step_warned = chosen.escort, chosen.warned
    leads_out = chosen.step in LEADS_OUT and (row.client_id is not None or not row.is_whole)
    row.referral_id = chosen.referral_id if leads_out else None


def settle(row: Test, conclusion: str, day: date, proof: str) -> None:
    """Write a conclusion into a row, and the retest it asks for.

    What a laboratory concludes of a sample is that sample's result too, if somebody agreed to it.
    """
    found = _AS_RESULT.get(conclusion)
    if row.purpose == Purpose.SENT_AWAY and row.consented_on and found:
        join_result(row, found, day)
    row.conclusion, row.concluded_on, row.proof = conclusion, day, proof
    row.retest_on = retest_on(rules_of(row.infection), day=day, outcome=conclusion)


def settle_by_assays(row: Test, assays: list[Assay]) -> None:
    """Conclude a confirmation from its assays, if they do; raises ValueError.

    Only the strategy of three assays concludes here: elsewhere a laboratory does.
    """
    if row.purpose != Purpose.CONFIRMATION or row.conclusion or not assays:
        return
    verdict = conclude([(assay.slot, assay.result) for assay in assays])
    if verdict.conclusion and rules_of(row.infection).strategy == "three_assays":
        decided = max(assay.day for assay in assays if assay.result in VALID)
        settle(row, verdict.conclusion, decided, Proof.ASSAYS.value)


def mark_last(row: Test, assays: list[Assay]) -> Assay | None:
    """Give the last assay of a test the test's result; return it when that changed it."""
    if row.purpose == Purpose.CONFIRMATION or not assays or not row.result:
        return None
    last = assays[-1]
    if last.result == row.result:
        return None
    last.result = row.result
    return last


def _retest(row: Test) -> date | None:
    return retest_on(
        rules_of(row.infection),
        day=row.result_on or row.day,
        outcome=row.result,
        on_prep=row.on_prep,
        exposed_on=row.exposed_on,
    )


def _earliest(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day]
    return min(days, default=None)
