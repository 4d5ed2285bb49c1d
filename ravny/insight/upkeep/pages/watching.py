"""Backups on the keeper's *Today*: what would be missed on the day the server is gone."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ravny.core.kit.clock import now, today
from ravny.core.kit.formats import month, number
from ravny.core.kit.registries import TodayRow
from ravny.core.staff.types import Actor
from ravny.core.vault.queries import backup_identity

from ..queries.runs import key_until, last_ended, months, newest_good
from ..types import RunState
from .backups import problem_words

LATE_DAYS, WEEK = 3, 7


def _row(
    key: str,
    rank: int,
    group: str,
    left: tuple[str, str],
    title: str,
    why: str,
    days: int | None = None,
) -> TodayRow:
    return TodayRow(
        key=f"upkeep.{key}",
        rank=rank,
        group=group,
        left_number=left[0],
        left_unit=left[1],
        title=title,
        why=why,
        action_label=_("See the backups"),
        action_url=reverse("upkeep:backups"),
        harm="keys",
        days=days,
    )


def _days(count: int) -> tuple[str, str]:
    return number(count), ngettext("day", "days", count)


def no_key(actor: Actor) -> TodayRow | None:
    """Nobody could open this month's backups, so none is made."""
    if backup_identity(today()) is not None:
        return None
    why = _("Hold the ceremony of keys: what burns or is taken today is lost.")
    return _row("no_key", 20, "now", ("!", ""), _("No backups are made"), why)


def no_good_one(actor: Actor) -> TodayRow | None:
    """There was no good backup for days."""
    good = newest_good()
    if backup_identity(today()) is None or good is None or good.ended_at is None:
        return None
    late = (now() - good.ended_at).days
    if late < LATE_DAYS:
        return None
    why = _("What was written since then is lost if the server is.")
    return _row("late", 22, "now", _days(late), _("No good backup since then"), why, -late)


def last_failed(actor: Actor) -> TodayRow | None:
    """The last backup failed."""
    last = last_ended()
    if last is None or last.state != RunState.FAILED:
        return None
    return _row(
        "failed", 24, "now", ("!", ""), _("The last backup failed"), problem_words(last.problem)
    )


def next_month(actor: Actor) -> TodayRow | None:
    """The next month is near and has no key."""
    first = today().replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    left = (following - today()).days
    if left > WEEK or backup_identity(first) is None or backup_identity(following) is not None:
        return None
    why = _("Let ravny serve run with its key, or make one: ravny backup identity new.")
    title = _("The backups of the next month have no key")
    return _row("next_month", 60, "week", _days(left), title, why, left)


def not_taken(actor: Actor) -> TodayRow | None:
    """The file that opens this month's backups lies with them only."""
    first = today().replace(day=1)
    for line in months(actor):
        if line.month == first and line.copies and not line.taken and not line.destroyed_on:
            left = (key_until(first) - today()).days
            why = _("If the server goes, its copy goes too; without it no sheet opens a backup.")
            title = _("Take the file of %(month)s along") % {"month": month(first)}
            return _row("not_taken", 62, "week", _days(left), title, why, left)
    return None


ASKED: tuple[Callable[[Actor], TodayRow | None], ...] = (
    no_key, no_good_one, last_failed, next_month, not_taken,
)  # fmt: skip


def backup_rows(actor: Actor) -> Sequence[TodayRow]:
    """Return what a keeper has to do about backups; nothing where the timetable is off."""
    if not actor.may("upkeep.backups") or settings.INSTALLATION.backup_hours <= 0:
        return []
    return [row for row in (ask(actor) for ask in ASKED) if row is not None]
