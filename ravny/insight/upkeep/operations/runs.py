"""Asking for a backup, stopping it, having its file looked at and taken along."""

from datetime import date

from django.db import transaction

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import now, today
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor
from ravny.core.vault.queries import backup_identity
from ravny.core.vault.types.backups import MonthKeys

from ..backups.problems import PROBLEMS, BackupError
from ..models import Run
from ..queries.runs import MONTH_TAKEN, OPEN, is_due, month_for
from ..types import RunState
from .backing_up import folder_of_backups, keep_ledger
from .verifying import verify


def _open() -> Run | None:
    return Run.objects.select_for_update().filter(state__in=OPEN).order_by("pk").first()


@transaction.atomic
def ask_for_backup(*, actor: Actor) -> None:
    """Put a backup into the queue; whoever works takes it up within seconds.

    One that waits or runs already is enough. Raises DomainError where nobody could open it.
    """
    if _open() is not None:
        return
    if backup_identity(today()) is None:
        raise DomainError(PROBLEMS["no_identity"], code="no_identity")
    Run.objects.create(asked_by=actor.account_id)
    journal.write(actor=actor, verb="upkeep.backup_asked")


@transaction.atomic
def stop_backup(*, actor: Actor) -> bool:
    """Have the backup stopped that waits or runs; False where there is none."""
    run = _open()
    if run is None:
        return False
    if run.state == RunState.WAITING:
        run.state, run.ended_at = RunState.STOPPED, now()
    run.stop_asked = True
    run.save(update_fields=["state", "ended_at", "stop_asked"])
    journal.write(actor=actor, verb="upkeep.backup_stopped")
    return True


@transaction.atomic
def queue_due_backup() -> None:
    """Periodic: put a backup into the queue when its time has come, again after one that failed."""
    if is_due():
        Run.objects.create()


def tend_ledger() -> None:
    """Periodic: the ledger of erasures lies beside the backups, also where a worker makes them.

    A folder that is not there is a disk that is not plugged in: the next time, then.
    """
    if folder_of_backups().is_dir():
        keep_ledger()


def look_at_file(*, run_id: int) -> str:
    """Compare a backup's file with its digest; return what is wrong, "" for nothing.

    What was found stands in the row: an altered file is no good backup until it is seen whole.
    """
    name = Run.objects.values_list("file", flat=True).get(pk=run_id)
    try:
        verify(path=folder_of_backups() / name)
    except BackupError as error:
        Run.objects.filter(pk=run_id).update(problem=error.code, verified_at=now())
        return error.code
    Run.objects.filter(pk=run_id).update(problem="")
    return ""


def check_backup(*, actor: Actor, run_id: int) -> str:
    """Look at a backup's file for somebody; return what is wrong, "" for nothing."""
    journal.write(actor=actor, verb="upkeep.backup_checked")
    return look_at_file(run_id=run_id)


def take_backup(*, actor: Actor) -> None:
    """Write down that somebody takes a backup's file along, before it leaves."""
    journal.write(actor=actor, verb="upkeep.backup_taken")


@transaction.atomic
def take_month(*, actor: Actor, month: date) -> MonthKeys:
    """Return a month's sealed copies for somebody to take along, and write that down.

    Raises NotYours where the month has none.
    """
    keys = month_for(actor, month)
    journal.write(actor=actor, verb=MONTH_TAKEN, subject=keys.identity_id)
    return keys
