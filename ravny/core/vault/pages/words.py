"""Words about circles: who opens since when, what is missing, who left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ravny.core.kit.cells import Badge
from ravny.core.kit.formats import day

from ..types.circles import CircleLine, CircleMember, GoneMember


@dataclass(frozen=True)
class Openers:
    """People who can open a circle since the same day and from the same epoch on."""

    since: date
    from_day: date | None
    names: tuple[str, ...]

    def __str__(self) -> str:
        words = _("%(names)s since %(day)s") % {
            "names": ", ".join(self.names), "day": day(self.since),
        }  # fmt: skip
        if self.from_day is None:
            return words
        return f"{words} ({self.limit})"

    @property
    def limit(self) -> str:
        """What they were not given, "" when they were given all."""
        if self.from_day is None:
            return ""
        return _("not what was written before %(day)s") % {"day": day(self.from_day)}


def openers(line: CircleLine) -> list[Openers]:
    """Return who can open the newest epoch, together with those who came the same day."""
    made_on = {one.number: one.made_on for one in line.epochs}
    groups: dict[tuple[date, date | None], list[str]] = {}
    for one in line.opened_by:
        first = made_on[one.from_epoch] if one.from_epoch > 1 else None
        since = one.opens_since
        if since is not None:
            groups.setdefault((since, first), []).append(one.pseudonym)
    ordered = sorted(groups, key=lambda key: (key[0], key[1] or date.min))
    return [Openers(since, first, tuple(groups[since, first])) for since, first in ordered]


def why_shut(line: CircleLine, one: CircleMember) -> str:
    """Return why a member cannot open what is written now."""
    if not one.has_keys:
        return _("has not joined yet")
    if not one.signed:
        return _("waits for an officer's signature")
    if line.circle_id is None:
        return _("the circle has no keys yet")
    if line.is_shut:
        return _("nobody can open it")
    return _("waits for keys")


def shut(line: CircleLine) -> list[tuple[str, str]]:
    """Return (why, names) of members who cannot open what is written now."""
    names: dict[str, list[str]] = {}
    for one in line.shut_for:
        names.setdefault(why_shut(line, one), []).append(one.pseudonym)
    return [(why, ", ".join(people)) for why, people in names.items()]


def gone_epochs(one: GoneMember) -> str:
    """Return which epochs somebody had, shortly."""
    if one.first == one.last:
        return _("epoch %(n)s") % {"n": one.first}
    return _("epochs %(first)s–%(last)s") % {"first": one.first, "last": one.last}


def gone_words(one: GoneMember, line: CircleLine) -> str:
    """Return what somebody who left was able to open."""
    made_on = {epoch.number: epoch.made_on for epoch in line.epochs}
    until = one.until
    next_day = made_on.get(one.last + 1)
    what = _("could open what was written from %(first)s") % {"first": day(made_on[one.first])}
    if next_day:
        what = _("could open what was written from %(first)s until %(last)s") % {
            "first": day(made_on[one.first]), "last": day(next_day),
        }  # fmt: skip
    left = _("left on %(day)s") % {"day": day(until)} if until else _("does not belong any more")
    return f"{left}; {what}"


def recovery_words(line: CircleLine) -> Badge:
    """Return whether two of three sheets open it."""
    if not line.has_root:
        return Badge(_("no ceremony yet"))
    if line.is_recoverable:
        return Badge(_("two of three sheets"), "ok")
    if line.recoverable:
        return Badge(
            _("two of three sheets: %(some)s of %(all)s epochs")
            % {"some": line.recoverable, "all": len(line.epochs)},
            "warn",
        )
    return Badge(_("no sheets open it"), "warn")


def state_badges(line: CircleLine, *, dated: bool = True) -> list[Badge]:
    """Return what is missing, worst first; nothing when all is well."""
    badges = []
    if line.is_shut:
        badges.append(Badge(_("nobody can open it"), "danger"))
    if line.is_stale:
        since = line.stale_since
        words = (
            _("new keys are due since %(day)s") % {"day": day(since)}
            if since and dated
            else _("new keys are due")
        )
        badges.append(Badge(words, "danger"))
    waiting = len(line.waiting)
    if waiting:
        badges.append(
            Badge(
                ngettext("%(n)s colleague waits", "%(n)s colleagues wait", waiting)
                % {"n": waiting},
                "warn",
            )
        )
    if line.hangs_on_one:
        badges.append(Badge(_("one lost phrase shuts it"), "warn"))
    if line.is_closed:
        badges.append(Badge(_("closed")))
    return badges


def who_left(lines: Iterable[CircleLine]) -> dict[str, date | None]:
    """Return name → day for everybody whose leaving makes new keys due."""
    left: dict[str, date | None] = {}
    for line in lines:
        for one in line.left_with_newest:
            known = left.get(one.pseudonym)
            left[one.pseudonym] = max(known or date.min, one.until) if one.until else known
    return left


def of_person(line: CircleLine, account_id: UUID) -> str:
    """Return what one person can open of a circle, or could; "" for nothing."""
    made_on = {one.number: one.made_on for one in line.epochs}
    for one in line.opened_by:
        if one.account_id == account_id and one.opens_since is not None:
            first = made_on[one.from_epoch] if one.from_epoch > 1 else None
            group = Openers(one.opens_since, first, ())
            since = _("since %(day)s") % {"day": day(group.since)}
            return f"{since}, {group.limit}" if group.limit else since
    for gone in line.gone:
        if gone.account_id == account_id:
            return gone_words(gone, line)
    return ""


@dataclass(frozen=True)
class EpochRow:
    """One epoch on a circle's page: until when it was sealed to, who holds it now."""

    number: int
    made_on: date
    until: date | None
    made_by: str
    names: tuple[str, ...]
    left: tuple[str, ...]
    recoverable: bool
    proven: bool


def epoch_rows(line: CircleLine) -> list[EpochRow]:
    """Return a circle's epochs, the newest first."""
    ends: dict[int, date | None] = {one.number - 1: one.made_on for one in line.epochs}
    return [
        EpochRow(
            number=one.number,
            made_on=one.made_on,
            until=ends.get(one.number),
            made_by=one.made_by,
            names=tuple(
                member.pseudonym
                for member in line.members
                if one.number in {number for number, _since in member.held}
            ),
            left=tuple(sorted({gone.pseudonym for gone in line.gone if one.number in gone.epochs})),
            recoverable=one.recoverable,
            proven=one.proven,
        )
        for one in reversed(line.epochs)
    ]
