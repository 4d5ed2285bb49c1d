"""Referrals that were begun together, side by side."""

from uuid import UUID

from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import Referral
from .board import visible_to


def bundle_of(actor: Actor, bundle_id: UUID) -> list[Referral]:
    """Gate: the referrals begun together; NotYours where none is seen. One query."""
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).filter(bundle_id=bundle_id).select_related("service")
        found = list(rows.order_by("made_on", "id"))
    if not found or not actor.may("referrals.view"):
        raise NotYours
    return found
