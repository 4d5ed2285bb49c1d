"""Registration at a centre, treatment by its source, laboratory results. Facts only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.fields import CodeField
from ravny.core.kit.records import Record

from .types import EndReason, Lab, Level, Mode, Proof, Source


class CareRecord(Record):
    """What every fact of care has: whose, from which day, who wrote it, how we know."""

    client = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    service = models.ForeignKey(
        "directory.Service",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    worker = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    infection = CodeField(_("infection"), max_length=16, default="hiv")
    day = models.DateField(_("day"))
    proof = CodeField(_("how we know"), max_length=8, choices=Proof.choices)
    is_void = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


class Registration(CareRecord):
    """Somebody registered for care, here or in the home country."""

    mode = CodeField(_("how"), max_length=12, choices=Mode.choices)
    country = CodeField(_("country"), max_length=2)

    class Meta:
        indexes = [models.Index(fields=["client", "day", "id"], name="registration_by_client")]


class Treatment(CareRecord):
    """A treatment from one source, from `day` on."""

    source = CodeField(_("where it comes from"), max_length=8, choices=Source.choices)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    end_reason = CodeField(
        _("why it ended"), max_length=8, choices=EndReason.choices, blank=True, default=""
    )

    class Meta:
        indexes = [models.Index(fields=["client", "day", "id"], name="treatment_by_client")]


class LabResult(CareRecord):
    """A viral load (copies per millilitre, or the word a paper had) or a CD4 count."""

    lab = CodeField(_("what"), max_length=12, choices=Lab.choices)
    value = models.PositiveIntegerField(_("value"), null=True, blank=True)
    level = CodeField(_("level"), max_length=12, choices=Level.choices, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["client", "day", "id"], name="lab_by_client")]
