"""The thread of the web process that works while there is no `ravny worker`."""

from threading import Event, Lock, Thread

from . import lease, work

_lock = Lock()
_running: list[tuple[Thread, Event]] = []


def start() -> None:
    """Start the thread once per process; it ends with the process."""
    with _lock:
        if _running:
            return
        stop = Event()
        holder = lease.new_holder(lease.THREAD)
        thread = Thread(
            target=work.work_until, args=(stop, holder), name="ravny-upkeep", daemon=True
        )
        _running.append((thread, stop))
        thread.start()
