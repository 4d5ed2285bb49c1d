"""Who sits in a circle of supervision: a session's people, or the two of a handover."""

from django.db import models

from ravny.core.kit.clock import today
from ravny.core.kit.scoping import ScopedManager


class Seat(models.Model):
    """Somebody belongs to what is sealed around a session or a handover (`subject_id`).

    `closed_on`: nothing new is sealed there; its people go on reading.
    """

    organisation = models.ForeignKey(
        "staff.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subject_id = models.UUIDField(editable=False)
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    since = models.DateField(default=today)
    closed_on = models.DateField(null=True, blank=True)

    objects = ScopedManager(organisation="organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_id", "account"], name="seat_once")]
        indexes = [models.Index(fields=["account", "subject_id"], name="seat_by_account")]
