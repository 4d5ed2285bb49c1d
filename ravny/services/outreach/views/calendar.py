"""The calendar of shifts, and planning them."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, pages
from ..forms import CancelForm, PlanForm
from ..queries import get_shift_for
from ..types import ShiftState


@staff_page("outreach.view")
def calendar(request: StaffRequest) -> HttpResponse:
    """Show a week of shifts, or a month of them."""
    return render(request, "outreach/calendar.html", pages.calendar_context(request))


@staff_page("outreach.plan")
def plan(request: StaffRequest) -> HttpResponse:
    """Plan one shift or a row of weekly ones."""
    first = {"day": request.GET["day"]} if request.GET.get("day") else {}
    form = PlanForm(
        request.actor, request.POST if request.method == "POST" else None, initial=first
    )
    if form.is_bound and form.is_valid():
        try:
            operations.plan_shifts(
                actor=request.actor, record_id=form.cleaned_data["record_id"], plan=form.plan()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Planned."))
            day = form.cleaned_data["day"].isoformat()
            return HttpResponseRedirect(f"{reverse('outreach:calendar')}?day={day}")
    context = {
        "title": _("Plan shifts"),
        "back_url": reverse("outreach:calendar"),
        "back_label": _("Calendar"),
        "submit": _("Put on the calendar"),
    }
    return render_form(request, "kit/form.html", form, context)


@staff_page("outreach.plan")
def cancel(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """Take a planned shift off the calendar."""
    shift = get_shift_for(request.actor, shift_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            operations.cancel_shift(
                actor=request.actor, shift_id=shift_id, reason=form.cleaned_data["reason"]
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The shift is off the calendar."))
            return HttpResponseRedirect(
                f"{reverse('outreach:calendar')}?day={shift.day.isoformat()}"
            )
    planned = shift.state == ShiftState.PLANNED
    return render_form(request, "outreach/shift.html", form, pages.shift_context(shift, planned))
