"""How much somebody may carry, since when it is too much, and who has looked at own hours."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.records import Record


class Limit(Record):
    """The most points and evenings a week: of the organisation (`account` None), or of one."""

    account = models.ForeignKey(
        "staff.Account",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    points = models.PositiveSmallIntegerField(_("points"))
    evenings = models.PositiveSmallIntegerField(_("evenings a week"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], name="limit_of_one_once"),
            models.UniqueConstraint(
                fields=["organisation"],
                name="limit_of_all_once",
                condition=models.Q(account__isnull=True),
            ),
        ]


class Overload(Record):
    """Somebody carries more than their limit, from a day to a day."""

    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    since = models.DateField(default=today)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], name="overload_once", condition=models.Q(until__isnull=True)
            )
        ]


class HoursSeen(Record):
    """Somebody looked at their own hours of a month: from then on a coordinator sees the sum."""

    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    month = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "month"], name="hours_seen_once")]
