"""Rows of *Today* about tests: what was left open after a drop of blood.

A client whose referral is open is a row of referrals, not of this room; a test stands here once,
under the worst thing it waits for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ravny.core.kit.clock import today
from ravny.core.kit.formats import days_unit, number, today_or
from ravny.core.kit.registries import Text, TodayRow
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags
from ravny.people.directory.queries import infection_label
from ravny.services.referrals.queries import referrals_of

from . import queries
from .types import DueTest

MOST = {"now": 15, "week": 3}
"""Rows of a kind by their group: what cannot wait is not folded away so soon."""
MOST_LOTS = 15


@dataclass(frozen=True)
class Kind:
    """One kind of open end: what it is called, how bad it is, what to do.

    `harm`: see kit.registries.HARMS; a reactive test without a way on is not the same to somebody
    as a result that was promised.
    """

    key: str
    rank: int
    group: str
    title: Text
    why: Text
    action: Text
    address: Callable[[DueTest], str]
    rest: str
    harm: str = "promise"


def _step(due: DueTest) -> str:
    return reverse("testing:next_step", args=[due.test_id])


def _test(due: DueTest) -> str:
    return reverse("testing:test", args=[due.test_id])


def _again(due: DueTest) -> str:
    return f"{reverse('testing:record')}?client={due.client_id}&infection={due.infection}"


STEP = Kind(
    "step", 0, "now", _("%(infection)s reactive, no next step"),
    _("A reactive result without a way on is how people are lost."),
    _("Choose the next step"), _step, "result=reactive", "reactive",
)  # fmt: skip
ASK = Kind(
    "ask", 20, "now", _("%(infection)s reactive: ask again"),
    _("The client wanted to decide later; the day to ask has come."),
    _("Ask, and choose"), _step, "result=reactive", "reactive",
)  # fmt: skip
GIVE = Kind(
    "give", 60, "week", _("%(infection)s: the result was not given back"),
    _("A test without its result given back counts for nobody."),
    _("Give it back"), _test, "not_returned=on",
)  # fmt: skip
SAMPLE = Kind(
    "sample", 80, "week", _("%(infection)s: no answer from the laboratory"),
    _("The sample was sent more than two weeks ago. Ask the laboratory."),
    _("Record the result"), _test, "purpose=sent_away&result=none",
)  # fmt: skip
RETEST = Kind(
    "retest", 120, "week", _("%(infection)s: time to test again"),
    _("The day of the next test has come."), _("Record a test"), _again, "",
)  # fmt: skip
MEETING = Kind(
    "meeting", 140, "week", _("%(infection)s: a result without its meeting"),
    _("Connect the phone that sent it. Until its meeting comes the result counts nowhere."),
    _("Look at it"), _test, "", "other",
)  # fmt: skip
BAD_LOT = 30


def testing_rows(actor: Actor) -> list[TodayRow]:
    """Return the rows of this person: a fixed number of queries, however much is open."""
    rows = list(_bad_lots(actor))
    if not actor.may("testing.record"):
        return rows
    found = [
        (STEP, _not_referred(actor, queries.without_step(actor))),
        (ASK, queries.steps_due(actor)),
        (GIVE, queries.not_returned(actor)),
        (SAMPLE, queries.without_result(actor)),
        (RETEST, queries.retests_due(actor)),
        (MEETING, queries.without_meeting(actor)),
    ]
    clients = {one.client_id for _kind, due in found for one in due if one.client_id}
    tags = client_tags(actor, clients) if clients else {}
    seen: set[UUID] = set()
    for kind, due in found:
        fresh = [one for one in due if one.test_id not in seen]
        seen |= {one.test_id for one in fresh}
        rows += _rows(kind, fresh, tags)
    return rows


def _not_referred(actor: Actor, due: Sequence[DueTest]) -> list[DueTest]:
    """Leave out whoever has an open referral for that infection: a row of referrals says so."""
    clients = [one.client_id for one in due if one.client_id]
    if not clients:
        return list(due)
    open_ones = {
        (referral.client_id, referral.infection)
        for referral in referrals_of(actor, clients)
        if referral.is_open
    }
    return [one for one in due if (one.client_id, one.infection) not in open_ones]


def _since(due: DueTest) -> int:
    return max(0, (today() - due.day).days)


def _waited(due: DueTest) -> tuple[str, str]:
    days = _since(due)
    return today_or(days, days_unit(days))


def _rows(kind: Kind, due: Sequence[DueTest], tags: dict[UUID, str]) -> Iterator[TodayRow]:
    most = MOST[kind.group]
    for position, one in enumerate(due[:most]):
        left = _waited(one)
        code = tags.get(one.client_id) if one.client_id else None
        yield TodayRow(
            key=f"testing.{kind.key}.{one.test_id}",
            rank=kind.rank + position,
            group=kind.group,
            left_number=left[0],
            left_unit=left[1],
            code=code,
            code_url=reverse("desk:card", args=[one.client_id]) if code else "",
            title=str(kind.title) % {"infection": infection_label(one.infection)},
            why=kind.why,
            action_label=kind.action,
            action_url=kind.address(one),
            harm=kind.harm,
            about=one.client_id or one.test_id,
            days=-_since(one),
        )
    more = len(due) - most
    if more > 0:
        yield _more(kind, due[most], more)


def _more(kind: Kind, first: DueTest, more: int) -> TodayRow:
    left = _waited(first)
    words = ngettext("and %(count)s more like this", "and %(count)s more like this", more)
    where = reverse("testing:retests" if kind is RETEST else "testing:log")
    return TodayRow(
        key=f"testing.{kind.key}.more",
        rank=kind.rank + MOST[kind.group],
        group=kind.group,
        left_number=left[0],
        left_unit=left[1],
        title=words % {"count": number(more)},
        why=kind.why,
        action_label=_("Show the list"),
        action_url=f"{where}?{kind.rest}" if kind.rest else where,
        harm=kind.harm,
    )


def _bad_lots(actor: Actor) -> Iterator[TodayRow]:
    """Tell who looks after kits that a lot gives too many invalid results; one row for all."""
    lots = queries.bad_lots(actor)
    if not lots:
        return
    yield TodayRow(
        key="testing.lots",
        rank=BAD_LOT,
        group="now",
        left_number=number(len(lots)),
        left_unit=ngettext("lot", "lots", len(lots)),
        title=_("Too many invalid tests"),
        why=", ".join(f"{lot.label}, {lot.number}" for lot in lots[:MOST_LOTS]),
        action_label=_("Look at the lots"),
        action_url=reverse("testing:lots"),
        harm="supply",
    )
