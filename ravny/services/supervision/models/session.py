"""Sessions of supervision and what was agreed there, sealed to those who were there."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField, CodesField
from ravny.core.kit.records import Record
from ravny.core.vault.fields import SealedField

from ..types import SessionKind


class Session(Record):
    """A session: who was there stands in `Seat`; `people` is their number, guests too."""

    kind = CodeField(_("kind"), max_length=12, choices=SessionKind.choices)
    day = models.DateField(_("day"), default=today)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    topics = CodesField(_("topics"))
    people = models.PositiveSmallIntegerField(_("people"))
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    note = SealedField(_("note"), kind="supervision.session", circle="session")

    class Meta:
        indexes = [models.Index(fields=["organisation", "day", "id"], name="session_by_day")]

    @property
    def session_id(self) -> UUID:
        """The circle's subject."""
        return self.id


class FollowUp(Record):
    """What somebody said in a session they would do."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="follow_ups")
    owner = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_on = models.DateField(_("until"))
    done_on = models.DateField(null=True, blank=True)
    words = SealedField(_("what"), kind="supervision.follow_up", circle="session")

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                name="follow_up_due",
                condition=models.Q(done_on__isnull=True),
            )
        ]


class SelfCheck(Record):
    """How somebody finds themselves, sealed to them alone; nobody else sees that it exists."""

    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField(_("day"), default=today)
    words = SealedField(_("in words"), kind="supervision.self_check", circle="author")

    class Meta:
        indexes = [models.Index(fields=["account", "day", "id"], name="self_check_by_day")]

    @property
    def author_id(self) -> UUID:
        """The circle's subject: the author alone."""
        return self.account_id
