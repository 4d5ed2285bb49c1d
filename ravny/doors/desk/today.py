"""What *Today* shows to a person: what is left to do, what they put aside."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.kit import registries
from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.kit.formats import days_left, number
from ravny.core.kit.registries import TodayRow
from ravny.core.staff.types import Actor

from .harms import GROUPS, ORDER, Harm, harm_of
from .models import PutAside
from .ranking import Standing, Thing, grew_worse, most_days, ranked, standing_of
from .types import Day, Due, Group, SetAside, Shown, Why

MOST_ALSO = 3


def row_id_of(account_id: UUID, key: str) -> UUID:
    """Return what stands for a row's key in an address and in a table: an HMAC, another for each.

    The key itself names an object of a client.
    """
    mark = salted_hmac("desk.today", f"{account_id} {key}", algorithm="sha256").digest()
    return UUID(bytes=mark[:16], version=4)


def things_to_do(actor: Actor) -> list[Thing]:
    """Return every room's rows for this person, the worst first, those put aside among them."""
    return ranked(row for source in registries.today_rows for row in source(actor))


def day_of(actor: Actor) -> Day:
    """Return the page. One query besides those of the rooms."""
    hidden = _hidden(actor)
    shown: list[Shown] = []
    aside: list[SetAside] = []
    for thing in things_to_do(actor):
        left: list[TodayRow] = []
        for row in (thing.row, *thing.also):
            put = hidden.get(row_id_of(actor.account_id, row.key))
            if put is None or _is_back(row, put):
                left.append(row)
            else:
                aside.append(_aside(row, put))
        # What stood under a row that is put aside takes its place: nothing goes along unseen.
        if left:
            rest = Thing(left[0], tuple(left[1:]))
            shown.append(_shown(rest, row_id_of(actor.account_id, rest.row.key)))
    titles = dict(GROUPS)
    parts = groupby(shown, key=lambda one: one.harm.group)
    return Day([Group(key, titles[key], list(rows)) for key, rows in parts], aside)


def _hidden(actor: Actor) -> Mapping[UUID, PutAside]:
    with scope(organisation=actor.organisation_id):
        rows = PutAside.objects.filter(account_id=actor.account_id, until__gt=today())
        return {row.row_id: row for row in rows}


def _is_back(row: TodayRow, put: PutAside) -> bool:
    then = Standing(put.harm, put.group, put.due_on)
    return not most_days(row) or grew_worse(standing_of(row, today()), then)


def _shown(thing: Thing, row_id: UUID) -> Shown:
    row = thing.row
    # It speaks for all of them: when one cannot wait, neither can it.
    if any(one.group == "now" for one in thing.also):
        row = replace(row, group="now")
    return Shown(
        row=row,
        harm=harm_of(row.harm),
        left=_left(row),
        also=thing.also[:MOST_ALSO],
        more=len(thing.also[MOST_ALSO:]),
        aside_url=reverse("desk:put_aside", args=[row_id]) if most_days(row) else "",
    )


def _left(row: TodayRow) -> str:
    """Return the days left in words, unless the number on the row's left says so already."""
    if row.days is None or number(abs(row.days)) == row.left_number:
        return ""
    if row.days == 0:
        return "" if row.left_number == _("today") else _("today")
    return days_left(row.days)


def _aside(row: TodayRow, put: PutAside) -> SetAside:
    why = dict(Why.choices).get(put.why, "")
    return SetAside(row, why, put.until, reverse("desk:bring_back", args=[put.row_id]))


def due_for(actor: Actor, row_id: UUID) -> Due:
    """Return the row a person wants to put aside; raises NotYours where there is none, or none
    that may wait.
    """
    for thing in things_to_do(actor):
        for row in (thing.row, *thing.also):
            if row_id_of(actor.account_id, row.key) == row_id and most_days(row):
                return Due(row_id, row)
    raise NotYours


def explained(actor: Actor) -> Sequence[tuple[Harm, int]]:
    """Return each harm in its order, with how many things of it this person has now."""
    counted = Counter(_codes(things_to_do(actor)))
    return [(harm, counted[harm.code]) for harm in ORDER]


def _codes(things: Iterable[Thing]) -> Iterable[str]:
    return (harm_of(thing.row.harm).code for thing in things)
