"""The backup that somebody asked for, in a thread of its own: other work goes on beside it.

Whoever holds the lease of the background work takes it up. The same thread looks once a day
whether the newest file is still as it was made.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Lock, Thread
from time import sleep

from django.db import close_old_connections, connections

from ravny.core.kit.clock import now

from .models import Run
from .operations.backing_up import Stopped, end_dead_runs, run_backup
from .operations.runs import look_at_file
from .queries.runs import OPEN, newest_good
from .types import RunState

# A backup from the command line is claimed at once; it is not ours to take up.
OWN_MOMENT = timedelta(seconds=2)
VERIFY_EVERY = timedelta(hours=24)
PATIENCE_SECONDS = 20
A_MOMENT_SECONDS = 1.0
_lock = Lock()
_going: list[Thread] = []
_stopping = Event()
_log = logging.getLogger("ravny.upkeep")


def take_up() -> bool:
    """Start what waits, unless something goes on here already; tell whether anything goes on."""
    with _lock:
        _going[:] = [thread for thread in _going if thread.is_alive()]
        if _going:
            return True
        job = what_waits()
        if job is None:
            return False
        thread = Thread(target=_do, args=(job,), name="ravny-backup", daemon=True)
        _going.append(thread)
        thread.start()
        return True


def what_waits() -> Callable[[], object] | None:
    """Return the next thing to do: a backup somebody asked for, else a look at the newest file.

    One whose process was killed holds up the others a minute, no longer.
    """
    if Run.objects.filter(state=RunState.RUNNING).exists():
        end_dead_runs()
    if not Run.objects.filter(state=RunState.RUNNING).exists():
        rows = Run.objects.filter(state=RunState.WAITING, asked_at__lte=now() - OWN_MOMENT)
        run_id = rows.order_by("pk").values_list("pk", flat=True).first()
        if run_id is not None:
            return lambda: run_backup(run_id=run_id, beat=_beat)
    good = newest_good()
    if good is None or good.ended_at is None:
        return None
    if now() - (good.verified_at or good.ended_at) < VERIFY_EVERY:
        return None
    return lambda: look_at_file(run_id=good.run_id)


def _beat(rows: int, rows_all: int) -> None:
    if _stopping.is_set():
        raise Stopped


def _do(job: Callable[[], object]) -> None:
    close_old_connections()
    try:
        job()
    except Exception:
        _log.exception("work on backups broke off")
    finally:
        connections.close_all()


def finish(alive: Callable[[], object]) -> None:
    """Do to its end what waits, for a process that is asked once.

    `alive` is called every few seconds (it renews the lease).
    """
    while take_up() or _is_about_to_begin():
        alive()
        for thread in list(_going):
            thread.join(A_MOMENT_SECONDS)
        if not _going:
            sleep(A_MOMENT_SECONDS)


def _is_about_to_begin() -> bool:
    states = set(Run.objects.filter(state__in=OPEN).values_list("state", flat=True))
    return states == {RunState.WAITING}


def stop() -> None:
    """End what goes on here, as somebody's Stop would, when the process ends."""
    _stopping.set()
    for thread in list(_going):
        thread.join(PATIENCE_SECONDS)
    _stopping.clear()
