"""Taking stock out of use."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, queries
from ..forms import WriteOffForm, place_label
from ..queries import LotInPlace
from ..types import Explanation, PlaceFact
from .saving import saved


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("stock.move")
def write_off(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Take a quantity of a lot out of use, and say why."""
    place = queries.get_place_for(request.actor, place_id)
    lots = queries.lots_in(request.actor, place_id=place.place_id)
    form = WriteOffForm(request.POST or None, lots=lots, initial=_worst(request, lots))
    back = reverse("stock:place", args=[place.place_id])
    if saved(request, form, lambda: _write_off(request, form, place), _("Written off")):
        return HttpResponseRedirect(back)
    context = {"title": _("Write off"), "lead": place_label(place), "back_url": back}
    context["submit"] = _("Write off")
    return render_form(request, "stock/write_off.html", form, {**context, "nothing": not lots})


def _worst(request: StaffRequest, lots: list[LotInPlace]) -> dict[str, object]:
    """Return the lot that was asked for, or the one that has expired, all of it."""
    asked = request.GET.get("lot")
    lot = next((lot for lot in lots if str(lot.lot_id) == asked), lots[0] if lots else None)
    if lot is None or not (asked or lot.expired):
        return {}
    initial: dict[str, object] = {"lot": lot.lot_id, "quantity": lot.quantity}
    return initial | ({"explanation": Explanation.EXPIRED.value} if lot.expired else {})


def _write_off(request: StaffRequest, form: WriteOffForm, place: PlaceFact) -> None:
    typed = form.cleaned_data
    operations.write_off(
        actor=request.actor,
        write_off_id=typed["record_id"],
        place_id=place.place_id,
        lot_id=typed["lot"],
        quantity=typed["quantity"],
        explanation=typed["explanation"],
        day=typed["day"],
    )
