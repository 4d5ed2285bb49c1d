"""The log, the retests that are due, and how each lot of kits does."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ravny.core.staff.access import StaffRequest, staff_page

from .. import lists, lots_page


@require_safe
@staff_page("testing.view")
def log(request: StaffRequest) -> HttpResponse:
    """Show the tests of the person's teams."""
    return lists.log_for(request.actor, request.GET.get("lot", "")).respond(request)


@require_safe
@staff_page("testing.view")
def retests(request: StaffRequest) -> HttpResponse:
    """Show who is to be tested again."""
    return lists.retests_for(request.actor).respond(request)


@require_safe
@staff_page("testing.lots")
def lots(request: StaffRequest) -> HttpResponse:
    """Show kits by lot: how many were used, how many were invalid."""
    return render(request, "testing/lots.html", lots_page.lots_context(request.actor, request.GET))
