"""The archive of strategic cases: the table, proposing an entry, signing and withdrawing."""

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

from ..forms.archive import EntryForm
from ..operations import archiving
from ..pages.archive import archive_for, entry_facts, waiting_lines
from ..pages.exit import back_to
from ..queries.archive import facts_of_case, may_be_archived, waiting_entries
from ..queries.gate import get_case_for


@staff_page("cases.archive")
def archive(request: StaffRequest) -> HttpResponse:
    """Show the archive, as coarse as it must be."""
    return archive_for(request.actor).respond(request)


@staff_page("cases.open")
def propose_entry(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Propose an ended case for the archive."""
    case = get_case_for(request.actor, case_id)
    if not may_be_archived(request.actor, case):
        raise NotYours
    facts = facts_of_case(request.actor, case)
    sent = request.POST if request.method == "POST" else None
    form = EntryForm(sent, initial={"tools": facts.tools})
    if form.is_bound and form.is_valid():
        try:
            archiving.propose_entry(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Proposed. A second person signs."))
            return HttpResponseRedirect(reverse("cases:case", args=[case_id]))
    context = {"facts": entry_facts(facts.as_values()), **back_to(case)}
    return render_form(request, "cases/archive_entry.html", form, context)


def _waiting(request: StaffRequest, refused: object = None) -> HttpResponse:
    lines = waiting_lines(request.actor, waiting_entries(request.actor))
    context = {"entries": lines, "refused": refused}
    status = UNPROCESSABLE if refused else 200
    return render(request, "cases/archive_waiting.html", context, status=status)


@staff_page("cases.agree")
def waiting(request: StaffRequest) -> HttpResponse:
    """Show the entries that wait for a second person."""
    return _waiting(request)


@staff_page("cases.agree")
@require_POST
def sign(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Sign an entry somebody else proposed."""
    try:
        archiving.sign_entry(actor=request.actor, entry_id=entry_id)
    except DomainError as error:
        return _waiting(request, error.message)
    say(request, _("Signed."))
    return HttpResponseRedirect(reverse("cases:archive_waiting"))


@staff_page("cases.agree")
@require_POST
def withdraw(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Take an entry out of the archive."""
    archiving.withdraw_entry(actor=request.actor, entry_id=entry_id)
    say(request, _("Withdrawn."))
    return HttpResponseRedirect(reverse("cases:archive_waiting"))


@staff_page("cases.agree")
@require_POST
def propose_anew(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Let a case whose entry was withdrawn be proposed once more."""
    get_case_for(request.actor, case_id)
    try:
        archiving.propose_anew(actor=request.actor, case_id=case_id)
    except DomainError as error:
        say(request, str(error.message))
    else:
        say(request, _("The case can be proposed anew."))
    return HttpResponseRedirect(reverse("cases:case", args=[case_id]))
