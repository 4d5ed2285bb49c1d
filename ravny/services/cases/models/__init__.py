"""A case: whose, who carries it, how far it came; its requests, its team, its way so far.

Free words stand in sealed columns around the case's own circle (its team of today).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField, CodesField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager
from ravny.core.vault.fields import SealedField

from ..types import (
    Duty,
    ExitReason,
    RequestKind,
    RequestResult,
    RequestState,
    Source,
    Stage,
    Where,
)

OPEN = models.Q(ended_on__isnull=True)


class Case(Record):
    """One client's case with us, from the first question to the way out.

    `stage` follows from the work (stages.py) and is never chosen. `heard_on`: the last day the
    client was met or heard; `next_try_on`: they were tried since, and the next try is due on that
    day (ladder.py). `plan_version` grows with every change of the plan; `agreed_version`
    is the one the client agreed to.
    """

    client = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "staff.Team", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    manager = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    opened_on = models.DateField(_("opened on"), default=today)
    source = CodeField(_("opened from"), max_length=12, choices=Source.choices)
    source_id = models.UUIDField(null=True, blank=True, editable=False)
    where = CodeField(_("whereabouts"), max_length=8, choices=Where.choices)
    region = CodeField(_("region"), max_length=8, blank=True, default="")
    country = CodeField(_("country"), max_length=2, blank=True, default="")
    is_remote = models.BooleanField(_("remote case"), default=False)
    language = CodeField(_("language"), max_length=8, blank=True, default="")
    interpreter = CodeField(_("interpreter into"), max_length=8, blank=True, default="")
    circumstances = CodesField(_("situation"))
    birth_month = models.DateField(_("birth expected in"), null=True, blank=True)
    stage = CodeField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.INTAKE)
    stage_on = models.DateField(_("in this stage since"), default=today)
    heard_on = models.DateField(_("last heard on"), default=today)
    next_try_on = models.DateField(null=True, blank=True, editable=False)
    review_on = models.DateField(_("review of the plan"), null=True, blank=True)
    plan_version = models.PositiveIntegerField(default=0, editable=False)
    agreed_version = models.PositiveIntegerField(default=0, editable=False)
    agreed_on = models.DateField(null=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    exit_reason = CodeField(
        _("why it ended"), max_length=12, choices=ExitReason.choices, blank=True, default=""
    )
    archived_on = models.DateField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client"], name="one_open_case", condition=OPEN)
        ]
        indexes = [
            models.Index(fields=["client", "opened_on", "id"], name="case_by_client"),
            models.Index(fields=["organisation", "opened_on", "id"], name="case_by_day"),
            models.Index(fields=["manager", "stage", "id"], name="case_open", condition=OPEN),
            models.Index(fields=["team", "heard_on", "id"], name="case_heard", condition=OPEN),
            models.Index(fields=["manager", "heard_on", "id"], name="case_mine", condition=OPEN),
            models.Index(
                fields=["organisation", "heard_on", "id"], name="case_silent", condition=OPEN
            ),
        ]


class Part(Record):
    """What belongs to one case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Request(Part):
    """One thing that is asked for; a case has many, each with its own result."""

    kind = CodeField(_("kind"), max_length=16, choices=RequestKind.choices)
    asked_on = models.DateField(_("asked on"), default=today)
    state = CodeField(
        _("state"), max_length=8, choices=RequestState.choices, default=RequestState.OPEN
    )
    result = CodeField(
        _("result"), max_length=12, choices=RequestResult.choices, blank=True, default=""
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    owner = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    words = SealedField(_("in their words"), kind="case.request", circle="case")

    class Meta:
        indexes = [
            models.Index(fields=["case", "asked_on", "id"], name="request_by_case"),
            models.Index(
                fields=["owner", "asked_on"],
                name="request_open",
                condition=~models.Q(state="ended"),
            ),
        ]


class Member(Part):
    """Somebody of a case's team, from a day to a day; a row for every time they came.

    `ends_on`: the last day of a volunteer or a cover. `same_community`: an interpreter who may
    know the family; `agreed`: the client was asked and agrees to this person.
    """

    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    duty = CodeField(_("duty"), max_length=12, choices=Duty.choices)
    since = models.DateField(default=today)
    until = models.DateField(null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    same_community = models.BooleanField(_("of the same community"), default=False)
    agreed = models.BooleanField(_("the client agrees"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "account", "duty"],
                condition=models.Q(until=None),
                name="member_of_a_case_once",
            )
        ]
        indexes = [
            models.Index(fields=["case", "account"], name="member_by_case"),
            models.Index(
                fields=["account", "case"],
                name="member_now",
                condition=models.Q(until=None),
            ),
        ]


class StageMove(models.Model):
    """A case came to a stage on a day, by what was done (a verb of the journal), by whom."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="moves")
    stage = CodeField(_("stage"), max_length=12, choices=Stage.choices)
    day = models.DateField(_("day"), default=today)
    by = CodeField(_("what was done"), max_length=32)
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = ScopedManager(organisation="case__organisation")

    class Meta:
        ordering = ["day", "id"]


# Django looks for models here; the rest of the room imports them from where they stand.
from . import ending, plan, work  # noqa: E402, F401  # at the end: they name models of this module
