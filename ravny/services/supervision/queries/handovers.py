"""Which handovers somebody may see, and what stands in one."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import Handover, HandoverItem
from ..types import ItemState


def visible_to(actor: Actor) -> QuerySet[Handover]:
    """Return the handovers a person gives or takes; a coordinator sees all. Needs the scope."""
    rows = Handover.objects.all()
    if actor.may("supervision.lead"):
        return rows
    return rows.filter(Q(giver_id=actor.account_id) | Q(receiver_id=actor.account_id))


def handovers(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Handover]:
    """Return the handovers of a list; filters: state (waiting, returned), who (account id)."""
    rows = visible_to(actor).annotate(
        waiting=Count("items", filter=Q(items__state=ItemState.OFFERED)),
        taken=Count("items", filter=Q(items__state=ItemState.ACCEPTED)),
        returned=Count("items", filter=Q(items__state=ItemState.RETURNED)),
    )
    if filters.get("state") == "waiting":
        rows = rows.filter(closed_on__isnull=True)
    if filters.get("state") == "returned":
        rows = rows.filter(id__in=_given_back().values("handover_id"))
    if filters.get("who"):
        rows = rows.filter(Q(giver_id=filters["who"]) | Q(receiver_id=filters["who"]))
    return rows


def _given_back() -> QuerySet[HandoverItem]:
    return HandoverItem.objects.filter(state=ItemState.RETURNED, settled_on__isnull=True)


def get_handover_for(actor: Actor, handover_id: UUID) -> Handover:
    """Gate: a handover of the actor's, or any for a coordinator; raises NotYours."""
    with scope(organisation=actor.organisation_id):
        row = visible_to(actor).filter(id=handover_id).first()
    if row is None:
        raise NotYours
    return row


def get_item_for(actor: Actor, item_id: UUID) -> HandoverItem:
    """Gate: one case or promise of a handover the actor may see; raises NotYours."""
    with scope(organisation=actor.organisation_id):
        mine = visible_to(actor).values("id")
        row = (
            HandoverItem.objects.select_related("handover")
            .filter(id=item_id, handover_id__in=mine)
            .first()
        )
    if row is None:
        raise NotYours
    return row


def items_of(actor: Actor, handover_ids: Collection[UUID]) -> list[HandoverItem]:
    """Return what stands in these handovers, the cases first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = HandoverItem.objects.filter(handover_id__in=handover_ids)
        return sorted(rows, key=lambda row: (not row.is_case, str(row.case_id or ""), str(row.id)))


def offered_now(organisation_id: UUID, giver_id: UUID) -> set[tuple[str, UUID]]:
    """Return what of a person waits for somebody's answer: ("", case id) or a promise's name."""
    with scope(organisation=organisation_id):
        rows = HandoverItem.objects.filter(giver_id=giver_id, state=ItemState.OFFERED)
        names = rows.values_list("promise_kind", "promise_id", "case_id")
        return {(kind, promise_id or case_id) for kind, promise_id, case_id in names}


def waiting_for(actor: Actor) -> list[tuple[Handover, int]]:
    """Return the handovers that wait for the actor's answer, each with how much. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Handover.objects.filter(receiver_id=actor.account_id, closed_on__isnull=True)
        counted = rows.annotate(
            waiting=Count("items", filter=Q(items__state=ItemState.OFFERED))
        ).order_by("made_on", "id")
        return [(row, row.waiting) for row in counted if row.waiting]


def given_back(actor: Actor) -> list[HandoverItem]:
    """Return what was given back and nobody looked at: the actor's own, a coordinator's all."""
    with scope(organisation=actor.organisation_id):
        rows = _given_back().select_related("handover")
        if not actor.may("supervision.lead"):
            rows = rows.filter(giver_id=actor.account_id)
        return list(rows.order_by("state_on", "id"))


def late_offers(actor: Actor, before: date) -> list[Handover]:
    """Return the handovers somebody has not answered since before a day. One query."""
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).filter(closed_on__isnull=True, made_on__lt=before)
        return list(rows.order_by("made_on", "id"))


def counted(items: Sequence[HandoverItem]) -> Counter[str]:
    """Return state → how many."""
    return Counter(one.state for one in items)
