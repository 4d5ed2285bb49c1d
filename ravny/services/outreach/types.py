"""Plain values of the outreach room: shifts, what phones sent, online campaigns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MINUTES_A_DAY = 24 * 60
OLDEST_DAYS = 60
"""A record of a day further back than this is flagged: the phone's calendar may be wrong."""
SKEW_HOURS = 26
"""A phone whose clock is further off than this has its batch flagged (any time zone passes)."""


class ShiftState(models.TextChoices):
    """Missed is not kept: it is a planned day that has passed without a shift."""

    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


MISSED = "missed"


class CancelReason(models.TextChoices):
    """Why a planned shift does not take place."""

    NONE = "", "—"
    ILLNESS = "illness", _("illness")
    DANGER = "danger", _("not safe there")
    WEATHER = "weather", _("weather")
    VEHICLE = "vehicle", _("vehicle not available")
    REPLANNED = "replanned", _("planned anew")


class IntakeKind(models.TextChoices):
    """What a phone recorded."""

    CONTACT = "contact", _("meeting")
    SHIFT_OPEN = "shift_open", _("shift opened")
    SHIFT_CLOSE = "shift_close", _("shift closed")
    TEST_RESULT = "test_result", _("result of a rapid test")
    UNKNOWN = "unknown", _("not known here")


class IntakeState(models.TextChoices):
    """What became of a record from a phone; of a lost one only the id is known."""

    IMPORTED = "imported", _("imported")
    TRAY = "tray", _("in the tray")
    QUARANTINED = "quarantined", _("held back")
    DROPPED = "dropped", _("dropped")
    LOST = "lost", _("sealed to a key that is destroyed")


class DropReason(models.TextChoices):
    """Why a record from a phone is not imported."""

    NONE = "", "—"
    DUPLICATE = "duplicate", _("recorded twice")
    TRIAL = "trial", _("tried out, not real")
    UNREADABLE = "unreadable", _("makes no sense, and the worker does not remember")
    NOT_OURS = "not_ours", _("not recorded by our worker")


class Problem(models.TextChoices):
    """What is wrong with a record, by the field it is wrong in."""

    TYPE = "type", _("This app does not know such a record.")
    ID = "id", _("The record names another id than its envelope.")
    DAY = "day", _("The day is not a date.")
    SITE = "site", _("There is no such site.")
    CHANNEL = "channel", _("Choose where it was.")
    WHO = "who", _("Say how the person stands to us.")
    CODE_WRONG = "code_wrong", _("A digit of the code is wrong or missing.")
    CODE_UNKNOWN = "code_unknown", _("Nobody has this code, and no phone was given it.")
    AGE = "age", _("Choose an age group.")
    GROUPS = "groups", _("A key group is not on the list.")
    GIVEN = "given", _("An item is not on the list, or its number is wrong.")
    TOPICS = "topics", _("A topic is not on the list.")
    MATERIALS = "materials", _("A material is not on the list.")
    SERVICES = "services", _("A service is not on the list.")
    TRAINING = "training", _("Minutes go from 0 to 480.")
    LANGUAGE = "language", _("The language is not on the list.")
    CAMPAIGN = "campaign", _("A campaign's code has small letters, digits and dashes.")
    NOTE = "note", _("The sealed note is damaged, or its circle is not known.")
    SHIFT = "shift", _("The shift is somebody else's.")
    TEAM = "team", _("Choose a team.")
    TESTS = "tests", _("A rapid test is not as it should be: its infection, result or ticks.")
    CONSENT = "consent", _("A rapid test has no consent.")
    KIT = "kit", _("A rapid test names a kit or a lot that is not known.")
    NEXT = "next", _("The next step is not on the list, or nobody was told who learns of it.")
    OTHER = "other", _("It was refused as it stands. Look at every field.")


TEST_PROBLEMS = frozenset(
    {Problem.TESTS.value, Problem.CONSENT.value, Problem.KIT.value, Problem.NEXT.value}
)
"""Problems of a meeting's tests: who cannot mend them may leave them out."""

# The box of the mending form a problem stands beside; "" is above the form.
FIELD_OF: Mapping[str, str] = {
    **{code: code for code in Problem.values},
    Problem.CODE_WRONG: "code",
    Problem.CODE_UNKNOWN: "code",
    Problem.TYPE: "",
    Problem.ID: "",
    Problem.NOTE: "",
    Problem.SHIFT: "",
    Problem.TESTS: "",
    Problem.CONSENT: "",
    Problem.KIT: "",
    Problem.NEXT: "",
    Problem.OTHER: "",
}


@dataclass(frozen=True, slots=True)
class ReceivedRecord:
    """A record from a phone as its envelope held it; `content` is JSON, None if it did not open.

    `lost`: it never will, its key is destroyed.
    """

    record_id: UUID
    content: bytes | None = field(repr=False)
    received_day: date
    lost: bool = False


@dataclass(frozen=True)
class ReceiveResult:
    """What the phone may forget, and what it must keep.

    `stored`: everything that is safe here, in the order received, whatever its state: imported,
    in the tray, held back, or known from before. `tray`: those of `stored` that somebody must mend.
    `refused`: content that is no JSON object; nothing of it was kept. Of a lost one the id is, so
    that people learn of it.
    """

    stored: list[UUID]
    tray: list[UUID]
    refused: list[UUID]


@dataclass(frozen=True)
class TrayFact:
    """A record in the tray or held back: what it says and what is wrong with it."""

    record_id: UUID
    kind: str
    state: str
    day: date
    phone_id: UUID
    worker_id: UUID
    worker: str
    problems: tuple[str, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class HeldPhone:
    """What is held back of a phone, or lost on it, as one line."""

    phone_id: UUID
    worker: str
    records: int
    first: date
    last: date


@dataclass(frozen=True)
class HeldRecord:
    """A record held back, to be looked at: its facts in words, its sealed text left shut.

    `problems`: what will have to be mended after it was let in.
    """

    record_id: UUID
    phone_id: UUID
    worker: str
    kind: "str | Promise"
    received_on: date
    facts: tuple[tuple["str | Promise", str], ...]
    problems: tuple["str | Promise", ...]


@dataclass(frozen=True)
class ShiftPlan:
    """A shift to plan; minutes of the day, an end before the start is after midnight."""

    worker_id: UUID
    day: date
    start: int
    end: int
    site_id: UUID | None = None
    route_id: UUID | None = None
    vehicle: bool = False
    weeks: int = 1
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True)
class ShiftFact:
    """A shift as the calendar and *Today* show it; `state` may be "missed"."""

    shift_id: UUID
    day: date
    worker_id: UUID
    worker: str
    place: str
    start: int | None
    end: int | None
    opened: int | None
    closed: int | None
    vehicle: bool
    state: str
    contacts: int = 0


@dataclass(frozen=True)
class StandFact:
    """One line of the mobile clinic's timetable."""

    stand_id: UUID
    weekday: int
    start: int
    end: int
    place: str
    area: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class PromotionEntry:
    """What is written about an online campaign."""

    label: str
    code: str
    network: str
    language: str
    first_day: date
    last_day: date | None
    team_id: UUID


@dataclass(frozen=True)
class PromotionOutcome:
    """What a campaign brought, as its network and the workers counted."""

    views: int
    messages: int
    contacts: int
    clients: int
