"""Writing the year's tests, referrals and care through the rooms' operations, many at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from ravny.services.care import operations as care
from ravny.services.care.types import LabFacts, RegistrationFacts, TreatmentFacts
from ravny.services.referrals import operations as referrals
from ravny.services.referrals.types import Moved, ReferralFacts, TriedFacts
from ravny.services.testing import operations as testing
from ravny.services.testing.types import AssayFacts, NextFacts, TestFacts

from .facts import PlannedCare, PlannedReferral, PlannedTest
from .stock import PlannedMonth
from .world import World

CHUNK = 2000


class _Worked(Protocol):
    @property
    def worker(self) -> str: ...


Fact = TypeVar("Fact", bound=_Worked)


def _chunks(facts: Iterable[Fact]) -> Iterator[tuple[str, Sequence[Fact]]]:
    """Yield (worker, at most CHUNK of their facts), in the order they happened."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.worker].append(fact)
    for login, own in found.items():
        for start in range(0, len(own), CHUNK):
            yield login, own[start : start + CHUNK]


def write_health(world: World, month: PlannedMonth) -> None:
    """Write a month's referrals, tests and care, each worker's together."""
    write_referrals(world, month)
    for login, some in _chunks(month.tests):
        facts = [test_facts(world, test) for test in some]
        testing.record_many(actor=world.actors[login], tests=facts)
    write_care(world, month)


def type_health(world: World, month: PlannedMonth) -> None:
    """Write the same with each test typed at the desk, gates and checks included."""
    write_referrals(world, month)
    for test in month.tests:
        testing.record_test(actor=world.actors[test.worker], facts=test_facts(world, test))
    write_care(world, month)


def write_referrals(world: World, month: PlannedMonth) -> None:
    """Open the month's referrals with all that became of them, and what was tried."""
    for login, some in _chunks(month.referrals):
        actor = world.actors[login]
        rows = [(one.referral_id, referral_facts(world, one)) for one in some]
        referrals.open_many(actor=actor, rows=rows)
        tried = [
            TriedFacts(attempt_id, one.referral_id, day, way, result)
            for one in some
            for attempt_id, day, way, result in one.attempts
        ]
        referrals.record_attempts(actor=actor, attempts=tried)


def referral_facts(world: World, one: PlannedReferral) -> ReferralFacts:
    """Return a referral as the operations take it."""
    return ReferralFacts(
        client_id=one.client_id,
        reason=one.reason,
        day=one.day,
        service_id=world.services[one.service] if one.service else None,
        infection=one.infection,
        urgency=one.urgency,
        step=one.step,
        escort=one.escort,
        escort_id=world.actors[one.escort_by].account_id if one.escort_by else None,
        interpreter=one.interpreter,
        discloses=one.discloses if one.service else (),
        consented=bool(one.service),
        warned=one.warned,
        follow_up_on=one.follow_up_on,
        appointment_on=one.appointment_on,
        owner_id=world.actors[one.owner].account_id,
        encounter_id=one.meeting_id,
        test_id=one.test_id,
        history=tuple(Moved(*move) for move in one.moves),
    )


def test_facts(world: World, test: PlannedTest) -> TestFacts:
    """Return a test as the operations take it."""
    step = test.step
    return TestFacts(
        test_id=test.test_id,
        infection=test.infection,
        purpose=test.purpose,
        day=test.day,
        worker_id=world.actors[test.worker].account_id,
        team_id=world.teams[test.team],
        channel=test.channel,
        encounter_id=test.meeting_id,
        site_id=world.sites[test.site] if test.site else None,
        client_id=test.client_id,
        age_group=test.age_group,
        counselled_on=test.day,
        consented_on=test.day,
        safety=test.safety,
        previous=test.previous,
        assistance=test.assistance,
        result=test.result,
        result_on=test.day if test.result else None,
        returned_on=test.returned_on,
        post_counselled_on=test.returned_on,
        assays=_assays(world, test),
        next=NextFacts(step.step, step.referral_id, step.due, step.escort, step.warned)
        if step
        else None,
        service_id=world.services[test.service] if test.service else None,
        on_prep=test.on_prep,
        conclusion=test.conclusion,
        concluded_on=test.day if test.conclusion else None,
        proof=test.proof,
    )


def _assays(world: World, test: PlannedTest) -> tuple[AssayFacts, ...]:
    return tuple(
        AssayFacts(
            assay_id=assay.assay_id,
            slot="0",
            result=assay.result,
            day=test.day,
            item_id=None if assay.kit is None else world.items[assay.kit],
            specimen=assay.specimen,
        )
        for assay in test.assays
    )


def write_care(world: World, month: PlannedMonth) -> None:
    """Write the month's facts of care, one statement a table."""
    care.write_many(
        actor=world.lead,
        registrations=[_registration(world, one) for one in month.care if _is(one, "registration")],
        treatments=[_treatment(world, one) for one in month.care if _is(one, "treatment")],
        labs=[_lab(world, one) for one in month.care if _is(one, "lab")],
    )


def _is(one: PlannedCare, what: str) -> bool:
    return one.what == what


def _registration(world: World, one: PlannedCare) -> RegistrationFacts:
    return RegistrationFacts(
        record_id=one.record_id,
        client_id=one.client_id,
        worker_id=world.actors[one.worker].account_id,
        day=one.day,
        mode=one.code,
        country=one.country,
        proof=one.proof,
        service_id=world.services[one.service],
    )


def _treatment(world: World, one: PlannedCare) -> TreatmentFacts:
    return TreatmentFacts(
        record_id=one.record_id,
        client_id=one.client_id,
        worker_id=world.actors[one.worker].account_id,
        day=one.day,
        source=one.code,
        proof=one.proof,
        service_id=world.services[one.service] if one.service else None,
        ended_on=one.ended_on,
        end_reason=one.end_reason,
    )


def _lab(world: World, one: PlannedCare) -> LabFacts:
    return LabFacts(
        record_id=one.record_id,
        client_id=one.client_id,
        worker_id=world.actors[one.worker].account_id,
        day=one.day,
        lab=one.code,
        proof=one.proof,
        value=one.value,
    )
