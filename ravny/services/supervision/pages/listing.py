"""The list of handovers."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ravny.core.journal import operations as journal
from ravny.core.kit.cells import Badge, Link
from ravny.core.kit.formats import daymonth
from ravny.core.kit.lists import Column, ListPage
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from ..forms.handover import handover_filters
from ..models import Handover
from ..queries.handovers import handovers
from ..types import HandoverKind
from .nav import nav


def _state(row: Any) -> Badge:
    return (
        Badge(pgettext_lazy("handover", "waits for an answer"), "info")
        if row.waiting
        else Badge(pgettext_lazy("handover", "settled"), "ok")
    )


class Handovers(ListPage[Handover]):
    """Handovers; made for each request by `handovers_for`."""

    name = "handovers"
    title = _("Handovers")
    template = "supervision/handovers.html"
    default_sort = "-made"
    empty_title = _("Nothing is being handed over")
    empty_text = _("Cases are handed over before a holiday, and before somebody leaves.")
    exportable: ClassVar[bool] = True
    export_permission = "supervision.export"
    columns = (
        Column(
            "made",
            _("Offered on"),
            lambda row: Link(
                daymonth(row.made_on), reverse("supervision:handover", args=[row.id]), True
            ),
            sort="made_on",
        ),
        Column("giver", _("Who gives"), lambda row: row.giver_name),
        Column("receiver", _("Who takes"), lambda row: row.receiver_name),
        Column("kind", _("For how long"), lambda row: HandoverKind(row.kind).label),
        Column("ends", _("Until"), lambda row: row.ends_on),
        Column("waiting", _("Wait"), lambda row: row.waiting, numeric=True),
        Column("taken", _("Taken over"), lambda row: row.taken, numeric=True),
        Column(
            "returned",
            pgettext_lazy("handover", "given back"),
            lambda row: row.returned,
            numeric=True,
        ),
        Column("state", _("State"), _state),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Handover]:
        """Return the handovers this person may see."""
        return handovers(actor, filters)

    def prepare(self, actor: Any, rows: list[Handover]) -> list[Handover]:
        """Add the names: one query."""
        names = pseudonyms(actor)
        for row in rows:
            one: Any = row  # what the cells of this page need
            one.giver_name = names.get(row.giver_id, "")
            one.receiver_name = names.get(row.receiver_id, "")
        return rows

    def context(self, actor: Any) -> dict[str, Any]:
        """Return who may hand over from here."""
        return {
            "own_url": reverse("supervision:hand_over", args=[actor.account_id]),
            "nav": nav(actor, "handovers"),
        }

    def exported(self, actor: Any, name: str, count: int) -> None:
        """Write down that a file left."""
        journal.write(actor=actor, verb="supervision.exported", count=count)


def handovers_for(actor: Actor) -> Handovers:
    """Return the list with this person's filters."""
    page = Handovers()
    page.filter_form = handover_filters(actor)  # type: ignore[misc]  # a form of one request
    return page
