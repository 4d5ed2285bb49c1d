"""Recording tests: one from a desk, or many from phones in whatever order they arrive."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.staff.types import Actor

from ..models import Assay, Test
from ..types import TRIAGE, LateResult, Purpose, TestFacts
from .checking import check, check_gates
from .kits import strip_of, with_known_kits
from .merging import VALID, come_late, mark_last, meet, settle_by_assays, show, told_result
from .onward import check_told, open_all, open_one
from .rows import insert_assays, insert_tests, update_assays, update_tests
from .strips import Strips, deciding


@transaction.atomic
def record_test(*, actor: Actor, facts: TestFacts) -> UUID:
    """Record one test from a desk and return its id; the same id again changes nothing.

    Takes the kits, opens the referral of a step that leads out. Raises DomainError beside the
    field ("consented_on": no result without consent; "warned": see referrals), NotYours.
    """
    check(actor, facts)
    check_gates(actor, facts)
    if facts.next:
        check_told(actor, facts.client_id, facts.next)
    with scopes_disabled():  # an id known anywhere is never used again
        known = Test.objects.filter(id=facts.test_id).first()
    if known and (known.is_whole or known.organisation_id != actor.organisation_id):
        return facts.test_id

    def open_each(actor: Actor, rows: Sequence[Test]) -> None:
        for row in rows:
            if facts.next:
                open_one(actor, row, facts.next)

    _store(actor, [facts], [], open_each)
    journal.write(actor=actor, verb="testing.recorded", subject=facts.test_id)
    return facts.test_id


@transaction.atomic
def record_many(
    *, actor: Actor, tests: Sequence[TestFacts], late: Sequence[LateResult] = ()
) -> None:
    """Record tests and late results that were checked already, in a handful of queries.

    Exactly once by id and in any order: a late result before its meeting makes a row that is not
    whole, and counts nowhere until the meeting comes. Tests of one meeting come together, in the
    order they were made, and name their assays by `try_id`. A test without consent is kept and
    counts nowhere. The caller writes the journal: a batch is one story.
    """
    if tests or late:
        _store(actor, *with_known_kits(actor, tests, late), open_all)


@dataclass
class _Batch:
    """The rows a batch works on, and what has to be done for them."""

    actor: Actor
    rows: dict[UUID, Test]
    made: dict[UUID, Test] = field(default_factory=dict)
    changed: dict[UUID, Test] = field(default_factory=dict)
    met: dict[UUID, TestFacts] = field(default_factory=dict)
    told_late: dict[UUID, Test] = field(default_factory=dict)
    stepped: dict[UUID, Test] = field(default_factory=dict)
    strips: Strips = field(default_factory=Strips)

    def row(self, test_id: UUID, **facts: object) -> Test | None:
        """Return the row of an id to be written; None for an id of another house."""
        row = self.rows.get(test_id)
        if row is None:
            row = Test(id=test_id, organisation_id=self.actor.organisation_id, **facts)
            self.rows[test_id] = self.made[test_id] = row
        elif row.organisation_id != self.actor.organisation_id:
            return None
        elif test_id not in self.made:
            self.changed[test_id] = row
        return row


def _store(
    actor: Actor,
    tests: Sequence[TestFacts],
    late: Sequence[LateResult],
    open_referrals: Callable[[Actor, Sequence[Test]], None],
) -> None:
    wanted = {one.test_id for one in tests} | {one.test_id for one in late}
    with scopes_disabled():  # an id known anywhere is never used again
        rows = {row.id: row for row in Test.objects.select_for_update().filter(id__in=wanted)}
    with scope(organisation=actor.organisation_id):
        batch = _Batch(actor, rows)
        _know_strips(batch, late)
        _tell_meetings(batch, tests)
        _tell_late(batch, late)
        _show_results(batch)
        batch.strips.take_kits(actor)
        insert_tests(list(batch.made.values()))
        update_tests(list(batch.changed.values()))
        insert_assays(list(batch.strips.made.values()))
        update_assays(list(batch.strips.changed.values()))
        open_referrals(actor, list(batch.stepped.values()))


def _know_strips(batch: _Batch, late: Sequence[LateResult]) -> None:
    """Read the assays of tests that this batch may tell more of. One query, none if all is new."""
    told = {one.test_id for one in late}
    known = [row.id for row in batch.rows.values() if row.id in told or not row.is_whole]
    if known:
        batch.strips.know(Assay.objects.filter(test_id__in=known))


def _tell_meetings(batch: _Batch, tests: Sequence[TestFacts]) -> None:
    earlier = _tested_at(one.encounter_id for one in tests if one.encounter_id)
    for facts in tests:
        if facts.test_id in batch.rows and batch.rows[facts.test_id].is_whole:
            continue  # told before
        row = batch.row(facts.test_id, is_whole=False)
        if row is None:
            continue
        purpose = facts.purpose
        key = (facts.encounter_id, facts.infection)
        if purpose == Purpose.SCREENING and facts.encounter_id:
            purpose = Purpose.SECOND.value if key in earlier else purpose
            earlier.add(key)
        meet(row, facts, purpose)
        _tell_strips(batch, row, facts)
        batch.met[row.id] = facts
        if row.step:
            batch.stepped[row.id] = row


def _tested_at(encounter_ids: Iterable[UUID]) -> set[tuple[UUID | None, str]]:
    """Return (meeting, infection) of the rapid tests that are known of these meetings."""
    asked = set(encounter_ids)
    if not asked:
        return set()
    rows = Test.objects.filter(
        encounter_id__in=asked,
        is_whole=True,
        void_reason="",
        purpose__in=[Purpose.SCREENING, Purpose.SECOND],
    )
    return set(rows.values_list("encounter_id", "infection"))


def _tell_late(batch: _Batch, late: Sequence[LateResult]) -> None:
    for one in late:
        row = batch.row(
            one.test_id,
            is_whole=False,
            infection=one.infection,
            purpose=Purpose.SCREENING.value,
            day=one.day,
            worker_id=one.worker_id,
            team_id=one.team_id,
            device_id=one.device_id,
        )
        if row is None:
            continue
        had_step = bool(row.step)
        come_late(row, one)
        if row.purpose in TRIAGE:
            batch.strips.tell(row.id, one.attempt, strip_of(one), worker_id=one.worker_id)
            batch.told_late[row.id] = row
        if row.is_whole and row.step and not had_step:
            batch.stepped[row.id] = row


def _tell_strips(batch: _Batch, row: Test, facts: TestFacts) -> None:
    """Tell the assays of a meeting; a rapid test's last one shows what the meeting ended with."""
    told = list(facts.assays)
    if told and row.purpose in TRIAGE and not told[-1].result:
        told[-1] = replace(told[-1], result=facts.result)
    for position, one in enumerate(told):
        batch.strips.tell(row.id, position, one, worker_id=facts.worker_id, place_id=facts.place_id)


def _show_results(batch: _Batch) -> None:
    """Give each test what its assays show: tries of a rapid test, or the strategy's."""
    for test_id, row in (batch.told_late | {key: batch.rows[key] for key in batch.met}).items():
        facts, assays = batch.met.get(test_id), batch.strips.in_order(test_id)
        if row.purpose not in TRIAGE:
            marked = mark_last(row, assays)
            if marked:
                batch.strips.touch(marked)
            settle_by_assays(row, assays)
            continue
        result, day = _shown(facts, assays)
        if facts:
            show(row, result, day, facts.retest_on)
        elif (result, day) != (row.result, row.result_on):
            show(row, result, day, None if row.result in VALID else row.retest_on)


def _shown(facts: TestFacts | None, assays: Sequence[Assay]) -> tuple[str, date | None]:
    """Return what the tries of a rapid test show, and since when; a desk may say another day."""
    decides = deciding(assays)
    told, told_on = told_result(facts) if facts else ("", None)
    if not assays:
        return told, told_on
    if decides is None:
        return "", None
    here = facts is not None and decides.position == len(facts.assays) - 1
    if here and told_on and decides.result == told:
        return told, max(told_on, decides.day)
    return decides.result, decides.day
