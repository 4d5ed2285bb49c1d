"""Deliveries, moves, write-offs."""

from functools import partial
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, queries
from ..forms import DeliveryForm, LinesForm, RouteForm, place_label
from ..types import PlaceFact
from .saving import saved


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("stock.move")
def receive(request: StaffRequest) -> HttpResponse:
    """Take in a delivery, lot by lot; the place stays chosen for the next lot."""
    actor = request.actor
    form = DeliveryForm(
        request.POST or None,
        places=queries.targets_for(actor),
        items=queries.list_items(actor.organisation_id),
        initial={"place": request.GET.get("place"), "item": request.GET.get("item")},
    )
    if saved(request, form, lambda: _receive(request, form), _("The delivery is in")):
        again = urlencode({"place": form.cleaned_data["place"]})
        return HttpResponseRedirect(f"{reverse('stock:receive')}?{again}")
    context = {"title": _("Take in a delivery"), "back_url": reverse("stock:overview")}
    return render_form(request, "stock/delivery.html", form, context)


def _receive(request: StaffRequest, form: DeliveryForm) -> None:
    typed = form.cleaned_data
    operations.receive_delivery(
        actor=request.actor,
        delivery_id=typed["record_id"],
        place_id=typed["place"],
        item_id=typed["item"],
        quantity=typed["quantity"],
        number=typed["number"],
        expires_on=typed["expires_on"],
        day=typed["day"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("stock.view")
def move(request: StaffRequest) -> HttpResponse:
    """Choose from where to where, then how many of each item."""
    sources, targets = queries.sources_for(request.actor), queries.targets_for(request.actor)
    route = RouteForm(_route_of(request, sources, targets), sources=sources, targets=targets)
    chosen = route.chosen()
    source = next((p for p in sources if p.place_id == chosen.get("source")), None)
    target = next((p for p in targets if p.place_id == chosen.get("target")), None)
    context = {"title": _("Move stock"), "route": route, "back_url": reverse("stock:overview")}
    if source is None or target is None or source == target:
        context["same"] = source is not None and source == target
        return render_form(request, "stock/route.html", route, context, status=200)
    form = _lines(request, source, target)
    if saved(request, form, partial(_move, request, form, source, target), _("Moved")):
        return redirect("stock:place", target.place_id)
    return render_form(
        request, "stock/move.html", form, {**context, "source": source, "target": target}
    )


def _route_of(
    request: StaffRequest, sources: list[PlaceFact], targets: list[PlaceFact]
) -> dict[str, object]:
    """Return what was chosen; what can only be one place is chosen already."""
    chosen: dict[str, object] = {}
    for name, places in (("source", sources), ("target", targets)):
        only = str(places[0].place_id) if len(places) == 1 else ""
        chosen[name] = request.GET.get(name) or only
    return chosen


def _lines(request: StaffRequest, source: PlaceFact, target: PlaceFact) -> LinesForm:
    items = queries.list_items(request.actor.organisation_id)
    there, here = queries.usable_in(source.place_id), queries.usable_in(target.place_id)
    lying = [item for item in items if there.get(item.item_id)]
    wish = queries.waiting_refills(request.actor, place_id=target.place_id)
    wanted = wish[0].wanted if wish else queries.usual_refill(target.place_id, lying, here)
    proposed = {item: min(many, there.get(item, 0)) for item, many in wanted.items()}
    columns = {place_label(source): there, place_label(target): here}
    return LinesForm(
        request.POST or None, items=lying, columns=columns, limits=there, proposed=proposed
    )


def _move(request: StaffRequest, form: LinesForm, source: PlaceFact, target: PlaceFact) -> None:
    operations.transfer(
        actor=request.actor,
        transfer_id=form.cleaned_data["record_id"],
        source_id=source.place_id,
        target_id=target.place_id,
        lines=form.lines(),
    )
