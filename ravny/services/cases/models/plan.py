"""The service plan and roadmap: goals, their steps, and why they were changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField, FactsField
from ravny.core.vault.fields import SealedField

from ..types import ChangeWhy, GoalState, Need, Owner, StepState
from . import Part


class Goal(Part):
    """What is to be reached in one field of life; `code` names one of the catalogue, or "".

    A goal without a code says what it is in its sealed words.
    """

    need = CodeField(_("field of life"), max_length=16, choices=Need.choices)
    code = CodeField(_("goal"), max_length=40, blank=True, default="")
    state = CodeField(_("state"), max_length=8, choices=GoalState.choices, default=GoalState.OPEN)
    state_on = models.DateField(default=today)
    place = models.PositiveSmallIntegerField(default=0)
    words = SealedField(_("in words"), kind="case.goal", circle="case")

    class Meta:
        indexes = [models.Index(fields=["case", "place", "id"], name="goal_by_case")]


class Step(Part):
    """One step of the roadmap: whose, until when, after which other.

    `service`: the partner whose step it is. `referral`: the referral that carries it out.
    """

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = CodeField(_("step"), max_length=40, blank=True, default="")
    owner_kind = CodeField(_("whose"), max_length=8, choices=Owner.choices)
    owner = models.ForeignKey(
        "staff.Account",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    service = models.ForeignKey(
        "directory.Service",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    referral = models.ForeignKey(
        "referrals.Referral",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    after = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    due_on = models.DateField(_("until"), null=True, blank=True)
    state = CodeField(_("state"), max_length=8, choices=StepState.choices, default=StepState.OPEN)
    state_on = models.DateField(default=today)
    place = models.PositiveSmallIntegerField(default=0)
    words = SealedField(_("in words"), kind="case.step", circle="case")

    class Meta:
        indexes = [
            models.Index(fields=["case", "place", "id"], name="step_by_case"),
            models.Index(fields=["goal", "place"], name="step_by_goal"),
            models.Index(
                fields=["owner", "due_on"], name="step_due", condition=models.Q(state="open")
            ),
            models.Index(
                fields=["referral"],
                name="step_by_referral",
                condition=models.Q(referral__isnull=False),
            ),
            models.Index(
                fields=["after"], name="step_after", condition=models.Q(after__isnull=False)
            ),
        ]


class PlanChange(Part):
    """One change of the plan: the version it made, by whom, why; the words stay sealed.

    `what`: what was done ("added", "changed", "dropped" …) → codes of goals and steps, "" for one
    in own words. `drawn_from`: the version its author had before their eyes.
    """

    version = models.PositiveIntegerField()
    day = models.DateField(default=today)
    why = CodeField(_("why"), max_length=12, choices=ChangeWhy.choices)
    template = CodeField(_("template"), max_length=40, blank=True, default="")
    what = FactsField(default=dict)
    drawn_from = models.PositiveIntegerField(default=0)
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    words = SealedField(_("in words"), kind="case.change", circle="case")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="plan_version_once")
        ]
