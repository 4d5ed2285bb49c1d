"""The background work itself: queued tasks first, then what is due by the clock.

Failures are logged by their place and type only; what a task was about stays out of every row.
"""

import logging
from datetime import timedelta
from threading import Event

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from ravny.core.kit import registries
from ravny.core.kit.clock import now

from . import clock_guard, lease, running
from .models import Done

PAUSE_SECONDS = 5.0
AHEAD = timedelta(hours=1)
_log = logging.getLogger("ravny.upkeep")


class QuietWorker(Worker):
    """Runs what is queued, then ends; a failed task leaves no message and no traceback behind."""

    def __init__(self, holder: str) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=50,
            worker_id=holder,
        )
        self.holder = holder

    def run_task(self, db_task_result: DBTaskResult) -> None:  # type: ignore[type-arg]  # tasks of every kind pass here
        super().run_task(db_task_result)
        DBTaskResult.objects.filter(id=db_task_result.id).exclude(traceback="").update(traceback="")
        # A worker came, or the lease was lost: the next task is somebody else's.
        self.running = lease.hold(self.holder)


def is_due(work: registries.PeriodicWork) -> bool:
    """Tell whether a piece of work was never done or its time is over.

    What was done in the future was done under a wrong clock. While the clock is in doubt, work
    that goes by it rests.
    """
    if work.needs_clock and not clock_guard.is_trusted():
        return False
    done = Done.objects.filter(job=work.name).first()
    if done is None or done.ran_at > now() + AHEAD:
        return True
    return now() - done.ran_at >= timedelta(hours=work.every_hours)


def do(work: registries.PeriodicWork) -> bool:
    """Do one piece and note how it went; an error is logged and waits for the next time."""
    well = True
    try:
        work.run()
    except Exception:
        _log.exception("periodic work failed")
        well = False
    Done.objects.update_or_create(job=work.name, defaults={"ran_at": now(), "well": well})
    return well


def work_once(holder: str) -> bool:
    """Do everything that waits; False when the lease is somebody else's.

    What needs keys is left out by a worker, which has none, and done by the web process's thread
    whoever holds the lease.
    """
    with_keys = not holder.startswith(lease.WORKER)
    clock_guard.watch()
    if lease.hold(holder):
        QuietWorker(holder).run()
        for work in registries.periodic:
            if not work.needs_keys and lease.hold(holder) and is_due(work):
                do(work)
        running.take_up()
    if with_keys:
        for work in registries.periodic:
            if work.needs_keys and is_due(work):
                do(work)
    return lease.hold(holder)


def work_until(stop: Event, holder: str) -> None:
    """Work and wait in turns until told to stop; a database away for a moment ends nothing."""
    while not stop.is_set():
        close_old_connections()
        try:
            work_once(holder)
        except Exception:
            _log.exception("background work paused")
        close_old_connections()
        stop.wait(PAUSE_SECONDS)
    running.stop()
    lease.release(holder)
