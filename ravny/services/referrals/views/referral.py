"""The board, one referral with what may be written about it, and the slip."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.errors import DomainError
from ravny.core.kit.forms import Form
from ravny.core.kit.toasts import say
from ravny.core.kit.views import UNPROCESSABLE
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations
from ..forms.referral import ArrangeForm, AttemptForm, MoveForm, TaskForm, people
from ..models import Referral
from ..pages import referral as pages
from ..pages.board import board_for
from ..queries import get_referral_for, possible_owners
from ..slip import slip_context, slip_language


@staff_page("referrals.view")
def board(request: StaffRequest) -> HttpResponse:
    """Show open referrals, the longest waiting first."""
    return board_for(request.actor).respond(request)


@staff_page("referrals.view")
def referral(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Show one referral and what may come next."""
    context = pages.referral_context(request.actor, referral_id)
    return render(request, "referrals/referral.html", context)


@staff_page("referrals.view")
def slip(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Show the neutral paper to print, in the client's language where the staff speaks it."""
    row = get_referral_for(request.actor, referral_id)
    context = slip_context(request.actor, row)
    with slip_language(context["client"]) as language:
        paper = render_to_string("referrals/_slip.html", {**context, "language": language})
    return render(request, "referrals/slip.html", {"referral": row, "paper": paper})


def _change(
    request: StaffRequest, referral_id: UUID, form: Form, change: Callable[[], None], words: str
) -> HttpResponse:
    """Do what a valid form asks and go back to the referral; 422 with everything typed else."""
    if form.is_valid():
        try:
            change()
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, words)
            return HttpResponseRedirect(reverse("referrals:referral", args=[referral_id]))
    context = pages.referral_context(request.actor, referral_id, form)
    return render(request, "referrals/referral.html", context, status=UNPROCESSABLE)


def _owners(request: StaffRequest, row: Referral) -> list[tuple[str, str]]:
    return [(key, str(name)) for key, name in people(possible_owners(request.actor, row.team_id))]


@staff_page("referrals.edit")
@require_POST
def move(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Write down what became of a referral."""
    row = get_referral_for(request.actor, referral_id)
    if request.POST.get("to") == row.state:  # the same form sent twice
        return HttpResponseRedirect(reverse("referrals:referral", args=[referral_id]))
    form = MoveForm(row.state, request.POST)

    def change() -> None:
        operations.move(actor=request.actor, referral_id=referral_id, **form.cleaned_data)

    return _change(request, referral_id, form, change, _("Written down."))


@staff_page("referrals.edit")
@require_POST
def attempt(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Write down an attempt to reach somebody."""
    form = AttemptForm(request.POST)

    def change() -> None:
        attempt_id = form.cleaned_data.pop("record_id")
        operations.record_attempt(
            actor=request.actor,
            referral_id=referral_id,
            attempt_id=attempt_id,
            **form.cleaned_data,
        )

    return _change(request, referral_id, form, change, _("The attempt is written down."))


@staff_page("referrals.edit")
@require_POST
def arrange(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Set the appointment, the escort and the interpreter."""
    row = get_referral_for(request.actor, referral_id)
    form = ArrangeForm(row, _owners(request, row), request.POST)

    def change() -> None:
        escort_by = form.cleaned_data.pop("escort_by")
        operations.arrange(
            actor=request.actor,
            referral_id=referral_id,
            escort_id=UUID(escort_by) if escort_by else None,
            **form.cleaned_data,
        )

    return _change(request, referral_id, form, change, _("Arranged."))


@staff_page("referrals.edit")
@require_POST
def task(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Say whose task a referral is and when they look again."""
    row = get_referral_for(request.actor, referral_id)
    form = TaskForm(row, _owners(request, row), request.POST)

    def change() -> None:
        operations.settle_task(
            actor=request.actor,
            referral_id=referral_id,
            account_id=UUID(form.cleaned_data["owner"]),
            day=form.cleaned_data["follow_up_on"],
        )

    return _change(request, referral_id, form, change, _("The task is settled."))
