"""The lists of campaigns and of the tray."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.cells import Badge, Badges, Link
from ravny.core.kit.formats import day
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text

from .forms import PromotionFilters, TrayFilters
from .held_queries import held_phones, lost_phones
from .models import IntakeRecord, Promotion
from .queries import promotions_of, tray_rows, with_linked
from .types import FIELD_OF, IntakeKind

FAULTS: dict[str, Text] = {
    "day": _("day"), "site": _("site"), "channel": _("where"), "who": _("who"), "code": _("code"),
    "age": _("age"), "groups": _("key groups"), "given": _("handed out"), "topics": _("topics"),
    "materials": _("materials"), "services": _("services"), "training": _("training"),
    "language": _("language"), "campaign": _("campaign"), "team": _("team"), "note": _("note"),
    "shift": _("shift"), "type": _("kind of record"), "id": _("id"),
}  # fmt: skip


class Promotions(ListPage[Promotion]):
    """Campaigns by network and language, and what each brought."""

    name = "promotions"
    title = _("Online promotion")
    filter_form = PromotionFilters
    default_sort = "-first"
    template = "outreach/promotions.html"
    empty_title = _("No campaigns yet")
    empty_text = _("A campaign has a code; meetings that name it are counted here by themselves.")
    columns = (
        Column(
            "label",
            _("Campaign"),
            lambda row: Link(row.label, reverse("outreach:promotion", args=[row.id])),
        ),
        Column("code", _("Code"), lambda row: row.code, template="outreach/_code.html"),
        Column("network", _("Network"), lambda row: row.get_network_display()),
        Column("language", _("Language"), lambda row: row.get_language_display()),
        Column("first", _("From day"), lambda row: row.first_day, sort="first_day"),
        Column("views", _("Views"), lambda row: row.views, sort="views", numeric=True),
        Column("messages", _("Messages"), lambda row: row.messages, numeric=True),
        Column("contacts", _("Contacts"), lambda row: row.contacts, numeric=True),
        Column("clients", _("Clients"), lambda row: row.clients, numeric=True),
        Column(
            "linked",
            _("Meetings with its code"),
            lambda row: row.linked.contacts if row.linked else 0,
            numeric=True,
        ),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Promotion]:
        """Return the campaigns this person may see."""
        return promotions_of(actor, filters)

    def prepare(self, actor: Any, rows: list[Promotion]) -> list[Promotion]:
        """Count the meetings that name each campaign: one query."""
        return with_linked(actor, rows)

    def context(self, actor: Any) -> dict[str, Any]:
        """Say whether a campaign may be added."""
        return {"may_plan": actor.may("outreach.plan")}

    def empty_action(self, actor: Any) -> tuple[Text, str] | None:
        """Offer the first campaign."""
        if actor.may("outreach.plan"):
            return _("Add a campaign"), reverse("outreach:add_promotion")
        return None


def _faults(row: IntakeRecord) -> Badges:
    names = dict.fromkeys(FIELD_OF[code] or code for code in row.problems)
    return Badges(tuple(Badge(FAULTS.get(name, name), "warn") for name in names))


class Tray(ListPage[IntakeRecord]):
    """Records whose content was wrong, oldest first."""

    name = "tray"
    title = _("Tray")
    filter_form = TrayFilters
    default_sort = "day"
    template = "outreach/tray.html"
    empty_title = _("The tray is empty")
    empty_text = _("Nothing that phones sent has to be mended.")
    columns = (
        Column(
            "day",
            _("Received on"),
            lambda row: Link(day(row.day), reverse("outreach:mend", args=[row.id]), True),
            sort="day",
        ),
        Column("kind", _("Record"), lambda row: IntakeKind(row.kind).label),
        Column("worker", _("Worker"), lambda row: row.worker.pseudonym),
        Column("problems", _("What is wrong"), _faults),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[IntakeRecord]:
        """Return the records that wait."""
        return tray_rows(actor, filters)

    def context(self, actor: Any) -> dict[str, Any]:
        """Show above the list what revoked phones sent, and what nobody can open any more."""
        return {"held": held_phones(actor), "lost": lost_phones(actor)}
