"""The two tables that leave as files: every movement, and the month."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ravny.core.kit import people
from ravny.core.kit.lists import Column, ListPage
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.core.staff.types import Actor

from .. import operations, queries
from ..forms import MovementFilters, TurnoverFilters, month_of, place_label, place_pairs
from ..models import Item, Movement


def _item(row: Item) -> str:
    return row.label((get_language() or "ru")[:2])


class MovementList(ListPage[Movement]):
    """Every change of stock, newest first."""

    name = "movements"
    title = _("Movements")
    template = "stock/movements.html"
    default_sort = "-day"
    exportable = True
    empty_text = _("Deliveries, moves, handouts and counts are written here.")
    columns: ClassVar[Sequence[Column[Movement]]] = (
        Column[Movement]("day", _("Day"), lambda row: row.day, sort="day"),
        Column[Movement]("item", _("Item"), lambda row: _item(row.lot.item)),
        Column[Movement](
            "change", _("By how many"), lambda row: row.change, sort="change", numeric=True
        ),
        Column[Movement](
            "place", _("Place"), lambda row: place_label(queries.place_fact(row.place))
        ),
        Column[Movement]("reason", _("Why"), lambda row: row.why),
        Column[Movement]("lot", _("Lot"), lambda row: row.lot.number),
        Column[Movement]("expires", _("Expires"), lambda row: row.lot.expires_on),
        Column[Movement]("who", _("Who"), lambda row: row.who),  # type: ignore[attr-defined]  # set by prepare
    )

    def queryset(self, actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Movement]:
        return queries.movements(actor, filters)

    def prepare(self, actor: Actor, rows: list[Movement]) -> list[Movement]:
        names = people.names(actor)
        for row in rows:
            row.who = names.get(row.actor_id, "")  # type: ignore[attr-defined]  # for this page's cells
        return rows

    def exported(self, actor: Actor, name: str, count: int) -> None:
        operations.note_export(actor=actor, name=name, count=count)


@require_safe
@staff_page("stock.view")
def movement_list(request: StaffRequest) -> HttpResponse:
    """Show the movements of the places the reader may see."""

    class Filters(MovementFilters):
        places = place_pairs(queries.seen_places(request.actor))
        items = queries.item_labels(request.actor.organisation_id)

    class Page(MovementList):
        filter_form = Filters

    return Page().respond(request)


def _figure(name: str, label: Any) -> Column[Item]:
    return Column[Item](name, label, lambda row: getattr(row.month, name), numeric=True)  # type: ignore[attr-defined]  # set by prepare


class TurnoverList(ListPage[Item]):
    """A month of every item: what was there, came, went, and is there."""

    name = "turnover"
    title = _("Month of stock")
    template = "stock/turnover.html"
    default_sort = "item"
    page_size = 200
    exportable = True
    empty_text = _("Add items first: each has a row here.")
    columns: ClassVar[Sequence[Column[Item]]] = (
        Column[Item]("item", _("Item"), _item, sort="position"),
        _figure("start", _("At the start")),
        _figure("received", _("Received")),
        _figure("moved", _("Moved")),
        _figure("issued", _("Given out")),
        _figure("written_off", _("Written off")),
        _figure("differences", _("Not explained or counted")),
        _figure("end", _("At the end")),
    )
    chosen: Mapping[str, Any] = {}

    def queryset(self, actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Item]:
        self.chosen = filters
        return queries.all_items(actor)

    def prepare(self, actor: Actor, rows: list[Item]) -> list[Item]:
        month = month_of(self.chosen.get("month"))
        place_id: UUID | None = self.chosen.get("place")
        found = queries.turnover(actor, month, [row.id for row in rows], place_id)
        for row in rows:
            row.month = found[row.id]  # type: ignore[attr-defined]  # for this page's cells
        return rows

    def exported(self, actor: Actor, name: str, count: int) -> None:
        operations.note_export(actor=actor, name=name, count=count)

    def context(self, actor: Actor) -> dict[str, Any]:
        return {"month": month_of(self.chosen.get("month"))}


@require_safe
@staff_page("stock.view")
def turnover_list(request: StaffRequest) -> HttpResponse:
    """Show one month's turnover, in one place or in all the reader sees."""

    class Filters(TurnoverFilters):
        places = place_pairs(queries.seen_places(request.actor))

    class Page(TurnoverList):
        filter_form = Filters

    return Page().respond(request)
