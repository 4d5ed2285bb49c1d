"""The journal's page: who did what on which day."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ravny.core.kit import gate, people
from ravny.core.kit.lists import Column, ListPage

from . import operations, queries
from .forms import JournalFilter
from .models import Entry


class JournalList(ListPage[Entry]):
    """The lines of one organisation, newest first."""

    name = "journal"
    title = _("Journal")
    default_sort = "-number"
    exportable = True
    empty_text = _("Every change and every opened card is written here.")

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Entry]:
        return queries.entries(actor.organisation_id, filters)

    def exported(self, actor: Any, name: str, count: int) -> None:
        operations.write(actor=actor, verb="journal.exported", count=count)


def _page(names: Mapping[UUID, str]) -> JournalList:
    """Return the list with this organisation's people in its filter and its column."""
    labels = queries.verb_labels()

    class Filter(JournalFilter):
        pass

    Filter.names = names

    def who(row: Entry) -> str:
        if row.actor_id is None:
            return gettext("the system")
        return names.get(row.actor_id, str(row.actor_id)[:8])

    class Page(JournalList):
        filter_form = Filter
        columns = (
            Column[Entry]("number", _("No."), lambda row: row.number, sort="number"),
            Column[Entry]("day", _("Day"), lambda row: row.day),
            Column[Entry]("who", _("Who"), who),
            Column[Entry]("what", _("What"), lambda row: labels.get(row.verb, row.verb)),
            Column[Entry]("count", _("How many"), lambda row: row.count, numeric=True),
        )

    return Page()


@require_safe
def journal_list(request: HttpRequest) -> HttpResponse:
    """Show the journal to those who may read it."""
    refused = gate.refusal(request, "journal.view")
    if refused is not None:
        return refused
    actor: Any = request.actor  # type: ignore[attr-defined]  # set by staff's middleware
    return _page(people.names(actor)).respond(request)


journal_list.permission = "journal.view"  # type: ignore[attr-defined]  # read by the gate guard
