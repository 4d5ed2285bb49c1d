"""What a plan is changed with, and what other rooms see of its steps."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ravny.core.kit.registries import Text


@dataclass(frozen=True)
class Amendment:
    """Why a plan is changed, and from which version its author drew.

    `anyway`: the newer version that the author was shown and changes all the same.
    """

    change_id: UUID
    why: str
    drawn_from: int
    anyway: int | None = None
    words: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class GoalFacts:
    """What is written of a goal; one without a code has words."""

    need: str = ""
    code: str = ""
    words: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class StepFacts:
    """What is written of a step; one without a code has words."""

    owner_kind: str
    due_on: date
    code: str = ""
    owner_id: UUID | None = None
    service_id: UUID | None = None
    referral_id: UUID | None = None
    after_id: UUID | None = None
    words: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class OpenStep:
    """A step that is to be done, as *Today* and a handover see it; `waits`: for another step."""

    step_id: UUID
    case_id: UUID
    client_id: UUID
    owner_kind: str
    owner_id: UUID | None
    label: Text
    due_on: date | None
    waits: bool
