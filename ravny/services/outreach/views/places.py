"""Sites with their safety notes, routes, and the mobile clinic's timetable."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, pages
from ..forms import RouteForm, SafetyForm, StandForm, minute_of
from ..queries import get_route_for, timetable

BACK = "outreach:sites"


@staff_page("outreach.view")
def sites(request: StaffRequest) -> HttpResponse:
    """Show sites and routes."""
    return render(request, "outreach/sites.html", pages.sites_context(request.actor))


@staff_page("outreach.view")
def reach(request: StaffRequest) -> HttpResponse:
    """Show whom outreach reached lately, by network and language."""
    return render(request, "outreach/reach.html", pages.reach_context(request.actor))


@staff_page("outreach.view")
def site(request: StaffRequest, site_id: UUID) -> HttpResponse:
    """Show a site with its safety notes, and take a new note."""
    form = SafetyForm(request.POST if request.method == "POST" else None)
    context = pages.site_context(request.actor, site_id, form)
    if form.is_bound and form.is_valid():
        try:
            operations.add_safety_note(
                actor=request.actor,
                note_id=form.cleaned_data["record_id"],
                site_id=site_id,
                text=form.cleaned_data["text"],
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The note is kept."))
            return HttpResponseRedirect(reverse("outreach:site", args=[site_id]))
    return render_form(request, "outreach/site.html", form, context)


@staff_page("outreach.plan")
def edit_route(request: StaffRequest, route_id: UUID | None = None) -> HttpResponse:
    """Make a route or change it."""
    first = pages.route_values(*get_route_for(request.actor, route_id)) if route_id else {}
    form = RouteForm(
        request.actor, request.POST if request.method == "POST" else None, initial=first
    )
    if form.is_bound and form.is_valid():
        try:
            operations.save_route(
                actor=request.actor,
                route_id=route_id or form.cleaned_data["record_id"],
                label=form.cleaned_data["label"],
                team_id=UUID(form.cleaned_data["team"]),
                site_ids=form.stops(),
                active=form.cleaned_data["active"],
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved."))
            return HttpResponseRedirect(reverse(BACK))
    title = _("Change the route") if route_id else _("A new route")
    context = {"title": title, "back_url": reverse(BACK), "back_label": _("Sites")}
    return render_form(request, "kit/form.html", form, context)


@staff_page("outreach.view")
def stands(request: StaffRequest) -> HttpResponse:
    """Show the mobile clinic's timetable; prints as a neutral page."""
    days = pages.timetable_days(timetable(request.actor))
    context = {"days": days, "may_plan": request.actor.may("outreach.plan")}
    return render(request, "outreach/timetable.html", context)


@staff_page("outreach.view")
def stands_paper(request: StaffRequest) -> HttpResponse:
    """Show the timetable for paper: weekdays, hours and labels, nobody's name."""
    context = {"days": pages.timetable_days(timetable(request.actor))}
    return render(request, "outreach/timetable_paper.html", context)


@staff_page("outreach.plan")
def add_stand(request: StaffRequest) -> HttpResponse:
    """Put a regular stop into the timetable."""
    form = StandForm(request.actor, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            operations.save_stand(
                actor=request.actor,
                stand_id=data["record_id"],
                site_id=UUID(data["site"]),
                weekday=int(data["weekday"]),
                start=minute_of(data["start"]),
                end=minute_of(data["end"]),
                valid_from=data["valid_from"],
                valid_to=data["valid_to"],
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("It stands in the timetable."))
            return HttpResponseRedirect(reverse("outreach:timetable"))
    context = {"title": _("A regular stop"), "back_url": reverse("outreach:timetable")}
    return render_form(request, "kit/form.html", form, context)


@staff_page("outreach.plan")
@require_POST
def remove_stand(request: StaffRequest, stand_id: UUID) -> HttpResponse:
    """Take a regular stop off the timetable."""
    operations.remove_stand(actor=request.actor, stand_id=stand_id)
    say(request, _("It is off the timetable."))
    return HttpResponseRedirect(reverse("outreach:timetable"))
