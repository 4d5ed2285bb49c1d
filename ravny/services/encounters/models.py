"""Sites people are met at, the meetings, and what was given at each.

A site has a neutral label and a coarse place only: a list of sites must lead nobody to a door.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.fields import CodeField, CodesField, PublicField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager
from ravny.core.vault.fields import SealedField
from ravny.people.clients.types import Network

from .types import AGE_GROUPS, Channel, ClockFlag, Language, VoidReason, Who


class Site(Record):
    """Where people are met, under a label that says nothing to others ("П-3")."""

    label = PublicField(_("label"), max_length=24)
    kind = CodeField(_("kind"), max_length=8, choices=Channel.choices)
    region = CodeField(_("region"), max_length=8, blank=True, default="")
    area = PublicField(_("coarse place"), max_length=24, blank=True, default="")
    team = models.ForeignKey(
        "staff.Team", on_delete=models.PROTECT, related_name="+", verbose_name=_("team")
    )
    languages = CodesField(_("languages spoken there"))
    network = CodeField(
        _("network"), max_length=16, choices=Network.choices, blank=True, default=""
    )
    services = CodesField(_("services offered there"))
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["label", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "label"], name="site_label_once")
        ]

    def __str__(self) -> str:
        return self.label


class Encounter(Record):
    """One meeting with a person on a day; everything done at it points here.

    `shift_id` is a fact from the phone: the shift's opening may arrive later, or never.
    `note_circle_id`: for whom the note is, the team or fewer people; the author chose.
    """

    day = models.DateField(_("day"))
    channel = CodeField(_("channel"), max_length=8, choices=Channel.choices)
    site = models.ForeignKey(
        Site,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("site"),
    )
    shift_id = models.UUIDField(null=True, blank=True)
    team = models.ForeignKey(
        "staff.Team",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("team"),
    )
    worker = models.ForeignKey(
        "staff.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("worker"),
    )
    client = models.ForeignKey(
        "clients.Client",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("client"),
    )
    who = CodeField(_("who"), max_length=8, choices=Who.choices)
    age_group = CodeField(_("age"), max_length=8, choices=AGE_GROUPS, blank=True, default="")
    key_groups = CodesField(_("key groups"))
    topics = CodesField(_("topics"))
    materials = CodesField(_("materials"))
    services = CodesField(_("services"))
    training_minutes = models.PositiveSmallIntegerField(_("mini-training, minutes"), default=0)
    language = CodeField(
        _("language"), max_length=8, choices=Language.choices, blank=True, default=""
    )
    campaign = CodeField(_("campaign"), max_length=16, blank=True, default="")
    device_id = models.UUIDField(null=True, blank=True, editable=False)
    clock_flag = CodeField(
        _("clock"), max_length=8, choices=ClockFlag.choices, blank=True, default=""
    )
    void_reason = CodeField(
        _("void"), max_length=12, choices=VoidReason.choices, blank=True, default=""
    )
    note_circle_id = models.UUIDField(null=True, blank=True, editable=False)
    note = SealedField(_("note"), kind="encounter.note", circle="note_circle_id")

    class Meta:
        # Each carries a list page or a card at any size; every further one costs the phones' sync.
        indexes = [
            models.Index(fields=["organisation", "day", "id"], name="encounter_by_day"),
            models.Index(fields=["worker", "day", "id"], name="encounter_by_worker"),
            models.Index(
                fields=["site", "day", "id"],
                name="encounter_by_site",
                condition=models.Q(site__isnull=False),
            ),
            models.Index(
                fields=["client", "day", "id"],
                name="encounter_by_client",
                condition=models.Q(client__isnull=False),
            ),
            # Holds all that counting a shift's meetings asks for, so that no row is read.
            models.Index(
                fields=["shift_id", "void_reason"],
                name="encounter_by_shift",
                condition=models.Q(shift_id__isnull=False),
            ),
            models.Index(
                fields=["organisation", "clock_flag"],
                name="encounter_clock",
                condition=~models.Q(clock_flag=""),
            ),
            models.Index(
                fields=["organisation", "campaign"],
                name="encounter_campaign",
                condition=~models.Q(campaign=""),
            ),
        ]


class Handout(models.Model):
    """How many of an item were given at a meeting."""

    encounter = models.ForeignKey(
        Encounter, on_delete=models.CASCADE, related_name="handouts", db_index=False
    )
    item = models.ForeignKey(
        "stock.Item", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    quantity = models.PositiveIntegerField()

    objects = ScopedManager(organisation="encounter__organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["encounter", "item"], name="handout_once")]
