"""Today: what there is to do, how it is ordered, what is put aside."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ravny.core.kit.clock import today as this_day
from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations
from ..forms import AsideForm
from ..harms import harm_of
from ..ranking import DAYS_NOT_KNOWN, most_days
from ..today import day_of, due_for, explained
from ..types import REMEMBERED


@require_safe
@staff_page()
def today(request: StaffRequest) -> HttpResponse:
    """Show what to do today, worst first."""
    day = day_of(request.actor)
    if request.session.get(REMEMBERED) != day.count:
        request.session[REMEMBERED] = day.count
    return render(request, "desk/today.html", {"list": day, "day": this_day()})


@require_safe
@staff_page()
def order(request: StaffRequest) -> HttpResponse:
    """Explain how *Today* is ordered."""
    context = {"harms": explained(request.actor), "week": DAYS_NOT_KNOWN["week"]}
    return render(request, "desk/order.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def put_aside(request: StaffRequest, row_id: UUID) -> HttpResponse:
    """Ask why and until when, and hide the row until then."""
    due = due_for(request.actor, row_id)
    form = AsideForm(request.POST or None, most=most_days(due.row))
    if request.method == "POST" and form.is_valid():
        try:
            operations.put_aside(actor=request.actor, due=due, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Put aside. It comes back by itself."))
            return redirect("desk:today")
    harm = harm_of(due.row.harm)
    context = {"row": due.row, "harm": harm, "back_url": reverse("desk:today")}
    return render_form(request, "desk/put_aside.html", form, context)


@require_POST
@staff_page()
def bring_back(request: StaffRequest, row_id: UUID) -> HttpResponseRedirect:
    """Show a row again."""
    operations.bring_back(actor=request.actor, row_id=row_id)
    return redirect("desk:today")
