"""The pages of incidents: the list, one with what was done about it, recording, the counts."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit import exports
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.forms import Form
from ravny.core.kit.toasts import say
from ravny.core.kit.views import UNPROCESSABLE, render_form
from ravny.core.staff.access import StaffRequest, staff_page

from . import operations, pages
from .about import about_of
from .counts import HIDDEN, CountRow, count_rows, drawn, quarter_heads
from .forms import CloseForm, ConsentForm, IncidentForm, PlanForm, RespondForm, YearForm
from .listing import incidents_for
from .queries import get_incident_for, years
from .veiling import SUM, THRESHOLD


def _to_incident(incident_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("incidents:incident", args=[incident_id]))


@staff_page("incidents.view")
def incidents(request: StaffRequest) -> HttpResponse:
    """Show the incidents this person may see."""
    return incidents_for(request.actor).respond(request)


@staff_page("incidents.record")
def record(request: StaffRequest) -> HttpResponse:
    """Write an incident down: a client's, a case's, or nobody's."""
    about = about_of(request.actor, request.GET)
    sent = request.POST if request.method == "POST" else None
    form = IncidentForm(request.actor, about.team_id, sent, region=about.region)
    if form.is_bound and form.is_valid():
        try:
            facts = form.facts(about.client_id, about.case_id)
            operations.record_incident(actor=request.actor, facts=facts)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The incident is written down."))
            return _to_incident(form.cleaned_data["record_id"])
    return render_form(request, "incidents/record.html", form, {"about": about})


@staff_page("incidents.view")
def incident(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    """Show one incident and what may be written about it."""
    context = pages.incident_context(request.actor, incident_id)
    return render(request, "incidents/incident.html", context)


def _change(
    request: StaffRequest, incident_id: UUID, form: Form, change: Callable[[], None]
) -> HttpResponse:
    """Do what a valid form asks and go back; 422 with everything typed else."""
    if form.is_valid():
        try:
            change()
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Written down."))
            return _to_incident(incident_id)
    context = pages.incident_context(request.actor, incident_id, form)
    return render(request, "incidents/incident.html", context, status=UNPROCESSABLE)


@staff_page("incidents.record")
@require_POST
def respond(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    """Write down what was done about an incident."""
    form = RespondForm(request.POST)

    def change() -> None:
        operations.respond(actor=request.actor, incident_id=incident_id, facts=form.facts())

    return _change(request, incident_id, form, change)


@staff_page("incidents.record")
@require_POST
def consent(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    """Write down what the client agrees to now."""
    form = ConsentForm(get_incident_for(request.actor, incident_id), request.POST)

    def change() -> None:
        operations.change_consent(
            actor=request.actor, incident_id=incident_id, consent=form.cleaned_data["consent"]
        )

    return _change(request, incident_id, form, change)


@staff_page("incidents.record")
@require_POST
def plan(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    """Say whose task an incident is and when they look again."""
    row = get_incident_for(request.actor, incident_id)
    form = PlanForm(request.actor, row, request.POST)

    def change() -> None:
        operations.plan(
            actor=request.actor,
            incident_id=incident_id,
            owner_id=UUID(form.cleaned_data["owner"]),
            follow_up_on=form.cleaned_data["follow_up_on"],
        )

    return _change(request, incident_id, form, change)


@staff_page("incidents.record")
@require_POST
def close(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    """Close an incident with what came of it."""
    form = CloseForm(request.POST)

    def change() -> None:
        outcome = form.cleaned_data["outcome"]
        operations.close(actor=request.actor, incident_id=incident_id, outcome=outcome)

    return _change(request, incident_id, form, change)


@staff_page("incidents.record")
@require_POST
def reopen(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    """Take an incident up again."""
    operations.reopen(actor=request.actor, incident_id=incident_id)
    say(request, _("The incident is open again."))
    return _to_incident(incident_id)


@staff_page("incidents.view")
def counts(request: StaffRequest) -> HttpResponse:
    """Show a year's counts without small numbers; a file holds the same figures."""
    form = YearForm(years(request.actor), request.GET)
    year = form.asked()
    rows = count_rows(request.actor, year)
    wanted = request.GET.get("format", "")
    if wanted:
        return _file(request, rows, year, wanted)
    steps = drawn(rows)
    context = {
        "form": form,
        "rows": rows,
        "heads": quarter_heads(),
        "steps": steps,
        "top": max((step["count"] or 0 for step in steps), default=0) or 1,
        "threshold": THRESHOLD,
        "here": f"?year={year}",
        "year": year,
        "may_export": request.actor.may("incidents.export"),
        "whole": rows[-1].figures[SUM] if rows else 0,
    }
    return render(request, "incidents/counts.html", context)


def _file(request: StaffRequest, rows: list[CountRow], year: int, wanted: str) -> HttpResponse:
    """Answer with a file, and have its leaving written down."""
    if wanted not in exports.WRITERS or not request.actor.may("incidents.export"):
        raise NotYours
    heads = [_("What happened"), _("Who did it"), *quarter_heads()]
    kind = ""
    cells: list[list[object]] = []
    for row in rows:
        kind = str(row.label) if row.is_total else kind
        office = _("all") if row.is_total else row.label
        figures = [HIDDEN if figure is None else figure for figure in row.figures]
        cells.append([kind, office, *figures])
    operations.note_export(actor=request.actor, count=len(cells), verb="incidents.counted")
    return exports.WRITERS[wanted](heads, cells, f"incidents-{year}")
