"""Assessments of a case: one by its gate, all of them, and what they are compared with."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models.work import Assessment
from ..types import CaseFact
from .gate import get_case_for


def get_assessment_for(actor: Actor, assessment_id: UUID) -> tuple[Assessment, CaseFact]:
    """Gate: an assessment and its case; raises NotYours. Two queries."""
    with scope(organisation=actor.organisation_id):
        row = Assessment.objects.filter(id=assessment_id).first()
    if row is None:
        raise NotYours
    return row, get_case_for(actor, row.case_id)


def assessments_of(actor: Actor, case: CaseFact) -> list[Assessment]:
    """Return the assessments of a case whose gate the actor passed, the newest first. One query.

    One that is not finished is the newest.
    """
    with scope(organisation=actor.organisation_id):
        rows = Assessment.objects.filter(case_id=case.case_id).defer("note")
        return list(rows.order_by(F("finished_on").desc(nulls_first=True), "-day", "-id"))


def finished(rows: Sequence[Assessment]) -> list[Assessment]:
    """Return those that are finished, the newest first."""
    return [row for row in rows if row.finished_on]


def earlier_than(row: Assessment, rows: Sequence[Assessment]) -> list[Assessment]:
    """Return finished ones of the same questionnaire before this one, the newest first.

    Scores of two questionnaires say different things, so they are not compared.
    """
    after = False
    found = []
    for one in finished(rows):
        if after and one.questionnaire == row.questionnaire:
            found.append(one)
        after = after or one.id == row.id
    return found
