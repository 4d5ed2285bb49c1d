"""The pages about periods as templates draw them: plain values in the reader's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ravny.core.kit.formats import month, number
from ravny.core.kit.registries import Text

from .keeping import DueLine, Kept, MonthAhead, PeriodLine, Whence

STATES = {Whence.OWN: "info", Whence.COUNTRY: "ok", Whence.RAVNY: ""}


def months_in_words(count: int) -> str:
    """Return a number of months with its word."""
    words = ngettext("%(count)s month", "%(count)s months", count)
    return words % {"count": number(count)}


def _next(line: PeriodLine) -> str:
    if line.kept.kind.by_hand:
        return _("by hand: %(command)s") % {"command": line.kept.kind.by_hand}
    if line.due:
        return _("tonight")
    return month(line.next_month) if line.next_month else _("not within a year")


def period_row(line: PeriodLine, *, may_set: bool) -> dict[str, Any]:
    """Return a kind as a row; `url` "" for somebody who may only look."""
    kind = line.kept.kind
    return {
        "label": kind.label,
        "goes": kind.goes,
        "since": kind.since,
        "months": months_in_words(line.kept.months),
        "whence": line.kept.whence.label,
        "state": STATES[line.kept.whence],
        "due": line.due,
        "next": _next(line),
        "url": reverse("upkeep:period", args=[kind.code]) if may_set else "",
    }


def ahead_context(ahead: Sequence[MonthAhead], labels: Mapping[str, Text]) -> dict[str, Any]:
    """Return the months as bars, and as a table with the kinds of each."""
    return {
        "steps": [{"label": month(one.month), "count": one.total} for one in ahead],
        "top": max((one.total for one in ahead), default=0) or 1,
        "months": [
            {
                "label": month(one.month),
                "total": one.total,
                "kinds": [
                    f"{labels[code]}: {number(count)}" for code, count in one.by_kind.items()
                ],
            }
            for one in ahead
            if one.total
        ],
    }


def overview_context(
    lines: Sequence[PeriodLine], ahead: Sequence[MonthAhead], *, may_set: bool
) -> dict[str, Any]:
    """Return what the page of periods shows."""
    labels = {line.kept.kind.code: line.kept.kind.label for line in lines}
    due = sum(line.due for line in lines if not line.kept.kind.by_hand)
    return {
        "rows": [period_row(line, may_set=may_set) for line in lines],
        "may_set": may_set,
        "due": due,
        **ahead_context(ahead, labels),
    }


def due_row(line: DueLine) -> dict[str, Any]:
    """Return what goes tonight of a kind as a row."""
    oldest, newest = month(line.oldest), month(line.newest)
    return {
        "label": line.kept.kind.label,
        "goes": line.kept.kind.goes,
        "months": months_in_words(line.kept.months),
        "due": line.due,
        "from": oldest if oldest == newest else f"{oldest} – {newest}",
    }


def kept_facts(kept: Kept) -> list[tuple[Text, Text]]:
    """Return what stands beside the form that decides on a period."""
    return [
        (_("What goes, what stays"), kept.kind.goes),
        (_("Counted from"), kept.kind.since),
        (_("Now"), f"{months_in_words(kept.months)}, {kept.whence.label}"),
        (_("Proposed"), f"{months_in_words(kept.else_months)}, {kept.else_whence.label}"),
    ]
