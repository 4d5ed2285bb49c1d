"""A document as the server keeps it: a sealed header and sealed pieces, all of a few sizes.

The pieces are sealed under a key that stands only in the header, and the header opens only for the
members of its circle.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.fields import CodeField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager
from ravny.core.vault.fields import SealedField

from .types import ABOUT_BYTES, ABOUT_KIND


class Attachment(Record):
    """Hangs on `subject_id` of the room that registered `home`.

    `about`: name, type, length, digest and the pieces' key (docs/envelope.md). Until it is `whole`
    only its author knows of it.
    """

    home = CodeField(_("where"), max_length=16)
    subject_id = models.UUIDField()
    circle_id = models.UUIDField()
    about = SealedField(kind=ABOUT_KIND, circle="circle_id", max_bytes=ABOUT_BYTES)
    chunks = models.PositiveSmallIntegerField()
    whole = models.BooleanField(default=False)
    author = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "home", "subject_id", "entered_on"],
                name="attachment_by_subject",
            ),
            models.Index(
                fields=["organisation", "entered_on"],
                name="attachment_unfinished",
                condition=models.Q(whole=False),
            ),
        ]


class Chunk(models.Model):
    """One piece, suite 2: circle and object are the attachment, the epoch is the index."""

    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="pieces", db_index=False
    )
    index = models.PositiveSmallIntegerField()
    sealed = models.BinaryField(max_length=300_000)

    objects = ScopedManager(organisation="attachment__organisation")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attachment", "index"], name="attachment_chunk_once")
        ]
