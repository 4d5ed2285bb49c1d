"""The pages of what is asked for in a case."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.forms import Form
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations
from ..forms.requests import ChangeRequestForm, EndRequestForm, RequestForm, owner_choices
from ..pages.case import head_of
from ..pages.requests import request_context
from ..queries.requests import get_request_for
from ..queries.team import team_of
from ..types import CaseFact
from . import done, to_case, working_case


@staff_page("cases.work")
def add_request(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Add a request to a case."""
    case = working_case(request, case_id)
    team = team_of(request.actor, case_id)
    form = RequestForm(case, team, request.POST if request.method == "POST" else None)

    def add() -> None:
        data = form.cleaned_data
        operations.add_request(
            actor=request.actor,
            case_id=case_id,
            request_id=data["record_id"],
            kind=data["kind"],
            asked_on=data["asked_on"],
            words=data["words"],
            owner_id=UUID(data["owner"]),
        )

    if done(form, add):
        return to_case(request, case_id, _("The request is written down."))
    return render_form(request, "cases/add_request.html", form, head_of(request.actor, case))


def _change_form(
    request: StaffRequest, case: CaseFact, request_id: UUID, *data: object
) -> ChangeRequestForm:
    asked = get_request_for(request.actor, case.case_id, request_id)
    owners = owner_choices(case, team_of(request.actor, case.case_id))
    return ChangeRequestForm(case, asked, owners, *data)


@staff_page("cases.view")
def asked(request: StaffRequest, case_id: UUID, request_id: UUID) -> HttpResponse:
    """Show one request, what came of it and what may come next."""
    return _page(request, case_id, request_id, None)


def _page(
    request: StaffRequest, case_id: UUID, request_id: UUID, sent: Form | None
) -> HttpResponse:
    context = request_context(request.actor, case_id, request_id)
    case: CaseFact = context["case"]
    if context["may_work"]:
        change = sent if isinstance(sent, ChangeRequestForm) else None
        end = sent if isinstance(sent, EndRequestForm) else EndRequestForm()
        context |= {
            "change_form": change or _change_form(request, case, request_id),
            "end_form": end,
        }
    form = sent or Form()
    return render_form(request, "cases/request.html", form, context)


@staff_page("cases.work")
@require_POST
def change_request(request: StaffRequest, case_id: UUID, request_id: UUID) -> HttpResponse:
    """Put right what kind of help it is, whose task, and the words."""
    case = working_case(request, case_id)
    form = _change_form(request, case, request_id, request.POST)

    def change() -> None:
        operations.change_request(
            actor=request.actor, case_id=case_id, request_id=request_id, **form.change()
        )

    if done(form, change):
        return to_case(request, case_id)
    return _page(request, case_id, request_id, form)


@staff_page("cases.work")
@require_POST
def end_request(request: StaffRequest, case_id: UUID, request_id: UUID) -> HttpResponse:
    """Write what came of a request."""
    get_request_for(request.actor, case_id, request_id)
    form = EndRequestForm(request.POST)

    def end() -> None:
        operations.end_request(
            actor=request.actor, case_id=case_id, request_id=request_id, **form.cleaned_data
        )

    if done(form, end):
        return to_case(request, case_id)
    return _page(request, case_id, request_id, form)


@staff_page("cases.work")
@require_POST
def begin_request(request: StaffRequest, case_id: UUID, request_id: UUID) -> HttpResponse:
    """Say that somebody works on it, or take an ended one up again."""
    asked = get_request_for(request.actor, case_id, request_id)
    begin = operations.reopen_request if asked.ended_on else operations.begin_request
    begin(actor=request.actor, case_id=case_id, request_id=request_id)
    return to_case(request, case_id)
