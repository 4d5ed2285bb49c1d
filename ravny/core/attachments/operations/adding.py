"""Taking a document in: the sealed header, then its pieces in any order, as often as it takes."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal.operations import write
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_problem
from ravny.core.vault.framing import (
    BUCKETS,
    HEADER_SIZE,
    OVERHEAD,
    SUITE_AES,
    Context,
    EnvelopeError,
    check_sealed,
)
from ravny.core.vault.queries import circle_facts, circle_of
from ravny.core.vault.types import CircleFact

from .. import homes, queries
from ..models import Attachment, Chunk
from ..types import (
    ABOUT_BYTES,
    CHUNK_BYTES,
    CHUNK_COUNTS,
    CHUNK_KIND,
    MOST_DOCUMENTS,
    MOST_MEBIBYTES,
    NewAttachment,
    Place,
)


def _refused(code: str) -> DomainError:
    return DomainError(
        _("This document was not sealed for the right people. Open the page again."), code=code
    )


@transaction.atomic
def begin(*, actor: Actor, new: NewAttachment) -> list[int]:
    """Keep the header of a document and return which pieces are there already.

    The same header again changes nothing. Raises NotYours and DomainError.
    """
    place = homes.place_for(actor, new.home, new.subject_id)
    if not homes.may_add(actor, new.home):
        raise NotYours
    with scope(organisation=actor.organisation_id):
        known = Attachment.objects.filter(id=new.attachment_id).first()
        if known is not None:
            return _begun(actor, known, new)
        _check_room(new, place)
        circle = circle_of(place.circle_kind, place.circle_subject)
        circle_id = _check_about(new.about, circle)
        if new.attachment_id.version != 7:
            raise _refused("id")
        try:
            with transaction.atomic():
                Attachment.objects.create(
                    id=new.attachment_id,
                    organisation_id=actor.organisation_id,
                    home=new.home,
                    subject_id=place.subject_ids[0],
                    circle_id=circle_id,
                    about=new.about,
                    chunks=new.chunks,
                    author_id=actor.account_id,
                )
        except IntegrityError as error:  # another organisation's id
            raise _refused("taken") from error
    return []


def _begun(actor: Actor, known: Attachment, new: NewAttachment) -> list[int]:
    same = (known.home, known.chunks, bytes(known.about)) == (new.home, new.chunks, new.about)
    if known.author_id != actor.account_id or not same:
        raise _refused("taken")
    homes.place_for(actor, known.home, known.subject_id)
    return queries.present(known)


def _check_about(about: bytes, circle: CircleFact | None) -> UUID:
    """Return the circle that opens this header; raises DomainError."""
    problem = sealed_problem(about, circle, ABOUT_BYTES)
    if problem or circle is None:
        raise _refused(f"sealed_{problem}")
    return circle.circle_id


def _check_room(new: NewAttachment, place: Place) -> None:
    if new.chunks not in CHUNK_COUNTS:
        words = _("This is larger than %(most)s MiB. Make it smaller or part it in two.")
        raise DomainError(words % {"most": MOST_MEBIBYTES}, code="too_large")
    rows = Attachment.objects.filter(home=new.home, subject_id__in=place.subject_ids)
    if rows.count() >= MOST_DOCUMENTS:
        words = _("%(most)s documents hang here already. Delete one that nobody needs.")
        raise DomainError(words % {"most": MOST_DOCUMENTS}, code="too_many")


@transaction.atomic
def keep_chunk(*, actor: Actor, attachment_id: UUID, index: int, sealed: bytes) -> None:
    """Keep one piece of one's own document.

    A piece that is there already stays as it came first. Raises NotYours and DomainError.
    """
    row = queries.own_attachment(actor, attachment_id)
    if index >= row.chunks:
        raise NotYours
    _check_chunk(row, index, sealed)
    with scope(organisation=actor.organisation_id):
        Chunk.objects.get_or_create(attachment_id=row.id, index=index, defaults={"sealed": sealed})


@transaction.atomic
def finish(*, actor: Actor, attachment_id: UUID, about: bytes | None = None) -> None:
    """Let others see one's own document when all its pieces are there; twice changes nothing.

    `about`: the same header sealed anew, signed. It is signed here and not at the beginning, so
    that what was never finished leaves no gap in its author's register. Raises NotYours and
    DomainError.
    """
    row = queries.own_attachment(actor, attachment_id)
    with scope(organisation=actor.organisation_id):
        row = Attachment.objects.select_for_update().get(id=row.id)
        if row.whole:
            return
        if Chunk.objects.filter(attachment_id=row.id).count() != row.chunks:
            raise DomainError(_("Not all of this document has come yet."), code="unfinished")
        if about is not None:
            _check_about(about, circle_facts([row.circle_id]).get(row.circle_id))
            row.about = about
        row.whole = True
        row.save(update_fields=["about", "whole"] if about is not None else ["whole"])
    write(actor=actor, verb="attachments.added", subject=row.id)


def _check_chunk(row: Attachment, index: int, sealed: bytes) -> None:
    """A lone piece may have any size up to the largest, several have the largest each."""
    context = Context(circle=row.id, epoch=index, kind=CHUNK_KIND, object_id=row.id)
    try:
        header = check_sealed(sealed, context)
    except EnvelopeError as error:
        raise _refused(f"sealed_{error.code}") from error
    size = len(sealed) - HEADER_SIZE - OVERHEAD[SUITE_AES]
    allowed = [bucket for bucket in BUCKETS if bucket <= CHUNK_BYTES]
    if header.suite != SUITE_AES or size not in (allowed if row.chunks == 1 else [CHUNK_BYTES]):
        raise _refused("sealed_size")
