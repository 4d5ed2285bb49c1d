"""Referrals, their steps and attempts; interpreters booked, and hospitals asked for a place.

The row holds the present state; a Step stands for each change, with its day and its proof.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.fields import CodeField, CodesField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager
from ravny.core.vault.fields import SealedField
from ravny.people.directory.types import YesNo

from .types import AttemptResult, AttemptWay, Escort, NextStep, Proof, Reason, State, Urgency
from .types.helping import (
    BedAnswer,
    BedState,
    ClientSays,
    GetsThere,
    InterpretingState,
    Travel,
    Ward,
    WhyRefused,
)


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
    travel = CodeField(_("travel"), max_length=8, choices=Travel.choices, blank=True, default="")
    expected_on = models.DateField(_("child expected on"), null=True, blank=True)
    # Referrals that were begun together stand side by side.
    bundle_id = models.UUIDField(null=True, blank=True, editable=False)
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
            models.Index(
                fields=["organisation", "bundle_id"],
                name="referral_bundle",
                condition=models.Q(bundle_id__isnull=False),
            ),
            models.Index(
                fields=["organisation", "expected_on"],
                name="referral_expected",
                condition=models.Q(expected_on__isnull=False),
            ),
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


class Interpreting(Record):
    """An interpreter for one day of a referral: a colleague, or a service of the directory."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="interpretings")
    language = CodeField(_("language"), max_length=8)
    account = models.ForeignKey(
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
    day = models.DateField(_("day"))
    may_know = CodeField(
        _("may know the family"), max_length=8, choices=YesNo.choices, default=YesNo.UNKNOWN
    )
    client_says = CodeField(
        _("what the client says"),
        max_length=8,
        choices=ClientSays.choices,
        blank=True,
        default="",
    )
    state = CodeField(_("state"), max_length=8, choices=InterpretingState.choices)
    state_on = models.DateField(_("since"))
    made_by = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["day", "id"]
        indexes = [
            models.Index(fields=["account", "day"], name="interpreting_mine"),
            models.Index(fields=["organisation", "day"], name="interpreting_by_day"),
        ]


class BedRequest(Record):
    """A place in hospital is looked for: asked of one after another until somebody is admitted."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="bed")
    ward = CodeField(_("ward"), max_length=12, choices=Ward.choices)
    urgency = CodeField(_("urgency"), max_length=8, choices=Urgency.choices)
    gets_there = CodeField(_("how they get there"), max_length=10, choices=GetsThere.choices)
    papers = CodesField(_("papers they have"))
    state = CodeField(
        _("state"), max_length=8, choices=BedState.choices, default=BedState.OPEN.value
    )
    opened_on = models.DateField(_("opened on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    made_by = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )


class BedReply(Record):
    """What one hospital said when it was asked, and what it asks for."""

    request = models.ForeignKey(BedRequest, on_delete=models.CASCADE, related_name="replies")
    service = models.ForeignKey(
        "directory.Service", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField(_("day"))
    answer = CodeField(_("answer"), max_length=8, choices=BedAnswer.choices)
    why = CodeField(
        _("why refused"), max_length=12, choices=WhyRefused.choices, blank=True, default=""
    )
    asks_for = CodesField(_("asks for"))
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["day", "id"]
