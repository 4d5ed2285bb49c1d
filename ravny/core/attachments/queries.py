"""Questions about documents; the gate of their home decides every time."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor
from ravny.core.vault.framing import parse_header
from ravny.core.vault.queries import circle_of

from . import homes
from .models import Attachment, Chunk
from .types import Document, Documents, Place


def _seen_by(actor: Actor) -> QuerySet[Attachment]:
    """Whole ones, and the actor's own that are not finished (in a scope)."""
    return Attachment.objects.filter(Q(whole=True) | Q(author_id=actor.account_id))


def get_attachment_for(actor: Actor, attachment_id: UUID) -> Attachment:
    """Gate: a document at a place the actor may see; raises NotYours for any other."""
    with scope(organisation=actor.organisation_id):
        row = _seen_by(actor).filter(id=attachment_id).first()
    if row is None:
        raise NotYours
    homes.place_for(actor, row.home, row.subject_id)
    return row


def own_attachment(actor: Actor, attachment_id: UUID) -> Attachment:
    """Gate: a document the actor began; raises NotYours for a colleague's."""
    row = get_attachment_for(actor, attachment_id)
    if row.author_id != actor.account_id:
        raise NotYours
    return row


def document_ids(organisation_id: UUID, home: str, subject_ids: Collection[UUID]) -> list[UUID]:
    """Return the ids of the documents that hang there, unfinished ones too; no gate. One query."""
    with scope(organisation=organisation_id):
        rows = Attachment.objects.filter(home=home, subject_id__in=subject_ids)
        return list(rows.values_list("id", flat=True))


def may_delete(actor: Actor, author_id: UUID) -> bool:
    """Tell whether the actor may delete a document by this author at a place they may see."""
    return author_id == actor.account_id or actor.may("attachments.delete")


def present(row: Attachment) -> list[int]:
    """Return the indices of the pieces that have come (in a scope). One query."""
    rows = Chunk.objects.filter(attachment_id=row.id).order_by("index")
    return list(rows.values_list("index", flat=True))


def documents_at(actor: Actor, home: str, place: Place) -> Documents:
    """Return the documents of a place whose gate the actor has passed. Two queries."""
    with scope(organisation=actor.organisation_id):
        rows = list(
            _seen_by(actor)
            .filter(home=home, subject_id__in=place.subject_ids)
            .select_related("author")
            .order_by("-entered_on", "-id")
        )
    return Documents(
        home=home,
        subject_id=place.subject_ids[0],
        circle=circle_of(place.circle_kind, place.circle_subject),
        documents=tuple(_document(actor, row) for row in rows),
        may_add=homes.may_add(actor, home),
    )


def documents_for(actor: Actor, home: str, subject_id: UUID) -> Documents:
    """Return the documents of a place; raises NotYours."""
    return documents_at(actor, home, homes.place_for(actor, home, subject_id))


def _document(actor: Actor, row: Attachment) -> Document:
    about = bytes(row.about)
    return Document(
        attachment_id=row.id,
        about=about,
        circle_id=row.circle_id,
        epoch=parse_header(about).epoch,
        chunks=row.chunks,
        whole=row.whole,
        day=row.entered_on,
        author=row.author.pseudonym,
        may_delete=may_delete(actor, row.author_id),
    )
