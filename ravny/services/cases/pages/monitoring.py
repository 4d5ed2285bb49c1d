"""What is watched in a case: the one next thing, the ladder, what is late, what was missed."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ravny.core.kit.cells import Badge
from ravny.core.kit.formats import day, days, number
from ravny.core.kit.registries import PanelContent, Text
from ravny.core.staff.types import Actor

from ..forms.contact import TITLES
from ..ladder import ASKED_ELSEWHERE, Rung, Standing, rungs
from ..queries.monitoring import Monitor, monitor_of
from ..types import CaseFact, ContactKind, MissedWhy, SafeChannel, Way
from .timeline import contact_links

WHO: Mapping[str, Text] = {
    "manager": gettext_lazy("the case manager"),
    "peer": gettext_lazy("a peer to whom the client agreed"),
    "team": gettext_lazy("the team together"),
}


class Next(NamedTuple):
    """The one next thing of a case."""

    kind: str
    title: Text
    text: Text
    label: Text
    url: str


def next_thing(case: CaseFact, monitor: Monitor) -> Next | None:
    """Return the one next thing of an open case, None when all is on time."""
    page: str = reverse("cases:case", args=[case.case_id])
    code = monitor.next
    monitoring = reverse("cases:monitoring", args=[case.case_id])
    attempt = reverse("cases:contact_new", args=[case.case_id, ContactKind.ATTEMPT.value])
    silent = days(monitor.silent_days)
    if code == "danger":
        title = _("In danger, and not heard for %(days)s") % {"days": silent}
        return Next("danger", title, _("Ask now how they are, in the safe way."), _try(), attempt)
    if code == "silence":
        return _silence(case, monitor, silent)
    if code == "ask":
        title = _("Nobody asked how the client may be contacted")
        text = _("Until then they must not be contacted.")
        return Next("danger", title, text, _("Ask"), reverse("cases:safe", args=[case.case_id]))
    many = {"steps": len(monitor.late_steps)}.get(code, 0)
    plain: dict[str, tuple[Text, Text, str]] = {
        "steps": (
            ngettext("%(n)s step is overdue", "%(n)s steps are overdue", many)
            % {"n": number(many)},
            _("Do it, or plan it anew with the client."),
            reverse("cases:plan", args=[case.case_id]),
        ),
        "looks": (_("A contact is to be looked at again"), _("Ask what came of it."), monitoring),
        "agreements": (_("Look what became of an agreement"), _("Ask the client."), page),
        "review": (_("The plan is due for review"), _("Look through it with the client."), page),
    }
    if code not in plain:
        return None
    words, advice, url = plain[code]
    return Next("now", words, advice, _("Look"), url)


def _try() -> str:
    return _("Write a try down")


def rung_action(case_id: UUID, rung: Rung) -> tuple[Text, str]:
    """Return (words, address) of what is pressed at a rung; every way leads past the safe way."""
    if not rung.ways:
        return _("Decide as a team"), reverse("cases:monitoring", args=[case_id])
    kind = ContactKind.OFFICIAL if rung.ways == {ASKED_ELSEWHERE} else ContactKind.ATTEMPT
    return _try(), reverse("cases:contact_new", args=[case_id, kind.value])


def _silence(case: CaseFact, monitor: Monitor, silent: str) -> Next:
    rung = monitor.standing.rung
    title = _("Silent for %(days)s: %(what)s") % {"days": silent, "what": rung.label}
    label, url = rung_action(case.case_id, rung)
    return Next("now" if rung.ways else "danger", title, str(rung.text), label, url)


def heard_words(case: CaseFact, monitor: Monitor) -> str:
    """Return when something was last heard of the client, in a sentence."""
    if not monitor.silent_days:
        return _("Last heard today.")
    return _("Last heard on %(day)s, %(silent)s ago.") % {
        "day": day(case.heard_on),
        "silent": days(monitor.silent_days),
    }


def monitoring_section(actor: Actor, case: CaseFact) -> PanelContent | None:
    """Return the note on a case's page: the one next thing; None for a case that ended."""
    if not case.is_open:
        return None
    monitor = monitor_of(actor, case)
    context = {
        "next": next_thing(case, monitor),
        "heard": heard_words(case, monitor),
        "url": reverse("cases:monitoring", args=[case.case_id]),
    }
    return PanelContent("cases/monitoring_section.html", context)


def monitoring_context(actor: Actor, case: CaseFact) -> dict[str, Any]:
    """Return the page of what is watched in a case."""
    monitor = monitor_of(actor, case)
    may_work = case.is_open and actor.may("cases.work")
    return {
        "case": case,
        "back_url": reverse("cases:case", args=[case.case_id]),
        "next": next_thing(case, monitor) if case.is_open else None,
        "heard": heard_words(case, monitor),
        "rungs": _rungs(monitor) if case.is_open else [],
        "allowed": _allowed(monitor),
        "steps": [
            (one.label, one.due_on, (monitor.day - one.due_on).days)
            for one in monitor.late_steps
            if one.due_on
        ],
        "looks": [
            (TITLES[one.kind], one.follow_up_on, reverse("cases:contact", args=[one.id]))
            for one in monitor.looks
        ],
        "missed": [(MissedWhy(why).label, count) for why, count in monitor.missed.items()],
        "missed_sum": sum(monitor.missed.values()),
        "forms": contact_links(case) if may_work else [],
    }


def _allowed(monitor: Monitor) -> str:
    safe = monitor.safe
    if not safe.is_asked:
        return _("Not asked: do not contact")
    if not safe.is_open:
        return _("Must not be contacted")
    ways = [SafeChannel(safe.channel).label]
    if safe.peer_agreed and safe.channel != SafeChannel.PEER:
        ways.append(Way.PEER.label)
    return ", ".join(str(one) for one in ways)


def _rungs(monitor: Monitor) -> Sequence[dict[str, Any]]:
    stands = monitor.standing
    before = True
    found = []
    for rung in rungs():
        is_next = rung.code == stands.rung.code
        before = before and not is_next
        found.append(
            {
                "label": str(rung.label),
                "text": str(rung.text),
                "who": WHO[rung.who],
                "days": days(rung.days),
                "state": "now" if is_next else "done" if before else "",
                "badge": _badge(stands, monitor) if is_next else None,
            }
        )
    return found


def _badge(stands: Standing, monitor: Monitor) -> Badge:
    late = stands.late(monitor.day)
    if late is None:
        left = (stands.due_on - monitor.day).days
        return Badge(_("in %(days)s") % {"days": days(left)}, "info")
    if not late:
        return Badge(_("due today"), "warn")
    words = _("due for %(days)s") % {"days": days(late)}
    return Badge(words, "danger" if stands.is_escalated(monitor.day) else "warn")
