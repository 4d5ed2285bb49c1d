"""Writing entries, their prices, and when somebody last made sure of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import Price, Service
from ..types import PriceEntry, ServiceEntry
from .checks import check_entry, check_past, check_prices

_WRITTEN = (
    "kind",
    "country",
    "region",
    "specialities",
    "infections",
    "provides",
    "not_provided",
    "languages",
    "same_community",
    "anonymous",
    "reports_to",
    "friendliness",
    "contact",
)


def own_service(actor: Actor, service_id: UUID, *, or_new: bool = False) -> Service:
    """Return a service of the actor's house, locked; a new one if asked. Raises NotYours."""
    with scopes_disabled():  # an id of another house must be refused, not written over
        row = Service.objects.select_for_update().filter(id=service_id).first()
    if row is None and or_new:
        return Service(id=service_id, organisation_id=actor.organisation_id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotYours
    return row


@transaction.atomic
def save_service(*, actor: Actor, service_id: UUID, entry: ServiceEntry) -> None:
    """Make an entry or change it; the same id again changes nothing more.

    Raises DomainError beside the field, NotYours for another house's entry.
    """
    entry = replace(entry, country=entry.country.lower(), region=entry.region.upper())
    check_entry(entry)
    service = own_service(actor, service_id, or_new=True)
    for name in _WRITTEN:
        setattr(service, name, getattr(entry, name))
    service.asks_papers = entry.asks_passport
    service.label, service.city = entry.label.strip(), entry.city.strip()
    service.hours, service.way_in = entry.hours.strip(), entry.way_in.strip()
    if entry.verified_on:
        _verify(service, actor, entry.verified_on)
    service.save()
    if entry.prices is not None:
        _put_prices(actor, service_id, entry.prices)
    journal.write(actor=actor, verb="directory.saved", subject=service_id)


def _verify(service: Service, actor: Actor, day: date) -> None:
    if service.verified_on is None or day >= service.verified_on:
        service.verified_on, service.verified_by_id = day, actor.account_id


@transaction.atomic
def verify_service(*, actor: Actor, service_id: UUID, day: date | None = None) -> None:
    """Write down that somebody made sure of an entry, today by default; never goes back."""
    check_past(day or today(), "day")
    service = own_service(actor, service_id)
    _verify(service, actor, day or today())
    service.save(update_fields=["verified_on", "verified_by"])
    journal.write(actor=actor, verb="directory.verified", subject=service_id)


@transaction.atomic
def set_prices(*, actor: Actor, service_id: UUID, prices: Sequence[PriceEntry]) -> None:
    """Put these prices in place of the ones that were there."""
    check_prices(prices)
    own_service(actor, service_id)
    _put_prices(actor, service_id, prices)
    journal.write(actor=actor, verb="directory.saved", subject=service_id)


def _put_prices(actor: Actor, service_id: UUID, prices: Sequence[PriceEntry]) -> None:
    with scope(organisation=actor.organisation_id):
        Price.objects.filter(service_id=service_id).delete()
        Price.objects.bulk_create(
            Price(
                service_id=service_id,
                offer=price.offer,
                amount=price.amount,
                currency=price.currency,
                as_of=price.as_of,
            )
            for price in prices
        )


@transaction.atomic
def retire_service(*, actor: Actor, service_id: UUID, active: bool = False) -> None:
    """Take an entry out of every choice, or bring it back (`active`); nothing is deleted."""
    service = own_service(actor, service_id)
    service.active = active
    service.save(update_fields=["active"])
    verb = "directory.restored" if active else "directory.retired"
    journal.write(actor=actor, verb=verb, subject=service_id)


def note_export(*, actor: Actor, count: int) -> None:
    """Write down that a copy of so many entries left."""
    journal.write(actor=actor, verb="directory.exported", count=count)
