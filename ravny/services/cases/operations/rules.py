"""The rules every change of a case keeps: codes, days, whereabouts, and who may take part."""

import re
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.languages import OWN
from ravny.core.staff.queries import list_staff, permissions_of
from ravny.core.staff.types import Actor, Colleague
from ravny.people.directory.queries import country_codes

from ..types import Circumstance, Where

EARLIEST = date(2000, 1, 1)
REGION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")


def check_code(code: str, allowed: Collection[str], field: str) -> None:
    """Refuse a code that is none of the list."""
    if code not in allowed:
        raise DomainError(_("Choose one of the list."), field=field, code="choice")


def check_past(day: date, *, field: str = "day", earliest: date = EARLIEST) -> None:
    """Refuse a day that lies ahead, or before the one something must follow."""
    if day > today():
        raise DomainError(_("The day lies ahead. Choose a day up to today."), field=field)
    if day < earliest:
        raise DomainError(_("This day lies too far back."), field=field, code="earlier")


def check_language(code: str, field: str) -> None:
    """Refuse a language that is none; none at all may be."""
    check_code(code, {*OWN, ""}, field)


def check_circumstances(codes: Collection[str]) -> None:
    """Refuse a circumstance that is none of the list."""
    for code in codes:
        check_code(code, Circumstance.values, "circumstances")


def settled_place(where: str, region: str, country: str, home: str) -> tuple[str, str]:
    """Return the region and the country that belong to the whereabouts; `home`: our country.

    Raises DomainError beside "where", "region" or "country" for what is missing or elsewhere.
    """
    check_code(where, Where.values, "where")
    if where == Where.UNKNOWN:
        return "", ""
    if where == Where.ABROAD:
        if country.lower() not in country_codes():
            text = _("Choose the country: it decides what can be done.")
            raise DomainError(text, field="country", code="required")
        if country.lower() == home.lower():
            text = _("This is our own country. Choose “in another region”.")
            raise DomainError(text, field="country", code="home")
        return "", country.lower()
    if where == Where.REGION and not region:
        text = _("Write the region: it decides who can be found there.")
        raise DomainError(text, field="region", code="required")
    found = REGION.fullmatch(region) if region else None
    if region and not found:
        text = _("Write the region as its code, for example RU-SAM.")
        raise DomainError(text, field="region", code="region")
    if found and found[1] != home.upper():
        raise DomainError(_("This region is in another country."), field="region", code="region")
    return region, ""


def colleague(actor: Actor, account_id: UUID, permission: str, field: str) -> Colleague:
    """Return an active colleague of the house whose roles have a permission. One query."""
    for one in list_staff(actor):
        if one.account_id == account_id and permission in permissions_of(frozenset(one.roles)):
            return one
    raise DomainError(_("Choose somebody who works here."), field=field, code="choice")
