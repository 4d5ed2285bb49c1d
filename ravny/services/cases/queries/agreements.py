"""Agreements of a case: one by its gate, and all of them."""

from uuid import UUID

from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models.work import Agreement
from ..types import AgreementKind, CaseFact
from .gate import get_case_for


def get_agreement_for(actor: Actor, agreement_id: UUID) -> tuple[Agreement, CaseFact]:
    """Gate: an agreement and its case; raises NotYours. Two queries."""
    with scope(organisation=actor.organisation_id):
        row = Agreement.objects.filter(id=agreement_id).first()
    if row is None:
        raise NotYours
    return row, get_case_for(actor, row.case_id)


def agreements_of(actor: Actor, case: CaseFact) -> list[Agreement]:
    """Return the agreements of a case whose gate the actor passed, the newest first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Agreement.objects.filter(case_id=case.case_id).defer("words")
        return list(rows.order_by("-day", "-id"))


def talks(rows: list[Agreement]) -> list[Agreement]:
    """Return the talks about treatment in which readiness or confidence was asked, oldest first."""
    return [
        row
        for row in reversed(rows)
        if row.kind == AgreementKind.MOTIVATION
        and (row.readiness is not None or row.confidence is not None)
    ]
