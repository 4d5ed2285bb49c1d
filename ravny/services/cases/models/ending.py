"""How a case ends, and what of it is told to others: facts in which nobody is found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField, CodesField, FactsField
from ravny.core.kit.records import Record
from ravny.core.vault.fields import SealedField

from ..types import ArchiveState, ExitReason, ExitState
from ..types.ending import ReopenWhy
from . import Part


class Exit(Part):
    """A proposal to end a case. `evidence`: code → how we know (referrals' proofs).

    Somebody else than who proposed it agrees. `reopened_on`: the case was opened again since.
    """

    reason = CodeField(_("why"), max_length=12, choices=ExitReason.choices)
    evidence = FactsField(default=dict)
    proposed_on = models.DateField(default=today)
    proposed_by = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = CodeField(
        _("state"), max_length=8, choices=ExitState.choices, default=ExitState.PROPOSED
    )
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "staff.Account",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    reopened_on = models.DateField(null=True, blank=True)
    reopened_why = CodeField(max_length=12, choices=ReopenWhy.choices, blank=True, default="")
    words = SealedField(_("in words"), kind="case.exit", circle="case")
    answer = SealedField(_("answer"), kind="case.exit_answer", circle="case")

    class Meta:
        indexes = [
            models.Index(fields=["case", "proposed_on", "id"], name="exit_by_case"),
            models.Index(
                fields=["organisation", "proposed_on"],
                name="exit_waiting",
                condition=models.Q(state="proposed"),
            ),
        ]


class ArchivedCase(Record):
    """A strategic case as the archive holds it: facts only, and no way back to the case.

    The seed's record (region, date of request, status, request, result) in codes. `quarter`: the
    first day of the quarter of the request. What a reader sees of it is generalised until at least
    five entries look alike, or withheld (anonymity.py). Its id and `entered_on` tell no more than
    the quarter it was proposed in; `proposed_by` is forgotten with the second person's decision.
    """

    region = CodeField(max_length=8, blank=True, default="")
    country = CodeField(_("country of origin"), max_length=12, blank=True, default="")
    quarter = models.DateField(_("asked in"))
    status = CodeField(_("legal status"), max_length=12, blank=True, default="")
    asked = CodesField(_("asked for"))
    results = CodesField(_("results"))
    tools = CodesField(_("what was done"))
    exit_reason = CodeField(_("why it ended"), max_length=12, choices=ExitReason.choices)
    is_remote = models.BooleanField(_("remote case"), default=False)
    months = models.PositiveSmallIntegerField(_("months it took"))
    state = CodeField(
        _("state"), max_length=12, choices=ArchiveState.choices, default=ArchiveState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        "staff.Account",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state", "quarter"], name="archive_by_state")
        ]
