"""A worker's own bag: what is in it, take from the store, ask the store."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ravny.core.kit.errors import NotYours
from ravny.core.kit.registries import Text
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, queries
from ..forms import LinesForm
from .saving import saved


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("stock.view")
def own_bag(request: StaffRequest) -> HttpResponse:
    """Lead to the own bag; make it when a worker asks for one."""
    actor = request.actor
    if request.method == "POST":
        operations.ensure_bag(actor=actor, account_id=actor.account_id)
        say(request, _("You have a bag now"))
        return redirect("stock:bag")
    bag_id = queries.bag_of(actor.organisation_id, actor.account_id)
    if bag_id is None:
        return render(request, "stock/no_bag.html")
    return redirect("stock:place", bag_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("stock.view")
def ask(request: StaffRequest) -> HttpResponse:
    """Ask the store for things to carry."""
    actor = request.actor
    bag_id = queries.bag_of(actor.organisation_id, actor.account_id)
    if bag_id is None:
        raise NotYours
    items, there = queries.list_items(actor.organisation_id), queries.usable_in(bag_id)
    proposed = queries.usual_refill(bag_id, items, there)
    form = LinesForm(
        request.POST or None,
        items=items,
        columns={gettext("In the bag"): there},
        proposed=proposed,
    )
    if saved(request, form, lambda: _ask(request, form), _("The store sees your wish")):
        return HttpResponseRedirect(reverse("stock:bag"))
    context = {
        "title": _("Ask the store"),
        "lead": _lead(proposed),
        "back_url": reverse("stock:bag"),
        "submit": _("Ask the store"),
    }
    return render_form(request, "stock/lines_form.html", form, context)


def _lead(proposed: Mapping[UUID, int]) -> Text:
    """Say what stands in the boxes; they are empty when nothing is usual or nothing is lacking."""
    if any(proposed.values()):
        return _("The usual refill stands in the boxes. Change what you need.")
    return _("The bag lacks nothing usual, so the boxes are empty. Enter what you need.")


def _ask(request: StaffRequest, form: LinesForm) -> None:
    actor = request.actor
    operations.ask_refill(
        actor=actor,
        refill_id=form.cleaned_data["record_id"],
        place_id=operations.ensure_bag(actor=actor, account_id=actor.account_id),
        lines=form.lines(),
    )
