"""Recording tests at a desk, and choosing the step after a reactive one."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import UNPROCESSABLE, render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, pages
from ..forms.sheet import Sheet
from ..stepping import NextStepPage


@staff_page("testing.record")
def record(request: StaffRequest) -> HttpResponse:
    """Write down what one person was tested for; one test for each infection."""
    met = pages.meeting_of(request.actor, request.GET)
    first = pages.first_answers(request.actor, request.GET, met)
    sheet = Sheet(request.actor, request.POST if request.method == "POST" else None, first)
    if sheet.is_ready and _saved(request, sheet, met.id if met else None):
        say(request, _("The tests are recorded."))
        return HttpResponseRedirect(pages.after_recording(sheet))
    wrong = sheet.saving or (sheet.is_bound and not sheet.who.is_valid())
    status = UNPROCESSABLE if wrong else 200
    return render(request, "testing/record.html", {"form": sheet}, status=status)


def _saved(request: StaffRequest, sheet: Sheet, encounter_id: UUID | None) -> bool:
    """Record every test of the page or none of them."""
    block, tests = sheet.blocks[0], sheet.tests(encounter_id)
    try:
        with transaction.atomic():
            for block, facts in tests:  # noqa: B007  # the refused one's block is wanted below
                operations.record_test(actor=request.actor, facts=facts)
    except DomainError as error:
        sheet.add_domain_error(block, error)
        return False
    return True


@staff_page("testing.record")
def next_step(request: StaffRequest, test_id: UUID) -> HttpResponse:
    """Choose the step after a reactive result, together with the client."""
    page = NextStepPage(request.actor, test_id, request.GET)
    if not page.is_open:
        return HttpResponseRedirect(page.after())
    form = page.form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            operations.choose_step(actor=request.actor, test_id=test_id, chosen=page.chosen(form))
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The step is recorded."))
            return HttpResponseRedirect(page.after())
    return render_form(request, "testing/next_step.html", form, page.context(form))
