"""Cases, incidents and what is kept of supervision, of a chosen age."""

from datetime import date
from typing import Any
from uuid import UUID

from ravny.core.kit.ids import day_id
from ravny.services.cases.models import Case, Request
from ravny.services.incidents.models import Incident
from ravny.services.supervision.models import (
    Attendance,
    FollowUp,
    Handover,
    HandoverItem,
    HoursSeen,
    Leaver,
    Overload,
    Seat,
    SelfCheck,
    Session,
    Training,
)
from tests.cast import HOUSE, NEAR_TEAM, Cast

OURS: dict[str, Any] = {"organisation_id": HOUSE}


def work_of(cast: Cast, day: date, client_id: UUID) -> None:
    """Write what ended on a day: a case, an incident, a handover; and a session of that day."""
    case = _case(cast, day, client_id)
    _incident(cast, day)
    _handover(cast, day, case)
    _supervision(cast, day)


def _case(cast: Cast, day: date, client_id: UUID) -> Case:
    manager = cast.case_manager.account_id
    case = Case.objects.create(
        client_id=client_id, team_id=NEAR_TEAM, manager_id=manager, source="self", where="here",
        stage="exit", opened_on=day, stage_on=day, heard_on=day, ended_on=day,
        exit_reason="independent", **OURS,
    )  # fmt: skip
    Request.objects.create(
        case=case, kind="medical", asked_on=day, ended_on=day, state="ended", owner_id=manager,
        **OURS,
    )  # fmt: skip
    return case


def _incident(cast: Cast, day: date) -> None:
    peer = cast.peer.account_id
    row = Incident.objects.create(
        team_id=NEAR_TEAM, recorded_by_id=peer, owner_id=peer, kind="care", office="clinic",
        spot="clinic", month=day.replace(day=1), consent="counts", consent_on=day, state="closed",
        state_on=day, **OURS,
    )  # fmt: skip
    Incident.objects.filter(id=row.id).update(words=b"sealed")


def _handover(cast: Cast, day: date, case: Case) -> None:
    giver, receiver = cast.case_manager.account_id, cast.social.account_id
    handover = Handover.objects.create(
        batch=day_id(), giver_id=giver, receiver_id=receiver, made_by_id=giver, kind="good",
        made_on=day, begins_on=day, closed_on=day, **OURS,
    )  # fmt: skip
    HandoverItem.objects.create(
        handover=handover, giver_id=giver, client_id=case.client_id, case=case, state="accepted",
        state_on=day, **OURS,
    )  # fmt: skip
    Seat.objects.create(subject_id=handover.id, account_id=giver, since=day, **OURS)
    Leaver.objects.create(account_id=giver, left_on=day, settled_on=day, **OURS)


def _supervision(cast: Cast, day: date) -> None:
    whose: dict[str, Any] = {"account_id": cast.peer.account_id, **OURS}
    session = Session.objects.create(kind="individual", day=day, minutes=60, people=2, **whose)
    FollowUp.objects.create(session=session, owner_id=cast.peer.account_id, due_on=day, **OURS)
    Seat.objects.create(subject_id=session.id, since=day, **whose)
    SelfCheck.objects.create(day=day, **whose)
    training = Training.objects.create(kind="safety", day=day, minutes=60, months=12, **whose)
    Attendance.objects.create(training=training, account_id=cast.peer.account_id)
    HoursSeen.objects.create(month=day, **whose)
    Overload.objects.create(since=day, until=day, **whose)
