"""One's own workload, everybody's in sums, the limits, and how it is counted."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.core.staff.queries import get_person_for

from ..forms.load import LimitForm, MonthForm
from ..operations import loading
from ..pages.load import counted_context, own_context, workload_context
from ..queries.load import limits


@staff_page("supervision.own")
def own(request: StaffRequest) -> HttpResponse:
    """Show one's own workload and hours; having looked lets the coordinator see the sum."""
    loading.note_seen(actor=request.actor)
    return render(request, "supervision/own.html", own_context(request.actor))


@staff_page("supervision.own")
def counted(request: StaffRequest) -> HttpResponse:
    """Explain how a workload is counted."""
    return render(request, "supervision/counted.html", counted_context(request.actor))


@staff_page("supervision.lead")
def workload(request: StaffRequest) -> HttpResponse:
    """Show sums of what everybody carries."""
    form = MonthForm(request.GET)
    asked = form.cleaned_data["month"] if form.is_valid() else None
    month = min(asked or today(), today()).replace(day=1)
    return render(request, "supervision/workload.html", workload_context(request.actor, month))


@staff_page("supervision.lead")
def limit(request: StaffRequest, account_id: UUID | None = None) -> HttpResponse:
    """Say how much everybody, or one colleague, may carry."""
    house, one = limits(request.actor.organisation_id)
    known = one.get(account_id, house) if account_id else house
    name = get_person_for(request.actor, account_id).pseudonym if account_id else ""
    known_values = {"points": known.points, "evenings": known.evenings}
    form = LimitForm(request.POST if request.method == "POST" else None, initial=known_values)
    back = reverse("supervision:workload")
    if form.is_bound and form.is_valid():
        try:
            loading.set_limit(actor=request.actor, account_id=account_id, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved."))
            return HttpResponseRedirect(back)
    title = _("Limit of %(name)s") % {"name": name} if name else _("Limit for everybody")
    context = {"title": title, "back_url": back, "back_label": _("Workload")}
    return render_form(request, "kit/form.html", form, context)
