"""The list of backups, and how they stand in one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ravny.core.kit.cells import Badge
from ravny.core.kit.clock import now, today
from ravny.core.kit.formats import day, days, number
from ravny.core.kit.lists import Column, ListPage
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.queries import backup_identity

from ..backups.problems import PROBLEMS
from ..forms.backups import RunFilters
from ..models import Run
from ..queries import runs as queries
from ..types import RunFact, RunState, Standing

SHAPES = {
    RunState.DONE.value: "ok",
    RunState.FAILED.value: "danger",
    RunState.STOPPED.value: "warn",
    RunState.WAITING.value: "info",
    RunState.RUNNING.value: "info",
}
A_WHILE = timedelta(hours=48)
MONTH = "%Y-%m"


def moment(value: datetime | None) -> str:
    """Return a day and the minute of it, where the organisation works; "" for None."""
    return f"{day(value)}, {timezone.localtime(value):%H:%M}" if value else ""


def problem_words(code: str) -> str:
    """Return what went wrong, in whole sentences; "" for nothing."""
    return str(PROBLEMS.get(code, PROBLEMS["failed"])) if code else ""


def age(value: datetime) -> str:
    """Return how old something is: in hours within two days, else in days."""
    passed = now() - value
    if passed < A_WHILE:
        hours = int(passed.total_seconds() // 3600)
        if not hours:
            return _("less than an hour")
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": number(hours)}
    return days(passed.days)


def _made(row: Run) -> str:
    return moment(row.ended_at or row.asked_at)


def _state(row: Run) -> Badge:
    return Badge(RunState(row.state).label, SHAPES.get(row.state, ""))


def _file(row: Run) -> str:
    return filesizeformat(row.size) if row.size else ""


def _until(row: Run) -> date | None:
    if row.state != RunState.DONE or row.removed_on or row.ended_at is None:
        return None
    return queries.file_until(timezone.localtime(row.ended_at).date())


@dataclass(frozen=True)
class Shown:
    """What the cells of a row need besides its columns."""

    asked: str
    until: date | None
    problem: str
    may_take: bool


class Backups(ListPage[Run]):
    """Every backup, newest first."""

    name = "backups"
    title = gettext_lazy("Backups")
    filter_form = RunFilters
    default_sort = "-asked"
    template = "upkeep/backups.html"
    empty_title = gettext_lazy("No backup yet")
    empty_text = gettext_lazy(
        "As soon as there is a key for them, the first is made by itself within an hour."
    )
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("made", gettext_lazy("Backup of"), _made, sort="ended_at"),
        Column("asked", gettext_lazy("Asked for"), lambda row: row.shown.asked, sort="asked_at"),
        Column(
            "state", gettext_lazy("State"), _state, sort="state", template="upkeep/run_state.html"
        ),
        Column("size", gettext_lazy("Size"), _file, sort="size", numeric=True),
        Column(
            "verified", gettext_lazy("Checked"), lambda row: row.verified_at, sort="verified_at",
            template="upkeep/run_verified.html",
        ),
        Column("until", gettext_lazy("Opens until"), lambda row: row.shown.until),
        Column("file", gettext_lazy("File"), lambda row: row.file, template="upkeep/run_file.html"),
    )  # fmt: skip

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Run]:
        """Return the backups of the installation."""
        return queries.runs(filters)

    def prepare(self, actor: Any, rows: list[Run]) -> list[Run]:
        """Add who asked, until when each opens, and whether this person may take it along."""
        names = pseudonyms(actor)
        may = actor.may("upkeep.backups") and queries.keeps_alone(actor)
        for row in rows:
            row.shown = Shown(  # type: ignore[attr-defined]  # for the cells of this page
                asked=names.get(row.asked_by, "?") if row.asked_by else _("the timetable"),
                until=_until(row),
                problem=problem_words(row.problem),
                may_take=may and row.state == RunState.DONE and row.removed_on is None,
            )
        return rows

    def context(self, actor: Any) -> dict[str, Any]:
        """Say how backups stand, and what may be done."""
        return {
            **progress_context(actor),
            "months": [(one, f"{one.month:{MONTH}}") for one in queries.months(actor)],
            "alone": queries.keeps_alone(actor),
        }


def progress_context(actor: Actor) -> dict[str, Any]:
    """Return what the panel says, for the page and for its fragment."""
    standing = queries.standing(actor.organisation_id)
    kind, sentence = sentence_of(standing)
    return {
        "standing": standing,
        "current": standing.current,
        "kind": kind,
        "sentence": sentence,
        "last_problem": _last_problem(standing),
        "may_do": actor.may("upkeep.backups"),
        "trust_url": reverse("vault:trust"),
    }


def _last_problem(standing: Standing) -> str:
    last = standing.last
    return problem_words(last.problem) if last and last.state == RunState.FAILED else ""


def sentence_of(standing: Standing) -> tuple[str, str]:
    """Return the shape of a note and one sentence about how backups stand."""
    if standing.good is None or standing.good.ended_at is None:
        if standing.has_identity:
            return "now", _("There is no good backup yet.")
        return "danger", _("There is no backup, and nobody could open one yet.")
    return _kind(standing, standing.good), _(
        "The newest good backup is %(age)s old; %(opens)s."
    ) % {
        "age": age(standing.good.ended_at),
        "opens": _opens(),
    }


def _opens() -> str:
    identity = backup_identity(today())
    if identity is None or identity.copies:
        return _("two of three sheets and the month's file open it")
    return _("the identity that was put on a stick opens it")


def _kind(standing: Standing, good: RunFact) -> str:
    if not standing.every_hours or good.ended_at is None:
        return ""
    late = max(2 * timedelta(hours=standing.every_hours), timedelta(hours=26))
    return "now" if now() - good.ended_at > late else ""
