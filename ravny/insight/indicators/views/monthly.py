"""The month's table: drawn, in figures, as a file, on paper."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from ravny.core.kit import exports
from ravny.core.kit.errors import NotYours
from ravny.core.staff.access import StaffRequest, staff_page

from ..forms import MonthForm
from ..operations import note_export
from ..queries import month_of, reach_table, year_of_bars
from ..types import ReachRow, ReachTable

HIDDEN = "…"


@staff_page("reports.view")
def monthly(request: StaffRequest) -> HttpResponse:
    """Show what a month's outreach reached; small numbers only to those who may see them."""
    form = MonthForm(request.GET)
    month, grouping = form.asked()
    first, last = month_of(month)
    wanted = request.GET.get("format", "")
    # What leaves the house never carries small numbers, whoever takes it.
    exact = request.actor.may("reports.exact") and not wanted
    table = reach_table(request.actor, first, last, grouping, exact=exact)
    if wanted:
        return export(request, table, wanted)
    bars = year_of_bars(request.actor, month, exact=exact)
    context = {
        "form": form,
        "table": table,
        "bars": bars,
        "top": max((bar.contacts or 0 for bar in bars), default=0) or 1,
        "here": f"?month={month:%Y-%m}&by={grouping}",
    }
    return render(request, "indicators/monthly.html", context)


def export(request: StaffRequest, table: ReachTable, wanted: str) -> HttpResponse:
    """Answer with a file, and have its leaving written down."""
    if wanted not in exports.WRITERS:
        raise NotYours
    rows = list(export_rows(table))
    note_export(actor=request.actor, count=len(rows))
    return exports.WRITERS[wanted](heads_of(table), rows, f"reach-{table.first:%Y-%m}")


def heads_of(table: ReachTable) -> list[str]:
    """Return the file's headings."""
    return [
        str(table.grouping_label),
        *(str(label) for label in ReachTable.FIGURES),
        *(label for _item, label in table.items),
    ]


def export_rows(table: ReachTable) -> Iterator[list[Any]]:
    """Yield the file's rows, the total last."""
    for row in [*table.rows, table.total]:
        yield [
            str(row.label),
            *(shown(figure) for figure in figures_of(row)),
            *(number for _item, number in row.given),
        ]


def figures_of(row: ReachRow) -> tuple[int | None, ...]:
    """Return the figures of persons and contacts in the order of their headings."""
    return (row.contacts, row.persons, row.uncoded)


def shown(figure: int | None) -> int | str:
    """Return a figure for a file; a hidden one says so."""
    return HIDDEN if figure is None else figure
