"""Questions about entries: the list, one of them, those that fit a need."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import Price, Service
from ..types import NOBODY, STALE_DAYS, UNKNOWN, PriceEntry, ServiceFact

_PLAIN = ("kind", "country", "region", "city", "same_community", "friendliness", "anonymous")
_SETS = {
    "speciality": "specialities",
    "infection": "infections",
    "provides": "provides",
    "language": "languages",
}
STALE = "stale"


def fact_of(row: Service) -> ServiceFact:
    """Turn a row into what others see."""
    return ServiceFact(
        service_id=row.id,
        kind=row.kind,
        label=row.label,
        country=row.country,
        region=row.region,
        city=row.city,
        specialities=row.specialities,
        infections=row.infections,
        provides=row.provides,
        not_provided=row.not_provided,
        languages=row.languages,
        same_community=row.same_community,
        anonymous=row.anonymous,
        asks_passport=row.asks_papers,
        reports_to=row.reports_to,
        friendliness=row.friendliness,
        hours=row.hours,
        way_in=row.way_in,
        verified_on=row.verified_on,
        is_active=row.active,
    )


def _house(organisation_id: UUID) -> QuerySet[Service]:
    return Service.objects.filter(organisation_id=organisation_id).defer("contact")


def holds(column: str, code: str) -> Q:
    """Return the condition "this code is in the set" (codes are parted by single blanks)."""
    return (
        Q(**{column: (code,)})
        | Q(**{f"{column}__startswith": f"{code} "})
        | Q(**{f"{column}__endswith": f" {code}"})
        | Q(**{f"{column}__contains": f" {code} "})
    )


def _stale() -> Q:
    before = today() - timedelta(days=STALE_DAYS)
    return Q(verified_on__isnull=True) | Q(verified_on__lt=before)


def _reporting(code: str) -> Q:
    """Return the condition "tells these"; an entry that says nothing is one not known."""
    if code == NOBODY:
        return Q(reports_to=(NOBODY,))
    if code == UNKNOWN:
        return Q(reports_to=()) | holds("reports_to", UNKNOWN)
    return holds("reports_to", code)


def _price(filters: Mapping[str, Any]) -> Q:
    """Return the condition "costs at most so much", free in any currency included."""
    prices = Price.objects.filter(service=OuterRef("pk"), amount__lte=filters["price_to"])
    prices = prices.filter(Q(currency=filters["currency"]) | Q(amount=0))
    if "provides" in filters:
        prices = prices.filter(offer=filters["provides"])
    return Q(Exists(prices))


def list_services(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Service]:
    """Return the house's entries, filtered as the list's boxes say; retired ones when asked.

    A price is compared in `currency`; with `provides` it is the price of that. "Not known" is no
    answer to anonymous, passport or reports: filter for the safe answer and only that is found.
    """
    rows = _house(actor.organisation_id)
    for name in _PLAIN:
        if name in filters:
            rows = rows.filter(**{name: filters[name]})
    if "asks_passport" in filters:
        rows = rows.filter(asks_papers=filters["asks_passport"])
    for name, column in _SETS.items():
        if name in filters:
            rows = rows.filter(holds(column, filters[name]))
    if "without" in filters:
        rows = rows.filter(holds("not_provided", filters["without"]))
    if "reports_to" in filters:
        rows = rows.filter(_reporting(filters["reports_to"]))
    if "price_to" in filters:
        rows = rows.filter(_price(filters))
    if "verified" in filters:
        rows = rows.filter(_stale() if filters["verified"] == STALE else ~_stale())
    return rows if filters.get("retired") else rows.filter(active=True)


def service_row(actor: Actor, service_id: UUID) -> Service:
    """Gate: an entry of the actor's house with its sealed contact; NotYours for any other."""
    with scope(organisation=actor.organisation_id):
        rows = Service.objects.filter(organisation_id=actor.organisation_id, id=service_id)
        row = rows.select_related("verified_by").first()
    if row is None:
        raise NotYours
    return row


def get_service_for(actor: Actor, service_id: UUID) -> ServiceFact:
    """Gate: an entry of the actor's house as a plain value; NotYours for any other."""
    return fact_of(service_row(actor, service_id))


def services_of(
    organisation_id: UUID,
    *,
    kinds: Collection[str] = (),
    infection: str = "",
    offers: Collection[str] = (),
    region: str = "",
    active_only: bool = True,
) -> list[ServiceFact]:
    """Return entries by label that are one of `kinds`, name the infection, provide any of `offers`.

    `region`: those of that region, and those of no region (a doctor by video). One query.
    """
    with scope(organisation=organisation_id):
        rows = _house(organisation_id)
        if active_only:
            rows = rows.filter(active=True)
        if kinds:
            rows = rows.filter(kind__in=kinds)
        if infection:
            rows = rows.filter(holds("infections", infection))
        if offers:
            wanted = Q()
            for offer in offers:
                wanted |= holds("provides", offer)
            rows = rows.filter(wanted)
        if region:
            rows = rows.filter(region__in=("", region))
        return [fact_of(row) for row in rows]


def service_facts(organisation_id: UUID, ids: Iterable[UUID]) -> dict[UUID, ServiceFact]:
    """Return id → entry, retired ones too; ids of other houses are left out. One query."""
    with scope(organisation=organisation_id):
        return {row.id: fact_of(row) for row in _house(organisation_id).filter(id__in=list(ids))}


def service_labels(organisation_id: UUID) -> dict[UUID, str]:
    """Return id → label of every entry, retired ones too. One query."""
    with scope(organisation=organisation_id):
        rows = Service.objects.filter(organisation_id=organisation_id)
        return dict(rows.order_by("label", "id").values_list("id", "label"))


def service_choices(
    actor: Actor,
    *,
    kinds: Collection[str] = (),
    infection: str = "",
    offers: Collection[str] = (),
    region: str = "",
) -> list[tuple[str, str]]:
    """Return (id, "label, city") of entries in use for a form, narrowed as `services_of` does."""
    found = services_of(
        actor.organisation_id, kinds=kinds, infection=infection, offers=offers, region=region
    )
    return [(str(one.service_id), ", ".join(filter(None, (one.label, one.city)))) for one in found]


def prices_of(organisation_id: UUID, ids: Sequence[UUID]) -> dict[UUID, list[PriceEntry]]:
    """Return id → prices, the lowest first. One query."""
    found: dict[UUID, list[PriceEntry]] = defaultdict(list)
    with scope(organisation=organisation_id):
        rows = Price.objects.filter(service_id__in=ids).order_by("amount", "offer", "id")
        for row in rows:
            entry = PriceEntry(row.offer, row.amount, row.currency, row.as_of)
            found[row.service_id].append(entry)
    return found


def places_of(organisation_id: UUID) -> list[tuple[str, str, str]]:
    """Return each (country, region, city) that has an entry, in that order. One query."""
    with scope(organisation=organisation_id):
        rows = Service.objects.filter(organisation_id=organisation_id)
        names = ("country", "region", "city")
        return list(rows.order_by(*names).values_list(*names).distinct())


def stale_count(actor: Actor) -> int:
    """Return how many entries in use nobody made sure of for too long, or ever. One query."""
    with scope(organisation=actor.organisation_id):
        return _house(actor.organisation_id).filter(_stale(), active=True).count()
