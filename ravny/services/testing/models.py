"""Tests and the assays each was made of.

Counselling, consent, result, its return and post-test counselling are facts with a day each, so
that "received the result" is provable. A phone may tell of a result before it tells of the
meeting: then `is_whole` is False, and the row counts nowhere.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.fields import CodeField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager
from ravny.core.vault.fields import SealedField

from .types import (
    Assistance,
    Conclusion,
    Previous,
    Proof,
    Purpose,
    Result,
    Safety,
    Slot,
    Specimen,
    VoidReason,
)


class Test(Record):
    """One test for one infection: from counselling to a result given back, or to a conclusion."""

    __test__ = False  # not a test of pytest's

    infection = CodeField(_("infection"), max_length=16)
    purpose = CodeField(_("kind of test"), max_length=12, choices=Purpose.choices)
    day = models.DateField(_("day"))
    worker = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "staff.Team", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    client = models.ForeignKey(
        "clients.Client",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    encounter_id = models.UUIDField(null=True, blank=True, editable=False)
    site = models.ForeignKey(
        "encounters.Site",
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
    channel = CodeField(_("entry point"), max_length=8, blank=True, default="")
    age_group = CodeField(_("age"), max_length=8, blank=True, default="")
    is_whole = models.BooleanField(default=True, editable=False)
    counselled_on = models.DateField(_("counselled before the test"), null=True, blank=True)
    consented_on = models.DateField(_("agreed to the test"), null=True, blank=True)
    safety = CodeField(_("safety"), max_length=12, choices=Safety.choices, default=Safety.NOT_ASKED)
    previous = CodeField(
        _("tested before"), max_length=12, choices=Previous.choices, default=Previous.NOT_ASKED
    )
    assistance = CodeField(
        _("self-test"), max_length=12, choices=Assistance.choices, blank=True, default=""
    )
    on_prep = models.BooleanField(_("takes PrEP"), default=False)
    exposed_on = models.DateField(_("possible exposure"), null=True, blank=True)
    result = CodeField(_("result"), max_length=12, choices=Result.choices, blank=True, default="")
    result_on = models.DateField(_("result known"), null=True, blank=True)
    returned_on = models.DateField(_("result given back"), null=True, blank=True)
    post_counselled_on = models.DateField(_("counselled after the test"), null=True, blank=True)
    conclusion = CodeField(
        _("conclusion"), max_length=12, choices=Conclusion.choices, blank=True, default=""
    )
    concluded_on = models.DateField(_("concluded"), null=True, blank=True)
    proof = CodeField(_("how we know"), max_length=8, choices=Proof.choices, blank=True, default="")
    retest_on = models.DateField(_("test again on"), null=True, blank=True)
    step = CodeField(_("chosen step"), max_length=12, blank=True, default="")
    step_due = models.DateField(_("ask again on"), null=True, blank=True)
    step_escort = models.BooleanField(_("wants an escort"), default=False)
    step_warned = models.BooleanField(_("told who learns of it"), default=False)
    referral_id = models.UUIDField(null=True, blank=True, editable=False)
    device_id = models.UUIDField(null=True, blank=True, editable=False)
    void_reason = CodeField(
        _("void"), max_length=12, choices=VoidReason.choices, blank=True, default=""
    )
    note = SealedField(_("note"), kind="test.note", circle="team")

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "day", "id"], name="test_by_day"),
            models.Index(
                fields=["client", "day", "id"],
                name="test_by_client",
                condition=models.Q(client__isnull=False),
            ),
            models.Index(
                fields=["organisation", "infection", "day"],
                name="test_reactive",
                condition=models.Q(result="reactive"),
            ),
            # Counting a period reads its own tests of one infection, and no others.
            models.Index(
                fields=["organisation", "infection", "day", "result"],
                name="test_counted",
                condition=models.Q(consented_on__isnull=False, is_whole=True, void_reason=""),
            ),
            # What waits for somebody is little; each of *Today*'s questions reads only that.
            models.Index(
                fields=["organisation", "day"],
                name="test_waiting",
                condition=models.Q(result=""),
            ),
            models.Index(
                fields=["organisation", "day"],
                name="test_not_returned",
                condition=models.Q(returned_on__isnull=True),
            ),
            models.Index(
                fields=["organisation", "day"],
                name="test_unmet",
                condition=models.Q(is_whole=False),
            ),
            models.Index(
                fields=["organisation", "id"],
                name="test_void",
                condition=~models.Q(void_reason=""),
            ),
            models.Index(
                fields=["organisation", "retest_on"],
                name="test_retest",
                condition=models.Q(retest_on__isnull=False),
            ),
            models.Index(
                fields=["encounter_id"],
                name="test_by_encounter",
                condition=models.Q(encounter_id__isnull=False),
            ),
        ]


class Assay(models.Model):
    """One assay that was run: in which slot, with which kit of which lot, what it showed."""

    id = models.UUIDField(primary_key=True, editable=False)
    test = models.ForeignKey(Test, on_delete=models.CASCADE, related_name="assays")
    slot = CodeField(_("slot"), max_length=2, choices=Slot.choices)
    position = models.PositiveSmallIntegerField(default=0)
    item = models.ForeignKey(
        "stock.Item",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    lot = models.ForeignKey(
        "stock.Lot", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    specimen = CodeField(
        _("specimen"), max_length=12, choices=Specimen.choices, blank=True, default=""
    )
    result = CodeField(_("result"), max_length=12, choices=Result.choices, blank=True, default="")
    day = models.DateField(_("day"))

    objects = ScopedManager(organisation="test__organisation")

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            # All that the table of lots asks for, so that a half-year of rows is not read.
            models.Index(
                fields=["day", "lot", "result", "test"],
                name="assay_by_lot",
                condition=models.Q(lot__isnull=False),
            ),
        ]
