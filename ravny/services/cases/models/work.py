"""Day-to-day work of a case: assessments, agreements, contacts, and the safe way to contact."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField, CodesField, FactsField
from ravny.core.vault.fields import SealedField

from ..types import (
    AgreementKind,
    Beyond,
    ContactKind,
    ContactResult,
    Hours,
    MissedWhy,
    Outcome,
    SafeChannel,
    Way,
)
from . import Case, Part


class Assessment(Part):
    """A questionnaire answered on a day. `answers`: question code → codes or a number;
    `scores`: need → 0 to 10. `finished_on` None: begun, to be gone on with.
    """

    questionnaire = CodeField(_("questionnaire"), max_length=40)
    version = models.PositiveSmallIntegerField()
    day = models.DateField(_("day"), default=today)
    finished_on = models.DateField(null=True, blank=True)
    answers = FactsField(default=dict)
    scores = FactsField(default=dict)
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    note = SealedField(_("note"), kind="case.assessment", circle="case")

    class Meta:
        indexes = [models.Index(fields=["case", "day", "id"], name="assessment_by_case")]


class Agreement(Part):
    """What was agreed with the client; motivation to treatment with readiness and barriers.

    `readiness`, `confidence`: 0 to 10 as the client says (motivational interviewing's rulers).
    """

    kind = CodeField(_("about"), max_length=12, choices=AgreementKind.choices)
    day = models.DateField(_("day"), default=today)
    readiness = models.PositiveSmallIntegerField(_("readiness"), null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(_("confidence"), null=True, blank=True)
    barriers = CodesField(_("barriers"))
    follow_up_on = models.DateField(_("follow up on"), null=True, blank=True)
    outcome = CodeField(
        _("what became of it"), max_length=8, choices=Outcome.choices, blank=True, default=""
    )
    outcome_on = models.DateField(null=True, blank=True)
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    words = SealedField(_("what was agreed"), kind="case.agreement", circle="case")

    class Meta:
        indexes = [
            models.Index(fields=["case", "day", "id"], name="agreement_by_case"),
            models.Index(
                fields=["account", "follow_up_on"],
                name="agreement_due",
                condition=models.Q(outcome="", follow_up_on__isnull=False),
            ),
        ]


class Contact(Part):
    """A contact or a try: with the client, or with an office on their behalf.

    `beyond`: why it left the way the client called safe. `look_by`: who looks again on
    `follow_up_on`; the work stays `account`'s. `note_circle_id`: for whom the note is.
    """

    day = models.DateField(_("day"), default=today)
    kind = CodeField(_("what"), max_length=12, choices=ContactKind.choices)
    way = CodeField(_("way"), max_length=12, choices=Way.choices)
    result = CodeField(_("what came of it"), max_length=12, choices=ContactResult.choices)
    missed_why = CodeField(
        _("why it was missed"), max_length=12, choices=MissedWhy.choices, blank=True, default=""
    )
    beyond = CodeField(
        _("outside the safe way"), max_length=8, choices=Beyond.choices, blank=True, default=""
    )
    hours = CodeField(_("when"), max_length=8, choices=Hours.choices, default=Hours.DAY)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    service = models.ForeignKey(
        "directory.Service",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    follow_up_on = models.DateField(_("next look on"), null=True, blank=True)
    followed_on = models.DateField(null=True, blank=True)
    look_by = models.ForeignKey(
        "staff.Account",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    note_circle_id = models.UUIDField(null=True, blank=True, editable=False)
    note = SealedField(_("note"), kind="case.contact", circle="note_circle_id")

    class Meta:
        indexes = [
            models.Index(fields=["case", "day", "id"], name="contact_by_case"),
            models.Index(fields=["account", "day", "hours"], name="contact_by_worker"),
            models.Index(
                fields=["look_by", "follow_up_on"],
                name="contact_due",
                condition=models.Q(followed_on__isnull=True, follow_up_on__isnull=False),
            ),
        ]


class SafeContact(Part):
    """How the client may be contacted, as they said on a day; the newest row of a case counts.

    No row: never asked, so forbidden. `number`: which of a case's answers it is; an id tells the
    day alone, and of two answers of one day the later counts. `address`: number or name there;
    `words`: what may be said, and who we are when somebody else answers. `hour_from` to `hour_to`:
    whole hours of the client's day; `days`: mon … sun, empty for every day.
    """

    number = models.PositiveIntegerField(default=1, editable=False)
    channel = CodeField(_("way"), max_length=12, choices=SafeChannel.choices)
    asked_on = models.DateField(_("asked on"), default=today)
    days = CodesField(_("days"))
    hour_from = models.PositiveSmallIntegerField(_("from"), null=True, blank=True)
    hour_to = models.PositiveSmallIntegerField(_("to"), null=True, blank=True)
    language = CodeField(_("language"), max_length=8, blank=True, default="")
    may_leave_word = models.BooleanField(_("a message may be left"), default=False)
    account = models.ForeignKey(
        "staff.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    address = SealedField(_("number or name"), kind="case.address", circle="case")
    words = SealedField(_("what to say"), kind="case.safe_words", circle="case")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="safe_answer_once"),
        ]
        indexes = [models.Index(fields=["case", "asked_on", "number"], name="safe_by_case")]


__all__ = ["Agreement", "Assessment", "Case", "Contact", "SafeContact"]
