"""Questions about silence: where a case stands on the ladder, and whose silence is due."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from ..ladder import Standing, first_days, standing
from ..models import Case
from ..safe import SafeFact
from ..types import CaseFact
from .contacts import safe_of_cases, tries_of


def standing_of(case: Case | CaseFact) -> Standing:
    """Return where a case stands on the ladder. Three queries; needs the organisation's scope."""
    case_id: UUID = getattr(case, "case_id", None) or case.id  # type: ignore[union-attr]  # one of both
    return standings_of({case_id: case.heard_on})[case_id]


def standings_of(heard: dict[UUID, date]) -> dict[UUID, Standing]:
    """Return case id → where it stands. Three queries for any number; needs the scope."""
    return stand(heard, safe_of_cases(heard))


def stand(heard: dict[UUID, date], safe: dict[UUID, SafeFact]) -> dict[UUID, Standing]:
    """Return case id → where it stands, with what is known of their safe ways. One query."""
    tries = tries_of(heard)
    return {
        case_id: standing(
            day,
            tries.get(case_id, ()),
            allowed=safe[case_id].allowed,
            channel=safe[case_id].channel,
        )
        for case_id, day in heard.items()
    }


def is_due(day: date, *, late: int = 0) -> Q:
    """Return the condition "a rung is due, for so many days at least"."""
    latest = day - timedelta(days=late)
    return Q(heard_on__lte=latest - timedelta(days=first_days())) & (
        Q(next_try_on=None) | Q(next_try_on__lte=latest)
    )
