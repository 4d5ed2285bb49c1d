"""The outreach log: meetings, newest first, by channel, site, worker, day and code."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.cells import Badge, Link, Tag
from ravny.core.kit.formats import day
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags

from .forms import log_filters
from .models import Encounter
from .operations import note_export
from .queries import handouts_of, log_of
from .types import UNSETTLED


def _who(row: Any) -> Any:
    code = row.tags.get(row.client_id)
    if code:
        return Tag(code, reverse("desk:card", args=[row.client_id]))
    return row.get_who_display()


def _state(row: Encounter) -> Badge | None:
    if row.void_reason:
        return Badge(_("voided"), "danger")
    if row.clock_flag in UNSETTLED:
        return Badge(_("day in doubt"), "warn")
    return None


class EncounterLog(ListPage[Encounter]):
    """The log; made for each request by `log_for`."""

    name = "encounters"
    title = _("Outreach log")
    default_sort = "-day"
    template = "encounters/log.html"
    empty_title = _("No meetings yet")
    empty_text = _("What phones send and what is written here appears in this log.")
    exportable: ClassVar[bool] = True
    export_permission = "encounters.export"
    columns = (
        Column(
            "day",
            _("Day"),
            lambda row: Link(day(row.day), reverse("encounters:encounter", args=[row.id]), True),
            sort="day",
        ),
        Column("channel", _("Where"), lambda row: row.get_channel_display()),
        Column("site", _("Site"), lambda row: row.site.label if row.site else None),
        Column("worker", _("Worker"), lambda row: row.worker.pseudonym),
        Column("who", _("Who"), _who),
        Column("age", _("Age"), lambda row: row.get_age_group_display() or None),
        Column("language", _("Language"), lambda row: row.get_language_display() or None),
        Column("given", _("Handed out"), lambda row: row.given_text),
        Column("training", _("Minutes"), lambda row: row.training_minutes or None, numeric=True),
        Column("state", _("State"), _state),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Encounter]:
        """Return the meetings this person may see."""
        return log_of(actor, filters)

    def prepare(self, actor: Any, rows: list[Encounter]) -> list[Encounter]:
        """Add codes and handouts: three queries for any page."""
        ids = {row.client_id for row in rows if row.client_id}
        tags = client_tags(actor, ids) if ids else {}
        given = handouts_of(actor.organisation_id, [row.id for row in rows])
        for row in rows:
            parts = [f"{label} {quantity}" for label, quantity in given.get(row.id, ())]
            row.tags = tags  # type: ignore[attr-defined]  # for the cells of this page
            row.given_text = ", ".join(parts)  # type: ignore[attr-defined]  # for the cells of this page
        return rows

    def exported(self, actor: Any, name: str, count: int) -> None:
        """Write down that a file left."""
        note_export(actor=actor, count=count)

    def empty_action(self, actor: Any) -> tuple[Text, str] | None:
        """Offer the first meeting."""
        if actor.may("encounters.record"):
            return _("Record a meeting"), reverse("encounters:record")
        return None

    def context(self, actor: Any) -> dict[str, Any]:
        """Say whether a meeting may be recorded here."""
        return {"may_record": actor.may("encounters.record")}


def log_for(actor: Actor) -> EncounterLog:
    """Return the log with this person's filters."""
    page = EncounterLog()
    page.filter_form = log_filters(actor)  # type: ignore[misc]  # a form of one request
    return page
