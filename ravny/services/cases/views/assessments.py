"""An assessment: begun, answered bit by bit, finished; its result, and what it found."""

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

from ..forms.assessment import AnswerForm, BeginForm
from ..operations import assessing
from ..pages import assessment as pages
from ..pages import found as found_pages
from ..pages.case import head_of
from ..queries.assessments import get_assessment_for
from ..questionnaires.shelf import offered, questionnaire_of, shelf
from . import to_case, working_case


@staff_page("cases.work")
def begin(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Choose a questionnaire and begin it."""
    case = working_case(request, case_id)
    form = BeginForm(offered(), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["questionnaire"]
        begun = assessing.begin_assessment(actor=request.actor, case_id=case_id, questionnaire=code)
        return HttpResponseRedirect(reverse("cases:answer", args=[begun]))
    context = {
        **head_of(request.actor, case),
        "title": _("Begin an assessment"),
        "submit": _("Begin"),
        "back_url": reverse("cases:case", args=[case_id]),
        "problems": shelf().problems,
    }
    return render_form(request, "cases/assessment_begin.html", form, context)


@staff_page("cases.work")
def answer(request: StaffRequest, assessment_id: UUID) -> HttpResponse:
    """Answer a questionnaire: all at once, or bit by bit."""
    row, case = get_assessment_for(request.actor, assessment_id)
    asked = questionnaire_of(row.questionnaire, row.version)
    if asked is None or not pages.may_answer(request.actor, case, row):
        raise NotYours
    sent = request.POST if request.method == "POST" else None
    form = pages.form_for(case, row, asked, sent)
    if form.is_bound and form.is_valid():
        try:
            return _keep(request, assessment_id, form)
        except DomainError as error:
            form.add_domain_error(error)
    context = pages.answer_context(request.actor, case, row, asked, form)
    return render_form(request, "cases/assessment_answer.html", form, context)


def _keep(request: StaffRequest, assessment_id: UUID, form: AnswerForm) -> HttpResponse:
    """Keep the answers, then go where the button leads; DomainError for what is refused."""
    here = reverse("cases:answer", args=[assessment_id])
    go = request.POST.get("go", "")
    opened = assessing.keep_answers(
        actor=request.actor,
        assessment_id=assessment_id,
        answers=form.answers(),
        asked=request.POST.getlist("asked"),
        note=form.cleaned_data["note"],
        finish=go == "finish",
    )
    if go == "later":
        _row, case = get_assessment_for(request.actor, assessment_id)
        return to_case(request, case.case_id, _("Kept. You can go on whenever you like."))
    if opened:
        say(request, _("These answers open more questions."))
        return HttpResponseRedirect(f"{here}#q-{opened[0]}")
    if go != "finish":
        return HttpResponseRedirect(f"{here}#s-{go}" if go in _sections(form) else here)
    return HttpResponseRedirect(reverse("cases:assessment", args=[assessment_id]))


def _sections(form: AnswerForm) -> set[str]:
    return {section.code for section in form.asked.sections}


@staff_page("cases.view")
def assessment(request: StaffRequest, assessment_id: UUID) -> HttpResponse:
    """Show what an assessment came to."""
    row, case = get_assessment_for(request.actor, assessment_id)
    if not row.finished_on and pages.may_answer(request.actor, case, row):
        return HttpResponseRedirect(reverse("cases:answer", args=[row.id]))
    context = found_pages.result_context(request.actor, case, row, request.GET.get("with", ""))
    return render(request, "cases/assessment.html", context)


@staff_page("cases.work")
@require_POST
def take(request: StaffRequest, assessment_id: UUID) -> HttpResponse:
    """Put what the answers suggest into the case, with one press."""
    row, case = get_assessment_for(request.actor, assessment_id)
    working_case(request, case.case_id)
    found = found_pages.found_in(row)
    form = found_pages.findings_form(request.actor, case, found, request.POST)
    if not form.is_valid():
        context = found_pages.result_context(request.actor, case, row, "") | {"find_form": form}
        return render(request, "cases/assessment.html", context, status=UNPROCESSABLE)
    added = assessing.take_findings(
        actor=request.actor,
        assessment_id=assessment_id,
        requests=form.cleaned_data.get("requests", ()),
        circumstances=form.cleaned_data.get("circumstances", ()),
    )
    words = _("Added to the case.") if added else _("Nothing new was chosen.")
    return to_case(request, case.case_id, words)
