"""Somebody's last day: what still hangs on them, the end of their access, what nobody owns."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import UNPROCESSABLE
from ravny.core.staff.access import StaffRequest, staff_page

from ..forms.handover import AnywayForm
from ..operations import leaving
from ..pages.leaving import leaving_context, orphans_context


@staff_page("supervision.lead")
def leave(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Show what still needs a new owner before somebody goes."""
    return render(request, "supervision/leaving.html", leaving_context(request.actor, account_id))


def _end(
    request: StaffRequest, account_id: UUID, end: Callable[..., None], words: str
) -> HttpResponse:
    form = AnywayForm(request.POST)
    anyway = form.is_valid() and form.cleaned_data["anyway"]
    try:
        end(actor=request.actor, account_id=account_id, anyway=anyway)
    except DomainError as error:
        context = leaving_context(request.actor, account_id, str(error.message))
        return render(request, "supervision/leaving.html", context, status=UNPROCESSABLE)
    say(request, words)
    return HttpResponseRedirect(reverse("staff:person", args=[account_id]))


@staff_page("supervision.lead")
@require_POST
def close(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """End somebody's access once everything has a new owner."""
    return _end(request, account_id, leaving.close_cleanly, _("Their access has ended."))


@staff_page("supervision.lead")
@require_POST
def volunteer(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Let somebody stay as a volunteer on the named cases."""
    return _end(request, account_id, leaving.stay_as_volunteer, _("They stay as a volunteer."))


@staff_page("supervision.lead")
def orphans(request: StaffRequest) -> HttpResponse:
    """Show what people left behind."""
    return render(request, "supervision/orphans.html", orphans_context(request.actor))
