"""What an entry must be like; every refusal stands beside its field."""

import re
from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext as _

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import WorkLanguage

from ..infections import infections
from ..places import country_codes, currency_codes
from ..types import (
    NOBODY,
    PERSONS,
    UNKNOWN,
    Answer,
    Asked,
    DealingEntry,
    Friendliness,
    Offer,
    Outcome,
    PriceEntry,
    Reports,
    ServiceEntry,
    ServiceKind,
    Speciality,
    YesNo,
)

REGION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")
# A telephone number, an address of a letter-box or a messenger: none belongs into open text.
REACHES = re.compile(r"(?:\d[\s()-]*){7}|@\w")
HIGHEST_PRICE = 100_000_000


def _one_of(value: str, known: Collection[str], field: str) -> None:
    if value not in known:
        raise DomainError(_("Choose one."), field=field, code="choice")


def _all_of(values: Sequence[str], known: Collection[str], field: str) -> None:
    if not set(values) <= set(known):
        raise DomainError(_("Choose from the list."), field=field, code="choice")


def check_place(country: str, region: str) -> None:
    """Refuse a country that is none, and a region of another country."""
    if country not in country_codes():
        raise DomainError(
            _("Write the country as its two letters, for example RU."), field="country"
        )
    found = REGION.fullmatch(region) if region else None
    if region and not found:
        raise DomainError(
            _("Write the region as its code, for example RU-SAM."), field="region", code="region"
        )
    if found and found[1] != country.upper():
        raise DomainError(_("This region is in another country."), field="region", code="region")


def _check_safety(entry: ServiceEntry) -> None:
    for field in ("same_community", "anonymous", "asks_passport"):
        _one_of(getattr(entry, field), YesNo.values, field)
    _one_of(entry.friendliness, Friendliness.values, "friendliness")
    _all_of(entry.reports_to, Reports.values, "reports_to")
    alone = {NOBODY, UNKNOWN} & set(entry.reports_to)
    if alone and len(set(entry.reports_to)) > 1:
        raise DomainError(
            _("“Nobody” and “not known” stand alone."), field="reports_to", code="alone"
        )


def _check_person(entry: ServiceEntry) -> None:
    if entry.kind not in PERSONS:
        return
    if entry.way_in.strip():
        raise DomainError(
            _("How to find one person is sealed: write it under “How to reach them”."),
            field="way_in",
            code="person",
        )
    for field in ("label", "hours", "city"):
        if REACHES.search(getattr(entry, field)):
            raise DomainError(
                _("A number or an address of one person is sealed. Take it out of here."),
                field=field,
                code="person",
            )


def check_entry(entry: ServiceEntry) -> None:
    """Refuse what an entry may not be; raises DomainError beside the field."""
    _one_of(entry.kind, ServiceKind.values, "kind")
    if not entry.label.strip():
        raise DomainError(_("Give it a name that says what it is."), field="label")
    check_place(entry.country, entry.region)
    _all_of(entry.specialities, Speciality.values, "specialities")
    _all_of(entry.infections, infections(), "infections")
    _all_of(entry.languages, WorkLanguage.values, "languages")
    _all_of(entry.provides, Offer.values, "provides")
    _all_of(entry.not_provided, Offer.values, "not_provided")
    both = set(entry.provides) & set(entry.not_provided)
    if both:
        words = ", ".join(sorted(str(Offer(code).label) for code in both))
        raise DomainError(
            _("Provided and not provided at once: %(what)s.") % {"what": words},
            field="not_provided",
            code="both",
        )
    _check_safety(entry)
    _check_person(entry)
    if entry.verified_on:
        check_past(entry.verified_on, "verified_on")
    check_prices(entry.prices or ())


def check_prices(prices: Sequence[PriceEntry]) -> None:
    """Refuse prices that say two things of one offer, or nothing that can be read."""
    currencies = currency_codes()
    for price in prices:
        _one_of(price.offer, Offer.values, "prices")
        if not 0 <= price.amount <= HIGHEST_PRICE:
            raise DomainError(_("Write the price as a whole number; 0 is free."), field="prices")
        if price.currency not in currencies:
            raise DomainError(
                _("Write the currency as its three letters, for example RUB."), field="prices"
            )
        check_past(price.as_of, "prices")
    if len({price.offer for price in prices}) < len(prices):
        raise DomainError(_("One price for each thing."), field="prices", code="twice")


def check_past(day: date, field: str) -> None:
    """Refuse a day that has not come."""
    if day > today():
        raise DomainError(_("This day has not come yet."), field=field, code="future")


def check_dealing(entry: DealingEntry) -> None:
    """Refuse what a dealing may not be; raises DomainError beside the field."""
    check_past(entry.day, "day")
    _one_of(entry.asked, Asked.values, "asked")
    _one_of(entry.answer, Answer.values, "answer")
    check_next(entry.outcome, entry.next_on, entry.day)


def check_next(outcome: str, next_on: date | None, day: date) -> None:
    """Refuse an outcome that is none, and a next day before the dealing's own."""
    _one_of(outcome, Outcome.values, "outcome")
    if next_on and next_on < day:
        raise DomainError(_("This is before the day you asked."), field="next_on", code="order")
