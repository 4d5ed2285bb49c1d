"""What *Today* says of circles: somebody waits, somebody left, nobody can open."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ravny.core.kit.clock import today
from ravny.core.kit.formats import day
from ravny.core.kit.registries import TodayRow
from ravny.core.staff.types import Actor

from ..queries.dues import left_alone, todays_lines
from ..types.circles import CircleLine
from . import words as words

# A circle that nobody can open is spoken of so long after its last person left.
SHUT_DAYS = 30


def rows(actor: Actor) -> list[TodayRow]:
    """Return what is due in the actor's circles, and for leads what nobody has done."""
    if not actor.may("vault.circles"):
        return []
    leads = actor.may("vault.keys")
    lines = [line for line in todays_lines(actor) if line.is_mine or leads]
    return [*_waiting(actor, lines), *_due(lines), *_stale(lines), *_shut(lines)]


def _waiting(actor: Actor, lines: Sequence[CircleLine]) -> list[TodayRow]:
    """Whoever waits themself is told so by `own_today`."""
    me = actor.account_id
    waiting = {one for line in lines for one in line.waiting if one.account_id != me}
    names = sorted({one.pseudonym for one in waiting})
    if not names:
        return []
    can_share = any(
        line.waiting and any(one.account_id == me for one in line.opened_by) for line in lines
    )
    return [
        TodayRow(
            key="vault.waiting",
            rank=300,
            group="now",
            left_number=str(len(names)),
            left_unit=ngettext("person waits", "people wait", len(names)),
            title=", ".join(names),
            why=_("They cannot open the notes of their circles yet"),
            action_label=_("Share keys") if can_share else _("Who can open"),
            action_url=reverse("vault:circles"),
            harm="keys",
        )
    ]


def _due(lines: Sequence[CircleLine]) -> list[TodayRow]:
    return [
        TodayRow(
            key=f"vault.due.{line.subject_id}",
            rank=290,
            group="now",
            left_number="0",
            left_unit=_("keys"),
            title=line.subject_label,
            why=_("Nothing can be sealed for this team yet"),
            action_label=_("Make its keys"),
            action_url=reverse("vault:circles"),
            harm="keys",
        )
        for line in lines
        if line.is_due and line.kind == "team"
    ]


def _stale(lines: Sequence[CircleLine]) -> list[TodayRow]:
    """Members are told at once; who looks after keys when nobody did it within three days."""
    stale = [line for line in lines if line.is_stale and (line.is_mine or left_alone(line))]
    if not stale:
        return []
    count, left = len(stale), words.who_left(stale)
    mine = any(line.is_mine for line in stale)
    days = sorted(since for since in left.values() if since)
    why = (
        ngettext(
            "Left on %(day)s: %(n)s circle needs new keys",
            "Left on %(day)s: %(n)s circles need new keys",
            count,
        )
        % {"day": day(days[0]), "n": count}
        if days
        else ngettext("%(n)s circle needs new keys", "%(n)s circles need new keys", count)
        % {"n": count}
    )
    return [
        TodayRow(
            key="vault.stale",
            rank=250,
            group="now",
            left_number=str(count),
            left_unit=ngettext("circle", "circles", count),
            title=", ".join(sorted(left)) or ", ".join(str(one.subject_label) for one in stale),
            why=why,
            action_label=_("Renew keys") if mine else _("Ask a member"),
            action_url=reverse("vault:circles"),
            harm="keys",
        )
    ]


def _shut(lines: Sequence[CircleLine]) -> list[TodayRow]:
    recent = today() - timedelta(days=SHUT_DAYS)
    rows = []
    for line in lines:
        lately = any(one.until and one.until >= recent for one in line.gone)
        if not line.is_shut or not (line.members or lately):
            continue
        sheets = line.is_recoverable
        rows.append(
            TodayRow(
                key=f"vault.shut.{line.circle_id}",
                rank=260,
                group="now" if line.members else "week",
                left_number="0",
                left_unit=_("people can open it"),
                title=line.subject_label,
                why=_("Two of three sheets open it again")
                if sheets
                else _("Its last key is gone, and no sheets open it"),
                action_label=_("See the circle"),
                action_url=reverse("vault:circle", args=[line.circle_id]),
                harm="keys",
            )
        )
    return rows
