"""Missed steps: who waits for the next step of care longer than they may.

Found anew by the worker, so that a day's page asks for a few rows whatever the house's size.
Facts only; each row is looked at once more before it is shown.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.fields import CodeField
from ravny.core.kit.records import Record

from .linkage import Step


class MissedStep(Record):
    """The step somebody waits for, since when, and whose task that is (None: nobody's)."""

    client = models.ForeignKey("clients.Client", on_delete=models.CASCADE, related_name="+")
    infection = CodeField(_("infection"), max_length=16)
    step = CodeField(_("step"), max_length=12, choices=Step.choices)
    reactive_on = models.DateField(_("reactive on"))
    due_on = models.DateField(_("was due"))
    owner = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "infection"], name="missed_step_once")
        ]
        indexes = [
            models.Index(fields=["organisation", "due_on"], name="missed_step_due"),
            models.Index(fields=["owner", "due_on"], name="missed_step_owner"),
        ]
