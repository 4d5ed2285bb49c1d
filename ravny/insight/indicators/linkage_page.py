"""The cascade and its lists as plain values for the page and for files."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ravny.core.kit.cells import Badge, Link, Tag
from ravny.core.kit.formats import day, number, percent
from ravny.core.kit.registries import Text
from ravny.services.care.types import Source
from ravny.services.referrals.types import State

from .linkage import DEFINITIONS, EARLY_DAYS, LATE_AFTER, Level, Step, Stuck, steps_of
from .periods import code_of, quarter_of, words_of, year_of
from .types import Cascade, GapList, GapRow

HIDDEN = "…"
STATE_BADGES = {"draft": "", "sent": "warn", "accepted": "info", "arrived": "ok"}


def address(infection: str, period: Mapping[str, str], step: str = "") -> str:
    """Return the page's address with the same period, and a step's list opened."""
    query = {"infection": infection, **period, **({"gap": step} if step else {})}
    return f"{reverse('indicators:linkage')}?{urlencode(query)}{'#list' if step else ''}"


def drawn(cascade: Cascade, period: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of kit/components/cascade.html."""
    return [_drawn(cascade, level, period) for level in cascade.levels]


def _drawn(cascade: Cascade, level: Level, period: Mapping[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "label": level.step.label,
        "count": level.count,
        "before": level.before,
    }
    if level.step == Step.REACTIVE:
        return row | {"share": _("start"), "gap": of_tested(cascade)}
    if level.count is not None and level.before:
        row["share"] = percent(level.count, level.before)
    stuck = level.stuck
    if stuck is None or stuck.everybody:
        words = waiting_words(level.step, stuck.everybody) if stuck else _("who they are")
        row["gap"] = words
        row["gap_url"] = address(cascade.infection, period, level.step)
        row["gap_note"] = "; ".join(notes_of(level.step, stuck)) if stuck else ""
    else:
        row["gap"] = _("nobody")
    return row


def period_words(cascade: Cascade) -> str:
    """Return "quarter IV of 2026", or the first and the last day where they are no quarter."""
    first, last = cascade.first, cascade.last
    if (first, last) == quarter_of(first):
        return words_of(code_of(first))
    if (first, last) == year_of(first):
        return words_of(str(first.year))
    return f"{day(first)} – {day(last)}"


def of_tested(cascade: Cascade) -> str:
    """Return "of 1,284 tested, 1,260 got the result", as far as it may be told."""
    if cascade.tested is None:
        return ""
    said = ngettext("of %(count)s person tested", "of %(count)s persons tested", cascade.tested) % {
        "count": number(cascade.tested)
    }
    if cascade.returned is None:
        return said
    told = _("%(count)s got the result") % {"count": number(cascade.returned)}
    return f"{said}, {told}"


def waiting_words(step: Step, count: int) -> str:
    """Return how many stay before a step, in words."""
    count_text = {"count": number(count)}
    words = {
        Step.ARRIVED: lambda: ngettext("%(count)s not arrived", "%(count)s not arrived", count),
        Step.CONFIRMED: lambda: ngettext(
            "%(count)s without a confirmed diagnosis",
            "%(count)s without a confirmed diagnosis",
            count,
        ),
        Step.REGISTERED: lambda: ngettext(
            "%(count)s not registered", "%(count)s not registered", count
        ),
        Step.TREATED: lambda: ngettext("%(count)s not started", "%(count)s not started", count),
        Step.UNDETECTABLE: lambda: ngettext("%(count)s not yet", "%(count)s not yet", count),
    }
    return str(words[step]() % count_text)


def notes_of(step: Step, stuck: Stuck) -> list[str]:
    """Return what is known of those who stay before a step."""
    notes = []
    if stuck.negative:
        notes.append(
            ngettext("%(count)s negative", "%(count)s negative", stuck.negative)
            % {"count": number(stuck.negative)}
        )
    if stuck.inconclusive:
        notes.append(
            ngettext("%(count)s inconclusive", "%(count)s inconclusive", stuck.inconclusive)
            % {"count": number(stuck.inconclusive)}
        )
    if step == Step.UNDETECTABLE and stuck.early:
        notes.append(
            ngettext(
                "%(count)s too early to measure", "%(count)s too early to measure", stuck.early
            )
            % {"count": number(stuck.early)}
        )
    if stuck.late:
        notes.append(
            _("%(count)s longer than %(days)s days")
            % {"count": number(stuck.late), "days": LATE_AFTER[step]}
        )
    return notes


def sources_of(cascade: Cascade) -> list[tuple[Text, int]]:
    """Return (words, persons) of where treatment comes from."""
    words = dict(Source.choices)
    return [(words.get(source, source), count) for source, count in cascade.sources]


def definitions_of(infection: str) -> list[tuple[Text, Text]]:
    """Return (step, how it is counted) of the infection's steps."""
    return [(step.label, DEFINITIONS[step]) for step in steps_of(infection)]


def list_title(step: str) -> Text:
    """Return the heading over the codes that wait for a step."""
    titles: dict[str, Text] = {
        Step.ARRIVED: _("Not arrived yet"),
        Step.CONFIRMED: _("Diagnosis not confirmed"),
        Step.REGISTERED: _("Not registered for care"),
        Step.TREATED: _("Treatment not started"),
        Step.UNDETECTABLE: _("Viral load not undetectable yet"),
    }
    return titles[step]


def rows_of(gap: GapList, infection: str, *, may_record: bool) -> list[dict[str, Any]]:
    """Return the lines of the list."""
    return [_line(gap.step, row, infection, may_record=may_record) for row in gap.rows]


def _line(step: str, row: GapRow, infection: str, *, may_record: bool) -> dict[str, Any]:
    card = reverse("desk:card", args=[row.client_id])
    referral = row.referral
    state: Any = "" if referral is None else dict(State.choices).get(referral.state)
    kind = STATE_BADGES.get(referral.state, "danger") if referral else ""
    return {
        "tag": Tag(row.code, card),
        "since": row.since,
        "waits": row.waits,
        "note": _note(step, row),
        "where": referral.service if referral else "",
        "state": Badge(state, kind) if state else "",
        "owner": row.owner,
        "action": action_of(step, row, infection) if may_record else None,
    }


def _note(step: str, row: GapRow) -> str:
    if row.conclusion == "inconclusive":
        return _("inconclusive: test again")
    if step == Step.UNDETECTABLE and row.is_early:
        return _("too early to measure (under %(days)s days)") % {"days": EARLY_DAYS}
    return _("longer than usual") if row.is_late else ""


def action_of(step: str, row: GapRow, infection: str) -> Link:
    """Return the one next thing to do for somebody who waits for a step."""
    return Link(*next_thing(step, row.client_id, infection, row.referral))


def next_thing(
    step: str, client_id: UUID, infection: str, referral: Any = None
) -> tuple[Text, str]:
    """Return (words, address) of what brings somebody to a step."""
    query = urlencode({"client": client_id, "infection": infection})
    if step == Step.ARRIVED:
        if referral is not None and referral.is_open:
            url = reverse("referrals:referral", args=[referral.referral_id])
            return _("Open the referral"), url
        return _("Refer"), f"{reverse('referrals:open')}?{query}"
    if step == Step.CONFIRMED:
        url = f"{reverse('testing:record')}?{query}&purpose=confirmation"
        return _("Write down the confirmation"), url
    if step == Step.REGISTERED:
        return _("Write down a registration"), f"{reverse('care:register')}?{query}"
    if step == Step.TREATED:
        return _("Write down the start of treatment"), f"{reverse('care:treat')}?{query}"
    return _("Write down a viral load"), f"{reverse('care:lab')}?{query}"


def heads() -> list[str]:
    """Return the headings of the cascade as a file."""
    return [str(_("Step")), str(_("Persons")), str(_("From the step before")), str(_("Who stayed"))]


def export_rows(cascade: Cascade) -> list[Sequence[Any]]:
    """Return the cascade as rows of a file; it never carries small numbers."""
    rows: list[Sequence[Any]] = [
        (_("Tested"), _figure(cascade.tested), "", ""),
        (_("Result given back"), _figure(cascade.returned), "", ""),
    ]
    for level in cascade.levels:
        both = level.count is not None and level.before
        share = percent(level.count or 0, level.before or 0) if both else ""
        stuck = level.stuck.everybody if level.stuck else ""
        rows.append((str(level.step.label), _figure(level.count), share, stuck))
    rows += [(str(words), count, "", "") for words, count in sources_of(cascade)]
    return rows


def _figure(figure: int | None) -> int | str:
    return HIDDEN if figure is None else figure
