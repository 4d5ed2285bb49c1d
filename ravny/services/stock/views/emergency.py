"""Where emergency antiretrovirals lie, for everybody who may meet a person without any."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ravny.core.staff.access import StaffRequest, staff_page

from .. import queries


@require_safe
@staff_page("stock.emergency")
def emergency(request: StaffRequest) -> HttpResponse:
    """Show the packs by place and lot, and what was given within 90 days."""
    actor = request.actor
    context = {
        "lots": queries.emergency_lots(actor),
        "given": queries.emergency_given(actor),
        "shared": {
            place.place_id
            for place in queries.list_places(actor.organisation_id)
            if place.holder_id is None
        },
        "own_bag": queries.bag_of(actor.organisation_id, actor.account_id),
        "may_view": actor.may("stock.view"),
        "may_move": actor.may("stock.move"),
        "may_record": actor.may("encounters.record"),
    }
    return render(request, "stock/emergency.html", context)
