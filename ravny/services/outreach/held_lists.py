"""The list of what is held back of one phone."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.cells import Badge, Link
from ravny.core.kit.formats import day
from ravny.core.kit.lists import Column, ListPage

from .held import labels_for, summary
from .held_queries import held_rows
from .models import IntakeRecord
from .operations.held import AT_ONCE
from .operations.reading import read_day
from .types import HeldPhone, IntakeKind


def _opened(row: IntakeRecord) -> Link:
    return Link(day(row.day), reverse("outreach:held_record", args=[row.id]), nowrap=True)


def _recorded(row: IntakeRecord) -> Any:
    return read_day((row.facts or {}).get("day"))


def _wrong(row: IntakeRecord) -> Badge | None:
    return Badge(_("to be mended"), "warn") if row.problems else None


class Held(ListPage[IntakeRecord]):
    """Records of a phone that nobody has decided on, oldest first."""

    name = "held"
    title = _("Held back")
    default_sort = "day"
    template = "outreach/held.html"
    columns = (
        Column("day", _("Received on"), _opened, sort="day"),
        Column("recorded", _("Recorded on"), _recorded),
        Column("kind", _("Record"), lambda row: IntakeKind(row.kind).label, sort="kind"),
        Column("says", _("What it says"), lambda row: row.summary),
        Column("problems", _("After it is let in"), _wrong),
    )

    def __init__(self, phone: HeldPhone) -> None:
        self.phone = phone

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[IntakeRecord]:
        """Return the phone's records that wait."""
        return held_rows(actor, self.phone.phone_id)

    def prepare(self, actor: Any, rows: list[IntakeRecord]) -> list[IntakeRecord]:
        """Put what each says into words: two queries."""
        labels = labels_for(actor)
        for row in rows:
            row.summary = summary(row.facts or {}, labels)  # type: ignore[attr-defined]  # for the cells
        return rows

    def context(self, actor: Any) -> dict[str, Any]:
        """Say whose they are, and how many go at once."""
        return {"phone": self.phone, "at_once": AT_ONCE}
