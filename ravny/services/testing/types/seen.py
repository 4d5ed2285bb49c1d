"""What pages and other rooms see of tests: facts, persons, counts, lots."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from .codes import Purpose, Result


@dataclass(frozen=True)
class PersonTested:
    """What the cascade needs of one client with a reactive result in the period.

    `client_id` is the kept card's id, `cards` that and its aliases ((): nobody looked).
    `conclusion` is the latest one, from a confirmation only.
    """

    client_id: UUID
    reactive_on: date
    conclusion: str
    concluded_on: date | None
    worker_id: UUID
    team_id: UUID
    cards: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class TestedCounts:
    """Tests and persons of a period: `tests` with consent and a valid result, not void.

    `uncoded`: those of `tests` without a client's code. `persons`: clients once each;
    `returned`: persons who got a result of theirs back.
    """

    __test__ = False  # not a test of pytest's

    tests: int
    uncoded: int
    persons: int
    returned: int


@dataclass(frozen=True)
class TestedMonth:
    """Tests and persons of one month; `confirmed`: persons whose diagnosis was confirmed in it."""

    __test__ = False  # not a test of pytest's

    tests: int
    persons: int
    reactive: int
    confirmed: int = 0


@dataclass(frozen=True)
class AssayFact:
    """One assay as a page shows it; the lot's label comes from stock."""

    assay_id: UUID
    slot: str
    result: str
    day: date
    specimen: str = ""
    item_id: UUID | None = None
    lot_id: UUID | None = None


@dataclass(frozen=True)
class TestFact:
    """A test as pages and other rooms see it; days None: not done. Codes, not words.

    `client_id` is the id it was recorded under. `referral_id` is set once a referral is open.
    """

    __test__ = False  # not a test of pytest's

    test_id: UUID
    infection: str
    purpose: str
    day: date
    worker_id: UUID
    worker: str
    team_id: UUID
    client_id: UUID | None
    encounter_id: UUID | None
    site: str
    channel: str
    age_group: str
    service_id: UUID | None
    is_whole: bool
    counselled_on: date | None
    consented_on: date | None
    safety: str
    previous: str
    assistance: str
    on_prep: bool
    exposed_on: date | None
    result: str
    result_on: date | None
    returned_on: date | None
    post_counselled_on: date | None
    conclusion: str
    concluded_on: date | None
    proof: str
    retest_on: date | None
    step: str
    step_due: date | None
    step_warned: bool
    referral_id: UUID | None
    void_reason: str
    note: bytes | None = field(default=None, repr=False)
    assays: tuple[AssayFact, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something is still to be run or to come back."""
        if self.void_reason or self.conclusion:
            return False
        return self.purpose == Purpose.CONFIRMATION or self.result in ("", Result.INVALID)

    @property
    def is_counted(self) -> bool:
        """Whether it counts anywhere: consent, a valid result, whole, not void."""
        valid = self.result in (Result.REACTIVE, Result.NONREACTIVE)
        return bool(self.consented_on and valid and self.is_whole and not self.void_reason)


@dataclass(frozen=True)
class DueTest:
    """A test that waits for somebody (*Today*): since when, or for which day."""

    test_id: UUID
    client_id: UUID | None
    infection: str
    day: date
    step: str = ""


@dataclass(frozen=True)
class Concluded:
    """The latest conclusion of a client for an infection, and how it is known."""

    test_id: UUID
    client_id: UUID
    conclusion: str
    day: date
    proof: str
    service_id: UUID | None


@dataclass(frozen=True)
class LotUse:
    """How one lot of kits behaved: `rate` = invalid ÷ used.

    `is_suspicious`: at least three invalid, and the lower end of the rate's 95 % Wilson interval
    above 5 %: more than bad luck with a few kits.
    """

    lot_id: UUID
    item_id: UUID
    label: str
    number: str
    expires_on: date | None
    used: int
    invalid: int
    rate: float
    is_suspicious: bool
