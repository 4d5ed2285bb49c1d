"""The sections of a case's page about assessments: their list, and the newest scores."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext, pgettext

from ravny.core.kit.cells import Badge
from ravny.core.kit.registries import PanelContent
from ravny.core.staff.types import Actor

from ..models.work import Assessment
from ..parts import Section
from ..queries.assessments import assessments_of, earlier_than, finished
from ..questionnaires.shelf import offered
from ..types import CaseFact
from .assessment import bars, repeat_is_due, title_of
from .case import may_work

SHOWN = 6
HIGH = 7
"""From this score on a need is named in the list."""


def assessments_section(actor: Actor, case: CaseFact) -> PanelContent | None:
    """Show the assessments with their days; begin one, or go on with one. One query."""
    rows = assessments_of(actor, case)
    may_add = may_work(actor, case)
    if not rows and not may_add:
        return None
    begun = {row.questionnaire for row in rows if not row.finished_on}
    context: dict[str, Any] = {
        "rows": [_row(row) for row in rows[:SHOWN]],
        "more": max(len(rows) - SHOWN, 0),
        "repeat": may_add and repeat_is_due(rows),
        "begin_url": reverse("cases:assess", args=[case.case_id]) if may_add else "",
        "offered": [
            (one.code, str(one.title)) for one in offered() if may_add and one.code not in begun
        ],
    }
    return PanelContent("cases/assessments.html", context)


def _row(row: Assessment) -> dict[str, Any]:
    urgent = [need for need, score in row.scores.items() if score >= HIGH]
    words = ngettext("%(n)s need is high", "%(n)s needs are high", len(urgent))
    is_done = row.finished_on is not None
    return {
        "day": row.finished_on or row.day,
        "title": title_of(row),
        "url": reverse("cases:assessment" if is_done else "cases:answer", args=[row.id]),
        "is_done": is_done,
        "badge": None if is_done else Badge(pgettext("assessment", "not finished"), "warn"),
        "note": words % {"n": len(urgent)} if urgent else "",
    }


def scores_section(actor: Actor, case: CaseFact) -> PanelContent | None:
    """Show the newest scores as bars, with the change since the assessment before. One query."""
    rows = assessments_of(actor, case)
    done = finished(rows)
    if not done:
        return None
    newest = _fullest(done)
    earlier = earlier_than(newest, rows)
    context = {
        "chart": bars(newest.scores, earlier[0].scores if earlier else None),
        "day": newest.finished_on,
        "title": title_of(newest),
        "url": reverse("cases:assessment", args=[newest.id]),
        "is_compared": bool(earlier),
    }
    return PanelContent("cases/assessment_scores.html", context)


def _fullest(done: Sequence[Assessment]) -> Assessment:
    """Return the newest; of the same day the one that says something of more needs."""
    same_day = [row for row in done if row.finished_on == done[0].finished_on]
    return max(same_day, key=lambda row: len(row.scores))


SECTIONS = (
    Section("assessments", "main", 40, assessments_section),
    Section("scores", "aside", 20, scores_section),
)
