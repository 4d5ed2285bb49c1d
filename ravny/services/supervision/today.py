"""Rows of *Today*: what waits for an answer, what came back, what has no owner, whom I cover."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ravny.core.kit.clock import today
from ravny.core.kit.formats import day, days_unit, number, today_or
from ravny.core.kit.registries import Promise, TodayRow
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags

from .models import Handover
from .queries.covering import Covered, covered_by, to_finish
from .queries.handovers import given_back, late_offers, waiting_for
from .queries.leavers import leavers

RANK = 40
LATE = timedelta(days=3)
AHEAD = timedelta(days=7)
MOST_ROWS = 10


def rows(actor: Any) -> list[TodayRow]:
    """Return a person's rows about handovers. A fixed number of queries, and some for a cover."""
    if not actor.may("supervision.hand"):
        return []
    waiting, back, done = waiting_for(actor), given_back(actor), to_finish(actor)
    lead = actor.may("supervision.lead")
    late = late_offers(actor, today() - LATE) if lead else []
    gone = leavers(actor.organisation_id) if lead else []
    covered = covered_by(actor)
    if not (waiting or back or done or late or gone or covered):
        return []
    names = pseudonyms(actor)
    found = [_waits(row, count, names) for row, count in waiting]
    returned = Counter(one.handover for one in back)
    found += [_returned(row, count, names) for row, count in returned.items()]
    found += [_late(row, names) for row in late if row.receiver_id != actor.account_id]
    found += [_finish(row, names) for row in done]
    found += [_gone(one.account_id, one.left_on, names) for one in gone]
    return found + _covered(actor, covered, names)


def _row(key: str, left: tuple[str, str], title: str, why: str, **more: Any) -> TodayRow:
    values: dict[str, Any] = {
        "rank": RANK,
        "group": "now",
        "harm": "promise",
        "action_label": _("Open the handover"),
        **more,
    }
    return TodayRow(
        key=f"supervision.{key}",
        left_number=left[0],
        left_unit=left[1],
        title=title,
        why=why,
        **values,
    )


def _url(row: Handover) -> str:
    return reverse("supervision:handover", args=[row.id])


def _waits(row: Handover, count: int, names: dict[Any, str]) -> TodayRow:
    return _row(
        f"offered.{row.id}",
        (number(count), ngettext("waits for you", "wait for you", count)),
        _("Offered to you by %(name)s") % {"name": names.get(row.giver_id, "")},
        _("Until you say yes or no, it stays with them."),
        action_url=_url(row),
    )


def _returned(row: Handover, count: int, names: dict[Any, str]) -> TodayRow:
    return _row(
        f"returned.{row.id}",
        (number(count), pgettext("handover", "given back")),
        _("%(receiver)s did not take everything from %(giver)s")
        % {"receiver": names.get(row.receiver_id, ""), "giver": names.get(row.giver_id, "")},
        _("Offer it to somebody else, or keep it."),
        action_url=_url(row),
    )


def _late(row: Handover, names: dict[Any, str]) -> TodayRow:
    waited = (today() - row.made_on).days
    return _row(
        f"late.{row.id}",
        (number(waited), days_unit(waited)),
        _("An offer to %(name)s has no answer") % {"name": names.get(row.receiver_id, "")},
        _("Ask them, or offer it to somebody else."),
        group="week",
        action_url=_url(row),
    )


def _finish(row: Handover, names: dict[Any, str]) -> TodayRow:
    return _row(
        f"finish.{row.id}",
        (number(1), _("last step")),
        _("Taken over by %(name)s") % {"name": names.get(row.receiver_id, "")},
        _("Share the keys and end your own way into these cases."),
        group="week",
        harm="keys",
        action_url=_url(row),
    )


def _gone(account_id: Any, left_on: date, names: dict[Any, str]) -> TodayRow:
    since = (today() - left_on).days
    left = today_or(since, days_unit(since))
    return _row(
        f"orphans.{account_id}",
        left,
        _("%(name)s left, and cases or promises have nobody") % {"name": names.get(account_id, "")},
        _("Nobody looks after these clients."),
        action_label=_("Give them out"),
        action_url=reverse("supervision:orphans"),
    )


def _covered(actor: Actor, covered: Iterable[Covered], names: dict[Any, str]) -> list[TodayRow]:
    """Return the promises that fall into somebody's absence, the nearest first."""
    due: list[tuple[Promise, str]] = []
    for one in covered:
        last = min(one.ends_on, today() + AHEAD)
        name = names.get(one.giver_id, "")
        due += [(two, name) for two in one.promises if two.due_on and two.due_on <= last]
    due.sort(key=lambda pair: (pair[0].due_on or today(), str(pair[0].object_id)))
    tags = client_tags(actor, {one.client_id for one, _name in due}) if due else {}
    return [_promise(one, name, tags.get(one.client_id, "")) for one, name in due[:MOST_ROWS]]


def _promise(one: Promise, name: str, code: str) -> TodayRow:
    assert one.due_on is not None
    left = (one.due_on - today()).days
    unit = ngettext("day late", "days late", -left) if left < 0 else days_unit(left)
    return _row(
        f"cover.{one.kind}.{one.object_id}",
        today_or(abs(left), unit),
        str(one.label),
        _("You cover for %(name)s; promised until %(day)s")
        % {"name": name, "day": day(one.due_on)},
        group="now" if left <= 1 else "week",
        code=code or None,
        code_url=reverse("desk:card", args=[one.client_id]) if code else "",
        action_label=_("Do it"),
        action_url=one.url,
        about=one.client_id,
        days=left,
    )
