"""Reading a document: the journal first, then its pieces.

Whoever asks to open is written down and gets a ticket; a piece without a ticket is not handed out.
"""

from uuid import UUID

from django.core import signing
from django.db import transaction
from django_scopes import scope

from ravny.core.journal.operations import write
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor
from ravny.core.vault.queries import circle_for

from .. import queries
from ..models import Attachment, Chunk

TICKET_SECONDS = 3600
_SALT = "ravny.attachments.opening"


def _readable(actor: Actor, attachment_id: UUID) -> Attachment:
    """Only for members of its circle: others could open nothing of what they would be handed."""
    row = queries.get_attachment_for(actor, attachment_id)
    if not row.whole:
        raise NotYours
    circle_for(actor, row.circle_id)
    return row


def _bearer(actor: Actor, attachment_id: UUID) -> str:
    return f"{actor.account_id}/{attachment_id}"


@transaction.atomic
def note_opening(*, actor: Actor, attachment_id: UUID) -> str:
    """Write down that somebody opens a document; return the ticket its pieces ask for.

    Raises NotYours.
    """
    row = _readable(actor, attachment_id)
    write(actor=actor, verb="attachments.opened", subject=row.id)
    return signing.TimestampSigner(salt=_SALT).sign(_bearer(actor, row.id))


@transaction.atomic
def note_saving(*, actor: Actor, attachment_id: UUID) -> None:
    """Write down that somebody takes a copy out of the seal; raises NotYours."""
    row = _readable(actor, attachment_id)
    write(actor=actor, verb="attachments.saved", subject=row.id)


def read_chunk(*, actor: Actor, attachment_id: UUID, index: int, ticket: str) -> bytes:
    """Return one piece to whoever was written down before; raises NotYours."""
    row = _readable(actor, attachment_id)
    try:
        bearer = signing.TimestampSigner(salt=_SALT).unsign(ticket, max_age=TICKET_SECONDS)
    except signing.BadSignature as error:
        raise NotYours from error
    if bearer != _bearer(actor, row.id):
        raise NotYours
    with scope(organisation=actor.organisation_id):
        chunk = Chunk.objects.filter(attachment_id=row.id, index=index).first()
    if chunk is None:
        raise NotYours
    return bytes(chunk.sealed)
