"""Reactivity by month: tests, persons, reactive and confirmed ones of an infection."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ravny.core.kit import exports
from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.kit.formats import month, percent
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.people.directory.queries import infection_label

from ..forms import InfectionForm
from ..operations import note_export
from ..queries import positivity_table
from ..types import PositivityRow

HIDDEN = "…"


@staff_page("reports.view")
def positivity(request: StaffRequest) -> HttpResponse:
    """Show a year of tests of one infection; small numbers only to those who may see them."""
    form = InfectionForm(request.GET)
    infection = form.asked()
    wanted = request.GET.get("format", "")
    exact = request.actor.may("reports.exact") and not wanted
    rows = positivity_table(request.actor, today(), infection, exact=exact)
    if wanted:
        return export(request, rows, infection, wanted)
    context = {
        "form": form,
        "rows": rows,
        "steps": [drawn(row) for row in rows],
        "infection": infection_label(infection),
        "exact": exact,
        "top": max((row.persons or 0 for row in rows), default=0) or 1,
        "is_empty": not any(row.tests != 0 or row.confirmed != 0 for row in rows),
        "here": f"?infection={infection}",
    }
    return render(request, "indicators/positivity.html", context)


def drawn(row: PositivityRow) -> dict[str, Any]:
    """Return a month as kit/components/cascade.html draws it."""
    share = percent(row.reactive or 0, row.persons or 0) if row.reactivity is not None else ""
    return {
        "label": month(row.month),
        "count": row.reactive,
        "before": row.persons,
        "share": share,
    }


def export(
    request: StaffRequest, rows: list[PositivityRow], infection: str, wanted: str
) -> HttpResponse:
    """Answer with a file, and have its leaving written down."""
    if wanted not in exports.WRITERS:
        raise NotYours
    heads = [_("Month"), _("Tests"), _("Persons"), _("Reactive persons"), _("Confirmed persons")]
    cells: list[list[Any]] = [
        [f"{row.month:%Y-%m}", *(HIDDEN if cell is None else cell for cell in figures_of(row))]
        for row in rows
    ]
    note_export(actor=request.actor, count=len(cells), verb="reports.positivity_exported")
    return exports.WRITERS[wanted](heads, cells, f"positivity-{infection}")


def figures_of(row: PositivityRow) -> tuple[int | None, ...]:
    """Return a month's figures in the order of the headings."""
    return (row.tests, row.persons, row.reactive, row.confirmed)
