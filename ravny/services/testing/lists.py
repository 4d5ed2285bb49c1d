"""The testing log and the retests that are due, as lists."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.cells import Badge, Link, Tag
from ravny.core.kit.clock import today
from ravny.core.kit.formats import day
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags
from ravny.people.directory.queries import infection_label
from ravny.services.encounters.types import Channel

from .forms import log_filters, retest_filters
from .models import Test
from .operations import note_export
from .queries import log_of, retests_of
from .types import Conclusion, Purpose, Result
from .wording import purpose_word

CHANNELS = dict(Channel.choices)


def _opened(row: Test) -> Link:
    return Link(day(row.day), reverse("testing:test", args=[row.id]), nowrap=True)


def _who(row: Any) -> Any:
    code = row.tags.get(row.client_id)
    return Tag(code, reverse("desk:card", args=[row.client_id])) if code else _now("without a code")


def _returned(row: Test) -> Any:
    if row.returned_on:
        return row.returned_on
    given = row.result in (Result.REACTIVE, Result.NONREACTIVE)
    return Badge(_("not given back"), "warn") if given and not row.void_reason else None


def _state(row: Test) -> Badge | None:
    if row.void_reason:
        return Badge(_("voided"), "danger")
    if not row.is_whole:
        return Badge(_("without its meeting"), "warn")
    if row.consented_on is None:
        return Badge(_("no consent: not counted"), "warn")
    return None


def _shown(row: Any) -> str:
    """Say what a test showed or concluded, and whether it counts: in one cell, and in files."""
    row.state_badge = _state(row)
    if row.conclusion:
        concluded = {"conclusion": row.get_conclusion_display()}
        return _now("concluded: %(conclusion)s") % concluded
    if row.purpose == Purpose.CONFIRMATION:
        return str(Conclusion.NONE.label)
    return str(row.get_result_display())


def _tagged(actor: Actor, rows: list[Test]) -> list[Test]:
    ids = {row.client_id for row in rows if row.client_id}
    tags = client_tags(actor, ids) if ids else {}
    for row in rows:
        row.tags = tags  # type: ignore[attr-defined]  # for the cells of this page
        row.kind_text = purpose_word(row.purpose, row.infection)  # type: ignore[attr-defined]  # for the cells of this page
    return rows


class TestList(ListPage[Test]):
    """What the two lists share."""

    __test__ = False  # not a test of pytest's

    exportable: ClassVar[bool] = True
    export_permission = "testing.export"

    def prepare(self, actor: Any, rows: list[Test]) -> list[Test]:
        """Add the codes: one query for any page."""
        return _tagged(actor, rows)

    def exported(self, actor: Any, name: str, count: int) -> None:
        """Write down that a file left."""
        note_export(actor=actor, count=count)

    def context(self, actor: Any) -> dict[str, Any]:
        """Say what the reader may do from here."""
        return {"may_record": actor.may("testing.record"), "may_lots": actor.may("testing.lots")}


class TestLog(TestList):
    """Every test, newest first; made for each request by `log_for`."""

    name = "tests"
    title = _("Testing log")
    default_sort = "-day"
    template = "testing/log.html"
    empty_title = _("No tests yet")
    empty_text = _("What phones send and what is recorded here appears in this log.")
    columns = (
        Column("day", _("Day"), _opened, sort="day"),
        Column(
            "infection",
            _("Infection"),
            lambda row: infection_label(row.infection),
            template="testing/_infection.html",
        ),
        Column("who", _("Client"), _who),
        Column("purpose", _("Kind of test"), lambda row: row.kind_text, shown=False),
        Column(
            "result",
            _("Result"),
            _shown,
            template="testing/_result.html",
        ),
        Column("returned", _("Given back"), _returned),
        Column("retest", _("Test again on"), lambda row: row.retest_on),
        Column(
            "where",
            _("Where"),
            lambda row: row.site.label if row.site else CHANNELS.get(row.channel),
            template="testing/_where.html",
        ),
        Column("worker", _("Worker"), lambda row: row.worker.pseudonym, shown=False),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Test]:
        """Return the tests this person may see."""
        return log_of(actor, filters)

    def empty_action(self, actor: Any) -> tuple[Text, str] | None:
        """Offer the first test."""
        if actor.may("testing.record"):
            return _("Record a test"), reverse("testing:record")
        return None


def _due(row: Test) -> Any:
    late = row.retest_on is not None and row.retest_on < today()
    return Badge(day(row.retest_on), "warn") if late else row.retest_on


class Retests(TestList):
    """Who is to be tested again, the longest overdue first."""

    name = "retests"
    title = _("Retests due")
    default_sort = "due"
    template = "testing/retests.html"
    empty_title = _("Nobody is due")
    empty_text = _("A nonreactive test puts its next one here when the day comes near.")
    columns = (
        Column("due", _("Due"), _due, sort="retest_on"),
        Column("who", _("Client"), _who),
        Column("infection", _("Infection"), lambda row: infection_label(row.infection)),
        Column("day", _("Last test"), _opened),
        Column(
            "result",
            _("Result"),
            lambda row: row.get_result_display(),
            template="testing/_result.html",
        ),
        Column("worker", _("Worker"), lambda row: row.worker.pseudonym),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Test]:
        """Return the latest tests whose retest is due."""
        return retests_of(actor, filters)


def log_for(actor: Actor, lot: str = "") -> TestLog:
    """Return the log with this person's filters; `lot`: the one that is asked for."""
    page = TestLog()
    page.filter_form = log_filters(actor, lot)  # type: ignore[misc]  # a form of one request
    return page


def retests_for(actor: Actor) -> Retests:
    """Return the retests with this person's filters."""
    page = Retests()
    page.filter_form = retest_filters(actor)  # type: ignore[misc]  # a form of one request
    return page
