"""Goals and steps: adding, changing, dropping, doing."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import UNPROCESSABLE
from ravny.core.staff.access import StaffRequest, staff_page

from ..forms.plan import AmendForm, ChangeGoalForm, GoalForm, PlaceForm, StepForm
from ..operations import planning, planning_doing, planning_order
from ..pages.plan import plan_context
from ..pages.plan_steps import step_choices
from ..plans.catalogue import goal_label, step_label
from ..queries.plan import goal_for, step_for
from ..types import CaseFact
from . import working_case
from .plan import edit_page, sent, to_plan


@staff_page("cases.work")
def add_goal(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Add a goal to the plan."""
    case = working_case(request, case_id)
    form = GoalForm(case, sent(request))

    def change() -> None:
        planning.add_goal(
            actor=request.actor,
            case_id=case_id,
            goal_id=form.cleaned_data["record_id"],
            facts=form.facts(),
            amendment=form.amendment(),
        )

    return edit_page(
        request, case, form, change, _("The goal is in the plan."), title=_("Add a goal")
    )


@staff_page("cases.work")
def goal(request: StaffRequest, goal_id: UUID) -> HttpResponse:
    """Change a goal."""
    row = goal_for(request.actor, goal_id)
    case = working_case(request, row.case_id)
    form = ChangeGoalForm(case, row, sent(request))

    def change() -> None:
        planning.change_goal(
            actor=request.actor, goal_id=goal_id, facts=form.facts(), amendment=form.amendment()
        )

    return edit_page(
        request,
        case,
        form,
        change,
        _("The plan is changed."),
        title=_("Change a goal"),
        what=goal_label(row.code),
    )


@staff_page("cases.work")
def drop_goal(request: StaffRequest, goal_id: UUID) -> HttpResponse:
    """Drop a goal with its open steps, and say why."""
    row = goal_for(request.actor, goal_id)
    case = working_case(request, row.case_id)
    form = AmendForm(case, sent(request))

    def change() -> None:
        planning.drop_goal(actor=request.actor, goal_id=goal_id, amendment=form.amendment())

    return edit_page(
        request,
        case,
        form,
        change,
        _("The goal is dropped."),
        title=_("Drop a goal"),
        what=goal_label(row.code),
        lead=_("Its open steps are dropped with it. What was done stays."),
    )


@staff_page("cases.work")
def add_step(request: StaffRequest, goal_id: UUID) -> HttpResponse:
    """Add a step to a goal."""
    row = goal_for(request.actor, goal_id)
    case = working_case(request, row.case_id)
    form = StepForm(case, step_choices(request.actor, case, goal=row), sent(request))

    def change() -> None:
        planning.add_step(
            actor=request.actor,
            goal_id=goal_id,
            step_id=form.cleaned_data["record_id"],
            facts=form.facts(),
            amendment=form.amendment(),
        )

    page = {"title": _("Add a step"), "what": goal_label(row.code), **_ways(request, case)}
    return edit_page(request, case, form, change, _("The step is in the plan."), **page)


@staff_page("cases.work")
def step(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """Change a step."""
    row = step_for(request.actor, step_id)
    case = working_case(request, row.case_id)
    choices = step_choices(request.actor, case, step=row)
    form = StepForm(case, choices, sent(request), step=row)

    def change() -> None:
        planning.change_step(
            actor=request.actor, step_id=step_id, facts=form.facts(), amendment=form.amendment()
        )

    page = {"title": _("Change a step"), "what": step_label(row.code), **_ways(request, case)}
    return edit_page(request, case, form, change, _("The plan is changed."), **page)


def _ways(request: StaffRequest, case: CaseFact) -> dict[str, Any]:
    return {"refer_client": case.client_id if request.actor.may("referrals.edit") else None}


@staff_page("cases.work")
def drop_step(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """Drop a step, and say why."""
    row = step_for(request.actor, step_id)
    case = working_case(request, row.case_id)
    form = AmendForm(case, sent(request))

    def change() -> None:
        planning.drop_step(actor=request.actor, step_id=step_id, amendment=form.amendment())

    return edit_page(
        request,
        case,
        form,
        change,
        _("The step is dropped."),
        title=_("Drop a step"),
        what=step_label(row.code),
    )


def _press(request: StaffRequest, case_id: UUID, change: Any, words: str) -> HttpResponse:
    """Do what a button says; what cannot be is said above the plan."""
    case = working_case(request, case_id)
    try:
        change()
    except DomainError as error:
        context = {**plan_context(request.actor, case), "refused": str(error.message)}
        return render(request, "cases/plan.html", context, status=UNPROCESSABLE)
    say(request, words)
    return to_plan(case_id, request.POST.get("back", ""))


@staff_page("cases.work")
@require_POST
def do_step(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """Mark a step done."""

    def change() -> None:
        planning_doing.do_step(actor=request.actor, step_id=step_id)

    case_id = step_for(request.actor, step_id).case_id
    return _press(request, case_id, change, _("Done."))


@staff_page("cases.work")
@require_POST
def undo_step(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """Take back that a step is done."""

    def change() -> None:
        planning_doing.undo_step(actor=request.actor, step_id=step_id)

    case_id = step_for(request.actor, step_id).case_id
    return _press(request, case_id, change, _("Taken back."))


@staff_page("cases.work")
@require_POST
def place_step(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """Put a step above or below another of its goal."""
    form = PlaceForm(request.POST)

    def change() -> None:
        named = form.cleaned_data if form.is_valid() else {}
        above, below = named.get("above"), named.get("below")
        planning_order.place_step(
            actor=request.actor, step_id=step_id, other_id=above or below, above=bool(above)
        )

    case_id = step_for(request.actor, step_id).case_id
    return _press(request, case_id, change, _("The order is changed."))


@staff_page("cases.work")
@require_POST
def reach_goal(request: StaffRequest, goal_id: UUID) -> HttpResponse:
    """Mark a goal reached."""

    def change() -> None:
        planning_doing.reach_goal(actor=request.actor, goal_id=goal_id)

    case_id = goal_for(request.actor, goal_id).case_id
    return _press(request, case_id, change, _("The goal is reached."))


@staff_page("cases.work")
@require_POST
def reopen_goal(request: StaffRequest, goal_id: UUID) -> HttpResponse:
    """Take back that a goal is reached."""

    def change() -> None:
        planning_doing.reopen_goal(actor=request.actor, goal_id=goal_id)

    case_id = goal_for(request.actor, goal_id).case_id
    return _press(request, case_id, change, _("Taken back."))
