"""The whole plan, its history, templates, the client's word to it, its review, the paper."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.forms import Form
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.core.staff.queries import pseudonyms

from .. import presence
from ..forms.plan import AgreeForm, ReviewForm, TemplateForm
from ..operations.planning import PlanMoved
from ..operations.planning_agreed import agree_plan, review_plan
from ..operations.planning_template import lay_on
from ..pages.plan import (
    history_context,
    in_words,
    plan_context,
    template_rows,
    templates_context,
)
from ..pages.plan_paper import paper_context, paper_form
from ..plans.catalogue import catalogue
from ..queries.gate import get_case_for
from ..queries.plan import changes_of, plan_of
from ..types import CaseFact, StepState
from . import working_case


def sent(request: StaffRequest) -> Any:
    """Return what was posted, None on the way there."""
    return request.POST if request.method == "POST" else None


def to_plan(case_id: UUID, back: str = "") -> HttpResponse:
    """Go to the plan, or back to the case whose page the button stood on."""
    name = "cases:case" if back == "case" else "cases:plan"
    return HttpResponseRedirect(reverse(name, args=[case_id]))


def saved(
    request: StaffRequest, case: CaseFact, form: Form, change: Callable[[], None], words: str
) -> HttpResponse | None:
    """Do what a valid form asks and go to the plan; None with the fault on the form else.

    Whom somebody overtook is shown what changed since, and may save all the same by a press.
    """
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        change()
    except PlanMoved as error:
        form.add_domain_error(error)
        since = changes_of(request.actor, case.case_id, since=form.cleaned_data["drawn_from"])
        form.moved = {  # type: ignore[attr-defined]  # for the page of this one answer
            "version": error.version,
            "changes": in_words(request.actor, since),
        }
        return None
    except DomainError as error:
        form.add_domain_error(error)
        return None
    presence.leave(case.case_id, request.actor.account_id)
    say(request, words)
    return to_plan(case.case_id)


def edit_page(
    request: StaffRequest,
    case: CaseFact,
    form: Form,
    change: Callable[[], None],
    words: str,
    *,
    template: str = "cases/plan_form.html",
    **context: Any,
) -> HttpResponse:
    """Answer a page on which a plan is changed; who has it open is noted for the colleagues."""
    answer = saved(request, case, form, change, words)
    if answer is not None:
        return answer
    presence.note(case.case_id, request.actor.account_id)
    context |= {
        "case": case,
        "back_url": reverse("cases:plan", args=[case.case_id]),
        "watch": watched(request, case, case.plan_version),
    }
    return render_form(request, template, form, context)


def watched(request: StaffRequest, case: CaseFact, version: int) -> dict[str, Any]:
    """Return who else changes the plan now, and what changed since a version."""
    actor = request.actor
    others = presence.others(case.case_id, actor.account_id)
    names = pseudonyms(actor) if others else {}
    changes = changes_of(actor, case.case_id, since=version) if case.plan_version > version else []
    return {
        "editing": ", ".join(names.get(one, "") for one in others),
        "changes": [one for one in in_words(actor, changes) if one.who != actor.pseudonym],
        "url": f"{reverse('cases:plan_watch', args=[case.case_id])}?version={version}",
    }


@staff_page("cases.view")
def plan(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Show the whole plan."""
    case = get_case_for(request.actor, case_id)
    return render(request, "cases/plan.html", plan_context(request.actor, case))


@staff_page("cases.view")
def history(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Show every change of the plan: who, when, why, what."""
    case = get_case_for(request.actor, case_id)
    return render(request, "cases/plan_history.html", history_context(request.actor, case))


@staff_page("cases.work")
def watch(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Answer the edit pages' asking: who else is at it, and did the plan change."""
    case = working_case(request, case_id)
    presence.note(case_id, request.actor.account_id)
    asked = request.GET.get("version", "")
    version = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0
    context = {"watch": watched(request, case, min(version, case.plan_version))}
    return render(request, "cases/plan_watch.html", context)


@staff_page("cases.work")
def templates(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Show the templates, those for this situation first."""
    case = working_case(request, case_id)
    return render(request, "cases/plan_templates.html", templates_context(case))


@staff_page("cases.work")
def template(request: StaffRequest, case_id: UUID, template: str) -> HttpResponse:
    """Show a template's steps to choose from, and lay it on the plan."""
    case = working_case(request, case_id)
    known = catalogue().templates.get(template)
    if known is None:
        raise NotYours
    actor, steps = request.actor, plan_of(request.actor, case_id).steps
    present = [one.code for one in steps if one.state != StepState.DROPPED]
    form = TemplateForm(case, known, present, sent(request))

    def change() -> None:
        days, amendment = form.days(), form.amendment()
        lay_on(actor=actor, case_id=case_id, template=template, days=days, amendment=amendment)

    return edit_page(
        request,
        case,
        form,
        change,
        _("The template is laid on the plan."),
        template="cases/plan_template.html",
        known=known,
        rows=template_rows(known, form, present),
    )


@staff_page("cases.work")
def agree(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Write down that the client agrees to the plan."""
    case = working_case(request, case_id)
    form = AgreeForm(case, sent(request))

    def change() -> None:
        facts = dict(form.cleaned_data)
        agreement_id = facts.pop("record_id")
        agree_plan(actor=request.actor, case_id=case_id, agreement_id=agreement_id, **facts)

    answer = saved(request, case, form, change, _("The client's word is written down."))
    context = plan_context(request.actor, case)
    context["back_url"] = reverse("cases:plan", args=[case_id])
    return answer or render_form(request, "cases/plan_agree.html", form, context)


@staff_page("cases.work")
def review(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Look the plan over: nothing to change, or go and change it."""
    case = working_case(request, case_id)
    form = ReviewForm(case, sent(request))

    def change() -> None:
        review_plan(actor=request.actor, case_id=case_id, **form.cleaned_data)

    answer = saved(request, case, form, change, _("The plan was looked over."))
    context = plan_context(request.actor, case)
    context["back_url"] = reverse("cases:plan", args=[case_id])
    return answer or render_form(request, "cases/plan_review.html", form, context)


@staff_page("cases.view")
def paper(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Show the client's own list to print, in their language."""
    case = get_case_for(request.actor, case_id)
    form, steps = paper_form(request.actor, case, request.GET)
    context = {"case": case, **paper_context(form, steps)}
    return render_form(request, "cases/client_plan.html", form, context)
