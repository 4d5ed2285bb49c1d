"""What tests of a case's end start from: what is sent, an ended case, everybody's page."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.cases.models import Case, Request
from ravny.services.cases.models.ending import Exit
from ravny.services.cases.models.work import Contact
from ravny.services.cases.operations.ending import agree_exit, propose_exit
from ravny.services.cases.types.ending import NewExit
from tests.cast import Cast, Person

from .makers import a_case


def url(case_id: UUID, page: str = "exit") -> str:
    """Return the address of a page about a case."""
    return f"/cases/{case_id}/{page}/"


def sent(cast: Cast, case_id: UUID, **changes: Any) -> dict[str, Any]:
    """Return what the page sends: independent by an answered question, every request done."""
    with scope(organisation=cast.organisation_id):
        asks = Request.objects.filter(case_id=case_id).exclude(state="ended")
        fates = {f"request_{one.id}": "done" for one in asks}
    return {
        "record_id": str(day_id()),
        "reason": "independent",
        "proof_question": "client",
        **fates,
        **changes,
    }


def proposed(cast: Cast, case_id: UUID, person: Person | None = None, **changes: Any) -> UUID:
    """Propose the end of a case; everything open is done."""
    with scope(organisation=cast.organisation_id):
        asks = Request.objects.filter(case_id=case_id).exclude(state="ended")
        fates = {f"request_{one.id}": "done" for one in asks}
    facts: dict[str, Any] = {
        "exit_id": day_id(),
        "case_id": case_id,
        "reason": "independent",
        "evidence": {"question": "client"},
        "fates": fates,
        **changes,
    }
    propose_exit(actor=(person or cast.case_manager).actor, facts=NewExit(**facts))
    return facts["exit_id"]


def an_ended_case(cast: Cast, **changes: Any) -> UUID:
    """Open a case, propose its end, and have the coordinator agree."""
    case_id = a_case(cast, **changes)
    exit_id = proposed(cast, case_id)
    agree_exit(actor=cast.coordinator.actor, exit_id=exit_id)
    return case_id


def tried(cast: Cast, case_id: UUID, days_ago: int, *, official: bool = False) -> None:
    """Write a try down: by the mailbox, which is open to everybody, or asking a service."""
    kind, way, result = (
        ("official", "call", "unclear") if official else ("attempt", "mailbox", "no_answer")
    )
    with scope(organisation=cast.organisation_id):
        Contact.objects.create(
            id=day_id(),
            organisation_id=cast.organisation_id,
            case_id=case_id,
            account_id=cast.case_manager.account_id,
            day=today() - timedelta(days=days_ago),
            kind=kind,
            way=way,
            result=result,
        )


def exits(cast: Cast, case_id: UUID) -> list[Exit]:
    """Return the proposals of a case, the oldest first."""
    with scope(organisation=cast.organisation_id):
        return list(Exit.objects.filter(case_id=case_id).order_by("proposed_on", "state", "id"))


def requests(cast: Cast, case_id: UUID) -> list[Request]:
    """Return what was asked in a case."""
    with scope(organisation=cast.organisation_id):
        return list(Request.objects.filter(case_id=case_id).order_by("id"))


def again(cast: Cast, case_id: UUID) -> Case:
    """Return a case as it stands now."""
    with scope(organisation=cast.organisation_id):
        return Case.objects.get(id=case_id)
