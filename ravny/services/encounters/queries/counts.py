"""What meetings add up to: for indicators, for sites, for campaigns, for *Today*."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django_scopes import scope, scopes_disabled

from ravny.core.staff.types import Actor

from ..models import Encounter, Handout
from ..types import HIGH_THRESHOLD, UNSETTLED, CampaignCount, TrustFact
from .meetings import visible_to

FACTS = (
    "id", "day", "channel", "site_id", "site__kind", "site__region", "team_id", "worker_id",
    "client_id", "who", "age_group", "key_groups", "topics", "materials", "services",
    "training_minutes", "language", "campaign",
)  # fmt: skip


def _counted(organisation_id: UUID, first: date, last: date) -> QuerySet[Encounter]:
    return Encounter.objects.filter(
        organisation_id=organisation_id, day__range=(first, last), void_reason=""
    )


def facts_between(organisation_id: UUID, first: date, last: date) -> Iterator[dict[str, Any]]:
    """Yield each meeting of the days first…last (both counted, voided ones left out) as a dict.

    Keys are FACTS; `client_id` None is a contact without a code. One query, read in chunks.
    """
    with scope(organisation=organisation_id):
        yield from _counted(organisation_id, first, last).values(*FACTS).iterator(chunk_size=5000)


def handouts_between(
    organisation_id: UUID, first: date, last: date
) -> list[tuple[str, str, UUID, int]]:
    """Return sums (site kind or "", channel, item id, quantity) of the days. One query."""
    with scope(organisation=organisation_id):
        rows = (
            Handout.objects.filter(
                encounter__organisation_id=organisation_id,
                encounter__day__range=(first, last),
                encounter__void_reason="",
            )
            .values("encounter__site__kind", "encounter__channel", "item_id")
            .annotate(total=Sum("quantity"))
            .order_by()
        )
        return [
            (row["encounter__site__kind"] or "", row["encounter__channel"], row["item_id"],
             row["total"])
            for row in rows
        ]  # fmt: skip


def count_by_shift(shift_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return shift id → meetings that count, for shifts that were asked for in their own scope.

    One query, answered out of an index whatever the number of meetings.
    """
    with scopes_disabled():  # the ids are secret and came from a scoped query; see the index
        rows = Encounter.objects.filter(shift_id__in=shift_ids, void_reason="")
        counted = rows.values_list("shift_id").annotate(total=Count("*")).order_by()
        return {shift: total for shift, total in counted if shift}


def count_by_campaign(organisation_id: UUID, codes: Sequence[str]) -> dict[str, CampaignCount]:
    """Return campaign code → what is linked to it. One query."""
    with scope(organisation=organisation_id):
        rows = (
            Encounter.objects.filter(
                organisation_id=organisation_id, campaign__in=codes, void_reason=""
            )
            .exclude(campaign="")
            .values_list("campaign")
            .annotate(contacts=Count("id"), persons=Count("client", distinct=True))
            .order_by()
        )
        return {code: CampaignCount(contacts, persons) for code, contacts, persons in rows}


def clock_flags(actor: Actor) -> int:
    """Return how many meetings wait for somebody to look at their day. One query."""
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).exclude(clock_flag="")  # as the index says it
        rows = rows.filter(clock_flag__in=UNSETTLED, void_reason="")
        return rows.count()


def reach_of_site(actor: Actor, site_id: UUID, first: date, last: date) -> dict[str, int]:
    """Return contacts, persons, first times, leisure visits, trainings at a site. One query."""
    with scope(organisation=actor.organisation_id):
        rows = _counted(actor.organisation_id, first, last).filter(site_id=site_id)
        return rows.aggregate(
            contacts=Count("id"),
            persons=Count("client", distinct=True),
            new=Count("id", filter=Q(who="new")),
            leisure=Count("id", filter=Q(services__contains="leisure")),
            training=Count("id", filter=Q(training_minutes__gt=0)),
        )


def reach_table(actor: Actor, first: date, last: date) -> list[dict[str, Any]]:
    """Return contacts and persons by network (or channel) and language, most first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = (
            visible_to(actor)
            .filter(day__range=(first, last), void_reason="")
            .values("channel", "language", network=F("site__network"))
            .annotate(contacts=Count("id"), persons=Count("client", distinct=True))
            .order_by("-contacts", "channel", "language")
        )
        return [dict(row) for row in rows[:60]]


def trust_of(actor: Actor, client_ids: Sequence[UUID]) -> TrustFact:
    """Return how many meetings came before the first high-threshold service. One query.

    Counts meetings on earlier days; nobody's hour is known. Without such a service yet: `day`
    None, and `before` is every meeting so far.
    """
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).filter(client_id__in=client_ids, void_reason="")
        found = list(rows.order_by("day", "id").values_list("day", "services"))
    for day, services in found:
        taken = sorted(HIGH_THRESHOLD & set(services))
        if taken:
            before = sum(1 for earlier, _codes in found if earlier < day)
            return TrustFact(before, taken[0], day, len(found))
    return TrustFact(len(found), "", None, len(found))
