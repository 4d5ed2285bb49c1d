"""Questions about backups: which there are, how they stand, what is due."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from ravny.core.journal.queries import entries_about
from ravny.core.kit.clock import now, today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import list_organisations
from ravny.core.staff.types import Actor
from ravny.core.vault.queries import backup_identities, backup_identity, month_keys
from ravny.core.vault.queries.trust import living_root
from ravny.core.vault.types.backups import MonthKeys

from ..models import Run
from ..types import Kept, MonthLine, RunFact, RunState, Standing

OPEN = (RunState.WAITING, RunState.RUNNING)
MONTH_TAKEN = "upkeep.month_taken"
MONTHS_SHOWN = 12
MOST_PAUSE = 6


def runs(filters: Mapping[str, Any]) -> QuerySet[Run]:
    """Return the backups of this installation; filters: state, kept."""
    rows = Run.objects.all()
    if "state" in filters:
        rows = rows.filter(state=filters["state"])
    if "kept" in filters:
        kept = Run.objects.filter(state=RunState.DONE, removed_on=None).values("pk")
        rows = (
            rows.filter(pk__in=kept) if filters["kept"] == Kept.HERE else rows.exclude(pk__in=kept)
        )
    return rows


def keeps_alone(actor: Actor) -> bool:
    """Tell whether the installation is the actor's house alone. One query.

    A backup holds everything of everybody: where several houses share a server, its files are
    handed out by whoever keeps the machine and by no page.
    """
    return [house for house, _country in list_organisations()] == [actor.organisation_id]


def run_for(actor: Actor, run_id: int) -> Run:
    """Return a backup whose file lies here still; raises NotYours. Two queries."""
    run = Run.objects.filter(pk=run_id, state=RunState.DONE, removed_on=None).first()
    if run is None or not keeps_alone(actor):
        raise NotYours
    return run


def _fact(run: Run | None) -> RunFact | None:
    if run is None:
        return None
    return RunFact(
        run_id=run.pk,
        state=run.state,
        asked_at=run.asked_at,
        ended_at=run.ended_at,
        problem=run.problem,
        rows=run.rows,
        rows_all=run.rows_all,
        size=run.size,
        verified_at=run.verified_at,
        is_stopping=run.stop_asked,
    )


def current_run() -> RunFact | None:
    """Return the backup that waits or runs, None where there is none. One query."""
    return _fact(Run.objects.filter(state__in=OPEN).order_by("pk").first())


def newest_good() -> RunFact | None:
    """Return the newest backup whose file lies here and was not found altered. One query."""
    rows = Run.objects.filter(state=RunState.DONE, removed_on=None, problem="")
    return _fact(rows.order_by("-ended_at").first())


def last_ended() -> RunFact | None:
    """Return the backup that ended last, well or not. One query."""
    rows = Run.objects.exclude(ended_at=None).exclude(state=RunState.STOPPED)
    return _fact(rows.order_by("-ended_at").first())


def standing(organisation_id: UUID) -> Standing:
    """Return how backups stand. Six queries at most."""
    return Standing(
        good=newest_good(),
        last=last_ended(),
        current=current_run(),
        held=living_root(organisation_id) is not None,
        has_identity=backup_identity(today()) is not None,
        every_hours=settings.INSTALLATION.backup_hours,
    )


def is_due() -> bool:
    """Tell whether the timetable wants a backup now. Five queries at most.

    After one that failed it is tried again in an hour, then less and less often.
    """
    hours = settings.INSTALLATION.backup_hours
    if hours <= 0 or current_run() is not None or backup_identity(today()) is None:
        return False
    good, moment = newest_good(), now()
    if good and good.ended_at and moment - good.ended_at < timedelta(hours=hours):
        return False
    failed = Run.objects.filter(state=RunState.FAILED, pk__gt=good.run_id if good else 0)
    last = failed.order_by("-ended_at").values_list("ended_at", flat=True).first()
    if last is None:
        return True
    pause = timedelta(hours=min(MOST_PAUSE, 2 ** (failed.count() - 1)))
    return moment - last >= pause


def file_until(day: date) -> date:
    """Return the last day on which a backup of this day lies here and opens."""
    return day + timedelta(days=settings.INSTALLATION.backup_days)


def key_until(month: date) -> date:
    """Return the last day on which a month's key can open anything: its last backup's."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return file_until(following - timedelta(days=1))


def month_for(actor: Actor, month: date) -> MonthKeys:
    """Return a month's sealed copies; raises NotYours. Four queries at most."""
    keys = month_keys(month)
    if keys is None or not keeps_alone(actor):
        raise NotYours
    return keys


def months(actor: Actor) -> list[MonthLine]:
    """Return the months' identities, newest first; who took their files is in the journal."""
    return [
        MonthLine(
            identity_id=one.identity_id,
            month=one.month,
            copies=one.copies,
            made_on=one.made_on,
            destroyed_on=one.destroyed_on,
            until=key_until(one.month),
            taken=_was_taken(actor, one.identity_id),
        )
        for one in backup_identities()[:MONTHS_SHOWN]
    ]


def _was_taken(actor: Actor, identity_id: UUID) -> bool:
    about = entries_about(actor.organisation_id, identity_id, verbs=(MONTH_TAKEN,), limit=1)
    return bool(about)
