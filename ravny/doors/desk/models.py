"""What people put aside on *Today*."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField
from ravny.core.kit.scoping import ScopedManager

from .types import Why


class PutAside(models.Model):
    """A thing one person does not want to see until a day.

    `row_id` stands for the row's key, which names what it is about: it is an HMAC under the
    installation's key, so that this table tells nobody of whom it speaks. `harm`, `group` and
    `due_on` are what was known on that day; see ranking.grew_worse.
    """

    account = models.ForeignKey(
        "staff.Account", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    row_id = models.UUIDField(editable=False)
    why = CodeField(_("why"), max_length=12, choices=Why.choices)
    harm = CodeField(max_length=12)
    group = CodeField(max_length=8)
    due_on = models.DateField(null=True)
    day = models.DateField(default=today)
    until = models.DateField(_("until"))

    objects = ScopedManager(organisation="account__organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "row_id"], name="put_aside_once")]
        indexes = [models.Index(fields=["until"], name="put_aside_until")]
