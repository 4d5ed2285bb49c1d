"""What is watched in one case, and whose silence lasts."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from ravny.core.staff.access import StaffRequest, staff_page

from ..pages.monitoring import monitoring_context
from ..pages.silence import silence_for
from ..queries.gate import get_case_for


@staff_page("cases.view")
def monitoring(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Show what is late in a case, how long the client is silent, and the one next thing."""
    case = get_case_for(request.actor, case_id)
    context = monitoring_context(request.actor, case)
    return render(request, "cases/monitoring.html", context)


@staff_page("cases.view")
def silence(request: StaffRequest) -> HttpResponse:
    """Show the cases one may see, the longest silent first."""
    return silence_for(request.actor).respond(request)
