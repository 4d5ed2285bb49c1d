"""A case as plain values: what is written to open one, what others see of one."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ravny.core.vault.types import SealedValue


@dataclass(frozen=True)
class Work:
    """What was done in a case, as far as the stage asks; see `stages.stage_of`.

    `agreed_version`: the version of the plan the client agreed to, 0 for none.
    """

    requests: int
    whereabouts_known: bool
    assessed: bool
    plan_version: int
    agreed_version: int
    our_open_steps: int
    open_steps: int
    review_is_due: bool
    exit_agreed: bool


@dataclass(frozen=True)
class NewCase:
    """What is written when a case is opened: the seed's record is enough to start.

    `asks`: (kind, sealed words or None) of each request.
    """

    case_id: UUID
    client_id: UUID
    day: date
    source: str
    where: str
    asks: tuple[tuple[str, bytes | None], ...]
    source_id: UUID | None = None
    region: str = ""
    country: str = ""
    language: str = ""
    interpreter: str = ""
    circumstances: tuple[str, ...] = ()
    manager_id: UUID | None = None


@dataclass(frozen=True)
class CaseFact:
    """A case whose gate somebody passed, as pages and other rooms see it."""

    case_id: UUID
    client_id: UUID
    team_id: UUID
    manager_id: UUID
    opened_on: date
    source: str
    where: str
    region: str
    country: str
    is_remote: bool
    language: str
    interpreter: str
    circumstances: tuple[str, ...]
    stage: str
    stage_on: date
    heard_on: date
    review_on: date | None
    birth_month: date | None
    plan_version: int
    agreed_version: int
    ended_on: date | None
    exit_reason: str

    @property
    def is_open(self) -> bool:
        """Whether somebody still carries it."""
        return self.ended_on is None


@dataclass(frozen=True)
class RequestFact:
    """One request of a case."""

    request_id: UUID
    case_id: UUID
    kind: str
    asked_on: date
    state: str
    result: str
    ended_on: date | None
    owner_id: UUID
    words: SealedValue | None = None


@dataclass(frozen=True)
class MemberFact:
    """Somebody's time on the team of a case."""

    member_id: UUID
    account_id: UUID
    pseudonym: str
    duty: str
    since: date
    until: date | None
    ends_on: date | None
    same_community: bool
    agreed: bool
    serves: bool


@dataclass(frozen=True)
class Whereabouts:
    """Where a client is and in which language they are helped."""

    where: str
    region: str = ""
    country: str = ""
    language: str = ""
    interpreter: str = ""


@dataclass(frozen=True)
class Joining:
    """Somebody asked into a case's team; `ends_on`: the last day, a volunteer's always."""

    account_id: UUID
    duty: str
    ends_on: date | None = None
    same_community: bool = False
    agreed: bool = False


@dataclass(frozen=True)
class StageSpan:
    """A stage a case was in: from which day, how many days, by what it came there and by whom."""

    stage: str
    since: date
    days: int
    by: str
    account_id: UUID
    is_now: bool
