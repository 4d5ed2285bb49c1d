"""Incidents: what kind of office did what, roughly where and when, and what was done about it.

Facts as codes; no address, no name of anybody who did it. What happened in words is sealed, and
who it happened to is known only where they wanted it so.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager
from ravny.core.vault.fields import SealedField

from .types import LABELS, Consent, Kind, Office, Outcome, Spot, State

OPEN = models.Q(state="open")


class Incident(Record):
    """Rights that were violated, or care that was refused.

    `month`: the first day of the month it happened in; `day` only where a deadline hangs on it.
    It outlives the case it happened in. `owner` looks again on `follow_up_on`.
    `words_circle_id`: for whom the words are.
    """

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
    case = models.ForeignKey(
        "cases.Case",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    recorded_by = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = CodeField(_("what happened"), max_length=16, choices=Kind.choices)
    office = CodeField(_("who did it"), max_length=16, choices=Office.choices)
    spot = CodeField(_("kind of place"), max_length=12, choices=Spot.choices)
    region = CodeField(_("region"), max_length=8, blank=True, default="")
    month = models.DateField(_("month"))
    day = models.DateField(_("day"), null=True, blank=True)
    state = CodeField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    state_on = models.DateField(default=today)
    outcome = CodeField(
        _("how it ended"), max_length=12, choices=Outcome.choices, blank=True, default=""
    )
    consent = CodeField(_("may be used for"), max_length=12, choices=Consent.choices)
    consent_on = models.DateField(default=today)
    follow_up_on = models.DateField(_("look again on"), null=True, blank=True)
    words_circle_id = models.UUIDField(null=True, blank=True, editable=False)
    words = SealedField(
        _("what happened, in words"), kind="incident.words", circle="words_circle_id"
    )

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "month", "id"], name="incident_by_month"),
            models.Index(
                fields=["client", "month", "id"],
                name="incident_by_client",
                condition=models.Q(client__isnull=False),
            ),
            models.Index(
                fields=["case"], name="incident_by_case", condition=models.Q(case__isnull=False)
            ),
            models.Index(fields=["owner", "follow_up_on"], name="incident_due", condition=OPEN),
            models.Index(fields=["organisation", "kind"], name="incident_open", condition=OPEN),
        ]


class IncidentMove(models.Model):
    """A line of an incident's history: a response, a change of consent, its end; by whom."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="moves")
    what = CodeField(_("what"), max_length=12, choices=list(LABELS.items()))
    day = models.DateField(_("day"), default=today)
    entered_on = models.DateField(default=today, editable=False)
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = ScopedManager(organisation="incident__organisation")

    class Meta:
        ordering = ["day", "id"]
