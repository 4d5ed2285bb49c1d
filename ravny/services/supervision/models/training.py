"""Trainings and who took part in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager

from ..types import TrainingKind


class Training(Record):
    """A training on a day; `months`: how long it is valid, 0 for ever."""

    kind = CodeField(_("what in"), max_length=16, choices=TrainingKind.choices)
    day = models.DateField(_("day"), default=today)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    months = models.PositiveSmallIntegerField(_("valid, months"))
    is_external = models.BooleanField(_("led by somebody from outside"), default=False)
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["organisation", "day", "id"], name="training_by_day")]


class Attendance(models.Model):
    """Somebody took part in a training; `valid_until` None: for ever."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="attendances")
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    valid_until = models.DateField(null=True, blank=True)

    objects = ScopedManager(organisation="training__organisation")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training", "account"], name="attended_once")
        ]
        indexes = [models.Index(fields=["account", "valid_until"], name="attendance_valid")]
