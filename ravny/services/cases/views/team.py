"""The pages of a case's team: who serves, who is asked in, who leaves."""

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

from .. import operations
from ..forms.team import DutyForm, JoinForm
from ..pages.case import head_of
from ..pages.team import member_for, team_context
from ..queries import possible_members
from . import done, working_case


@staff_page("cases.view")
def team(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Show who carries a case with whom."""
    return render(request, "cases/team.html", team_context(request.actor, case_id))


@staff_page("cases.open")
def join(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Ask somebody into the team of a case."""
    actor, case = request.actor, working_case(request, case_id)
    people = possible_members(actor)
    form = JoinForm(people, request.POST if request.method == "POST" else None)
    if done(form, lambda: operations.join(actor=actor, case_id=case_id, facts=form.facts())):
        return _to_team(request, case_id, _("They serve in this case now."))
    return render_form(request, "cases/join.html", form, head_of(actor, case))


@staff_page("cases.open")
def duty(request: StaffRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    """Let somebody of the team do something else, or stay longer."""
    actor, case = request.actor, working_case(request, case_id)
    member = member_for(actor, case_id, member_id)
    form = DutyForm(member, request.POST if request.method == "POST" else None)

    def change() -> None:
        operations.change_duty(actor=actor, case_id=case_id, duty=member.duty, facts=form.facts())

    if done(form, change):
        return _to_team(request, case_id, _("Written down."))
    context = {**head_of(actor, case), "member": member}
    return render_form(request, "cases/duty.html", form, context)


@staff_page("cases.work")
@require_POST
def leave(request: StaffRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    """End somebody's duty in a case."""
    actor = request.actor
    member = member_for(actor, case_id, member_id)
    try:
        operations.leave(
            actor=actor, case_id=case_id, account_id=member.account_id, duty=member.duty
        )
    except DomainError as error:
        say(request, str(error.message))
        return HttpResponseRedirect(reverse("cases:team", args=[case_id]))
    if member.account_id == actor.account_id:
        say(request, _("You left the case."))
        return HttpResponseRedirect(reverse("cases:list"))
    return _to_team(request, case_id, _("They left. New keys are due."))


def _to_team(request: StaffRequest, case_id: UUID, words: str) -> HttpResponse:
    say(request, words)
    return HttpResponseRedirect(reverse("cases:team", args=[case_id]))
