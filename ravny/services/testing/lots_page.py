"""Kits by lot as the page shows them: used, invalid, and the lots that give too many."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.formats import number, percent
from ravny.core.staff.types import Actor

from .queries import lots_table
from .types import LotUse

PERIODS = (30, 90, 180, 365)
USUAL = 180
MOST_BARS = 12


def period_of(query: Mapping[str, str]) -> int:
    """Return for how many days back the table is asked; the usual half-year for nonsense."""
    asked = query.get("days", "")
    return int(asked) if asked.isdecimal() and int(asked) in PERIODS else USUAL


def lots_context(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the rows of the table, the suspicious lots first. Nothing here is about a person."""
    days = period_of(query)
    table = lots_table(actor, days=days)
    return {
        "days": days,
        "periods": [(one, one == days) for one in PERIODS],
        "lots": [_row(actor, lot) for lot in table],
        "bars": [_bar(lot) for lot in table[:MOST_BARS]],
        "top": max((lot.used for lot in table[:MOST_BARS]), default=1),
        "suspicious": [lot for lot in table if lot.is_suspicious],
    }


def _row(actor: Actor, lot: LotUse) -> dict[str, Any]:
    log = f"{reverse('testing:log')}?lot={lot.lot_id}" if actor.may("testing.view") else ""
    return {
        "kit": lot.label,
        "number": lot.number,
        "expires_on": lot.expires_on,
        "used": number(lot.used),
        "invalid": number(lot.invalid),
        "rate": percent(lot.invalid, lot.used),
        "word": _("too many invalid") if lot.is_suspicious else "",
        "log_url": log,
    }


def _bar(lot: LotUse) -> dict[str, Any]:
    """Return one bar: the invalid in front of the used. Kits are counted, no persons."""
    return {
        "label": f"{lot.label}, {lot.number}",
        "count": lot.invalid,
        "before": lot.used,
        "share": percent(lot.invalid, lot.used),
    }
