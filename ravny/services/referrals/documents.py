"""Documents of a referral: the letter, the answer that came back (core/attachments)."""

from uuid import UUID

from django.urls import reverse

from ravny.core.attachments.homes import Home
from ravny.core.attachments.queries import documents_at
from ravny.core.attachments.types import Documents, Place
from ravny.core.staff.types import Actor

from .models import Referral
from .queries import get_referral_for, referrals_of_clients


def _place(row: Referral) -> Place:
    return Place((row.id,), "team", row.team_id)


def _gate(actor: Actor, referral_id: UUID) -> Place:
    return _place(get_referral_for(actor, referral_id))


HOME = Home(
    code="referral",
    gate=_gate,
    sees="referrals.view",
    adds="referrals.edit",
    url=lambda referral_id: reverse("referrals:referral", args=[referral_id]),
    of_clients=referrals_of_clients,
)


def documents_of(actor: Actor, row: Referral) -> Documents:
    """Return the documents of a referral whose gate the actor has passed."""
    return documents_at(actor, HOME.code, _place(row))
