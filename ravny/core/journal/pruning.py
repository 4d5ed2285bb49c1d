"""Letting go of whole months of the journal, up to the signed end of one.

The triggers refuse every other way, so on PostgreSQL only the tables' owner can; on SQLite they
are taken away and put back within one transaction. What went is said in the chain itself.
"""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from ravny.core.kit import sealing
from ravny.core.kit.batches import in_batches

from .models import Checkpoint, Entry, SubjectKey
from .operations import write_for
from .types import PRUNED, checkpoint_statement

TABLE = "journal_entry"


class Altered(Exception):
    """The chain is not what was signed at the month's end, so nothing of it may go."""


def prunable(organisation_id: UUID, before: date) -> Checkpoint | None:
    """Return the end of the last signed month before the day's own, if links stand before it.

    Raises Altered where the signature or the link does not agree.
    """
    ends = Checkpoint.objects.filter(
        organisation_id=organisation_id, month__lt=before.replace(day=1)
    )
    end = ends.order_by("-month").first()
    links = Entry.objects.filter(organisation_id=organisation_id)
    if end is None or not links.filter(number__lte=end.number).exists():
        return None
    digest = bytes(end.digest)
    statement = checkpoint_statement(organisation_id, end.month, end.number, digest)
    last = links.filter(number=end.number).values_list("digest", flat=True).first()
    if not sealing.verify(bytes(end.signature), statement) or bytes(last or b"") != digest:
        raise Altered
    return end


@transaction.atomic
def prune(*, organisation_id: UUID, before: date) -> int:
    """Let go of every month that ended before the day's own; return how many links went.

    The signed end of the last of them stays: from there the chain is checked. Keys of subjects
    that no link speaks of any more go too. Raises Altered, and DatabaseError for who may not.
    """
    end = prunable(organisation_id, before)
    if end is None:
        return 0
    write_for(organisation_id=organisation_id, actor_id=None, verb=PRUNED, count=end.number)
    with _unguarded():
        links = Entry.objects.filter(organisation_id=organisation_id, number__lte=end.number)
        gone, _by_model = links.delete()
    _forget_unnamed(organisation_id)
    return gone


@contextmanager
def _unguarded() -> Iterator[None]:
    """Let links be deleted meanwhile; an error takes everything back with the transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_no_change")
            yield
            cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER {TABLE}_no_change")
            return
        name = f"{TABLE}_no_delete"
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
        ((statement,),) = cursor.fetchall()
        cursor.execute(f"DROP TRIGGER {name}")
        yield
        cursor.execute(statement)


def _forget_unnamed(organisation_id: UUID) -> None:
    """Forget the keys of subjects that no link names; the chain's own key stays."""
    keys = SubjectKey.objects.filter(organisation_id=organisation_id)
    keys = keys.exclude(subject_id=organisation_id)
    for some in in_batches(keys.values_list("subject_id", "key")):
        marks = {
            hmac.digest(bytes(key), subject_id.bytes, "sha256"): subject_id
            for subject_id, key in some
        }
        rows = Entry.objects.filter(organisation_id=organisation_id, subject__in=list(marks))
        said = rows.values_list("subject", flat=True).distinct()
        named = {bytes(mark) for mark in said if mark}
        unnamed = [subject_id for mark, subject_id in marks.items() if mark not in named]
        SubjectKey.objects.filter(subject_id__in=unnamed).delete()
