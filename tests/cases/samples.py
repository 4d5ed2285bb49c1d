"""One case with everything an address of the room may name, for guards and the tour of pages."""

from datetime import timedelta
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.services.cases import operations
from ravny.services.cases.models import Member, Request
from ravny.services.cases.operations import planning
from ravny.services.cases.operations.agreeing import Agreed, write_agreement
from ravny.services.cases.operations.assessing import (
    begin_assessment,
    finish_assessment,
    keep_answers,
)
from ravny.services.cases.operations.contacting import record_contact
from ravny.services.cases.operations.safe_contact import write_safe_contact
from ravny.services.cases.types import Joining, NewCase
from ravny.services.cases.types.contact import ContactEntry, SafeEntry
from ravny.services.cases.types.plan import Amendment, GoalFacts, StepFacts

Samples = dict[str, UUID | str]


def a_whole_case(manager: Actor, client_id: UUID, colleague_id: UUID) -> Samples:
    """Open a case with a colleague on its team; return a sample for each argument."""
    facts = NewCase(
        day_id(), client_id, today(), "call", "region", (("legal", None), ("medical", None)),
        region=f"{manager.country.upper()}-NIZ", circumstances=("student",),
    )  # fmt: skip
    case_id = operations.open_case(actor=manager, facts=facts)
    joining = Joining(colleague_id, "interpreter", same_community=True, agreed=True)
    operations.join(actor=manager, case_id=case_id, facts=joining)
    with scope(organisation=manager.organisation_id):
        return {
            "case_id": case_id,
            "request_id": Request.objects.filter(case_id=case_id).order_by("kind")[0].id,
            "member_id": Member.objects.get(case_id=case_id, duty="interpreter").id,
            **_asked(manager, case_id),
            **_contacted(manager, case_id),
            **_planned(manager, case_id),
        }


def _asked(manager: Actor, case_id: UUID) -> Samples:
    """An assessment that was finished today, and a talk about treatment."""
    assessment_id = begin_assessment(actor=manager, case_id=case_id, questionnaire="short")
    told = {"mood": "alone", "pills": "none_left"}
    keep_answers(actor=manager, assessment_id=assessment_id, answers=told, asked=tuple(told))
    finish_assessment(actor=manager, assessment_id=assessment_id)
    agreed = Agreed(day_id(), case_id, "motivation", today(), readiness=4, confidence=3)
    write_agreement(actor=manager, agreed=agreed)
    return {"assessment_id": assessment_id, "agreement_id": agreed.agreement_id}


def _planned(manager: Actor, case_id: UUID) -> Samples:
    """A goal with a step, and a template that would add more."""
    goal_id, step_id = day_id(), day_id()
    why = [Amendment(day_id(), "client_wish", version) for version in (0, 1)]
    goal, day = GoalFacts(code="treatment_begun"), today() + timedelta(days=7)
    planning.add_goal(actor=manager, case_id=case_id, goal_id=goal_id, facts=goal, amendment=why[0])
    step = StepFacts("client", day, code="choose_clinic")
    planning.add_step(actor=manager, goal_id=goal_id, step_id=step_id, facts=step, amendment=why[1])
    return {"goal_id": goal_id, "step_id": step_id, "template": "student"}


def _contacted(manager: Actor, case_id: UUID) -> Samples:
    """What the client said about being contacted, and a visit they missed."""
    safe = SafeEntry(day_id(), "telegram", today(), hour_from=10, hour_to=18, language="uz")
    write_safe_contact(actor=manager, case_id=case_id, entry=safe)
    missed = ContactEntry(
        day_id(), "missed", today(), "meeting", "missed", missed_why="raid", follow_up_on=today()
    )
    record_contact(actor=manager, case_id=case_id, entry=missed)
    return {"contact_id": missed.contact_id, "contact_kind": "attempt"}
