"""Routes, shifts, the mobile clinic's timetable, campaigns, safety notes, and the intake ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField, CodesField, FactsField, PublicField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager
from ravny.core.vault.fields import SealedField
from ravny.people.clients.types import Network
from ravny.services.encounters.types import Language

from .types import CancelReason, DropReason, IntakeKind, IntakeState, ShiftState


class Route(Record):
    """Sites visited one after another."""

    label = PublicField(_("label"), max_length=24)
    team = models.ForeignKey(
        "staff.Team", on_delete=models.PROTECT, related_name="+", verbose_name=_("team")
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["label", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "label"], name="route_label_once")
        ]

    def __str__(self) -> str:
        return self.label


class RouteStop(models.Model):
    """A site's place on a route."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="stops")
    site = models.ForeignKey(
        "encounters.Site", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.PositiveSmallIntegerField()

    objects = ScopedManager(organisation="route__organisation")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["route", "position"], name="stop_position_once")
        ]


class Shift(Record):
    """A worker's shift: planned here, or opened on a phone, or both.

    Of the opening and the closing only day and hour are kept: enough to see who came home.
    """

    day = models.DateField(_("day"))
    worker = models.ForeignKey(
        "staff.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("worker"),
    )
    team = models.ForeignKey(
        "staff.Team", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    site = models.ForeignKey(
        "encounters.Site",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("site"),
    )
    route = models.ForeignKey(
        Route,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("route"),
    )
    vehicle = models.BooleanField(_("with the mobile clinic"), default=False)
    start_minute = models.PositiveSmallIntegerField(_("from"), null=True, blank=True)
    end_minute = models.PositiveSmallIntegerField(_("to"), null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    opened_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    state = CodeField(
        _("state"), max_length=12, choices=ShiftState.choices, default=ShiftState.PLANNED
    )
    cancel_reason = CodeField(
        _("why not"), max_length=12, choices=CancelReason.choices, blank=True, default=""
    )

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "day", "id"], name="shift_by_day"),
            models.Index(fields=["worker", "day"], name="shift_by_worker"),
        ]


class Stand(Record):
    """When and where the mobile clinic stands, week by week."""

    team = models.ForeignKey("staff.Team", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(
        "encounters.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    start_minute = models.PositiveSmallIntegerField(_("from"))
    end_minute = models.PositiveSmallIntegerField(_("to"))
    valid_from = models.DateField(_("valid from"), default=today)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        ordering = ["weekday", "start_minute", "id"]


class Promotion(Record):
    """An online campaign by network and language, and what it brought."""

    label = PublicField(_("label"), max_length=40)
    code = CodeField(_("code"), max_length=16)
    network = CodeField(_("network"), max_length=16, choices=Network.choices)
    language = CodeField(_("language"), max_length=8, choices=Language.choices)
    team = models.ForeignKey(
        "staff.Team", on_delete=models.PROTECT, related_name="+", verbose_name=_("team")
    )
    first_day = models.DateField(_("from"), default=today)
    last_day = models.DateField(_("to"), null=True, blank=True)
    views = models.PositiveIntegerField(_("views"), default=0)
    messages = models.PositiveIntegerField(_("messages"), default=0)
    contacts = models.PositiveIntegerField(_("contacts"), default=0)
    clients = models.PositiveIntegerField(_("clients"), default=0)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "first_day", "id"], name="promotion_by_day")
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="promotion_code_once")
        ]

    def __str__(self) -> str:
        return self.label


class SiteSafetyNote(Record):
    """What colleagues must know before they go there; sealed, added to and never altered."""

    site = models.ForeignKey("encounters.Site", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("staff.Team", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(default=today)
    text = SealedField(_("safety note"), kind="site.safety", circle="team")

    class Meta:
        ordering = ["-day", "-id"]


class IntakeRecord(Record):
    """The ledger of what phones sent: each client-made id once, and what became of it.

    `facts` are kept only while somebody still has to decide, and emptied then.
    """

    phone_id = models.UUIDField()
    worker = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField(_("received on"), default=today)
    kind = CodeField(_("record"), max_length=12, choices=IntakeKind.choices)
    state = CodeField(_("state"), max_length=12, choices=IntakeState.choices)
    problems = CodesField(_("what is wrong"))
    facts = FactsField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_on = models.DateField(null=True, blank=True)
    drop_reason = CodeField(
        _("why dropped"), max_length=12, choices=DropReason.choices, blank=True, default=""
    )

    class Meta:
        # Nearly every row is imported and never looked at again; only the others are indexed.
        indexes = [
            models.Index(
                fields=["organisation", "state", "day", "id"],
                name="intake_undecided",
                condition=models.Q(state__in=["tray", "quarantined", "lost"]),
            ),
        ]
