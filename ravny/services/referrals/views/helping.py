"""Interpreters, places in hospital, several steps at once: the pages beside a referral."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import UNPROCESSABLE
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations
from ..forms.helping import (
    BedAnswerForm,
    BedForm,
    ClientSaysForm,
    GiveUpForm,
    InterpreterAnswerForm,
)
from ..pages import helping as help_pages
from ..pages import interpreting as interpreting_pages


def _there(name: str, *args: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"referrals:{name}", args=args))


@staff_page("referrals.edit")
def interpreter(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Ask somebody to interpret: colleagues who speak the language stand first."""
    page = interpreting_pages.booking_page(request.actor, referral_id, request.GET)
    form = page.form(request.POST if request.method == "POST" else None)
    if form is not None and form.is_bound and form.is_valid():
        try:
            operations.book_interpreter(
                actor=request.actor,
                referral_id=referral_id,
                interpreting_id=form.cleaned_data["record_id"],
                facts=form.facts(page.language),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The interpreter is asked."))
            return _there("referral", referral_id)
    status = UNPROCESSABLE if form is not None and form.is_bound else 200
    context = {**page.context, "form": form}
    return render(request, "referrals/interpreter.html", context, status=status)


@staff_page("referrals.interpret")
def interpreting(request: StaffRequest, interpreting_id: UUID) -> HttpResponse:
    """Show a booking to whoever interprets, and to whoever asked; write down the answer."""
    refused = ""
    if request.method == "POST":
        form = InterpreterAnswerForm(request.POST)
        try:
            if form.is_valid():
                operations.answer_interpreting(
                    actor=request.actor,
                    interpreting_id=interpreting_id,
                    state=form.cleaned_data["state"],
                )
                say(request, _("Written down."))
                return _there("interpreting", interpreting_id)
            refused = _("Choose one of the list.")
        except DomainError as error:
            refused = str(error)
    context = interpreting_pages.interpreting_context(request.actor, interpreting_id)
    status = UNPROCESSABLE if refused else 200
    context["refused"] = refused
    return render(request, "referrals/interpreting.html", context, status=status)


@staff_page("referrals.edit")
@require_POST
def client_says(request: StaffRequest, interpreting_id: UUID) -> HttpResponse:
    """Write down what the client says of an interpreter."""
    form = ClientSaysForm(request.POST)
    if form.is_valid():
        try:
            operations.note_client_says(
                actor=request.actor, interpreting_id=interpreting_id, **form.cleaned_data
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Written down."))
            return _there("interpreting", interpreting_id)
    context = interpreting_pages.interpreting_context(request.actor, interpreting_id, form)
    return render(request, "referrals/interpreting.html", context, status=UNPROCESSABLE)


@staff_page("referrals.view")
def hospital(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Show the search for a place in hospital: what was answered and who is asked next."""
    context = help_pages.hospital_context(request.actor, referral_id)
    return render(request, "referrals/hospital.html", context)


def _hospital_again(
    request: StaffRequest, referral_id: UUID, form: BedForm | BedAnswerForm | GiveUpForm
) -> HttpResponse:
    context = help_pages.hospital_context(request.actor, referral_id, form)
    return render(request, "referrals/hospital.html", context, status=UNPROCESSABLE)


@staff_page("referrals.edit")
@require_POST
def look_for_bed(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Begin to look for a place."""
    form = BedForm(request.POST)
    if form.is_valid():
        try:
            operations.open_bed_request(
                actor=request.actor,
                referral_id=referral_id,
                request_id=form.cleaned_data["record_id"],
                facts=form.facts(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return _there("hospital", referral_id)
    return _hospital_again(request, referral_id, form)


@staff_page("referrals.edit")
@require_POST
def bed_answer(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Write down what one hospital said."""
    form = BedAnswerForm(help_pages.offered(request.actor, referral_id), request.POST)
    if form.is_valid():
        try:
            operations.record_bed_answer(
                actor=request.actor,
                referral_id=referral_id,
                reply_id=form.cleaned_data["record_id"],
                facts=form.facts(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The answer is written down."))
            return _there("hospital", referral_id)
    return _hospital_again(request, referral_id, form)


@staff_page("referrals.edit")
@require_POST
def give_up_bed(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Stop looking for a place."""
    form = GiveUpForm(request.POST)
    if form.is_valid():
        try:
            operations.give_up_bed(
                actor=request.actor, referral_id=referral_id, day=form.cleaned_data["day"]
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Nobody looks for a place any more."))
            return _there("hospital", referral_id)
    return _hospital_again(request, referral_id, form)
