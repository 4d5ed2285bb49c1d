"""The catalogue of items."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ravny.core.kit.cells import Link
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.core.staff.types import Actor

from .. import operations, queries
from ..forms import ItemFilters, ItemForm
from ..models import Item
from ..types import ItemKind
from .saving import saved


def _label(row: Item) -> str:
    return row.label((get_language() or "ru")[:2])


def _edit(row: Item) -> Link:
    return Link(_label(row), reverse("stock:edit_item", args=[row.id]))


class ItemList(ListPage[Item]):
    """What is handed out, in the order of every list."""

    name = "items"
    title = _("Items")
    template = "stock/items.html"
    filter_form = ItemFilters
    default_sort = "position"
    exportable = True
    empty_text = _("Add what your people hand out: it then stands on their phones.")
    described: ClassVar[Sequence[Column[Item]]] = (
        Column[Item]("kind", _("Kind"), lambda row: row.get_kind_display(), sort="kind"),
        Column[Item]("unit", _("Counted in"), lambda row: row.get_unit_display()),
        Column[Item]("usual", _("Usual"), lambda row: row.usual, sort="usual", numeric=True),
        Column[Item]("step", _("One tap"), lambda row: row.step, numeric=True),
        Column[Item]("phones", _("On phones"), lambda row: row.on_phones),
        Column[Item](
            "position", _("Order"), lambda row: row.position, sort="position", numeric=True
        ),
    )
    columns: ClassVar[Sequence[Column[Item]]] = (
        Column[Item]("item", _("Item"), _label),
        *described,
    )

    def queryset(self, actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Item]:
        return queries.items(actor, filters)

    def exported(self, actor: Actor, name: str, count: int) -> None:
        operations.note_export(actor=actor, name=name, count=count)

    def context(self, actor: Actor) -> dict[str, Any]:
        return {"may_move": actor.may("stock.move")}

    def empty_action(self, actor: Actor) -> tuple[Text, str] | None:
        return (_("Add an item"), reverse("stock:add_item")) if actor.may("stock.move") else None


class ManagedItems(ItemList):
    """The same for those who may change an item."""

    columns = (Column[Item]("item", _("Item"), _edit), *ItemList.described)


@require_safe
@staff_page("stock.view")
def item_list(request: StaffRequest) -> HttpResponse:
    """Show the catalogue."""
    page = ManagedItems() if request.actor.may("stock.move") else ItemList()
    return page.respond(request)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("stock.move")
def add_item(request: StaffRequest) -> HttpResponse:
    """Add an item."""
    form = ItemForm(request.POST or None)
    return _answer(request, form, _("New item"), None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("stock.move")
def edit_item(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """Change an item; its movements keep pointing at it."""
    facts = queries.get_item_for(request.actor, item_id)
    form = ItemForm(request.POST or None, initial=asdict(facts))
    return _answer(request, form, _("Change an item"), item_id)


@require_POST
@staff_page("stock.move")
def add_aid(request: StaffRequest) -> HttpResponse:
    """Take the usual humanitarian aid into the catalogue."""
    operations.add_usual_aid(actor=request.actor)
    say(request, _("The usual aid stands in the catalogue."))
    return HttpResponseRedirect(f"{reverse('stock:items')}?kind={ItemKind.AID.value}")


def _answer(
    request: StaffRequest, form: ItemForm, title: Text, item_id: UUID | None
) -> HttpResponse:
    if saved(request, form, partial(_save, request, form, item_id), _("Saved")):
        return HttpResponseRedirect(reverse("stock:items"))
    context = {"title": title, "back_url": reverse("stock:items")}
    return render_form(request, "stock/item.html", form, context)


def _save(request: StaffRequest, form: ItemForm, item_id: UUID | None) -> None:
    operations.save_item(
        actor=request.actor,
        item_id=item_id or form.cleaned_data["record_id"],
        facts=form.facts(),
    )
