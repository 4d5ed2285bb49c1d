"""What the pages of interpreters show: who speaks the language, and one booking."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from ravny.core.kit.clock import today
from ravny.core.kit.languages import OWN, own_name
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientCard

from ..forms.helping import ClientSaysForm, InterpreterForm, LanguageForm
from ..models import Referral
from ..queries import (
    get_interpreting_for,
    get_referral_for,
    interpreting_services,
    interpretings_of,
    sees_referral,
    speakers,
)
from ..types.helping import ANSWERS, InterpretingState
from .helping import booking_of


@dataclass(frozen=True)
class BookingPage:
    """The page on which an interpreter is asked; no form before a language is chosen."""

    actor: Actor
    row: Referral
    language: str
    context: dict[str, Any]

    def form(self, sent: Any) -> InterpreterForm | None:
        """Return the form with who speaks the language, None where nobody does."""
        if not self.language:
            return None
        colleagues = speakers(self.actor, self.language)
        services = interpreting_services(self.actor.organisation_id, self.language)
        if not colleagues and not services:
            return None
        day = self.row.appointment_on
        return InterpreterForm(colleagues, services, sent, initial={"day": day})


def booking_page(actor: Actor, referral_id: UUID, query: Mapping[str, str]) -> BookingPage:
    """Return the page; the language is the one asked for, or the one known to be needed."""
    row = get_referral_for(actor, referral_id)
    client = get_client_for(actor, row.client_id)
    asked = query.get("language", "") or row.interpreter or _own_language(client)
    language = asked if asked in OWN else ""
    names = pseudonyms(actor)
    context = {
        "referral": row,
        "client": client,
        "language": own_name(language) if language else "",
        "language_form": LanguageForm(initial={"language": language}),
        "bookings": [booking_of(one, names) for one in interpretings_of(actor, row)],
    }
    return BookingPage(actor, row, language, context)


def _own_language(client: ClientCard) -> str:
    """Return the client's language other than Russian, "" when there is not exactly one."""
    others = [one for one in client.facts.languages if one != "ru"]
    return others[0] if len(others) == 1 else ""


def interpreting_context(
    actor: Actor, interpreting_id: UUID, sent: ClientSaysForm | None = None
) -> dict[str, Any]:
    """Return one booking: the day, the town and the language; the referral only to who sees it."""
    row = get_interpreting_for(actor, interpreting_id)
    sees = sees_referral(actor, row.referral_id)
    service = row.referral.service
    own = row.account_id == actor.account_id
    waits_for_client = row.may_know != "no" and row.client_says != "agreed"
    asks_client = sees and not own and waits_for_client and row.state in ("asked", "agreed")
    return {
        "booking": booking_of(row, pseudonyms(actor)),
        "own": own,
        "town": service.city if service else "",
        "referral_url": reverse("referrals:referral", args=[row.referral_id]) if sees else "",
        "answers": _answers(row.state, ahead=row.day > today(), waits=waits_for_client),
        "waits_for_client": waits_for_client and row.state == InterpretingState.ASKED,
        "client_form": (sent or ClientSaysForm()) if asks_client else None,
    }


def _answers(state: str, *, ahead: bool, waits: bool) -> list[dict[str, str]]:
    labels = dict(InterpretingState.choices)
    offered = []
    for code in InterpretingState.values:
        if code not in ANSWERS[state]:
            continue
        if (code == InterpretingState.DONE and ahead) or (
            code == InterpretingState.AGREED and waits
        ):
            continue
        offered.append({"state": code, "label": str(labels[code])})
    return offered
