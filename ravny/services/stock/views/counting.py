"""Counting a place, lot by lot."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, queries
from ..forms import CountForm, place_label
from .saving import saved


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("stock.view")
def count(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Count what lies in a place; a worker counts their own bag."""
    place = queries.get_place_to_count(request.actor, place_id)
    every = "every" in request.GET
    lots = queries.counting_lots(request.actor, place.place_id, used_up_too=every)
    form = CountForm(request.POST or None, lots=lots)
    back = reverse("stock:place", args=[place.place_id])
    save = partial(_save, request, place.place_id, form)
    if saved(request, form, save, _("Counted. Thank you")):
        return HttpResponseRedirect(back)
    context = {
        "title": _("Count"),
        "lead": place_label(place),
        "back_url": back,
        "submit": _("Save the count"),
        "every": every,
    }
    return render_form(request, "stock/count.html", form, context)


def _save(request: StaffRequest, place_id: UUID, form: CountForm) -> None:
    operations.record_count(
        actor=request.actor,
        count_id=form.cleaned_data["record_id"],
        place_id=place_id,
        lines=form.lines(),
    )
