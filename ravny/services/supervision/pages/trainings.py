"""The pages of trainings: one's own, all that took place, who has what valid until when."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ravny.core.journal import operations as journal
from ravny.core.kit.cells import Badge
from ravny.core.kit.clock import today
from ravny.core.kit.formats import day, daymonth
from ravny.core.kit.lists import Column, ListPage
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor

from ..forms.trainings import TrainingFilters
from ..models import Training
from ..queries.trainings import FOR_EVER, trainings, validity
from ..types import EXPIRES_SOON, TrainingKind
from .nav import Table, nav


class Trainings(ListPage[Training]):
    """Trainings one took part in; a coordinator's all."""

    name = "trainings"
    title = _("Trainings")
    template = "supervision/trainings.html"
    default_sort = "-day"
    filter_form = TrainingFilters
    empty_title = _("No training is written down yet")
    empty_text = _("A coordinator writes them down with who took part.")
    exportable: ClassVar[bool] = True
    export_permission = "supervision.export"
    columns = (
        Column("day", _("Day"), lambda row: daymonth(row.day), sort="day"),
        Column("kind", _("Training"), lambda row: TrainingKind(row.kind).label),
        Column("minutes", _("Minutes"), lambda row: row.minutes, numeric=True),
        Column("months", _("Valid, months"), lambda row: row.months or _("for ever"), numeric=True),
        Column("people", _("People"), lambda row: row.people, numeric=True),
        Column("external", _("From outside"), lambda row: row.is_external),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Training]:
        """Return the trainings this person may see."""
        return trainings(actor, filters)

    def context(self, actor: Any) -> dict[str, Any]:
        """Return what of one's own holds until when, and the way to the other pages."""
        mine = validity(actor.organisation_id, actor.account_id)
        return {
            "nav": nav(actor, "trainings"),
            "may_record": actor.may("supervision.lead"),
            "mine": [
                (TrainingKind(kind).label, valid_badge(mine.get((actor.account_id, kind))))
                for kind in TrainingKind.values
            ],
        }

    def exported(self, actor: Any, name: str, count: int) -> None:
        """Write down that a file left."""
        journal.write(actor=actor, verb="supervision.exported", count=count)


def valid_badge(until: date | None) -> Badge:
    """Return until when something holds, in a word with a shape."""
    if until is None:
        return Badge(_("none"), "")
    if until == FOR_EVER:
        return Badge(_("for ever"), "ok")
    if until < today():
        return Badge(_("ran out on %(day)s") % {"day": day(until)}, "danger")
    soon = (until - today()).days <= EXPIRES_SOON
    return Badge(_("until %(day)s") % {"day": day(until)}, "warn" if soon else "ok")


def valid_context(actor: Actor) -> dict[str, Any]:
    """Return the table of who is trained in what. Two queries."""
    found = validity(actor.organisation_id)
    heads = [(_("Colleague"), False), *((one.label, False) for one in TrainingKind)]
    lines = [
        [
            person.pseudonym,
            *(valid_badge(found.get((person.account_id, kind))) for kind in TrainingKind.values),
        ]
        for person in list_staff(actor)
    ]
    return {
        "title": _("Who is trained in what"),
        "nav": nav(actor, "valid"),
        "table": Table(_("Trainings and until when they hold"), heads, lines),
    }
