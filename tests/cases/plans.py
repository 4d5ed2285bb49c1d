"""What tests of plans type and read: amendments, goals, steps, the whole plan."""

from base64 import b64encode
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault import reader
from ravny.core.vault.types import CircleFact
from ravny.services.cases.models.plan import Goal, PlanChange, Step
from ravny.services.cases.operations import planning
from ravny.services.cases.types.plan import Amendment, GoalFacts, StepFacts
from tests.cast import Cast, Person
from tests.vault.conftest import give_keys

from .makers import row_of

SOON = timedelta(days=7)


def url(name: str, *ids: object) -> str:
    """Return the address of a page of the room."""
    return reverse(f"cases:{name}", args=ids)


def text_of(answer: HttpResponse) -> str:
    """Return a page as text."""
    return answer.content.decode()


def amendment(cast: Cast, case_id: UUID, **changes: Any) -> Amendment:
    """Return a change drawn from the plan as it stands."""
    facts: dict[str, Any] = {
        "change_id": day_id(),
        "why": "new_fact",
        "drawn_from": row_of(cast, case_id).plan_version,
        **changes,
    }
    return Amendment(**facts)


def a_goal(cast: Cast, case_id: UUID, code: str = "treatment_begun") -> UUID:
    """Add a goal of the catalogue."""
    goal_id = day_id()
    planning.add_goal(
        actor=cast.case_manager.actor,
        case_id=case_id,
        goal_id=goal_id,
        facts=GoalFacts(code=code),
        amendment=amendment(cast, case_id),
    )
    return goal_id


def a_step(cast: Cast, goal_id: UUID, code: str = "choose_clinic", **changes: Any) -> UUID:
    """Add a step of the catalogue: the case manager's, in a week."""
    step_id = day_id()
    with scope(organisation=cast.organisation_id):
        case_id = Goal.objects.get(id=goal_id).case_id
    facts: dict[str, Any] = {
        "owner_kind": "member",
        "owner_id": cast.case_manager.account_id,
        "due_on": today() + SOON,
        "code": code,
        **changes,
    }
    planning.add_step(
        actor=cast.case_manager.actor,
        goal_id=goal_id,
        step_id=step_id,
        facts=StepFacts(**facts),
        amendment=amendment(cast, case_id),
    )
    return step_id


def typed_step(person: Person, version: int, **changes: Any) -> dict[str, Any]:
    """Return what a browser posts of a step."""
    return {
        "record_id": str(day_id()),
        "drawn_from": version,
        "why": "new_fact",
        "code": "first_doctor",
        "who": f"member:{person.account_id}",
        "service": "",
        "due_on": (today() + SOON).isoformat(),
        "after": "",
        **changes,
    }


def typed_goal(version: int, **changes: Any) -> dict[str, Any]:
    """Return what a browser posts of a goal."""
    return {
        "record_id": str(day_id()),
        "drawn_from": version,
        "why": "client_wish",
        "code": "treatment_begun",
        "need": "",
        **changes,
    }


def typed_template(browser: Client, page: str, **changes: Any) -> dict[str, Any]:
    """Return what a browser posts of a template's page as it was drawn."""
    form = browser.get(page).context["form"]
    typed: dict[str, Any] = {}
    for box in form:
        value = box.value()
        if value is True:
            typed[box.html_name] = "on"
        elif value is not None and value is not False:
            typed[box.html_name] = value.isoformat() if isinstance(value, date) else str(value)
    typed.update(changes)
    return {name: value for name, value in typed.items() if value is not None}


def circle_for(cast: Cast, case_id: UUID, person: Person | None = None) -> CircleFact:
    """Give the case manager (or another) keys, make the circle of a case and return it."""
    maker = person or cast.case_manager
    return reader.make_circle(
        actor=maker.actor,
        keyring=give_keys(maker),
        kind="case",
        subject_id=case_id,
    )


def words_for(circle: CircleFact, kind: str, object_id: object, text: str = "слова") -> str:
    """Return words sealed as a browser seals them."""
    sealed = reader.seal_text(circle=circle, kind=kind, object_id=UUID(str(object_id)), text=text)
    return b64encode(sealed).decode()


def steps_of(cast: Cast, case_id: UUID) -> list[Step]:
    """Return the steps of a case in their order."""
    with scope(organisation=cast.organisation_id):
        return list(Step.objects.filter(case_id=case_id).order_by("place"))


def changes_in(cast: Cast, case_id: UUID) -> list[PlanChange]:
    """Return the changes of a plan in their order."""
    with scope(organisation=cast.organisation_id):
        return list(PlanChange.objects.filter(case_id=case_id).order_by("version"))
