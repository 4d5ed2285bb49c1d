"""Referrals, the steps each took, and the attempts to reach somebody about one.

The row holds the present state; a Step stands for each change, with its day and its proof.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.fields import CodeField, CodesField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager
from ravny.core.vault.fields import SealedField

from .types import AttemptResult, AttemptWay, Escort, NextStep, Proof, Reason, State, Urgency


class Referral(Record):
    """Somebody is sent somewhere, with what they agreed to have said about them."""

    client = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "staff.Team", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    made_by = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    service = models.ForeignKey(
        "directory.Service",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    encounter_id = models.UUIDField(null=True, blank=True, editable=False)
    test_id = models.UUIDField(null=True, blank=True, editable=False)
    reason = CodeField(_("reason"), max_length=16, choices=Reason.choices)
    infection = CodeField(_("infection"), max_length=16, blank=True, default="")
    urgency = CodeField(_("urgency"), max_length=8, choices=Urgency.choices, default=Urgency.SOON)
    step = CodeField(
        _("chosen step"), max_length=12, choices=NextStep.choices, blank=True, default=""
    )
    escort = CodeField(_("escort"), max_length=12, choices=Escort.choices, default=Escort.NOT_ASKED)
    escort_by = models.ForeignKey(
        "staff.Account",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    interpreter = CodeField(_("interpreter into"), max_length=8, blank=True, default="")
    discloses = CodesField(_("the client agrees that they learn"))
    consented_on = models.DateField(_("agreed on"), null=True, blank=True)
    warned_on = models.DateField(_("told who learns of it"), null=True, blank=True)
    state = CodeField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    made_on = models.DateField(_("made on"))
    state_on = models.DateField(_("since"))
    appointment_on = models.DateField(_("appointment"), null=True, blank=True)
    arrived_on = models.DateField(_("arrived"), null=True, blank=True)
    arrived_proof = CodeField(
        _("how we know"), max_length=8, choices=Proof.choices, blank=True, default=""
    )
    follow_up_on = models.DateField(_("follow up on"), null=True, blank=True)
    device_id = models.UUIDField(null=True, blank=True, editable=False)
    note = SealedField(_("note"), kind="referral.note", circle="team")

    class Meta:
        indexes = [
            models.Index(fields=["client", "made_on", "id"], name="referral_by_client"),
            models.Index(
                fields=["organisation", "made_on", "id"],
                name="referral_open",
                condition=models.Q(state__in=("draft", "sent", "accepted", "arrived")),
            ),
            models.Index(
                fields=["owner", "follow_up_on"],
                name="referral_due",
                condition=models.Q(state__in=("draft", "sent", "accepted", "arrived")),
            ),
            # `state` at the end makes it wider than `referral_open`: open ones are read from there.
            models.Index(fields=["organisation", "made_on", "id", "state"], name="referral_by_day"),
        ]


class Step(models.Model):
    """One change of a referral: to which state, on which day, how we know, who wrote it."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    state = CodeField(_("state"), max_length=8, choices=State.choices)
    day = models.DateField(_("day"))
    proof = CodeField(_("how we know"), max_length=8, choices=Proof.choices, blank=True, default="")
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entered_on = models.DateField()

    objects = ScopedManager(organisation="referral__organisation")

    class Meta:
        ordering = ["day", "id"]


class Attempt(Record):
    """An attempt to reach the client or the service."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="attempts")
    day = models.DateField(_("day"))
    way = CodeField(_("way"), max_length=12, choices=AttemptWay.choices)
    result = CodeField(_("what came of it"), max_length=12, choices=AttemptResult.choices)
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["day", "id"]
