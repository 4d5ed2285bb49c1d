"""What the pages of agreements show: the talk about treatment, how readiness changed."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ravny.core.kit.cells import Badge
from ravny.core.kit.clock import today
from ravny.core.kit.formats import day, daymonth, number
from ravny.core.kit.registries import PanelContent
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_value

from ..forms.agreement import LookForm
from ..models.work import Agreement
from ..parts import Section
from ..queries.agreements import agreements_of, talks
from ..questionnaires import MOST
from ..types import AgreementKind, Barrier, CaseFact, Outcome
from .case import head_of, may_work

SHOWN = 5
BADGE = {"kept": "ok", "partly": "warn", "broken": "danger"}


def title_of(row: Agreement) -> str:
    """Return what an agreement is about, in words."""
    if row.kind == AgreementKind.MOTIVATION:
        return _("Talk about treatment")
    return _("Agreement: %(about)s") % {"about": str(AgreementKind(row.kind).label)}


def state_of(row: Agreement) -> Badge:
    """Return how an agreement stands."""
    if row.outcome:
        return Badge(Outcome(row.outcome).label, BADGE[row.outcome])
    if row.follow_up_on is None:
        return Badge(Outcome.NONE.label, "")
    if row.follow_up_on < today():
        return Badge(pgettext("agreement", "not looked at in time"), "warn")
    return Badge(_("look again on %(day)s") % {"day": daymonth(row.follow_up_on)}, "info")


def ruler(value: int | None) -> str:
    """Return a number of a ruler, in words where it was not asked."""
    return pgettext("answer", "not asked") if value is None else number(value)


def chart(rows: list[Agreement]) -> dict[str, Any] | None:
    """Return readiness and confidence over the talks; None before there are two of them."""
    known = talks(rows)
    if len(known) < 2:
        return None
    steps = [
        {
            "label": day(row.day),
            "count": row.readiness,
            "before": None,
            "words": ruler(row.readiness),
            "share": _confidence(row),
        }
        for row in known
    ]
    return {"steps": steps, "top": MOST, "words": change_words(known)}


def _confidence(row: Agreement) -> str:
    if row.confidence is None:
        return ""
    return _("confidence %(n)s") % {"n": number(row.confidence)}


def change_words(known: list[Agreement]) -> str:
    """Return how readiness changed from the first talk to the last; "" where it was not asked."""
    asked = [row.readiness for row in known if row.readiness is not None]
    if len(asked) < 2:
        return ""
    first, last = asked[0], asked[-1]
    numbers = {"first": number(first), "last": number(last)}
    if last == first:
        return _("Readiness is as it was: %(last)s of 10.") % numbers
    if last > first:
        return _("Readiness grew from %(first)s to %(last)s of 10.") % numbers
    return _("Readiness fell from %(first)s to %(last)s of 10.") % numbers


def talk_context(actor: Actor, case: CaseFact, *, motivation: bool) -> dict[str, Any]:
    """Return what stands beside the form of a talk: what was agreed before."""
    rows = agreements_of(actor, case)
    last = next((row for row in rows if row.kind == AgreementKind.MOTIVATION), None)
    return {
        **head_of(actor, case),
        "title": _("Talk about treatment") if motivation else _("Agreement"),
        "motivation": motivation,
        "chart": chart(rows) if motivation else None,
        "last": _facts(last) if motivation and last else [],
        "last_url": reverse("cases:agreement", args=[last.id]) if last else "",
        "back_url": reverse("cases:case", args=[case.case_id]),
    }


def _facts(row: Agreement) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [(_("Day"), row.day)]
    if row.kind == AgreementKind.MOTIVATION:
        barriers = [str(Barrier(code).label) for code in row.barriers if code in Barrier.values]
        facts += [
            (_("Readiness, 0 to 10"), ruler(row.readiness)),
            (_("Confidence, 0 to 10"), ruler(row.confidence)),
            (_("In the way"), ", ".join(barriers) or "—"),
        ]
    facts.append((_("How it stands"), state_of(row)))
    return facts


def agreement_context(
    actor: Actor, case: CaseFact, row: Agreement, form: LookForm | None = None
) -> dict[str, Any]:
    """Return what the page of one agreement shows."""
    may_look = may_work(actor, case)
    known = {"outcome": row.outcome, "follow_up_on": None}
    by = pseudonyms(actor).get(row.account_id, "")
    facts = [*_facts(row), (_("Written by"), by)]
    if row.outcome_on:
        facts.append((_("Looked at on"), row.outcome_on))
    return {
        **head_of(actor, case),
        "title": title_of(row),
        "row": row,
        "facts": facts,
        "words": sealed_value(row, "words"),
        "readers": _("The team of this case"),
        "form": (form or LookForm(initial=known)) if may_look else None,
        "chart": chart(agreements_of(actor, case)) if row.kind == "motivation" else None,
        "back_url": reverse("cases:case", args=[case.case_id]),
    }


def agreements_section(actor: Actor, case: CaseFact) -> PanelContent | None:
    """Show what was agreed with the client and how it stands. One query."""
    rows = agreements_of(actor, case)
    may_add = may_work(actor, case)
    if not rows and not may_add:
        return None
    url = reverse("cases:agree_upon", args=[case.case_id])
    context = {
        "rows": [
            {
                "day": row.day,
                "title": title_of(row),
                "url": reverse("cases:agreement", args=[row.id]),
                "state": state_of(row),
                "ready": "" if row.readiness is None else number(row.readiness),
                "is_open": not row.outcome,
            }
            for row in rows[:SHOWN]
        ],
        "more": max(len(rows) - SHOWN, 0),
        "talk_url": reverse("cases:talk", args=[case.case_id]) if may_add else "",
        "agree_url": url if may_add else "",
    }
    return PanelContent("cases/agreements.html", context)


SECTIONS = (Section("agreements", "main", 30, agreements_section),)
