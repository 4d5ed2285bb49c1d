"""A handover: one colleague offers cases and promises to another, who takes or returns each."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField
from ravny.core.kit.records import Record
from ravny.core.vault.fields import SealedField

from ..types import HandoverKind, ItemState, ReturnReason


class Handover(Record):
    """What one colleague offers to one other at one time.

    `batch`: the offer it was part of, which may go to several colleagues. `closed_on`: the day on
    which nothing of it waited any more.
    """

    batch = models.UUIDField(editable=False)
    giver = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    receiver = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    made_by = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = CodeField(_("for how long"), max_length=12, choices=HandoverKind.choices)
    made_on = models.DateField(_("offered on"), default=today)
    begins_on = models.DateField(_("first day"), default=today)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    closed_on = models.DateField(_("settled on"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "receiver"], name="handover_once")]
        indexes = [
            models.Index(fields=["organisation", "made_on", "id"], name="handover_by_day"),
            models.Index(fields=["giver", "made_on"], name="handover_by_giver"),
            models.Index(fields=["receiver", "made_on"], name="handover_by_receiver"),
        ]


class HandoverItem(Record):
    """One case of a handover, or one promise.

    `case` None: a promise to a client without a case. `promise_id` None: the case itself, with
    `duties` of the giver in it. `settled_on`: what was given back was looked at; `left_on`: the
    giver gave up their keys to the case.
    """

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items")
    giver = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    client = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    case = models.ForeignKey(
        "cases.Case",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    promise_kind = CodeField(max_length=40, blank=True, default="")
    promise_id = models.UUIDField(null=True, blank=True, editable=False)
    state = CodeField(
        _("state"), max_length=12, choices=ItemState.choices, default=ItemState.OFFERED
    )
    state_on = models.DateField(default=today)
    reason = CodeField(
        _("why not"), max_length=12, choices=ReturnReason.choices, blank=True, default=""
    )
    settled_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    words = SealedField(_("in words"), kind="supervision.returned", circle="session")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["giver", "case"],
                name="case_offered_once",
                condition=models.Q(state="offered", promise_id__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["promise_kind", "promise_id"],
                name="promise_offered_once",
                condition=models.Q(state="offered", promise_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["client"], name="handed_by_client"),
            models.Index(fields=["case"], name="handed_by_case"),
            models.Index(
                fields=["giver", "state_on"],
                name="handed_back",
                condition=models.Q(state="returned", settled_on__isnull=True),
            ),
        ]

    @property
    def session_id(self) -> UUID:
        """The circle's subject: the handover's two people."""
        return self.handover_id

    @property
    def is_case(self) -> bool:
        """Whether it is a case and not a promise."""
        return self.promise_id is None
