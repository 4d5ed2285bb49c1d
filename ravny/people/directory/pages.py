"""What the page of an entry shows, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.cells import Badge
from ravny.core.staff.types import Actor, WorkLanguage

from .infections import infection_choices
from .models import Dealing, Service
from .queries import dealings_of, fact_of, prices_of, service_row
from .types import PERSONS, UNKNOWN, Offer, Outcome, PriceEntry, ServiceFact, Speciality
from .words import labels, place_text, price_text, safety_lines

_OUTCOMES = {
    Outcome.OPEN: "info",
    Outcome.KEPT: "ok",
    Outcome.BROKEN: "danger",
    Outcome.NOTHING: "warn",
}


@dataclass(frozen=True)
class DealingLine:
    """A dealing in the log."""

    dealing: Dealing
    url: str
    outcome: Badge
    next_on: date | None


def _line(dealing: Dealing) -> DealingLine:
    outcome = Badge(dealing.get_outcome_display(), _OUTCOMES.get(Outcome(dealing.outcome), ""))
    url = reverse("directory:dealing", args=[dealing.id])
    return DealingLine(dealing, url, outcome, dealing.next_on)


@dataclass(frozen=True)
class OfferLine:
    """One thing that is, or is not, to be had there, and what it costs."""

    label: str
    badge: Badge
    price: str
    as_of: date | None


def _offers(fact: ServiceFact, prices: Sequence[PriceEntry]) -> list[OfferLine]:
    """Return what is provided, then what is not, then what only a price is known of."""
    known = {price.offer: price for price in prices}
    there, not_there = Badge(_("provided"), "ok"), Badge(_("not provided"), "danger")
    states = {
        **dict.fromkeys(fact.provides, there),
        **dict.fromkeys(fact.not_provided, not_there),
    }
    untold = {code: Badge(_("ask first"), "warn") for code in known if code not in states}
    lines = []
    for code, badge in {**states, **untold}.items():
        price = known.get(code)
        label = str(dict(Offer.choices).get(code, code))
        text = price_text(price) if price else ""
        lines.append(OfferLine(label, badge, text, price.as_of if price else None))
    return lines


def _facts(service: Service, fact: ServiceFact, home: str) -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = [
        (_("Kind of place"), service.get_kind_display()),
        (_("Specialities"), labels(Speciality.choices, fact.specialities)),
        (_("Where"), place_text(fact, home=home)),
        (_("Infections"), labels(infection_choices(), fact.infections)),
        (_("Languages spoken there"), labels(WorkLanguage.choices, fact.languages)),
        (_("Hours"), fact.hours),
        (_("How to get in"), fact.way_in),
    ]
    return [pair for pair in pairs if pair[1]]


def verdict(fact: ServiceFact) -> tuple[str, str, str]:
    """Return (kind of note, title, sentence): what to know before anybody is sent there."""
    if fact.is_anonymous:
        return "", _("Nobody learns of a visit"), _("No name, no passport, no report.")
    if fact.may_report:
        told = set(fact.reports_to) - {UNKNOWN}
        return (
            "danger",
            _("Others learn of a visit") if told else _("Who learns of a visit is not known"),
            _("Send nobody who could be harmed by that before they know it. Unknown is unsafe."),
        )
    return (
        "now",
        _("They tell nobody, but they may ask who one is"),
        _("Say so before the visit; the client decides."),
    )


def service_context(actor: Actor, service_id: UUID) -> dict[str, Any]:
    """Return what the page of one entry shows. Three queries."""
    service = service_row(actor, service_id)
    fact = fact_of(service)
    prices = prices_of(actor.organisation_id, [service_id]).get(service_id, [])
    kind, title, text = verdict(fact)
    return {
        "service": service,
        "fact": fact,
        "facts": _facts(service, fact, actor.country),
        "safety": safety_lines(fact),
        "verdict": {"kind": kind, "title": title, "text": text},
        "offers": _offers(fact, prices),
        "dealings": [_line(dealing) for dealing in dealings_of(actor, service_id)],
        "is_person": fact.kind in PERSONS,
        "may_edit": actor.may("directory.edit"),
    }


def dealing_context(dealing: Dealing) -> dict[str, Any]:
    """Return what the page of one dealing shows."""
    pairs: list[tuple[str, Any]] = [
        (_("Day"), dealing.day),
        (_("Worker"), dealing.worker.pseudonym),
        (_("What was asked"), dealing.get_asked_display()),
        (_("What they answered"), dealing.get_answer_display()),
        (_("What came of it"), _line(dealing).outcome),
        (_("Ask again on"), dealing.next_on or ""),
    ]
    return {"dealing": dealing, "facts": [pair for pair in pairs if pair[1]]}
