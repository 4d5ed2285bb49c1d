"""The pages of the directory: the list, an entry, what was asked of an office."""

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

from . import operations, pages
from .forms import DealingForm, OutcomeForm, ServiceForm, dealing_values, service_values
from .listing import list_for
from .models import Dealing
from .queries import dealing_row, get_service_for, prices_of, service_row


def _to_service(service_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("directory:service", args=[service_id]))


@staff_page("directory.view")
def directory(request: StaffRequest) -> HttpResponse:
    """Show the entries of the house."""
    return list_for(request.actor).respond(request)


@staff_page("directory.view")
def service(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """Show one entry."""
    return render(
        request, "directory/service.html", pages.service_context(request.actor, service_id)
    )


@staff_page("directory.edit")
def edit(request: StaffRequest, service_id: UUID | None = None) -> HttpResponse:
    """Write an entry, or change it."""
    actor = request.actor
    row = service_row(actor, service_id) if service_id else None
    form = ServiceForm(
        actor,
        request.POST if request.method == "POST" else None,
        initial=service_values(row) if row else {"verified": True},
        prices=prices_of(actor.organisation_id, [row.id]).get(row.id, []) if row else [],
    )
    if form.is_bound and form.is_valid():
        identifier = service_id or form.cleaned_data["record_id"]
        try:
            operations.save_service(actor=actor, service_id=identifier, entry=form.entry())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved."))
            return _to_service(identifier)
    return render_form(request, "directory/edit.html", form, {"service": row})


@staff_page("directory.edit")
@require_POST
def verify(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """Write down that the entry is right today."""
    operations.verify_service(actor=request.actor, service_id=service_id)
    say(request, _("Checked today."))
    return _to_service(service_id)


@staff_page("directory.edit")
@require_POST
def retire(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """Take an entry out of use."""
    operations.retire_service(actor=request.actor, service_id=service_id)
    say(request, _("Nobody is sent there any more."))
    return _to_service(service_id)


@staff_page("directory.edit")
@require_POST
def restore(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """Bring an entry back into use."""
    operations.retire_service(actor=request.actor, service_id=service_id, active=True)
    say(request, _("The entry is in use again."))
    return _to_service(service_id)


@staff_page("directory.edit")
def add_dealing(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """Write down what was asked of an office."""
    return _dealing_form(request, service_id, None)


@staff_page("directory.edit")
def edit_dealing(request: StaffRequest, dealing_id: UUID) -> HttpResponse:
    """Correct what was written down."""
    row = dealing_row(request.actor, dealing_id)
    return _dealing_form(request, row.service_id, row)


def _dealing_form(request: StaffRequest, service_id: UUID, row: Dealing | None) -> HttpResponse:
    fact = get_service_for(request.actor, service_id)
    sent = request.POST if request.method == "POST" else None
    form = DealingForm(request.actor, sent, initial=dealing_values(row) if row else {})
    if form.is_bound and form.is_valid():
        identifier = row.id if row else form.cleaned_data["record_id"]
        try:
            operations.record_dealing(
                actor=request.actor, dealing_id=identifier, entry=form.entry(service_id)
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved."))
            return _to_service(service_id)
    context = {
        "title": _("What was asked of them"),
        "back_url": reverse("directory:service", args=[service_id]),
        "back_label": fact.label,
    }
    return render_form(request, "kit/form.html", form, context)


@staff_page("directory.view")
def dealing(request: StaffRequest, dealing_id: UUID) -> HttpResponse:
    """Show a dealing."""
    row = dealing_row(request.actor, dealing_id)
    form = OutcomeForm(initial={"outcome": row.outcome, "next_on": row.next_on})
    return _dealing_page(request, row, form)


@staff_page("directory.edit")
@require_POST
def settle(request: StaffRequest, dealing_id: UUID) -> HttpResponse:
    """Say what came of a dealing, or when to ask again."""
    row = dealing_row(request.actor, dealing_id)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        try:
            operations.settle_dealing(
                actor=request.actor, dealing_id=dealing_id, **form.cleaned_data
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved."))
            return _to_service(row.service_id)
    return _dealing_page(request, row, form)


def _dealing_page(request: StaffRequest, row: Dealing, form: OutcomeForm) -> HttpResponse:
    may_edit = request.actor.may("directory.edit")
    context = {**pages.dealing_context(row), "may_edit": may_edit}
    return render_form(request, "directory/dealing.html", form, context)
