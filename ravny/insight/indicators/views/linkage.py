"""Linkage to care: the cascade of a period, and the codes behind each gap."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from ravny.core.kit import exports
from ravny.core.kit.errors import NotYours
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.people.directory.queries import infection_label

from .. import linkage_page as page
from ..forms import LinkageForm
from ..linkage import DEFINITIONS_VERSION, Step, steps_of
from ..operations import note_export
from ..queries import cascade_of, gap_of
from ..types import Cascade


@staff_page("linkage.view")
def linkage(request: StaffRequest) -> HttpResponse:
    """Show how far the people with a reactive test came; a file never carries small numbers."""
    actor = request.actor
    wanted = request.GET.get("format", "")
    may_see_small = actor.may("reports.exact")
    form = LinkageForm(request.GET, exact=may_see_small)
    first, last, infection = form.asked()
    exact = may_see_small and not wanted
    cascade, people = cascade_of(actor, first, last, infection, exact=exact)
    if wanted:
        return export(request, cascade, wanted)
    asked = {name: request.GET[name] for name in ("period", "first", "last") if name in request.GET}
    context = {"form": form, **_shown(cascade, asked)}
    step = request.GET.get("gap", "")
    if step in steps_of(infection)[1:]:
        gap = gap_of(actor, people, infection, Step(step), exact=exact)
        rows = page.rows_of(gap, infection, may_record=actor.may("care.record"))
        context |= {"gap": gap, "rows": rows, "list_title": page.list_title(step)}
    return render(request, "indicators/linkage.html", context)


def _shown(cascade: Cascade, asked: dict[str, str]) -> dict[str, Any]:
    start = cascade.levels[0].count or 0
    return {
        "cascade": cascade,
        "infection": infection_label(cascade.infection),
        "period": page.period_words(cascade),
        "steps": page.drawn(cascade, asked),
        "top": start or 1,
        "sources": page.sources_of(cascade),
        "definitions": page.definitions_of(cascade.infection),
        "version": DEFINITIONS_VERSION,
        "here": page.address(cascade.infection, asked),
        "is_empty": start == 0 and cascade.levels[0].count is not None and not cascade.tested,
    }


def export(request: StaffRequest, cascade: Cascade, wanted: str) -> HttpResponse:
    """Answer with a file, and have its leaving written down."""
    if wanted not in exports.WRITERS:
        raise NotYours
    rows = page.export_rows(cascade)
    note_export(actor=request.actor, count=len(rows), verb="linkage.exported")
    name = f"linkage-{cascade.infection}-{cascade.first}-{cascade.last}"
    return exports.WRITERS[wanted](page.heads(), rows, name)
