"""Items, their lots, the places they lie in, and every change as a movement that stays.

A balance is the sum of its movements, kept beside them in the same transaction.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField, CodesField, FactsField, PublicField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager
from ravny.core.staff.types import WorkLanguage

from .types import Explanation, ItemKind, PlaceKind, Reason, Unit

LANGUAGES = dict(WorkLanguage.choices)


class Item(Record):
    """Something that is handed out; `usual` is its number in the usual kit, `step` a tap."""

    kind = CodeField(_("kind"), max_length=16, choices=ItemKind.choices)
    label_ru = PublicField(_("label in Russian"), max_length=60)
    label_en = PublicField(_("label in English"), max_length=60)
    language = CodeField(_("language"), max_length=8, blank=True, default="")
    unit = CodeField(_("unit"), max_length=8, choices=Unit.choices, default=Unit.PIECE)
    step = models.PositiveSmallIntegerField(_("one tap adds"), default=1)
    usual = models.PositiveSmallIntegerField(_("in the usual kit"), default=0)
    on_phones = models.BooleanField(_("shown on phones"), default=True)
    active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)
    infections = CodesField(_("tests for"))
    self_test = models.BooleanField(_("for use at home"), default=False)

    class Meta:
        ordering = ["position", "kind", "id"]
        indexes = [models.Index(fields=["organisation", "position"], name="item_by_org")]

    def label(self, language: str) -> str:
        """Return the label in the reader's language; a leaflet says which language it is in."""
        label = self.label_ru if language == "ru" else self.label_en
        if not self.language:
            return label
        return f"{label}, {LANGUAGES.get(self.language, self.language)}"


class Lot(Record):
    """A delivery of an item that expires together; number "" is stock nobody knows the lot of."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lots")
    number = CodeField(_("lot number"), max_length=24, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "number", "expires_on"],
                condition=models.Q(expires_on__isnull=False),
                name="lot_once",
            ),
            models.UniqueConstraint(
                fields=["item", "number"],
                condition=models.Q(expires_on__isnull=True),
                name="undated_lot_once",
            ),
        ]


class Place(Record):
    """Where stock lies; a bag belongs to one worker."""

    kind = CodeField(_("kind"), max_length=8, choices=PlaceKind.choices)
    label = PublicField(_("label"), max_length=40)
    holder = models.OneToOneField(
        "staff.Account",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("whose bag"),
    )
    active = models.BooleanField(_("in use"), default=True)
    # How many entered as unexplained since the last count, kept with the movements.
    unexplained = models.IntegerField(default=0, editable=False)

    class Meta:
        ordering = ["kind", "label"]
        indexes = [models.Index(fields=["organisation", "kind"], name="place_by_org")]


class Balance(models.Model):
    """How many of a lot lie in a place now."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="balances")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="balances")
    quantity = models.IntegerField(default=0)

    objects = ScopedManager(organisation="place__organisation")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "lot"], name="balance_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="balance_not_below_0"),
        ]


class Movement(models.Model):
    """One change of one lot in one place: never altered, never removed.

    `cause_id` is the meeting, transfer, delivery or count it belongs to.
    """

    organisation = models.ForeignKey(
        "staff.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    entered_on = models.DateField(default=today)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+", db_index=False)
    change = models.IntegerField()
    reason = CodeField(max_length=12, choices=Reason.choices)
    explanation = CodeField(max_length=12, choices=Explanation.choices, blank=True, default="")
    cause_id = models.UUIDField()
    actor_id = models.UUIDField()

    objects = ScopedManager(organisation="organisation")

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "day", "id"], name="movement_by_day"),
            # Each begins with the organisation, as every query does: SQLite would otherwise read
            # all of an organisation's movements to find one cause.
            models.Index(fields=["organisation", "cause_id"], name="movement_cause"),
            models.Index(fields=["organisation", "place", "day", "id"], name="movement_place"),
        ]

    @property
    def why(self) -> str:
        """The reason in words, with its explanation where there is one."""
        reason = str(self.get_reason_display())
        if self.explanation in ("", Explanation.UNKNOWN):
            return reason
        return f"{reason}: {self.get_explanation_display()}"


class Threshold(models.Model):
    """Below how many of an item a place is on somebody's *Today*."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="thresholds")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="thresholds")
    minimum = models.PositiveIntegerField(_("at least"))

    objects = ScopedManager(organisation="place__organisation")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "item"], name="threshold_once"),
        ]


class Count(Record):
    """A place was counted on a day, by somebody; what differed stands in the movements."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="counts")
    day = models.DateField(default=today)
    actor_id = models.UUIDField()
    lots = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["place", "day"], name="count_by_place")]


class Refill(Record):
    """A worker asked for things to carry; closed when they were moved into the bag.

    `wanted`: item id (32 hex digits) → how many.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="refills")
    actor_id = models.UUIDField()
    wanted = FactsField(default=dict)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place", "closed_on"], name="refill_by_place")]
