"""The list of cases, one case, opening one, its stages, whereabouts and situation."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations
from ..forms.opening import OpenForm
from ..forms.places import SituationForm, WhereForm
from ..pages.case import case_context, head_of, stages_context
from ..pages.listing import cases_for
from ..pages.opening import client_asked, first_answers, open_context
from . import to_case, working_case


@staff_page("cases.view")
def listing(request: StaffRequest) -> HttpResponse:
    """Show the cases this person may see."""
    return cases_for(request.actor).respond(request)


@staff_page("cases.view")
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Show one case."""
    return render(request, "cases/case.html", case_context(request.actor, case_id))


@staff_page("cases.view")
def stages(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Show the way of a case through its stages."""
    return render(request, "cases/stages.html", stages_context(request.actor, case_id))


@staff_page("cases.open")
def open_case(request: StaffRequest) -> HttpResponse:
    """Open a case of a client."""
    actor = request.actor
    client = client_asked(actor, request.GET)
    first = first_answers(actor, client, request.GET)
    form = OpenForm(
        actor, client, request.POST if request.method == "POST" else None, initial=first
    )
    if form.is_bound and form.is_valid():
        try:
            case_id = operations.open_case(actor=actor, facts=form.facts(client))
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The case is open."))
            return HttpResponseRedirect(reverse("cases:case", args=[case_id]))
    return render_form(request, "cases/open.html", form, open_context(actor, client))


@staff_page("cases.work")
def where(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Write where the client is."""
    case = working_case(request, case_id)
    form = WhereForm(request.actor, case, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            operations.change_whereabouts(
                actor=request.actor, case_id=case_id, facts=form.whereabouts()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return to_case(request, case_id)
    return render_form(request, "cases/where.html", form, head_of(request.actor, case))


@staff_page("cases.work")
def situation(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Write what makes the situation."""
    case = working_case(request, case_id)
    form = SituationForm(case, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            operations.change_circumstances(
                actor=request.actor, case_id=case_id, **form.cleaned_data
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return to_case(request, case_id)
    return render_form(request, "cases/situation.html", form, head_of(request.actor, case))
