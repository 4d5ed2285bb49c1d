"""Deleting a document, erasing those of somebody, and what was never finished."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django_scopes import scope

from ravny.core.journal.operations import forget_subjects, note_erased, write, write_for
from ravny.core.kit.batches import in_batches
from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import list_organisations
from ravny.core.staff.types import Actor
from ravny.core.vault import authoring
from ravny.core.vault.operations import erase_texts

from .. import queries
from ..models import Attachment, Chunk
from ..types import ABOUT_KIND, ERASED_KIND, UNFINISHED_DAYS


def _remove(ids: Collection[UUID]) -> None:
    """The header with the key of the pieces, then the pieces, then the row. SQLite overwrites what
    it frees (`PRAGMA secure_delete`); a header that is gone leaves nothing that opens its pieces.
    """
    Attachment.objects.filter(id__in=ids).update(about=None)
    Chunk.objects.filter(attachment_id__in=ids).delete()
    Attachment.objects.filter(id__in=ids).delete()


@transaction.atomic
def delete(*, actor: Actor, attachment_id: UUID) -> tuple[str, UUID]:
    """Delete one's own document, or as a coordinator anybody's; return its home and subject.

    The entry of the actor's register that says so is taken with it, and the erasure ledger keeps
    its id, so that no backup brings it back. Raises NotYours.
    """
    row = queries.get_attachment_for(actor, attachment_id)
    if not queries.may_delete(actor, row.author_id):
        raise NotYours
    with scope(organisation=actor.organisation_id):
        authoring.take(None, ABOUT_KIND, row)
        _remove([row.id])
    note_erased(organisation_id=actor.organisation_id, kind=ERASED_KIND, object_ids=[row.id])
    write(actor=actor, verb="attachments.deleted", subject=row.id)
    return row.home, row.subject_id


@transaction.atomic
def erase_documents(*, organisation_id: UUID, attachment_ids: Collection[UUID]) -> int:
    """Erase documents for good, nobody asked: keys first. Returns how many; twice changes nothing.

    For erasure and for a ledger that is replayed. Ids that lead nowhere are left out.
    """
    erased = 0
    for some in in_batches(attachment_ids):
        with scope(organisation=organisation_id):
            rows = Attachment.objects.filter(id__in=some).order_by("id")
            ids = list(rows.values_list("id", flat=True))
            _remove(ids)
        forget_subjects(organisation_id=organisation_id, subject_ids=ids)
        note_erased(organisation_id=organisation_id, kind=ERASED_KIND, object_ids=ids)
        erased += len(ids)
        erase_texts(organisation_id=organisation_id, places=[(ABOUT_KIND, one) for one in some])
    return erased


def drop_unfinished() -> None:
    """Drop what nobody finished within two days (periodic)."""
    before = today() - timedelta(days=UNFINISHED_DAYS)
    for organisation_id, _country in list_organisations():
        _drop_in(organisation_id, before)


@transaction.atomic
def _drop_in(organisation_id: UUID, before: date) -> None:
    with scope(organisation=organisation_id):
        rows = Attachment.objects.select_for_update().filter(whole=False, entered_on__lt=before)
        ids = list(rows.values_list("id", flat=True))
        if not ids:
            return
        _remove(ids)
    write_for(
        organisation_id=organisation_id,
        actor_id=None,
        verb="attachments.dropped",
        count=len(ids),
    )
