"""The pages of care: one short form for each milestone, and a page for each fact."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.registries import Text
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientCard

from . import operations, pages
from .forms import CareForm, ClientForm, EndForm, LabForm, RegistrationForm, TreatmentForm
from .queries import get_care_for


def client_of(request: StaffRequest) -> ClientCard:
    """Return the client whom the address names; raises NotYours."""
    asked = ClientForm(request.GET)
    if not asked.is_valid():
        raise NotYours
    return get_client_for(request.actor, asked.cleaned_data["client"])


def to_card(client_id: UUID) -> HttpResponseRedirect:
    """Lead to a client's card."""
    return HttpResponseRedirect(reverse("desk:card", args=[client_id]))


def _page(
    request: StaffRequest, form_class: type[CareForm], write: Callable[..., None], title: Text
) -> HttpResponse:
    """Show a milestone's form, or write down what it says."""
    client = client_of(request)
    posted = request.POST if request.method == "POST" else None
    form: Any = form_class(posted, actor=request.actor, initial=pages.initial_of(request.GET))
    if form.is_bound and form.is_valid():
        try:
            write(actor=request.actor, facts=form.facts(client.client_id))
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved."))
            return to_card(client.client_id)
    context = {"title": title, "code": client.code, **pages.back_to_card(client.client_id)}
    return render_form(request, "care/record.html", form, context)


@staff_page("care.record")
def register(request: StaffRequest) -> HttpResponse:
    """Write down a registration for care."""
    title = _("Registration for care")
    return _page(request, RegistrationForm, operations.record_registration, title)


@staff_page("care.record")
def treat(request: StaffRequest) -> HttpResponse:
    """Write down that treatment began."""
    return _page(request, TreatmentForm, operations.start_treatment, _("Start of treatment"))


@staff_page("care.record")
def lab(request: StaffRequest) -> HttpResponse:
    """Write down a laboratory's result."""
    return _page(request, LabForm, operations.record_lab, _("Viral load or CD4"))


@staff_page("care.view")
def fact(request: StaffRequest, what: str, fact_id: UUID) -> HttpResponse:
    """Show one fact of care; a running treatment can be ended here, a mistake taken back."""
    found, client_id = get_care_for(request.actor, what, fact_id)
    client = get_client_for(request.actor, client_id)
    return render(request, "care/fact.html", pages.fact_context(request.actor, found, client))


@staff_page("care.record")
def end_treatment(request: StaffRequest, treatment_id: UUID) -> HttpResponse:
    """Write down that a treatment ended, and why."""
    found, client_id = get_care_for(request.actor, "treatment", treatment_id)
    if found.ended_on:
        return to_card(client_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            operations.end_treatment(
                actor=request.actor,
                treatment_id=treatment_id,
                ended_on=told["ended_on"],
                reason=told["end_reason"],
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved."))
            return to_card(client_id)
    context = {"title": _("Treatment ended"), **pages.back_to_card(client_id)}
    return render_form(request, "care/record.html", form, context)


@staff_page("care.record")
@require_POST
def void(request: StaffRequest, what: str, fact_id: UUID) -> HttpResponse:
    """Take a fact written by mistake out of every count."""
    _found, client_id = get_care_for(request.actor, what, fact_id)
    operations.void_fact(actor=request.actor, what=what, record_id=fact_id)
    say(request, _("It does not count any more."))
    return to_card(client_id)
