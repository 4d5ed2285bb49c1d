"""What a caseload is counted from: open cases, their highest scores, and hours. No gates."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum
from django_scopes import scope

from ..models import Case
from ..models.work import Assessment, Contact
from ..types import CaseFact, Hours
from .gate import fact_of


def carried_cases(
    organisation_id: UUID, account_ids: Collection[UUID] | None = None
) -> list[CaseFact]:
    """Return the open cases that some people carry, or everybody. One query."""
    with scope(organisation=organisation_id):
        rows = Case.objects.filter(ended_on__isnull=True)
        if account_ids is not None:
            rows = rows.filter(manager_id__in=account_ids)
        return [fact_of(row) for row in rows.order_by("opened_on", "id")]


def highest_scores(
    organisation_id: UUID, account_ids: Collection[UUID] | None = None
) -> dict[UUID, int]:
    """Return case id → the highest score of its newest finished assessment. One query."""
    found: dict[UUID, int] = {}
    with scope(organisation=organisation_id):
        rows = Assessment.objects.filter(finished_on__isnull=False, case__ended_on__isnull=True)
        if account_ids is not None:
            rows = rows.filter(case__manager_id__in=account_ids)
        for case_id, scores in rows.order_by("day", "id").values_list("case_id", "scores"):
            found[case_id] = max((int(one) for one in scores.values()), default=0)
    return found


def hours_of(
    organisation_id: UUID, first: date, last: date, account_id: UUID | None = None
) -> dict[tuple[UUID, date, str], tuple[int, int]]:
    """Return (account, day, hours) → (contacts, minutes) of some days. One query."""
    with scope(organisation=organisation_id):
        rows = Contact.objects.filter(day__range=(first, last))
        if account_id is not None:
            rows = rows.filter(account_id=account_id)
        summed = (
            rows.order_by()
            .values_list("account_id", "day", "hours")
            .annotate(Count("id"), Sum("minutes"))
        )
        return {
            (who, day, hours): (count, minutes or 0) for who, day, hours, count, minutes in summed
        }


def evenings(
    organisation_id: UUID, first: date, last: date, account_id: UUID | None = None
) -> Counter[UUID]:
    """Return account id → days with evening or weekend work among some days. One query."""
    found = hours_of(organisation_id, first, last, account_id)
    days = {(who, day) for who, day, hours in found if hours != Hours.DAY}
    return Counter(who for who, _day in days)
