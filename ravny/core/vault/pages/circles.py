"""The list of circles and the page of one: who can open it and since when."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.journal import operations as journal
from ravny.core.kit.cells import Badges, Link
from ravny.core.kit.lists import Column, ListPage
from ravny.core.staff.types import Actor

from ..forms.circles import circle_filters
from ..models import Circle, Epoch
from ..queries.dues import Dues, roll_and_dues
from ..queries.rosters import line_for, seen_lines
from ..types.circles import CircleLine
from . import words as words


def _line(row: Circle) -> CircleLine:
    line: CircleLine = row.line  # type: ignore[attr-defined]  # prepare adds it
    return line


def _opens(row: Circle) -> str:
    return "; ".join(str(one) for one in words.openers(_line(row)))


def _shut(row: Circle) -> str:
    return "; ".join(f"{why}: {names}" for why, names in words.shut(_line(row)))


def _gone(row: Circle) -> str:
    line = _line(row)
    return "; ".join(f"{one.pseudonym}: {words.gone_words(one, line)}" for one in line.gone)


def _name(row: Circle) -> Link:
    return Link(_line(row).subject_label, reverse("vault:circle", args=[row.id]))


def _state(row: Circle) -> Badges:
    line = _line(row)
    return Badges((words.recovery_words(line), *words.state_badges(line, dated=False)))


COLUMNS: Sequence[Column[Circle]] = (
    Column[Circle]("circle", _("Circle"), _name, sort="rank", template="vault/cells/circle.html"),
    Column[Circle]("kind", _("Kind"), lambda row: _line(row).kind_label, shown=False),
    Column[Circle]("since", _("Present keys"), lambda row: row.since, sort="since"),  # type: ignore[attr-defined]  # an annotation
    Column[Circle]("opens", _("Can open"), _opens, template="vault/cells/opens.html"),
    Column[Circle]("shut", _("Cannot open yet"), _shut, template="vault/cells/shut.html"),
    Column[Circle]("gone", _("Left"), _gone, template="vault/cells/gone.html"),
    Column[Circle]("state", _("State"), _state),
)


class CircleList(ListPage[Circle]):
    """Circles one belongs to, or all of them for who looks after keys; read once for the page."""

    name = "circles"
    title = _("Who can open")
    template = "vault/circles.html"
    default_sort = "circle"
    exportable = True
    export_permission = "vault.keys"
    empty_title = _("No circle has keys yet")
    empty_text = _("They are made in the browser of somebody who belongs to it.")
    columns: ClassVar[Sequence[Column[Circle]]] = COLUMNS

    def __init__(self, actor: Actor) -> None:
        roll, lines, self.dues = roll_and_dues(actor)
        self.lines = seen_lines(actor, lines)
        self.names = roll.names
        self.known = {line.circle_id: line for line in self.lines if line.circle_id}
        self.who: UUID | None = None
        people = {one.account_id: one.pseudonym for line in self.lines for one in line.members}
        gone = {one.account_id: one.pseudonym for line in self.lines for one in line.gone}
        choices = sorted({**gone, **people}.items(), key=lambda one: one[1])
        self.filter_form = circle_filters([(str(who), name) for who, name in choices])  # type: ignore[misc]  # made for one person

    def queryset(self, actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Circle]:
        if "who" in filters:
            self.who = UUID(filters["who"])
        ids = [one for one, line in self.known.items() if self._fits(line, filters)]
        rank = Case(
            *(When(id=one, then=Value(place)) for place, one in enumerate(ids)),
            default=Value(len(ids)),
            output_field=IntegerField(),
        )
        newest = Epoch.objects.filter(circle=OuterRef("pk")).order_by("-number")
        since = Subquery(newest.values("made_on")[:1])
        return Circle.objects.filter(id__in=ids).annotate(rank=rank, since=since)

    def _fits(self, line: CircleLine, filters: Mapping[str, Any]) -> bool:
        if filters.get("kind", line.kind) != line.kind:
            return False
        state = filters.get("state")
        if state == "due" and not (line.is_stale or line.waiting):
            return False
        if state == "left" and not line.gone:
            return False
        if state == "unrecoverable" and line.is_recoverable:
            return False
        return self.who is None or bool(words.of_person(line, self.who))

    def prepare(self, actor: Actor, rows: list[Circle]) -> list[Circle]:
        for row in rows:
            line = self.known[row.id]
            row.line = line  # type: ignore[attr-defined]  # read by the columns
            row.openers = words.openers(line)  # type: ignore[attr-defined]  # read by a cell
            row.shut = words.shut(line)  # type: ignore[attr-defined]  # read by a cell
            row.gone = [(one.pseudonym, words.gone_epochs(one)) for one in line.gone]  # type: ignore[attr-defined]  # read by a cell
        return rows

    def exported(self, actor: Actor, name: str, count: int) -> None:
        journal.write(actor=actor, verb="vault.circles_exported", count=count)

    def context(self, actor: Actor) -> dict[str, Any]:
        of_person = [
            (line, words.of_person(line, self.who))
            for line in self.known.values()
            if self.who is not None
        ]
        return {
            **due_context(actor, self.lines, self.dues),
            "who": self.names.get(self.who, "") if self.who else "",
            "of_person": [(line, said) for line, said in of_person if said],
        }


def due_context(actor: Actor, lines: Sequence[CircleLine], dues: Dues) -> dict[str, Any]:
    """Return what the part with the one button says."""
    mine = [line for line in lines if line.is_mine]
    stale = [line for line in mine if line.is_stale]
    return {
        "steps": dues.steps,
        "makings": [line for line in mine if line.is_due],
        "stale": stale,
        "left": list(words.who_left(stale).items()),
        "waiting": sorted({one.pseudonym for line in mine for one in line.waiting}),
        "recovery": len(dues.recovery),
        "unsigned": sorted({one.pseudonym for line in mine for one in line.unsigned}),
        "has_keys": actor.account_id in dues.keyed.keys,
        "is_signed": actor.account_id in dues.keyed.ready,
    }


def circle_context(actor: Actor, circle_id: UUID) -> dict[str, Any]:
    """Return what the page of one circle shows; raises NotYours."""
    line = line_for(actor, circle_id)
    made_on = {one.number: one.made_on for one in line.epochs}
    holds_newest = any(one.account_id == actor.account_id for one in line.opened_by)
    return {
        "line": line,
        "badges": words.state_badges(line),
        "recovery": words.recovery_words(line),
        "epochs": words.epoch_rows(line),
        "members": [
            {
                "one": one,
                "why": words.why_shut(line, one) if one in line.shut_for else "",
                "from_day": made_on.get(max(one.from_epoch, one.floor)),
                "is_limited": max(one.from_epoch, one.floor) > 1,
                "may_limit": holds_newest
                and line.is_mine
                and not one.held
                and one.account_id != actor.account_id,
            }
            for one in line.members
        ],
        "gone": [(one.pseudonym, words.gone_words(one, line)) for one in line.gone],
    }
