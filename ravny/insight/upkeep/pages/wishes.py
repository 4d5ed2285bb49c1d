"""The list of wishes, and the row of *Today* about them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from ravny.core.kit.cells import Badge, Tag
from ravny.core.kit.clock import today
from ravny.core.kit.formats import number
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import TodayRow
from ravny.people.clients.queries import client_tags

from ..forms.wishes import WishFilters
from ..models import Wish
from ..queries import wishes as queries
from ..types import AskState

_STATES = {AskState.ASKED: "warn", AskState.DONE: "ok", AskState.TAKEN_BACK: ""}


def _client(row: Any) -> Tag | None:
    if not row.code:
        return None
    return Tag(row.code, reverse("upkeep:erase", args=[row.client_id]))


def _waits(row: Wish) -> int | None:
    return (today() - row.asked_on).days if row.state == AskState.ASKED else None


def _state(row: Wish) -> Badge:
    state = AskState(row.state)
    return Badge(state.label, _STATES[state])


class Wishes(ListPage[Wish]):
    """Who asked to be erased, and what became of it."""

    name = "wishes"
    title = _("Wishes to be erased")
    filter_form = WishFilters
    default_sort = "-asked"
    template = "upkeep/wishes.html"
    empty_title = _("Nobody asked to be erased")
    empty_text = _("A wish is filed on the client's card.")
    columns = (
        Column("asked", _("Asked on"), lambda row: row.asked_on, sort="asked_on"),
        Column("client", _("Client"), _client),
        Column("team", _("Team"), lambda row: row.team.label, sort="team__label"),
        Column("by", _("Filed by"), lambda row: row.asked_by.pseudonym),
        Column("waits", _("Days it waits"), _waits, numeric=True),
        Column("state", _("State"), _state, sort="state"),
        Column("settled", _("Settled on"), lambda row: row.settled_on, sort="settled_on"),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Wish]:
        """Return the wishes the actor may see."""
        return queries.wishes(actor, filters)

    def prepare(self, actor: Any, rows: list[Wish]) -> list[Wish]:
        """Put the code beside the wishes that still lead to a client. One query."""
        tags = client_tags(actor, [row.client_id for row in rows if row.client_id])
        for row in rows:
            row.code = tags.get(row.client_id) if row.client_id else None  # type: ignore[attr-defined]  # for the cells
        return rows


def today_rows(actor: Any) -> Sequence[TodayRow]:
    """Tell whoever may erase how many wishes wait, and how long the oldest has."""
    waiting = queries.oldest_open(actor) if actor.may("upkeep.erase") else None
    if waiting is None:
        return []
    count, since = waiting
    days = (today() - since).days
    title = ngettext(
        "%(count)s client asked to be erased", "%(count)s clients asked to be erased", count
    )
    return [
        TodayRow(
            key="upkeep.wishes",
            rank=30,
            group="now",
            left_number=number(days),
            left_unit=ngettext_lazy("day waited", "days waited", days),
            title=title % {"count": number(count)},
            why=_("It is their right, and they were told that it would be done."),
            action_label=_("See the wishes"),
            action_url=f"{reverse('upkeep:wishes')}?state={AskState.ASKED}",
            harm="promise",
            days=-days,
        )
    ]
