"""The paper for the client: what to say, what to show, and what there will be."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from ravny.core.staff.access import StaffRequest, staff_page

from ..queries import get_referral_for
from ..script import script_context


@staff_page("referrals.view")
def script(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Show the paper to print, in the client's language."""
    row = get_referral_for(request.actor, referral_id)
    context = script_context(request.actor, row, request.GET.get("lang", ""))
    return render(request, "referrals/script.html", context)
