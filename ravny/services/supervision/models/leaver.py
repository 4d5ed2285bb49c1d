"""Somebody whose access ended while cases or promises still hung on them."""

from django.db import models

from ravny.core.kit.clock import today
from ravny.core.kit.records import Record


class Leaver(Record):
    """What such a person left has no owner until a coordinator gives it out (`settled_on`)."""

    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    left_on = models.DateField(default=today)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                name="leaver_once",
                condition=models.Q(settled_on__isnull=True),
            )
        ]
