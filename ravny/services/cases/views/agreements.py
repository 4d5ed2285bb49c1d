"""What was agreed with a client: a talk about treatment, an agreement, what became of it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from ravny.core.kit.views import UNPROCESSABLE, render_form
from ravny.core.staff.access import StaffRequest, staff_page

from ..forms.agreement import LookForm, TalkForm
from ..operations import agreeing
from ..pages import agreement as pages
from ..queries.agreements import get_agreement_for
from . import done, to_case, working_case


@staff_page("cases.work")
def talk(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Write down a talk about treatment: readiness, confidence, barriers, what was agreed."""
    return _write(request, case_id, motivation=True)


@staff_page("cases.work")
def agree_upon(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Write down another agreement with the client."""
    return _write(request, case_id, motivation=False)


def _write(request: StaffRequest, case_id: UUID, *, motivation: bool) -> HttpResponse:
    case = working_case(request, case_id)
    sent = request.POST if request.method == "POST" else None
    form = TalkForm(case_id, sent, motivation=motivation)
    if done(form, lambda: agreeing.write_agreement(actor=request.actor, agreed=form.agreed())):
        return to_case(request, case_id)
    context = pages.talk_context(request.actor, case, motivation=motivation)
    return render_form(request, "cases/agreement_new.html", form, context)


@staff_page("cases.view")
def agreement(request: StaffRequest, agreement_id: UUID) -> HttpResponse:
    """Show one agreement; write down what became of it."""
    row, case = get_agreement_for(request.actor, agreement_id)
    if request.method != "POST":
        context = pages.agreement_context(request.actor, case, row)
        return render(request, "cases/agreement.html", context)
    working_case(request, case.case_id)
    form = LookForm(request.POST)

    def look() -> None:
        agreeing.look_at_agreement(
            actor=request.actor, agreement_id=agreement_id, **form.cleaned_data
        )

    if done(form, look):
        return to_case(request, case.case_id)
    context = pages.agreement_context(request.actor, case, row, form)
    return render(request, "cases/agreement.html", context, status=UNPROCESSABLE)
