"""What somebody has promised in this room, so that a handover loses nothing."""

from uuid import UUID

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.registries import Promise, PromiseKind, Text

from .models import Interpreting, Referral
from .operations import hand_escort, hand_interpreting, hand_referral
from .queries.board import is_open
from .types import Escort, Reason
from .types.helping import InterpretingState

OWNED, ESCORTED, INTERPRETED = "referral", "referral_escort", "referral_interpreting"


def _what_for(row: Referral) -> Text:
    return format_lazy("{}: {}", _("Referral"), Reason(row.reason).label)


def owned(organisation_id: UUID, account_id: UUID) -> list[Promise]:
    """Return the open referrals that are this person's task. One query."""
    with scope(organisation=organisation_id):
        rows = list(Referral.objects.filter(is_open(), owner_id=account_id).order_by("id"))
    return [
        Promise(OWNED, row.id, row.client_id, _what_for(row), row.follow_up_on, _url(row))
        for row in rows
    ]


def escorted(organisation_id: UUID, account_id: UUID) -> list[Promise]:
    """Return the appointments ahead to which this person goes along. One query."""
    with scope(organisation=organisation_id):
        rows = Referral.objects.filter(
            is_open(),
            escort_by_id=account_id,
            escort__in=(Escort.WANTED, Escort.AGREED),
        )
        ahead = list(rows.exclude(appointment_on__lt=today()).order_by("id"))
    label = _("Goes along to an appointment")
    return [
        Promise(ESCORTED, row.id, row.client_id, label, row.appointment_on, _url(row))
        for row in ahead
    ]


def interpreted(organisation_id: UUID, account_id: UUID) -> list[Promise]:
    """Return the days ahead on which this person interprets or is asked to. One query."""
    with scope(organisation=organisation_id):
        rows = Interpreting.objects.filter(
            account_id=account_id,
            day__gte=today(),
            state__in=(InterpretingState.ASKED, InterpretingState.AGREED),
        )
        ahead = list(rows.select_related("referral").order_by("id"))
    label = _("Interprets at an appointment")
    return [
        Promise(INTERPRETED, row.id, row.referral.client_id, label, row.day, _url(row.referral))
        for row in ahead
    ]


def _url(row: Referral) -> str:
    return reverse("referrals:referral", args=[row.id])


KINDS = (
    PromiseKind(OWNED, _("Referrals to follow up"), owned, hand_referral),
    PromiseKind(ESCORTED, _("Escorts"), escorted, hand_escort),
    PromiseKind(INTERPRETED, _("Interpreting"), interpreted, hand_interpreting),
)
