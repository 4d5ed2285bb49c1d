"""Plain values of the indicators room."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Text
from ravny.services.referrals.types import ReferralFact

from .linkage import Level, Step


class Grouping(models.TextChoices):
    """What a row of the monthly table stands for."""

    CHANNEL = "channel", _("kind of site")
    GROUP = "group", _("key group")
    AGE = "age", _("age")
    LANGUAGE = "language", _("language")
    SITE = "site", _("site")
    TEAM = "team", _("team")
    WORKER = "worker", _("worker")


@dataclass(frozen=True)
class ReachRow:
    """Contacts and persons of one row; None is a small number that is not shown.

    `uncoded` contacts are among `contacts`; `persons`: clients with a code, once each; `given`:
    (item, quantity) for each item of the table, in its order.
    """

    key: str
    label: Text
    contacts: int | None
    persons: int | None
    uncoded: int | None
    given: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ReachTable:
    """What the outreach of a month reached, grouped one way.

    A person met in two rows counts in each, and once in the total; the same holds for a contact
    of several key groups. So the rows may add up to more than the total.
    """

    FIGURES: ClassVar[tuple[Text, ...]] = (
        _("Contacts"),
        _("Persons with a code"),
        _("Contacts without a code"),
    )

    first: date
    last: date
    grouping: str
    items: tuple[tuple[UUID, str], ...]
    rows: tuple[ReachRow, ...]
    total: ReachRow
    exact: bool

    @property
    def grouping_label(self) -> Text:
        """Words for what a row stands for."""
        return Grouping(self.grouping).label


@dataclass(frozen=True)
class MonthBar:
    """One month of the drawn year."""

    month: date
    contacts: int | None
    persons: int | None


@dataclass(frozen=True)
class Cascade:
    """The cascade of a period. `tested` persons, `returned` of them got a result; None: hidden.

    `sources`: (where treatment comes from, persons); `late`: late diagnoses among the people.
    """

    first: date
    last: date
    infection: str
    tested: int | None
    returned: int | None
    levels: tuple[Level, ...]
    sources: tuple[tuple[str, int], ...]
    late: int | None
    exact: bool


@dataclass(frozen=True)
class GapRow:
    """Somebody who waits for a step: since when, whose task, by which referral."""

    client_id: UUID
    code: str
    since: date
    waits: int
    is_late: bool
    is_early: bool
    conclusion: str
    owner: str
    referral: ReferralFact | None


@dataclass(frozen=True)
class GapList:
    """Who waits for a step. `others`: how many of other teams (None: not to be told)."""

    step: str
    rows: tuple[GapRow, ...]
    others: int | None
    has_others: bool


@dataclass(frozen=True)
class PositivityRow:
    """One month of one infection; None is a small number that is not shown."""

    month: date
    tests: int | None
    persons: int | None
    reactive: int | None
    confirmed: int | None

    @property
    def reactivity(self) -> float | None:
        """Reactive persons of those tested, in per cent; None where one of them is hidden."""
        if self.reactive is None or not self.persons:
            return None
        return 100 * self.reactive / self.persons


@dataclass(frozen=True)
class Missed:
    """A step that somebody waits for longer than they may."""

    client_id: UUID
    code: str
    step: Step
    due_on: date
