"""What is told of a test: by a desk in one go, or by a phone in pieces."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from .codes import Previous, Safety

_DAY_BITS = ((1 << 48) - 1) << 80
_LAYOUT = 0x7 << 76 | 0b10 << 62
_RANDOM = ((1 << 12) - 1) << 64 | (1 << 62) - 1


def try_id(test_id: UUID, number: int) -> UUID:
    """Return the id of the assay of a test's try (0: the first strip), in the house's layout.

    The same every time: whoever tells of a try, and however often, one kit leaves the bag.
    """
    told = uuid5(test_id, str(number)).int
    return UUID(int=(test_id.int & _DAY_BITS) | _LAYOUT | (told & _RANDOM))


@dataclass(frozen=True, slots=True)
class AssayFacts:
    """One assay that was run; `lot_id` None: first expired first of the place."""

    assay_id: UUID
    slot: str
    result: str
    day: date
    item_id: UUID | None = None
    lot_id: UUID | None = None
    specimen: str = ""


@dataclass(frozen=True, slots=True)
class NextFacts:
    """The step chosen after a reactive result (referrals.types.NextStep) and when to ask again.

    `referral_id` is made where the step was chosen, so that it is opened once. `service_id` is
    where, known at a desk only; without `consented` to that addressee it opens as a draft.
    """

    step: str
    referral_id: UUID
    due: date | None = None
    escort: bool = False
    warned: bool = False
    service_id: UUID | None = None
    consented: bool = False


@dataclass(frozen=True, slots=True)
class TestFacts:
    """A test as it is recorded in one go; each moment of it has its own day, None: not done.

    `place_id`: where the kit came from (None: the worker's bag). `exposed_on`: a day of possible
    exposure, so that the retest falls after the window. `conclusion`: of a confirmation made
    elsewhere, with its proof; what assays recorded here conclude is worked out, never written.
    `retest_on` None: the day the rules propose.
    """

    __test__ = False  # not a test of pytest's

    test_id: UUID
    infection: str
    purpose: str
    day: date
    worker_id: UUID
    team_id: UUID
    channel: str = ""
    encounter_id: UUID | None = None
    site_id: UUID | None = None
    client_id: UUID | None = None
    age_group: str = ""
    counselled_on: date | None = None
    consented_on: date | None = None
    safety: str = Safety.NOT_ASKED.value
    previous: str = Previous.NOT_ASKED.value
    assistance: str = ""
    result: str = ""
    result_on: date | None = None
    returned_on: date | None = None
    post_counselled_on: date | None = None
    assays: tuple[AssayFacts, ...] = ()
    next: NextFacts | None = None
    service_id: UUID | None = None
    place_id: UUID | None = None
    on_prep: bool = False
    exposed_on: date | None = None
    retest_on: date | None = None
    conclusion: str = ""
    concluded_on: date | None = None
    proof: str = ""
    device_id: UUID | None = None
    note: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LateResult:
    """A result that came after the meeting (the fifteen minutes' wait), from a phone.

    It may arrive before the meeting it belongs to. `attempt` numbers the strips of the test from 0,
    those counted at the meeting included; each has its own kit, and the last one's result is the
    test's. The step is chosen once.
    """

    test_id: UUID
    infection: str
    worker_id: UUID
    team_id: UUID
    day: date
    result: str
    returned: bool
    post_counselled: bool
    next: NextFacts | None = None
    device_id: UUID | None = None
    attempt: int = 0
    item_id: UUID | None = None
    lot_id: UUID | None = None
