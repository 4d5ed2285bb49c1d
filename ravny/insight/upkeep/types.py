"""What this room tells others, and the states its work goes through."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RunState(models.TextChoices):
    """Where a backup stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", _("failed")


class Kept(models.TextChoices):
    """Whether a backup's file still lies where it was put."""

    HERE = "here", _("still here")
    REMOVED = "removed", _("removed")


@dataclass(frozen=True)
class RunFact:
    """A backup as the panel and *Today* see it; `share`: how far it is, 0 to 100."""

    run_id: int
    state: str
    asked_at: datetime
    ended_at: datetime | None
    problem: str
    rows: int
    rows_all: int
    size: int
    verified_at: datetime | None
    is_stopping: bool

    @property
    def share(self) -> int:
        """How far it is, 0 to 100."""
        return min(100, 100 * self.rows // self.rows_all) if self.rows_all else 0

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in {RunState.WAITING, RunState.RUNNING}


@dataclass(frozen=True)
class MonthLine:
    """A month's identity on the page; `copies`: to how many organisations' sheets it is sealed.

    `until`: the last day on which it opens its backups. `taken`: somebody took its file along.
    """

    identity_id: UUID
    month: date
    copies: int
    made_on: date
    destroyed_on: date | None
    until: date
    taken: bool


@dataclass(frozen=True)
class Standing:
    """How backups stand: the newest good one, the last that ended, the one that goes on.

    `held`: a ceremony was held. `has_identity`: this month's backups have somebody to open them.
    """

    good: RunFact | None
    last: RunFact | None
    current: RunFact | None
    held: bool
    has_identity: bool
    every_hours: int


class AskState(models.TextChoices):
    """What became of a client's wish."""

    ASKED = "asked", pgettext_lazy("wish", "waits")
    DONE = "done", pgettext_lazy("wish", "carried out")
    TAKEN_BACK = "taken_back", pgettext_lazy("wish", "taken back")
