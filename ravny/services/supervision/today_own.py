"""Rows of *Today* about those who help: too much work, promises of a session, trainings."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ravny.core.kit.clock import today
from ravny.core.kit.formats import day, days_unit, number, today_or
from ravny.core.kit.registries import TodayRow
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from .queries.load import (
    evenings_of_week,
    limit_of,
    limits,
    loads,
    overloaded,
    week_of,
)
from .queries.sessions import due_follow_ups
from .queries.trainings import expiring
from .types import Load, TrainingKind

RANK = 350
TWO_WEEKS = timedelta(days=14)


def rows(actor: Any) -> list[TodayRow]:
    """Return a person's rows about themselves, and a coordinator's about others. Ten queries."""
    if not actor.may("supervision.own"):
        return []
    found = _follow_ups(actor) + _own_trainings(actor)
    if actor.may("supervision.hand"):
        found += _own_load(actor)
    if actor.may("supervision.lead"):
        found += _others(actor)
    return found


def _row(
    key: str, left: tuple[str, str], title: str, why: str, action: tuple[str, str], **more: Any
) -> TodayRow:
    values: dict[str, Any] = {"rank": RANK, "group": "week", **more}
    return TodayRow(
        key=f"supervision.{key}",
        left_number=left[0],
        left_unit=left[1],
        title=title,
        why=why,
        action_label=action[0],
        action_url=action[1],
        **values,
    )


def _follow_ups(actor: Actor) -> list[TodayRow]:
    found, due = [], due_follow_ups(actor)
    names = pseudonyms(actor) if any(one.owner_id != actor.account_id for one in due) else {}
    for one in due:
        left = (one.due_on - today()).days
        unit = ngettext("day late", "days late", -left) if left < 0 else days_unit(left)
        found.append(
            _row(
                f"follow_up.{one.id}",
                today_or(abs(left), unit),
                _("You said so in a session of supervision")
                if one.owner_id == actor.account_id
                else _("%(name)s left; said so in a session with you")
                % {"name": names.get(one.owner_id, "")},
                _("Until %(day)s") % {"day": day(one.due_on)},
                (_("Open the session"), reverse("supervision:session", args=[one.session_id])),
                harm="promise",
                days=left,
            )
        )
    return found


def _own_trainings(actor: Actor) -> list[TodayRow]:
    found = []
    for (_who, kind), until in sorted(expiring(actor, actor.account_id).items()):
        left = (until - today()).days
        why = (
            _("Ran out on %(day)s") % {"day": day(until)}
            if left < 0
            else _("Valid until %(day)s") % {"day": day(until)}
        )
        found.append(
            _row(
                f"training.{kind}",
                today_or(abs(left), days_unit(abs(left))),
                _("Training: %(kind)s") % {"kind": TrainingKind(kind).label},
                why,
                (_("My trainings"), reverse("supervision:trainings")),
                days=left,
            )
        )
    return found


def _own_load(actor: Actor) -> list[TodayRow]:
    house, me = actor.organisation_id, actor.account_id
    load = loads(house, [me]).get(me, Load())
    limit = limit_of(house, me)
    count = evenings_of_week(house, week_of(today()), me)[me]
    page = (_("My workload"), reverse("supervision:own"))
    found = []
    if load.points > limit.points:
        found.append(
            _row(
                "load",
                (number(load.points), ngettext("point", "points", load.points)),
                _("You carry more than your limit"),
                _("The limit is %(n)s. Hand something over, or talk about it.")
                % {"n": number(limit.points)},
                page,
            )
        )
    if count > limit.evenings:
        found.append(
            _row(
                "evenings",
                (number(count), ngettext("evening", "evenings", count)),
                _("Much work in the evenings this week"),
                _("At most %(n)s were agreed. Only you see this now.")
                % {"n": number(limit.evenings)},
                page,
            )
        )
    return found


def _others(actor: Actor) -> list[TodayRow]:
    """Return what a coordinator learns: two weeks in a row too much, and trainings in one row."""
    house, own = limits(actor.organisation_id)
    monday = week_of(today())
    weeks = [
        evenings_of_week(actor.organisation_id, monday - timedelta(weeks=back)) for back in (1, 2)
    ]
    late = {
        who for who in weeks[0] if all(week[who] > own.get(who, house).evenings for week in weeks)
    }
    heavy = set(overloaded(actor.organisation_id, today() - TWO_WEEKS))
    trained = Counter(who for who, _kind in expiring(actor) if who != actor.account_id)
    names = pseudonyms(actor) if late | heavy else {}
    found = [
        _row(
            f"heavy.{who}",
            (number(2), ngettext("week", "weeks", 2)),
            _("%(name)s has too much work, two weeks in a row") % {"name": names.get(who, "")},
            _("Talk with them; hand something to somebody else."),
            (_("Workload"), reverse("supervision:workload")),
        )
        for who in sorted((late | heavy) - {actor.account_id}, key=str)
    ]
    if trained:
        found.append(
            _row(
                "trainings",
                (
                    number(len(trained)),
                    ngettext("person to train", "people to train", len(trained)),
                ),
                _("Trainings run out"),
                _("Plan the next ones."),
                (_("Who is trained in what"), reverse("supervision:valid")),
            )
        )
    return found
