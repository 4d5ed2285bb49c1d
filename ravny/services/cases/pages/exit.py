"""What the pages about a case's end show: the section, the proposal, who agrees."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.kit.cells import Badge
from ravny.core.kit.registries import PanelContent
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.queries import circle_of
from ravny.people.clients.queries import client_tags
from ravny.services.referrals.types import Proof

from ..circles import CASE
from ..forms.exit import AnswerForm, ExitForm
from ..plans.catalogue import catalogue
from ..queries.archive import may_be_archived, may_be_archived_anew
from ..queries.exits import ExitFact, exits_of, may_end, open_things
from ..types import CaseFact, Evidence, ExitReason, ExitState
from ..types.ending import OpenThing, ReopenWhy

BADGE = {"proposed": "info", "agreed": "ok", "returned": "warn"}


def exit_section(actor: Actor, case: CaseFact) -> PanelContent | None:
    """Return the section of a case's page: what was proposed, what may be done. Three queries."""
    found = exits_of(actor, case)
    waiting = next((one for one in found if one.state == ExitState.PROPOSED), None)
    may = may_end(actor, case)
    if case.is_open and not found and not may:
        return None
    names = pseudonyms(actor)
    panel = {
        "case": case,
        "ended": {"day": case.ended_on, "why": ExitReason(case.exit_reason).label}
        if not case.is_open
        else None,
        "exits": [_line(one, names) for one in found],
        "waiting": waiting,
        "proposal_url": reverse("cases:proposal", args=[waiting.exit_id]) if waiting else "",
        "may_propose": case.is_open and may and waiting is None,
        "may_reopen": not case.is_open and may,
        "may_archive": not case.is_open and may_be_archived(actor, case),
        "may_archive_anew": may_be_archived_anew(actor, case),
    }
    return PanelContent("cases/exit_panel.html", panel)


def _line(one: ExitFact, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "day": one.proposed_on,
        "why": ExitReason(one.reason).label,
        "by": names.get(one.proposed_by_id, ""),
        "badge": Badge(ExitState(one.state).label, BADGE[one.state]),
        "reopened_on": one.reopened_on,
        "reopened_why": ReopenWhy(one.reopened_why).label if one.reopened_why else "",
        "url": reverse("cases:proposal", args=[one.exit_id]),
    }


def open_in(actor: Actor, case: CaseFact) -> list[OpenThing]:
    """Return what is still open in a case that passed the gate. Four queries."""
    with scope(organisation=actor.organisation_id):
        return open_things(case.case_id)


def exit_form(actor: Actor, case: CaseFact, sent: Any) -> ExitForm:
    """Return the form for a case, with a box for everything that is still open."""
    words = {code: str(step.words) for code, step in catalogue().steps.items()}
    return ExitForm(open_in(actor, case), case.case_id, sent, step_words=words)


def back_to(case: CaseFact) -> dict[str, str]:
    """Return the way back to the case."""
    return {"back_url": reverse("cases:case", args=[case.case_id]), "back_label": _("The case")}


def proposal_context(
    actor: Actor, found: ExitFact, case: CaseFact, sent: AnswerForm | None = None
) -> dict[str, Any]:
    """Return what the page of one proposal shows."""
    names, own = pseudonyms(actor), found.proposed_by_id == actor.account_id
    waits = found.state == ExitState.PROPOSED and case.is_open
    may = actor.may("cases.agree") and not own
    form, keyless = None, None
    if waits and may:
        circle = circle_of("case", case.case_id)
        form = sent or AnswerForm(found.exit_id, circle)
        # Only who serves in a case can make its keys; without keys no answer is asked for.
        if circle is None and case.case_id in CASE.mine(actor):
            keyless = case.case_id
    return {
        **back_to(case),
        "exit": found,
        "tag": client_tags(actor, {case.client_id}).get(case.client_id, ""),
        "card_url": reverse("desk:card", args=[case.client_id]),
        "badge": Badge(ExitState(found.state).label, BADGE[found.state]),
        "facts": _facts(found, names),
        "still_open": open_in(actor, case) if waits else [],
        "form": form,
        "keyless": keyless,
        "may_agree": waits and may,
        "may_take_back": waits and own,
        "waits_for_others": waits and not may,
        "ladder": found.reason == ExitReason.LOST,
    }


def _facts(found: ExitFact, names: Mapping[UUID, str]) -> list[tuple[Any, Any]]:
    shown = [
        (Evidence(code).label, Proof(proof).label) for code, proof in sorted(found.evidence.items())
    ]
    facts: list[tuple[Any, Any]] = [
        (_("Why it ends"), ExitReason(found.reason).label),
        *shown,
        (_("Proposed on"), found.proposed_on),
        (_("Proposed by"), names.get(found.proposed_by_id, "")),
    ]
    if found.decided_on:
        facts.append((_("Decided on"), found.decided_on))
        facts.append(
            (_("Decided by"), names.get(found.decided_by_id, "") if found.decided_by_id else "")
        )
    if found.reopened_on:
        facts.append((_("Opened again on"), found.reopened_on))
        facts.append((_("Why it was opened again"), ReopenWhy(found.reopened_why).label))
    return facts
