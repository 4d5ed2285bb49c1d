"""The purge: what is older than its period goes, in small transactions, keys first.

Ended at any point it has lost nothing: what went is written down in the transaction it went in,
and the next run goes on where this one stopped.
"""

import logging
from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import F
from django_scopes import scope

from ravny.core.journal.operations import write_for
from ravny.core.kit.clock import now, today
from ravny.core.kit.registries import RecordKind
from ravny.core.staff.queries import list_organisations

from ..models import Purged
from ..queries.periods import cutoff, kept
from .overwriting import overwrite_freed

AT_ONCE = 500
Progress = Callable[[RecordKind, int], None]
_log = logging.getLogger("ravny.upkeep")


class PurgeIncomplete(Exception):
    """A kind of record could not be let go of; the others were."""


def verb_of(code: str) -> str:
    """Return what the journal writes when records of a kind went."""
    return f"upkeep.purged.{code}"


def purge_all() -> None:
    """Purge every organisation, then leave nothing of it in the files (periodic).

    Raises PurgeIncomplete after the last one if any kind of any of them failed.
    """
    whole = True
    for organisation_id, country in list_organisations():
        whole = purge(organisation_id=organisation_id, country=country) and whole
    settle_files()
    if not whole:
        raise PurgeIncomplete


def purge(
    *, organisation_id: UUID, country: str, progress: Progress = lambda kind, gone: None
) -> bool:
    """Let go of everything older than its period; False where a kind failed, which is logged.

    Idempotent. `progress` is told each kind and how many went so far. The caller calls
    `settle_files` afterwards.
    """
    whole = True
    for one in kept(organisation_id, country):
        if one.kind.by_hand:
            continue
        try:
            _purge_kind(organisation_id, one.kind, one.months, progress)
        except Exception:
            _log.exception("a kind of record was not purged")
            whole = False
        finally:
            _tell_journal(organisation_id, one.kind.code)
    return whole


def _purge_kind(organisation_id: UUID, kind: RecordKind, months: int, progress: Progress) -> None:
    before, gone = cutoff(months), 0
    while count := _purge_some(organisation_id, kind, before):
        gone += count
        progress(kind, gone)


@transaction.atomic
def _purge_some(organisation_id: UUID, kind: RecordKind, before: date) -> int:
    count = kind.erase(organisation_id, before, AT_ONCE)
    if count:
        with scope(organisation=organisation_id):
            row, _made = Purged.objects.get_or_create(
                kind=kind.code,
                day=today(),
                defaults={"organisation_id": organisation_id, "count": 0},
            )
            Purged.objects.filter(id=row.id).update(count=F("count") + count)
    return count


@transaction.atomic
def _tell_journal(organisation_id: UUID, code: str) -> None:
    """Write one entry for what went since the last one, also of a run that was cut off."""
    with scope(organisation=organisation_id):
        untold = Purged.objects.select_for_update().filter(kind=code, count__gt=F("noted"))
        count = sum(row.count - row.noted for row in untold)
        untold.update(noted=F("count"))
    if count:
        write_for(organisation_id=organisation_id, actor_id=None, verb=verb_of(code), count=count)


@transaction.atomic
def forget_ended_sessions() -> None:
    """Forget sessions that ran out: they say how often somebody signed in (periodic).

    Of the web process alone: a worker that reads sessions could take one over.
    """
    Session.objects.filter(expire_date__lt=now()).delete()


def settle_files() -> None:
    """Leave nothing of what went in the database's files; inside a transaction nothing is done."""
    if not connection.in_atomic_block:
        overwrite_freed()
