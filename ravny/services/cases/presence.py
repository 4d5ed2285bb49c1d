"""Who is changing which plan right now: kept in the memory of the process, never on a disk.

`ravny serve` is one process with threads (`session_keys` needs that too), so its memory is enough;
after a restart the open pages say it anew. It only warns: that nobody overwrites a colleague's work
is the plan's version in the database (operations/planning.py), whatever is remembered here.
"""

from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from ravny.core.kit.clock import now

WINDOW = timedelta(minutes=10)
_seen: dict[tuple[UUID, UUID], datetime] = {}
_lock = Lock()


def note(case_id: UUID, account_id: UUID) -> None:
    """Say that somebody has a page open on which this case's plan is changed."""
    moment = now()
    with _lock:
        for key in [key for key, at in _seen.items() if moment - at > WINDOW]:
            del _seen[key]
        _seen[case_id, account_id] = moment


def leave(case_id: UUID, account_id: UUID) -> None:
    """Say that somebody saved and is not changing it any more."""
    with _lock:
        _seen.pop((case_id, account_id), None)


def others(case_id: UUID, account_id: UUID) -> list[UUID]:
    """Return who else had such a page open in the last ten minutes."""
    moment = now()
    with _lock:
        return [
            who
            for (case, who), at in _seen.items()
            if case == case_id and who != account_id and moment - at <= WINDOW
        ]
