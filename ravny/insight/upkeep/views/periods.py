"""How long records are kept: what goes when, deciding on a period, a dry run, what went."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import periods_page
from ..forms.periods import GoneFilter, PeriodForm
from ..models import Purged
from ..operations.periods import note_export, set_period
from ..queries import periods as queries

SETS = "upkeep.set_periods"


@require_safe
@staff_page("upkeep.periods")
def periods(request: StaffRequest) -> HttpResponse:
    """Show every kind of record, how long it is kept, and what goes in the next twelve months."""
    lines, ahead = queries.overview(request.actor)
    context = periods_page.overview_context(lines, ahead, may_set=request.actor.may(SETS))
    return render(request, "upkeep/periods.html", context)


@staff_page(SETS)
def period(request: StaffRequest, kind: str) -> HttpResponse:
    """Decide how long a kind is kept; a shorter period first says what would go at once."""
    kept = queries.kept_of(request.actor, kind)
    own = kept.months if kept.whence == "own" else None
    form = PeriodForm(request.POST or None, kept=kept, initial={"months": own})
    at_once = 0
    if request.method == "POST" and form.is_valid():
        if form.wanted < kept.months and not form.was_seen:
            due = queries.due_now(request.actor.organisation_id, kept.kind, form.wanted)
            at_once = sum(due.values())
        if not at_once:
            return _saved(request, kind, form)
        form = form.asking_again()
    context = {
        "title": kept.kind.label,
        "back_url": reverse("upkeep:periods"),
        "facts": periods_page.kept_facts(kept),
        "at_once": at_once,
    }
    return render_form(request, "upkeep/period.html", form, context)


def _saved(request: StaffRequest, kind: str, form: PeriodForm) -> HttpResponse:
    set_period(actor=request.actor, kind=kind, months=form.cleaned_data["months"])
    say(request, _("Saved"))
    return redirect("upkeep:periods")


@require_safe
@staff_page("upkeep.periods")
def dry_run(request: StaffRequest) -> HttpResponse:
    """Show what would go tonight, and let nothing go."""
    lines = queries.tonight(request.actor.organisation_id, request.actor.country)
    context = {
        "rows": [periods_page.due_row(line) for line in lines],
        "total": sum(line.due for line in lines),
    }
    return render(request, "upkeep/dry_run.html", context)


class Gone(ListPage[Purged]):
    """What went on which day."""

    name = "gone"
    title = _("What went")
    template = "upkeep/gone.html"
    filter_form = GoneFilter
    default_sort = "-day"
    columns = (
        Column[Purged]("day", _("Day"), lambda row: row.day, sort="day"),
        Column[Purged]("kind", _("Record"), lambda row: queries.labels([row.kind])[row.kind]),
        Column[Purged]("count", _("How many"), lambda row: row.count, sort="count", numeric=True),
    )
    exportable = True
    export_permission = "upkeep.periods"
    empty_title = _("Nothing has gone yet")
    empty_text = _("What is older than its period goes every night, and is counted here.")

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Purged]:
        return queries.gone(actor, filters)

    def exported(self, actor: Any, name: str, count: int) -> None:
        note_export(actor=actor, count=count)


@require_safe
@staff_page("upkeep.periods")
def gone(request: StaffRequest) -> HttpResponse:
    """Show what went on which day."""
    return Gone().respond(request)
