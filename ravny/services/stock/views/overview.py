"""What lies where, in one table."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ravny.core.staff.access import StaffRequest, staff_page

from .. import queries


@require_safe
@staff_page("stock.view")
def overview(request: StaffRequest) -> HttpResponse:
    """Show items down, places across, and the bags below."""
    actor = request.actor
    table = queries.overview(actor)
    context = {
        "table": table,
        "may_move": actor.may("stock.move"),
        "wishes": {wish.place_id for wish in queries.waiting_refills(actor)},
        "own_bag": any(b.place.holder_id == actor.account_id for b in table.bags),
    }
    return render(request, "stock/overview.html", context)
