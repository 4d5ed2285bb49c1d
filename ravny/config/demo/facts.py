"""What a plan is made of: facts of made-up people, and the dice they come from."""

import random
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ravny.core.kit.ids import day_id


@dataclass(frozen=True)
class PlannedClient:
    """A made-up client, registered on a day by a worker."""

    client_id: UUID
    code: str
    day: date
    worker: str
    team: str
    age_group: str
    country: str
    languages: tuple[str, ...]
    legal_status: str
    registration: str
    channel: str
    network: str
    wave: int | None
    called: str
    consents: tuple[str, ...]


@dataclass(frozen=True)
class PlannedMeeting:
    """A made-up meeting; `given` maps the item's place in ITEMS to a quantity."""

    encounter_id: UUID
    day: date
    site: str
    channel: str
    worker: str
    team: str
    who: str
    client_id: UUID | None
    age_group: str
    key_groups: tuple[str, ...]
    topics: tuple[str, ...]
    materials: tuple[str, ...]
    services: tuple[str, ...]
    training_minutes: int
    language: str
    shift_id: UUID
    given: tuple[tuple[int, int], ...]
    note: str = ""


@dataclass(frozen=True)
class PlannedShift:
    """A made-up shift: who worked where, with the minutes it was planned for."""

    shift_id: UUID
    day: date
    site: str
    worker: str
    start: int
    end: int


@dataclass(frozen=True)
class PlannedAssay:
    """One kit that was used up, or none (questions); `kit` is its place in ITEMS."""

    assay_id: UUID
    result: str
    kit: int | None
    specimen: str


@dataclass(frozen=True)
class PlannedStep:
    """What somebody chose after a reactive test."""

    step: str
    referral_id: UUID
    due: date | None = None
    escort: bool = False
    warned: bool = False


@dataclass(frozen=True)
class PlannedTest:
    """A made-up test. `service`: where a confirmation was made, by its key in the directory."""

    test_id: UUID
    infection: str
    purpose: str
    day: date
    worker: str
    team: str
    channel: str
    site: str
    meeting_id: UUID | None
    client_id: UUID | None
    age_group: str
    result: str = ""
    returned_on: date | None = None
    safety: str = "not_asked"
    previous: str = "not_asked"
    assistance: str = ""
    on_prep: bool = False
    assays: tuple[PlannedAssay, ...] = ()
    step: PlannedStep | None = None
    conclusion: str = ""
    proof: str = ""
    service: str = ""


@dataclass(frozen=True)
class PlannedReferral:
    """A made-up referral; `moves`: (state, day, proof); `attempts`: (id, day, way, result)."""

    referral_id: UUID
    client_id: UUID
    worker: str
    owner: str
    reason: str
    day: date
    service: str = ""
    infection: str = ""
    urgency: str = "soon"
    step: str = ""
    escort: str = "not_asked"
    escort_by: str = ""
    interpreter: str = ""
    discloses: tuple[str, ...] = ()
    warned: bool = False
    follow_up_on: date | None = None
    appointment_on: date | None = None
    meeting_id: UUID | None = None
    test_id: UUID | None = None
    moves: tuple[tuple[str, date, str], ...] = ()
    attempts: tuple[tuple[UUID, date, str, str], ...] = ()


@dataclass(frozen=True)
class PlannedCare:
    """A fact of care: `what` is registration, treatment or lab; `code` its mode, source or lab."""

    record_id: UUID
    what: str
    client_id: UUID
    worker: str
    day: date
    code: str
    proof: str
    country: str = ""
    service: str = ""
    value: int | None = None
    ended_on: date | None = None
    end_reason: str = ""


@dataclass
class Plan:
    """Everything of the made-up year, in the order it happened."""

    seed: int
    first: date
    last: date
    clients: list[PlannedClient] = field(default_factory=list)
    meetings: list[PlannedMeeting] = field(default_factory=list)
    shifts: list[PlannedShift] = field(default_factory=list)
    tests: list[PlannedTest] = field(default_factory=list)
    referrals: list[PlannedReferral] = field(default_factory=list)
    care: list[PlannedCare] = field(default_factory=list)


class Dice(random.Random):
    """Random choices by seed. Ids and codes come from here too, so that facts repeat."""

    def of(self, weighted: tuple[tuple[str, int], ...]) -> str:
        """Return one of (value, weight)."""
        values, weights = zip(*weighted, strict=True)
        return str(self.choices(values, weights)[0])

    def id(self, day: date) -> UUID:
        """Return an id of the house's layout whose random part is the seed's."""
        template = day_id(day).int
        mask = (1 << 64) - 1 - (0b11 << 62) | (0xFFF << 64)
        return UUID(int=(template & ~mask) | (self.getrandbits(128) & mask))
