"""The pages of the workload: one's own with every evening, a coordinator's with sums only."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ravny.core.kit.cells import Badge, Link
from ravny.core.kit.clock import today
from ravny.core.kit.formats import day, number
from ravny.core.kit.registries import Text
from ravny.core.staff.queries import list_staff, permissions_of, teams_of
from ravny.core.staff.types import Actor
from ravny.services.cases.types import Circumstance, Hours, Stage

from ..queries.load import (
    evenings_of_week,
    limit_of,
    limits,
    loads,
    month_sums,
    own_evenings,
    own_weeks,
    week_of,
)
from ..types import Limits, Load
from ..weighing import CIRCUMSTANCES, INTERPRETER, MOST_CIRCUMSTANCES, NEEDS, STAGES
from .nav import Table, nav


def hours_words(minutes: int) -> str:
    """Return minutes as hours and minutes; less than an hour as minutes alone."""
    if 0 < minutes < 60:
        return _("%(minutes)s min") % {"minutes": number(minutes)}
    return _("%(hours)s h %(minutes)s min") % {
        "hours": number(minutes // 60),
        "minutes": number(minutes % 60),
    }


def load_badge(load: Load, limit: Limits) -> Badge:
    """Return whether somebody carries too much."""
    if load.points > limit.points:
        return Badge(_("over the limit"), "danger")
    if load.points > limit.points * 0.8:
        return Badge(_("nearly full"), "warn")
    return Badge(_("has room"), "ok")


def own_context(actor: Actor) -> dict[str, Any]:
    """Return what somebody's own page shows. Six queries."""
    limit = limit_of(actor.organisation_id, actor.account_id)
    load = loads(actor.organisation_id, [actor.account_id]).get(actor.account_id, Load())
    weeks = own_weeks(actor)
    this_week = evenings_of_week(actor.organisation_id, week_of(today()), actor.account_id)
    count = this_week[actor.account_id]
    return {
        "title": _("My workload"),
        "nav": nav(actor, "own"),
        "load": load,
        "limit": limit,
        "badge": load_badge(load, limit),
        "stages": [
            {"label": Stage(one).label, "count": load.stages.get(one, 0)} for one in Stage.values
        ],
        "top": max([*load.stages.values(), 1]),
        "evenings": count,
        "too_many": count > limit.evenings,
        "weeks": _weeks(weeks),
        "bars": [{"label": day(monday), "count": _late(told)} for monday, told in reversed(weeks)],
        "bars_top": max([_late(told) for _monday, told in weeks] + [1]),
        "late": _evenings(own_evenings(actor)),
    }


def _late(told: dict[str, tuple[int, int]]) -> int:
    return sum(minutes for hours, (_count, minutes) in told.items() if hours != Hours.DAY)


def _weeks(weeks: list[tuple[date, dict[str, tuple[int, int]]]]) -> Table:
    heads: list[tuple[Text, bool]] = [(_("Week from"), False)]
    heads += [(Hours(one).label, True) for one in Hours.values]
    return Table(
        _("My hours by week"),
        heads,
        [
            [day(monday), *(hours_words(told.get(one, (0, 0))[1]) for one in Hours.values)]
            for monday, told in weeks
        ],
    )


def _evenings(rows: list[tuple[date, str, int, int]]) -> Table:
    return Table(
        _("Evenings and weekends one by one"),
        [(_("Day"), False), (_("When"), False), (_("Contacts"), True), (_("Time"), True)],
        [
            [day(one), Hours(hours).label, number(count), hours_words(minutes)]
            for one, hours, count, minutes in rows
        ],
    )


def workload_context(actor: Actor, month: date) -> dict[str, Any]:
    """Return what a coordinator sees: sums only. Six queries."""
    people = [
        one
        for one in list_staff(actor)
        if "supervision.hand" in permissions_of(frozenset(one.roles))
    ]
    carried = loads(actor.organisation_id)
    house, own = limits(actor.organisation_id)
    sums = month_sums(actor.organisation_id, month)
    teams = teams_of([one.account_id for one in people])
    return {
        "title": _("Workload"),
        "nav": nav(actor, "workload"),
        "people": _people(people, carried, house, own, teams),
        "teams": _teams(people, carried, teams),
        "month": month,
        "earlier": (month - timedelta(days=1)).replace(day=1),
        "later": (month + timedelta(days=32)).replace(day=1),
        "is_now": month == today().replace(day=1),
        "hours": Table(
            _("Hours of the month"),
            [(_("Colleague"), False), *((Hours(one).label, True) for one in Hours.values)],
            [[one.pseudonym, *_month(sums.get(one.account_id))] for one in people],
        ),
        "house": house,
        "stages": [
            {
                "label": one.pseudonym,
                "count": carried.get(one.account_id, Load()).points,
            }
            for one in people
        ],
        "top": max([load.points for load in carried.values()] + [house.points]),
    }


def _month(told: Any) -> list[str]:
    if told is None:
        return ["…" for _one in Hours.values]
    return [hours_words(told.get(one, 0)) for one in Hours.values]


def _people(people: Any, carried: Any, house: Limits, own: Any, teams: Any) -> Table:
    lines = []
    for one in people:
        load = carried.get(one.account_id, Load())
        limit = own.get(one.account_id, house)
        lines.append(
            [
                one.pseudonym,
                ", ".join(team.label for team in teams.get(one.account_id, ())),
                number(load.cases),
                number(load.points),
                Link(
                    number(limit.points),
                    reverse("supervision:limit_of", args=[one.account_id]),
                ),
                load_badge(load, limit),
                Link(_("The last day"), reverse("supervision:leaving", args=[one.account_id])),
            ]
        )
    heads = [
        (_("Colleague"), False), (_("Team"), False), (_("Cases"), True), (_("Points"), True),
        (_("Limit"), True), (_("State"), False), (_("Leaving"), False),
    ]  # fmt: skip
    return Table(_("Who carries how much"), heads, lines)


def _teams(people: Any, carried: Any, teams: Any) -> Table:
    cases: dict[str, int] = {}
    points: dict[str, int] = {}
    for one in people:
        load = carried.get(one.account_id, Load())
        for team in teams.get(one.account_id, ()):
            cases[team.label] = cases.get(team.label, 0) + load.cases
            points[team.label] = points.get(team.label, 0) + load.points
    heads = [(_("Team"), False), (_("Cases"), True), (_("Points"), True)]
    return Table(
        _("Workload of each team"),
        heads,
        [[label, number(cases[label]), number(points[label])] for label in sorted(cases)],
    )


def counted_context(actor: Actor) -> dict[str, Any]:
    """Return the numbers a caseload is counted with, as they are. One query."""
    limit = limit_of(actor.organisation_id, actor.account_id)
    heads = [(_("What"), False), (_("Points"), True)]
    needs = [
        [_("Highest need of the last assessment at least %(n)s of 10") % {"n": least}, points]
        for least, points in NEEDS
    ]
    return {
        "title": _("How this is counted"),
        "nav": nav(actor, ""),
        "stages": Table(
            _("By stage"), heads, [[Stage(one).label, points] for one, points in STAGES.items()]
        ),
        "more": Table(
            _("Added to it"),
            heads,
            [
                *needs,
                [
                    ", ".join(str(Circumstance(one).label) for one in sorted(CIRCUMSTANCES))
                    + " "
                    + ngettext(
                        "(each one, at most %(n)s)", "(each one, at most %(n)s)", MOST_CIRCUMSTANCES
                    )
                    % {"n": MOST_CIRCUMSTANCES},
                    1,
                ],
                [_("an interpreter is needed"), INTERPRETER],
            ],
        ),
        "limit": limit,
    }
