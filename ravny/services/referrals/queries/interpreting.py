"""Who can interpret, and who was booked. An interpreter sees the booking, not the referral."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import list_staff, permissions_of
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import services_of
from ravny.people.directory.types import OFFICES, Offer, ServiceFact, Speciality, YesNo

from ..models import Interpreting, Referral
from .board import visible_to

INTERPRETS = "referrals.interpret"


def speakers(actor: Actor, language: str) -> list[tuple[UUID, str]]:
    """Return (account id, working name) of colleagues who speak a language. One query."""
    return [
        (one.account_id, one.pseudonym)
        for one in list_staff(actor)
        if language in one.languages and INTERPRETS in permissions_of(frozenset(one.roles))
    ]


def interprets(service: ServiceFact, language: str) -> bool:
    """Tell whether somebody there interprets from a language; an office never does for us."""
    if service.kind in OFFICES or Offer.INTERPRETING in service.not_provided:
        return False
    offers = (
        Offer.INTERPRETING in service.provides or Speciality.INTERPRETER in service.specialities
    )
    return offers and (not service.languages or language in service.languages)


def interpreting_services(organisation_id: UUID, language: str) -> list[ServiceFact]:
    """Return the directory's interpreters, who cannot know the family first. One query."""
    found = [one for one in services_of(organisation_id) if interprets(one, language)]
    return sorted(found, key=lambda one: (one.same_community != YesNo.NO, one.label))


def interpretings_of(actor: Actor, referral: Referral) -> list[Interpreting]:
    """Return the bookings of a referral that passed the gate, the latest day first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Interpreting.objects.filter(referral_id=referral.id).select_related("service")
        return list(rows.order_by("-day", "-id"))


def get_interpreting_for(actor: Actor, interpreting_id: UUID) -> Interpreting:
    """Gate: a booking of the actor's own, or of a referral they may change; NotYours else."""
    with scope(organisation=actor.organisation_id):
        rows = Interpreting.objects.select_related("referral", "referral__service", "service")
        row = rows.filter(id=interpreting_id).first()
        if row is None or not actor.may(INTERPRETS):
            raise NotYours
        if row.account_id != actor.account_id and not sees_referral(actor, row.referral_id):
            raise NotYours
    return row


def sees_referral(actor: Actor, referral_id: UUID) -> bool:
    """Tell whether the actor may see and change the referral behind a booking. One query."""
    if not actor.may("referrals.edit"):
        return False
    with scope(organisation=actor.organisation_id):
        return visible_to(actor).filter(id=referral_id).exists()


def asked_of(actor: Actor, states: Sequence[str]) -> list[Interpreting]:
    """Return the actor's own bookings in these states, the nearest day first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Interpreting.objects.filter(Q(state__in=states), account_id=actor.account_id)
        return list(rows.select_related("referral__service").order_by("day", "id"))
