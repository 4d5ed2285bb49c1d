"""The end of a case: proposing it, agreeing or giving it back, opening a case again."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.toasts import say
from ravny.core.kit.views import UNPROCESSABLE, render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.core.vault.queries import circle_of

from ..forms.exit import AnswerForm, ReopenForm
from ..operations import ending
from ..pages import exit as pages
from ..queries.exits import get_exit_for, may_end
from ..queries.gate import get_case_for


def _to_case(case_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("cases:case", args=[case_id]))


@staff_page("cases.work")
def propose(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Propose the end of a case, and say what becomes of everything open."""
    case = get_case_for(request.actor, case_id)
    if not case.is_open or not may_end(request.actor, case):
        raise NotYours
    form = pages.exit_form(request.actor, case, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            ending.propose_exit(actor=request.actor, facts=form.facts(case_id))
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Proposed. Somebody else has to agree."))
            return _to_case(case_id)
    context = {"title": _("Propose the end of the case"), **pages.back_to(case)}
    return render_form(request, "cases/exit.html", form, context)


@staff_page("cases.view")
def proposal(request: StaffRequest, exit_id: UUID) -> HttpResponse:
    """Show what was proposed, to agree or to give back."""
    found, case = get_exit_for(request.actor, exit_id)
    context = pages.proposal_context(request.actor, found, case)
    return render(request, "cases/exit_proposal.html", context)


def _decide(
    request: StaffRequest, exit_id: UUID, decide: Callable[[], None], words: str
) -> HttpResponse:
    """Do what somebody decided; what is refused stands above the proposal."""
    form = None
    try:
        decide()
    except DomainError as error:
        found, case = get_exit_for(request.actor, exit_id)
        context = pages.proposal_context(request.actor, found, case, form)
        context["refused"] = error.message
        return render(request, "cases/exit_proposal.html", context, status=UNPROCESSABLE)
    say(request, words)
    return _to_case(get_exit_for(request.actor, exit_id)[1].case_id)


@staff_page("cases.agree")
@require_POST
def agree(request: StaffRequest, exit_id: UUID) -> HttpResponse:
    """Agree to the end of a case."""

    def decide() -> None:
        ending.agree_exit(actor=request.actor, exit_id=exit_id)

    return _decide(request, exit_id, decide, _("The case has ended."))


@staff_page("cases.work")
@require_POST
def give_back(request: StaffRequest, exit_id: UUID) -> HttpResponse:
    """Give a proposal back with an answer, or take back one's own."""
    found, case = get_exit_for(request.actor, exit_id)
    form = AnswerForm(exit_id, circle_of("case", case.case_id), request.POST)
    if found.proposed_by_id == request.actor.account_id:
        form.fields["answer"].required = False
    if not form.is_valid():
        context = pages.proposal_context(request.actor, found, case, form)
        return render(request, "cases/exit_proposal.html", context, status=UNPROCESSABLE)

    def decide() -> None:
        answer = form.cleaned_data["answer"]
        ending.return_exit(actor=request.actor, exit_id=exit_id, answer=answer)

    return _decide(request, exit_id, decide, _("The proposal is given back."))


@staff_page("cases.work")
def reopen(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Open an ended case again."""
    case = get_case_for(request.actor, case_id)
    if case.is_open or not may_end(request.actor, case):
        raise NotYours
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            ending.reopen_case(actor=request.actor, case_id=case_id, why=form.cleaned_data["why"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The case is open again."))
            return _to_case(case_id)
    lead = _("The team, the plan and the words are as they were left.")
    context = {"title": _("Open the case again"), "lead": lead, **pages.back_to(case)}
    return render_form(request, "kit/form.html", form, context)
