"""The codes the desk keeps, and what its pages show."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Text, TodayRow

from .harms import Harm

REMEMBERED = "today"
"""Where a session keeps how many things stood on *Today* when it was last looked at."""


class Why(models.TextChoices):
    """Why something is put aside."""

    WAITING = "waiting", _("We wait for an answer")
    CLIENT = "client", _("The client asked for it")
    ELSEWHERE = "elsewhere", _("It is done elsewhere")
    NOT_TODAY = "not_today", _("Not today")


@dataclass(frozen=True)
class Shown:
    """A row of *Today* on the page: why it stands here, what else there is of it.

    `left`: the days left in words, "" where the row's own number says them. `more`: how many more
    than `also` there are. `aside_url`: "" for what cannot be put aside.
    """

    row: TodayRow
    harm: Harm
    left: str
    also: tuple[TodayRow, ...]
    more: int
    aside_url: str


@dataclass(frozen=True)
class Group:
    """Rows under one heading, the worst first."""

    key: str
    title: Text
    rows: list[Shown]


@dataclass(frozen=True)
class SetAside:
    """A row that was put aside: why, until when, and where to bring it back."""

    row: TodayRow
    why: Text
    until: date
    back_url: str


@dataclass(frozen=True)
class Day:
    """The whole page: what there is to do, and what was put aside."""

    groups: list[Group]
    aside: list[SetAside]

    @property
    def count(self) -> int:
        """How many things there are to do."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def urgent(self) -> int:
        """How many of them cannot wait."""
        return sum(one.row.group == "now" for group in self.groups for one in group.rows)


@dataclass(frozen=True)
class Due:
    """A row that a person was about to put aside, and the name it goes by in an address."""

    row_id: UUID
    row: TodayRow
