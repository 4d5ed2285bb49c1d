"""Services and what they cost, and what was agreed with each office.

A public clinic's label and way in could stand on a wall. How to reach one specialist or contact
person is sealed to the organisation: a list of friendly doctors is a list of targets.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.fields import CodeField, CodesField, PublicField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager
from ravny.core.vault.fields import SealedField

from .types import Answer, Asked, Friendliness, Offer, Outcome, ServiceKind, YesNo


class Service(Record):
    """Where somebody can be sent or asked: a service, a specialist, an office, a contact person."""

    kind = CodeField(_("kind"), max_length=16, choices=ServiceKind.choices)
    label = PublicField(_("label"), max_length=80)
    country = CodeField(_("country"), max_length=2)
    region = CodeField(_("region"), max_length=8, blank=True, default="")
    city = PublicField(_("city"), max_length=40, blank=True, default="")
    specialities = CodesField(_("specialities"))
    infections = CodesField(_("infections"))
    provides = CodesField(_("provides"))
    not_provided = CodesField(_("does not provide"))
    languages = CodesField(_("languages"))
    same_community = CodeField(
        _("somebody there may know the family"),
        max_length=8,
        choices=YesNo.choices,
        default=YesNo.UNKNOWN,
    )
    hours = PublicField(_("hours"), max_length=120, blank=True, default="")
    way_in = PublicField(_("how to get in"), max_length=400, blank=True, default="")
    anonymous = CodeField(
        _("anonymous visit possible"), max_length=8, choices=YesNo.choices, default=YesNo.UNKNOWN
    )
    # A closed list of yes and no; no column may be called after what stands in a passport.
    asks_papers = CodeField(
        _("asks for a passport"), max_length=8, choices=YesNo.choices, default=YesNo.UNKNOWN
    )
    reports_to = CodesField(_("reports to"))
    friendliness = CodeField(
        _("friendliness"),
        max_length=8,
        choices=Friendliness.choices,
        default=Friendliness.UNKNOWN,
    )
    verified_on = models.DateField(_("last verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    active = models.BooleanField(_("in use"), default=True)
    contact = SealedField(_("how to reach them"), kind="service.contact", circle="organisation")

    class Meta:
        ordering = ["label", "id"]
        indexes = [
            models.Index(fields=["organisation", "label", "id"], name="service_by_label"),
            models.Index(fields=["organisation", "verified_on", "id"], name="service_by_verified"),
            models.Index(fields=["organisation", "city", "id"], name="service_by_city"),
            models.Index(
                fields=["organisation", "country", "region", "city"], name="service_by_place"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Price(models.Model):
    """What something costs there, as of a day; 0 is free."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="prices")
    offer = CodeField(_("what for"), max_length=20, choices=Offer.choices)
    amount = models.PositiveIntegerField(_("price"))
    currency = CodeField(_("currency"), max_length=3)
    as_of = models.DateField(_("as of"))

    objects = ScopedManager(organisation="service__organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "offer"], name="price_once")]


class Dealing(Record):
    """Something asked of an office: by whom, what it answered, what came of it, what is next."""

    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="dealings", db_index=False
    )
    worker = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    asked = CodeField(_("asked"), max_length=16, choices=Asked.choices)
    answer = CodeField(_("answer"), max_length=16, choices=Answer.choices)
    outcome = CodeField(_("outcome"), max_length=16, choices=Outcome.choices, default=Outcome.OPEN)
    next_on = models.DateField(_("ask again on"), null=True, blank=True)
    note = SealedField(_("note"), kind="dealing.note", circle="organisation")

    class Meta:
        indexes = [
            models.Index(fields=["service", "day", "id"], name="dealing_by_service"),
            models.Index(fields=["organisation", "outcome", "next_on"], name="dealing_by_next"),
        ]
