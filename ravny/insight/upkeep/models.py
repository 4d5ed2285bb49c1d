"""The installation's own work, its backups, and what goes when.

Rows without an organisation belong to the installation: they hold no fact about anybody.
"""

from django.db import models

from ravny.core.kit.clock import now, today
from ravny.core.kit.fields import CodeField
from ravny.core.kit.records import Record

from .types import AskState, RunState


class Lease(models.Model):
    """One row: the process that works, and its last sign of life."""

    job = CodeField(max_length=16, primary_key=True)
    holder = CodeField(max_length=40)
    beats_at = models.DateTimeField()


class Done(models.Model):
    """When a periodic work last ran, and whether it went well."""

    job = CodeField(max_length=64, primary_key=True)
    ran_at = models.DateTimeField()
    well = models.BooleanField(default=True)


class Run(models.Model):
    """One backup: asked for, running, and what became of it. `rows`/`rows_all` show its progress.

    `asked_by`: an account's id, none for the timetable. `digest`: SHA-256 of the file,
    in hexadecimal digits.
    """

    id = models.BigAutoField(primary_key=True)
    asked_at = models.DateTimeField(default=now)
    asked_by = models.UUIDField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    beats_at = models.DateTimeField(null=True)
    month = models.DateField(null=True)
    state = CodeField(max_length=12, choices=RunState.choices, default=RunState.WAITING)
    problem = CodeField(max_length=32, blank=True)
    stop_asked = models.BooleanField(default=False)
    rows = models.BigIntegerField(default=0)
    rows_all = models.BigIntegerField(default=0)
    file = CodeField(max_length=80, blank=True)
    size = models.BigIntegerField(default=0)
    digest = CodeField(max_length=64, blank=True)
    verified_at = models.DateTimeField(null=True)
    removed_on = models.DateField(null=True)


class Period(Record):
    """How long an organisation keeps a kind of record, where it decided so itself."""

    kind = CodeField(max_length=64)
    months = models.PositiveSmallIntegerField()
    changed_by = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="period_once")]


class Purged(Record):
    """How many records of a kind went on a day; `noted`: of how many the journal speaks already."""

    kind = CodeField(max_length=64)
    day = models.DateField(default=today)
    count = models.PositiveIntegerField()
    noted = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "day"], name="purged_once")
        ]


class Wish(Record):
    """A client's wish to be erased, until it is done: then it leads to nobody any more."""

    client_id = models.UUIDField(null=True)
    team = models.ForeignKey("staff.Team", on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(default=today)
    asked_by = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    state = CodeField(max_length=12, choices=AskState.choices, default=AskState.ASKED)
    settled_on = models.DateField(null=True)
    settled_by = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client_id"], name="wish_once", condition=models.Q(state="asked")
            )
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="wish_open")]
