"""One process works at a time: a `ravny worker` if there is one, else a thread of the web process.

A worker takes the lease from the thread at once, from another worker only when that one is silent.
The thread asks before each piece of work, so it stops when a worker came.
"""

import os
import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from ravny.core.kit.clock import now

from .models import Lease

SILENT = timedelta(seconds=60)
_JOB = "work"
WORKER, THREAD = "worker", "thread"


def new_holder(kind: str) -> str:
    """Return a name for this process: its kind, number, and something random."""
    return f"{kind}:{os.getpid()}:{secrets.token_hex(6)}"


@transaction.atomic
def hold(holder: str) -> bool:
    """Take or renew the lease; False while somebody with more right to it holds it."""
    moment = now()
    # A sign of life from the future was left by a clock that has been set back since.
    silent = Q(beats_at__lt=moment - SILENT) | Q(beats_at__gt=moment + SILENT)
    may_take = Q(holder=holder) | silent
    if holder.startswith(WORKER):
        may_take |= Q(holder__startswith=THREAD)
    rows = Lease.objects.filter(job=_JOB)
    if rows.filter(may_take).update(holder=holder, beats_at=moment):
        return True
    if rows.exists():
        return False
    try:
        with transaction.atomic():
            Lease.objects.create(job=_JOB, holder=holder, beats_at=moment)
    except IntegrityError:
        return False
    return True


def release(holder: str) -> None:
    """Give the lease back when this process ends."""
    Lease.objects.filter(job=_JOB, holder=holder).delete()


def is_held() -> bool:
    """Tell whether anybody showed life lately."""
    span = (now() - SILENT, now() + SILENT)
    return Lease.objects.filter(job=_JOB, beats_at__range=span).exists()
