"""The pseudonymous card and what hangs on it. No column holds a name, a number or an address.

A merge is an alias: `merged_into` says what a person decided, `kept` where the card is found
(the end of the chain, so that finding costs one query). Rows never move.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import now, today
from ravny.core.kit.fields import CodeField, CodesField
from ravny.core.kit.records import Record
from ravny.core.vault.fields import SealedField

from .types import (
    NOT_ASKED,
    AgeGroup,
    Channel,
    ConsentState,
    Faith,
    Gender,
    LegalStatus,
    Network,
    Scope,
    Sex,
    YesNo,
)


class Client(Record):
    """Somebody we know by a random code and by what they chose to tell."""

    team = models.ForeignKey("staff.Team", on_delete=models.PROTECT, related_name="+")
    code = CodeField(_("code"), max_length=10, editable=False)
    registered_on = models.DateField(_("registered"), default=today)
    sex = CodeField(_("sex"), max_length=12, choices=Sex.choices, default=NOT_ASKED)
    gender = CodeField(_("gender"), max_length=12, choices=Gender.choices, default=NOT_ASKED)
    age_group = CodeField(_("age"), max_length=12, choices=AgeGroup.choices, default=NOT_ASKED)
    age_on = models.DateField(_("age asked on"), null=True)
    languages = CodesField(_("languages"))
    country = CodeField(_("country of origin"), max_length=12, default=NOT_ASKED)
    registration = CodeField(
        _("registered residence"), max_length=12, choices=YesNo.choices, default=NOT_ASKED
    )
    legal_status = CodeField(
        _("legal status"), max_length=12, choices=LegalStatus.choices, default=NOT_ASKED
    )
    faith = CodeField(_("faith or custom"), max_length=12, choices=Faith.choices, default=NOT_ASKED)
    risks = CodesField(_("what they fear"))
    channel = CodeField(
        _("how they came to us"), max_length=12, choices=Channel.choices, default=NOT_ASKED
    )
    network = CodeField(_("network"), max_length=12, choices=Network.choices, blank=True)
    wave = models.PositiveSmallIntegerField(_("wave of the coupon"), null=True)
    hint = CodeField(_("hint for a lost code"), max_length=64, blank=True, editable=False)
    called = SealedField(kind="client.called", circle="team", null=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    kept = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    merged_on = models.DateField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="client_code_once"),
            models.CheckConstraint(
                name="client_alias_is_whole",
                condition=Q(kept__isnull=True, merged_into__isnull=True)
                | Q(kept__isnull=False, merged_into__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "-registered_on", "-id"],
                name="client_by_day",
                condition=Q(kept__isnull=True),
            ),
            # Ends with the day, so that the five newest likenesses are found without the others.
            models.Index(
                fields=["team", "country", "age_group", "legal_status", "-registered_on"],
                name="client_likeness",
                condition=Q(kept__isnull=True),
            ),
            # Few cards are aliases; an index of all would be one long row of nothing.
            models.Index(fields=["kept"], name="client_kept", condition=Q(kept__isnull=False)),
            models.Index(
                fields=["merged_into"], name="client_merged", condition=Q(kept__isnull=False)
            ),
            models.Index(
                fields=["organisation", "hint"], name="client_hint", condition=~Q(hint="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class KeyGroupFact(Record):
    """What a client said of their key groups on a day; only where the profile allows the card."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    groups = CodesField(_("key groups"))
    day = models.DateField(default=today)

    class Meta:
        indexes = [models.Index(fields=["client", "-day"], name="key_groups_latest")]


class Consent(Record):
    """A client's word on one scope: given, refused or withdrawn. Only ever added to."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(editable=False)
    scope = CodeField(_("for what"), max_length=20, choices=Scope.choices)
    state = CodeField(_("answer"), max_length=12, choices=ConsentState.choices)
    day = models.DateField(_("day"), default=today)
    text_version = models.PositiveSmallIntegerField(_("version of the text"))
    language = CodeField(_("read out in"), max_length=8)
    account_id = models.UUIDField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "number"], name="consent_number")]


class PoolCode(Record):
    """A code reserved for a phone and not used yet; becomes a client's and leaves this table."""

    code = CodeField(max_length=10)
    phone_id = models.UUIDField()
    reserved_on = models.DateField(default=today)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="pool_code_once")
        ]
        indexes = [models.Index(fields=["organisation", "phone_id"], name="pool_by_phone")]


class Opening(Record):
    """Somebody looked at a card on a day; the journal holds the same without an end."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    account_id = models.UUIDField()
    day = models.DateField(default=today)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "account_id", "day"], name="opening_once_a_day"
            )
        ]


class HintSearches(Record):
    """How many hints an account looked up within the hour: a list of suspects goes slowly."""

    account_id = models.UUIDField()
    since = models.DateTimeField(default=now)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "account_id"], name="hint_searches_once"
            )
        ]
