"""The rules every change keeps: days, consent, and who must be told before somebody reports."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.people.clients.types import ClientFacts
from ravny.people.directory.types import ServiceFact

from ..queries.safety import leads_to_a_report, may_be_foreigner
from ..types import FOLLOW_UP_DAYS

EARLIEST = date(2000, 1, 1)
FARTHEST_DAYS = 400
LATE = timedelta(days=21)
"""So long after the expected day a child may still be awaited."""


def check_past(day: date, *, field: str = "day", earliest: date = EARLIEST) -> None:
    """Refuse a day that lies ahead, or before the one something must follow."""
    if day > today():
        raise DomainError(_("The day lies ahead. Choose a day up to today."), field=field)
    if day < earliest:
        raise DomainError(_("This day lies before the last change."), field=field, code="earlier")


def check_ahead(day: date | None, *, field: str, earliest: date) -> None:
    """Refuse a planned day before something began, or more than a year away."""
    if day is None:
        return
    if not earliest <= day <= today() + timedelta(days=FARTHEST_DAYS):
        raise DomainError(_("Choose a day that can be kept."), field=field, code="plan")


def check_code(code: str, allowed: Collection[str], field: str) -> None:
    """Refuse a code that is none of the list."""
    if code not in allowed:
        raise DomainError(_("Choose one of the list."), field=field, code="choice")


def default_follow_up(urgency: str, begins: date, appointment: date | None) -> date:
    """Return when somebody looks again: after the appointment, or as the urgency says."""
    due = begins + timedelta(days=FOLLOW_UP_DAYS[urgency])
    return max(due, appointment + timedelta(days=1)) if appointment else due


def needs_warning(
    service: ServiceFact | None, step: str, facts: ClientFacts | None, country: str
) -> bool:
    """Tell whether the client must be told who learns of it before this can be chosen."""
    return leads_to_a_report(service, step) and may_be_foreigner(facts, country)


def check_warned(
    service: ServiceFact | None, step: str, facts: ClientFacts, country: str, *, warned: bool
) -> None:
    """Refuse an addressee that may report for a possible foreigner who was not told."""
    if needs_warning(service, step, facts, country) and not warned:
        text = _("Somebody may be told of this. Say so to the client; only they can choose it.")
        raise DomainError(text, field="warned", code="warned")


def check_consented(service_id: UUID | None, *, consented: bool) -> None:
    """Refuse to send somebody who did not agree to this addressee."""
    if service_id is not None and not consented:
        text = _("Ask whether the client agrees that this service learns it.")
        raise DomainError(text, field="consented", code="consented")
