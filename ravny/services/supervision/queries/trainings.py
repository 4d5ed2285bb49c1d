"""Who was trained in what, and until when it holds."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor

from ..models import Attendance, Training
from ..types import EXPIRES_SOON

FOR_EVER = date.max


def trainings(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Training]:
    """Return the trainings of a list, a coordinator's all, else the actor's own; filter: kind."""
    rows = Training.objects.annotate(people=Count("attendances"))
    if not actor.may("supervision.lead"):
        mine = Attendance.objects.filter(account_id=actor.account_id)
        rows = rows.filter(id__in=mine.values("training_id"))
    if filters.get("kind"):
        rows = rows.filter(kind=filters["kind"])
    return rows


def validity(organisation_id: UUID, account_id: UUID | None = None) -> dict[tuple[UUID, str], date]:
    """Return (account, kind) → the last day a training of theirs holds. One query."""
    found: dict[tuple[UUID, str], date] = {}
    with scope(organisation=organisation_id):
        rows = Attendance.objects.filter(account__active=True)
        if account_id is not None:
            rows = rows.filter(account_id=account_id)
        for who, kind, until in rows.values_list("account_id", "training__kind", "valid_until"):
            key = (who, kind)
            found[key] = max(found.get(key, date.min), until or FOR_EVER)
    return found


def expiring(actor: Actor, account_id: UUID | None = None) -> dict[tuple[UUID, str], date]:
    """Return what of it runs out soon, or ran out within the last month. One query."""
    near = today() - timedelta(days=EXPIRES_SOON), today() + timedelta(days=EXPIRES_SOON)
    found = validity(actor.organisation_id, account_id)
    return {key: until for key, until in found.items() if near[0] <= until <= near[1]}
