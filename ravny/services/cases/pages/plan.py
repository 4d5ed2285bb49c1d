"""What the pages of a plan show, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ravny.core.kit.cells import Badge
from ravny.core.kit.formats import daymonth
from ravny.core.kit.registries import PanelContent, Text
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_value
from ravny.core.vault.types import SealedValue

from .. import presence
from ..models.plan import PlanChange
from ..plans.catalogue import Template, catalogue, duty_label, goal_label, step_label
from ..queries.plan import GoalView, Plan, StepView, changed_over, changes_of, plan_of
from ..types import CaseFact, ChangeWhy, GoalState, Stage, StepState

MOST_ON_THE_CASE = 12
DONE: tuple[tuple[str, Text], ...] = (
    ("goal_added", gettext_lazy("Goals added")),
    ("goal_changed", gettext_lazy("Goals changed")),
    ("goal_dropped", gettext_lazy("Goals dropped")),
    ("step_added", gettext_lazy("Steps added")),
    ("step_changed", gettext_lazy("Steps changed")),
    ("step_dropped", gettext_lazy("Steps dropped")),
)


@dataclass(frozen=True)
class Line:
    """One step in a table; `above`, `below`: neighbours it may change places with."""

    step: StepView
    badge: Badge
    note: str
    above: UUID | None = None
    below: UUID | None = None


@dataclass(frozen=True)
class Group:
    """A goal with its lines; `badge` None while it is open."""

    goal: GoalView
    lines: tuple[Line, ...]
    badge: Badge | None
    may_be_reached: bool


@dataclass(frozen=True)
class Change:
    """One change of the plan in words."""

    version: int
    day: date
    who: str
    why: Text
    lines: tuple[str, ...]
    words: SealedValue | None


def line_of(step: StepView) -> Line:
    """Return a step with its state in a word, and what it waits for."""
    if step.state == StepState.DONE:
        day = daymonth(step.state_on)
        return Line(step, Badge(_("done on %(day)s") % {"day": day}, "ok"), "")
    if step.state == StepState.DROPPED:
        return Line(step, Badge(StepState.DROPPED.label), "")
    note = _("waits for: %(step)s") % {"step": step.waits_for} if step.waits_for else ""
    if step.is_late:
        return Line(step, Badge(_("late"), "warn"), note)
    if note:
        return Line(step, Badge(_("waits")), note)
    return Line(step, Badge(StepState.OPEN.label, "info"), "")


def progress_of(case: CaseFact, plan: Plan) -> str:
    """Return "6 of 9 done, review on 1 December"; "" while there are no steps."""
    if not plan.steps:
        return ""
    words = _("%(done)s of %(all)s done") % {"done": plan.done, "all": len(plan.steps)}
    if case.review_on is None:
        return words
    return _("%(words)s, review on %(day)s") % {"words": words, "day": daymonth(case.review_on)}


def plan_panel(actor: Actor, case: CaseFact) -> PanelContent:
    """Return the plan as the case's page shows it: what is to be done, then what is done."""
    plan = plan_of(actor, case.case_id)
    steps = sorted(plan.steps, key=lambda one: not one.is_open)
    return PanelContent(
        "cases/plan_panel.html",
        {
            "case": case,
            "lines": [line_of(one) for one in steps[:MOST_ON_THE_CASE]],
            "more": max(0, len(steps) - MOST_ON_THE_CASE),
            "progress": progress_of(case, plan),
            "has_goals": bool(plan.goals),
            "must_agree": case.plan_version > case.agreed_version,
            "may_work": may_work(actor, case),
        },
    )


def conflict_note(actor: Actor, case: CaseFact) -> PanelContent | None:
    """Return who changes the plan right now, and who went over the actor's own change."""
    over = changed_over(actor, case.case_id) if case.plan_version > 1 else None
    editing = presence.others(case.case_id, actor.account_id)
    if over is None and not editing:
        return None
    names = pseudonyms(actor)
    return PanelContent(
        "cases/plan_note.html",
        {
            "over": names.get(over.account_id, "") if over else "",
            "editing": ", ".join(names.get(one, "") for one in editing),
            "url": reverse("cases:plan_history", args=[case.case_id]),
        },
    )


def may_work(actor: Actor, case: CaseFact) -> bool:
    """Tell whether the plan may be changed: the case goes on, and the actor works in cases."""
    return case.is_open and actor.may("cases.work")


def plan_context(actor: Actor, case: CaseFact) -> dict[str, Any]:
    """Return what the page of the whole plan shows."""
    plan = plan_of(actor, case.case_id)
    note = conflict_note(actor, case)
    return {
        "case": case,
        "groups": [_group(one) for one in plan.goals],
        "progress": progress_of(case, plan),
        "note": note,
        "facts": _facts(case),
        "may_work": may_work(actor, case),
        "must_agree": bool(plan.goals) and case.plan_version > case.agreed_version,
        "review_is_due": case.stage == Stage.UPDATE and case.plan_version == case.agreed_version,
        "templates": _offered(case),
        "is_remote": case.is_remote,
    }


def _group(goal: GoalView) -> Group:
    badge = None if goal.is_open else Badge(GoalState(goal.state).label, _GOAL[goal.state])
    lines = [line_of(one) for one in goal.steps if one.state != StepState.DROPPED]
    dropped = [line_of(one) for one in goal.steps if one.state == StepState.DROPPED]
    if goal.is_open:
        lines = _between(lines)
    reached = goal.is_open and not any(one.is_open for one in goal.steps)
    return Group(goal, (*lines, *dropped), badge, reached)


def _between(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with their neighbours, so that each may change places."""
    ids = [None, *(one.step.step_id for one in lines), None]
    around = zip(lines, ids, ids[2:], strict=False)
    return [replace(line, above=above, below=below) for line, above, below in around]


_GOAL = {GoalState.REACHED.value: "ok", GoalState.DROPPED.value: ""}


def _facts(case: CaseFact) -> list[tuple[Text, object]]:
    agreed = case.agreed_version
    facts: list[tuple[Text, object]] = [(_("Version"), case.plan_version)]
    if agreed == case.plan_version:
        facts.append((_("The client"), Badge(_("agreed to this version"), "ok")))
    elif agreed:
        words = _("agreed to version %(number)s, not to this one") % {"number": agreed}
        facts.append((_("The client"), Badge(words, "warn")))
    else:
        facts.append((_("The client"), Badge(_("has not agreed yet"), "warn")))
    return [*facts, (_("Look over on"), case.review_on)] if case.review_on else facts


def _offered(case: CaseFact) -> list[Template]:
    """Return the templates, those for this situation first."""
    mine = set(case.circumstances)
    templates = catalogue().templates.values()
    return sorted(templates, key=lambda one: (not mine & one.circumstances, str(one.title)))


def templates_context(case: CaseFact) -> dict[str, Any]:
    """Return the templates to choose from; `fits`: made for this situation."""
    mine = set(case.circumstances)
    return {
        "case": case,
        "templates": [
            {
                "title": one.title,
                "lead": one.lead,
                "count": len(list(one.steps)),
                "fits": bool(mine & one.circumstances),
                "url": reverse("cases:plan_template", args=[case.case_id, one.code]),
            }
            for one in _offered(case)
        ],
    }


def template_rows(template: Template, form: Any, present: Sequence[str]) -> list[dict[str, Any]]:
    """Return a template's goals with the boxes of their steps; what is there already has none."""
    rows = []
    for planned in template.goals:
        steps = []
        for one in planned.steps:
            code = one.step.code
            after = step_label(one.after) if one.after else ""
            is_new = code not in present
            steps.append(
                {
                    "label": one.step.words,
                    "owner": duty_label(one.step.owner),
                    "after": after,
                    "on": form[f"on_{code}"] if is_new else None,
                    "due": form[f"due_{code}"] if is_new else None,
                }
            )
        rows.append({"label": planned.goal.words, "steps": steps})
    return rows


def history_context(actor: Actor, case: CaseFact) -> dict[str, Any]:
    """Return every change of the plan, the newest first."""
    return {
        "case": case,
        "changes": in_words(actor, changes_of(actor, case.case_id)),
        "agreed": case.agreed_version,
    }


def in_words(actor: Actor, changes: Sequence[PlanChange]) -> list[Change]:
    """Return changes as pages show them: who, when, why, what."""
    names = pseudonyms(actor) if changes else {}
    return [
        Change(
            version=one.version,
            day=one.day,
            who=names.get(one.account_id, ""),
            why=_why(one),
            lines=tuple(_lines(one)),
            words=sealed_value(one, "words"),
        )
        for one in changes
    ]


def _why(change: PlanChange) -> str:
    why = str(ChangeWhy(change.why).label)
    template = catalogue().templates.get(change.template)
    return f"{why}: {template.title}" if template else why


def _lines(change: PlanChange) -> list[str]:
    found = []
    for name, words in DONE:
        codes = change.what.get(name) or ()
        label = goal_label if name.startswith("goal") else step_label
        if codes:
            found.append(f"{words} ({len(codes)}): " + "; ".join(map(label, codes)))
    return found
