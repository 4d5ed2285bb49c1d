"""What was chosen on the way to a referral, read from and written into the page's address.

Each choice is a link, so the way works without script; ids and codes only ever stand in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from ravny.core.kit.errors import NotYours
from ravny.people.directory.queries import infections

from .types import LEADS_OUT, NextStep, Reason

NOT_YET = "none"
_REASON_OF = {
    NextStep.ANONYMOUS.value: Reason.CONFIRMATION.value,
    NextStep.CENTRE.value: Reason.CONFIRMATION.value,
    NextStep.LAWYER.value: Reason.LAWYER.value,
}


@dataclass(frozen=True)
class Chosen:
    """The choices so far; "" and None are not chosen. `service`: an id, NOT_YET, or ""."""

    client_id: UUID
    test_id: UUID | None = None
    infection: str = ""
    reason: str = ""
    step: str = ""
    service: str = ""

    @property
    def service_id(self) -> UUID | None:
        """The service's id, None when none was chosen yet."""
        return UUID(self.service) if self.service not in ("", NOT_YET) else None

    @property
    def asks_step(self) -> bool:
        """Whether the ways on after a reactive test are to be shown."""
        return self.test_id is not None and not self.reason

    def url(self, **changes: str) -> str:
        """Return the address of this way with some choices changed; "" takes one away."""
        asked = {
            "client": str(self.client_id),
            "test": str(self.test_id or ""),
            "infection": self.infection,
            "reason": self.reason,
            "step": self.step,
            "service": self.service,
            **changes,
        }
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{reverse('referrals:open')}?{query}"


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotYours from error


def chosen_from(query: Mapping[str, str]) -> Chosen:
    """Read an address; a wrong id is NotYours, an unknown code is not chosen."""
    step = query.get("step", "")
    step = step if step in LEADS_OUT else ""
    reason = query.get("reason", "")
    infection = query.get("infection", "")
    service = query.get("service", "")
    test = query.get("test", "")
    return Chosen(
        client_id=_id(query.get("client", "")),
        test_id=_id(test) if test else None,
        infection=infection if infection in infections() else "",
        reason=reason if reason in Reason.values else _REASON_OF.get(step, ""),
        step=step,
        service=service if service in ("", NOT_YET) else str(_id(service)),
    )
