"""What tables and charts are made of: handouts meeting by meeting, months, sites' labels."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import Coalesce, TruncMonth
from django_scopes import scope

from ..models import Encounter, Handout, Site


def handouts_by_encounter(
    organisation_id: UUID, first: date, last: date
) -> Iterator[tuple[UUID, UUID, int]]:
    """Yield (encounter id, item id, quantity) of the days first…last, voided ones left out.

    One query, read in chunks.
    """
    with scope(organisation=organisation_id):
        rows = Handout.objects.filter(
            encounter__organisation_id=organisation_id,
            encounter__day__range=(first, last),
            encounter__void_reason="",
        ).values_list("encounter_id", "item_id", "quantity")
        yield from rows.iterator(chunk_size=5000)


def months_between(organisation_id: UUID, first: date, last: date) -> dict[date, tuple[int, int]]:
    """Return month → (contacts, persons with a code, once each, aliases as one). One query."""
    with scope(organisation=organisation_id):
        rows = (
            Encounter.objects.filter(
                organisation_id=organisation_id, day__range=(first, last), void_reason=""
            )
            .annotate(month=TruncMonth("day"))
            .values("month")
            .annotate(
                contacts=Count("id"),
                persons=Count(Coalesce("client__kept", "client"), distinct=True),
            )
            .order_by("month")
        )
        return {row["month"]: (row["contacts"], row["persons"]) for row in rows}


def site_labels(organisation_id: UUID) -> dict[UUID, str]:
    """Return site id → label of every site ever used, by label. One query."""
    with scope(organisation=organisation_id):
        return dict(Site.objects.order_by("label").values_list("id", "label"))
