"""Places: the list, one place, its form, its thresholds."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ravny.core.kit.cells import Badge, Badges, Link
from ravny.core.kit.formats import number
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.core.staff.types import Actor

from .. import operations, queries
from ..forms import BagForm, PlaceFilters, PlaceForm, ThresholdForm, place_label
from ..models import Place
from ..types import PlaceFact, PlaceKind
from .saving import saved


def _link(row: Place) -> Link:
    return Link(row.label, reverse("stock:place", args=[row.id]))


def _badges(row: Place, state: queries.PlaceState) -> Badges:
    """Return a place's state in the words of the overview."""
    if not row.active:
        return Badges((Badge(_("not used any more")),))
    badges = []
    if state.lacking:
        badges.append(Badge(_("too few"), "warn"))
    if state.expired:
        word = gettext("%(count)s expired") % {"count": number(state.expired)}
        badges.append(Badge(word, "danger"))
    if not state.items:
        badges.append(Badge(_("empty")))
    return Badges(tuple(badges) or (Badge(_("enough"), "ok"),))


class PlaceList(ListPage[Place]):
    """Where stock lies, and when each place was counted."""

    name = "places"
    title = _("Places")
    template = "stock/places.html"
    filter_form = PlaceFilters
    default_sort = "label"
    empty_text = _("Begin with the store: what is delivered lies there first.")
    columns: ClassVar[Sequence[Column[Place]]] = (
        Column[Place]("label", _("Place"), _link, sort="label"),
        Column[Place]("kind", _("Kind"), lambda row: row.get_kind_display(), sort="kind"),
        Column[Place]("counted", _("Counted last"), lambda row: row.last.counted_on),  # type: ignore[attr-defined]  # set by prepare
        Column[Place]("state", _("State"), lambda row: row.state),  # type: ignore[attr-defined]  # set by prepare
    )

    def queryset(self, actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Place]:
        return queries.places(actor, filters)

    def prepare(self, actor: Actor, rows: list[Place]) -> list[Place]:
        ids = [row.id for row in rows]
        counts = queries.last_counts(actor.organisation_id, ids)
        states = queries.place_states(actor)
        for row in rows:
            row.last = counts[row.id]  # type: ignore[attr-defined]  # for this page's cells
            row.state = _badges(row, states.get(row.id, queries.PlaceState()))  # type: ignore[attr-defined]  # for this page's cells
        return rows

    def context(self, actor: Actor) -> dict[str, Any]:
        return {"may_move": actor.may("stock.move")}

    def empty_action(self, actor: Actor) -> tuple[Text, str] | None:
        return (_("Add a place"), reverse("stock:add_place")) if actor.may("stock.move") else None


@require_safe
@staff_page("stock.view")
def place_list(request: StaffRequest) -> HttpResponse:
    """Show the places the reader may see."""
    return PlaceList().respond(request)


@require_safe
@staff_page("stock.view")
def place(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Show what lies in a place: levels, lots by expiry, the latest movements."""
    actor = request.actor
    found = queries.get_place_for(actor, place_id)
    counts = queries.last_counts(actor.organisation_id, [place_id])
    strange = queries.unexplained(actor.organisation_id, [place_id])
    context = {
        "place": found,
        "title": place_label(found),
        "kind": PlaceKind(found.kind).label,
        "levels": queries.levels(actor, place_id),
        "lots": queries.lots_in(actor, place_id=place_id),
        "movements": queries.latest_movements(actor, place_id),
        "counted": counts[place_id],
        "unexplained": strange.get(place_id, 0),
        "wish": next(iter(queries.waiting_refills(actor, place_id=place_id)), None),
        "own": found.holder_id == actor.account_id,
        "may_count": queries.may_count(actor, found),
        "may_move": actor.may("stock.move"),
    }
    return render(request, "stock/place.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("stock.move")
def add_place(request: StaffRequest) -> HttpResponse:
    """Add a store, a centre or a mobile clinic."""
    return _answer(request, PlaceForm(request.POST or None), _("New place"), None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("stock.move")
def edit_place(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Change a place's label, or close it."""
    found = queries.get_place_for(request.actor, place_id)
    initial = {"kind": found.kind, "label": found.label, "active": found.active}
    kind = BagForm if found.holder_id else PlaceForm
    form = kind(request.POST or None, initial=initial)
    return _answer(request, form, _("Change a place"), found)


def _answer(
    request: StaffRequest, form: PlaceForm, title: Text, found: PlaceFact | None
) -> HttpResponse:
    if saved(request, form, partial(_save, request, form, found), _("Saved")):
        return HttpResponseRedirect(reverse("stock:places"))
    back = reverse("stock:place", args=[found.place_id]) if found else reverse("stock:places")
    return render_form(request, "kit/form.html", form, {"title": title, "back_url": back})


def _save(request: StaffRequest, form: PlaceForm, found: PlaceFact | None) -> None:
    typed = form.cleaned_data
    operations.save_place(
        actor=request.actor,
        place_id=found.place_id if found else typed["record_id"],
        kind=typed["kind"],
        label=typed["label"],
        active=typed["active"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("stock.move")
def thresholds(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Say below how many of each item the place is on *Today*."""
    found = queries.get_place_for(request.actor, place_id)
    form = ThresholdForm(
        request.POST or None,
        items=queries.list_items(request.actor.organisation_id),
        minimums=queries.thresholds_of(place_id),
    )
    back = reverse("stock:place", args=[place_id])
    if saved(request, form, partial(_set, request, form, place_id), _("Saved")):
        return HttpResponseRedirect(back)
    context = {"title": _("Thresholds"), "lead": place_label(found), "back_url": back}
    return render_form(request, "stock/thresholds.html", form, context)


def _set(request: StaffRequest, form: ThresholdForm, place_id: UUID) -> None:
    operations.set_thresholds(actor=request.actor, place_id=place_id, minimums=form.minimums())
