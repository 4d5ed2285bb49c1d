"""How long documents are kept."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.aging import Aging
from ravny.core.kit.registries import RecordKind
from ravny.core.vault.operations import erase_texts

from .models import Attachment, Chunk
from .types import ABOUT_KIND

AT_ONCE = 20
"""A document is up to sixteen megabytes: a transaction of twenty is long enough."""


def _whole() -> QuerySet[Attachment]:
    """What is not whole goes by itself after two days."""
    return Attachment.objects.filter(whole=True)


def _let_go(organisation_id: UUID, ids: list[Any]) -> int:
    """The header with the pieces' key first, then the pieces."""
    Attachment.objects.filter(id__in=ids).update(about=None)
    Chunk.objects.filter(attachment_id__in=ids).delete()
    gone, _by_model = Attachment.objects.filter(id__in=ids).delete()
    places = [(ABOUT_KIND, one) for one in ids]
    erase_texts(organisation_id=organisation_id, places=places)
    return gone


_documents = Aging(_whole, "entered_on", _let_go, AT_ONCE)

KINDS = (
    RecordKind(
        "attachments.documents",
        _("Documents, photos and recordings"),
        _("The whole document goes: its key first, then its pieces."),
        _("the day it was added"),
        order=50,
        months=36,
        due=_documents.due,
        erase=_documents.erase,
        tables=("attachments.Attachment", "attachments.Chunk"),
    ),
)
