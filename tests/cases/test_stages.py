"""Stages follow the work, whatever the order it is done in; the way is written down."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.cases import operations
from ravny.services.cases.models import Case, Request, StageMove
from ravny.services.cases.models.plan import Goal, Step
from ravny.services.cases.models.work import Assessment
from ravny.services.cases.operations.settling import locked_case, settle, work_of
from ravny.services.cases.stages import stage_of
from ravny.services.cases.types import ORDER, Stage, Whereabouts, Work
from tests.cast import Cast, browser_of

from .makers import a_case, row_of

pytestmark = pytest.mark.django_db
WORKS = st.builds(
    Work,
    requests=st.integers(0, 3),
    whereabouts_known=st.booleans(),
    assessed=st.booleans(),
    plan_version=st.integers(0, 3),
    agreed_version=st.integers(0, 3),
    our_open_steps=st.integers(0, 2),
    open_steps=st.integers(0, 4),
    review_is_due=st.booleans(),
    exit_agreed=st.booleans(),
)
DONE: dict[str, Any] = {
    "requests": 1,
    "whereabouts_known": True,
    "assessed": True,
    "plan_version": 1,
    "agreed_version": 1,
    "our_open_steps": 0,
    "open_steps": 0,
    "review_is_due": False,
    "exit_agreed": False,
}


@pytest.mark.mission("S66")
@pytest.mark.parametrize(
    ("missing", "stage"),
    [
        ({"requests": 0}, Stage.INTAKE),
        ({"whereabouts_known": False}, Stage.INTAKE),
        ({"assessed": False}, Stage.ASSESSMENT),
        ({"agreed_version": 0}, Stage.PLAN),
        ({"our_open_steps": 2}, Stage.CARRY_OUT),
        ({}, Stage.MONITORING),
        ({"review_is_due": True}, Stage.UPDATE),
        ({"plan_version": 2}, Stage.UPDATE),
        ({"exit_agreed": True}, Stage.EXIT),
    ],
)
def test_the_stage_is_the_first_whose_own_work_is_not_done(
    missing: dict[str, Any], stage: Stage
) -> None:
    assert stage_of(Work(**{**DONE, **missing})) == stage


@given(WORKS)
def test_every_work_has_a_stage_and_more_of_it_never_leads_back(work: Work) -> None:
    before = stage_of(work)
    more = Work(
        requests=work.requests + 1,
        whereabouts_known=True,
        assessed=True,
        plan_version=work.plan_version,
        agreed_version=work.agreed_version,
        our_open_steps=work.our_open_steps,
        open_steps=work.open_steps,
        review_is_due=work.review_is_due,
        exit_agreed=work.exit_agreed,
    )
    assert before in Stage and ORDER[stage_of(more)] >= ORDER[before]


def _whereabouts(cast: Cast, case_id: UUID, where: str) -> None:
    operations.change_whereabouts(
        actor=cast.case_manager.actor, case_id=case_id, facts=Whereabouts(where)
    )


def _asked(cast: Cast, case_id: UUID, _where: str) -> None:
    operations.add_request(
        actor=cast.case_manager.actor, case_id=case_id, request_id=day_id(), kind="legal",
        asked_on=today(),
    )  # fmt: skip


def _ended(cast: Cast, case_id: UUID, _where: str) -> None:
    request_id = Request.objects.filter(case_id=case_id).values_list("id", flat=True).first()
    if request_id:
        operations.end_request(
            actor=cast.case_manager.actor, case_id=case_id, request_id=request_id, result="done",
            ended_on=today(),
        )  # fmt: skip


def _written(cast: Cast, case_id: UUID, **columns: Any) -> None:
    """Change a case as other operations of the room do: under its lock, and settle."""
    actor = cast.case_manager.actor
    case = locked_case(actor, case_id)
    for name, value in columns.items():
        setattr(case, name, value)
    case.save()
    settle(actor=actor, case=case, by="cases.described")


def _assessed(cast: Cast, case_id: UUID, _where: str) -> None:
    Assessment.objects.create(
        organisation_id=cast.organisation_id, case_id=case_id, questionnaire="first", version=1,
        finished_on=today(), account_id=cast.case_manager.account_id,
    )  # fmt: skip
    _written(cast, case_id)


def _planned(cast: Cast, case_id: UUID, where: str) -> None:
    goal = Goal.objects.create(organisation_id=cast.organisation_id, case_id=case_id, need="legal")
    Step.objects.create(
        organisation_id=cast.organisation_id, case_id=case_id, goal=goal,
        owner_kind="client" if where == "here" else "member",
    )  # fmt: skip
    _written(cast, case_id, plan_version=row_of(cast, case_id).plan_version + 1)


def _agreed(cast: Cast, case_id: UUID, _where: str) -> None:
    _written(cast, case_id, agreed_version=row_of(cast, case_id).plan_version)


def _stepped(cast: Cast, case_id: UUID, _where: str) -> None:
    Step.objects.filter(case_id=case_id).update(state="done")
    _written(cast, case_id)


def _reviewed(cast: Cast, case_id: UUID, where: str) -> None:
    due: date | None = today() if where == "here" else today() + timedelta(days=30)
    _written(cast, case_id, review_on=due)


WORK = (_whereabouts, _asked, _ended, _assessed, _planned, _agreed, _stepped, _reviewed)


class Undone(Exception):
    """Takes one example's rows back."""


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(WORK), st.sampled_from(["here", "unknown"])), max_size=14
    ),
    first=st.sampled_from(["here", "unknown"]),
)
def test_any_order_of_work_leads_to_the_stage_of_its_facts(
    cast: Cast, steps: list[tuple[Any, str]], first: str
) -> None:
    try:
        with transaction.atomic(), scope(organisation=cast.organisation_id):
            case_id = a_case(cast, where=first)
            for work, where in steps:
                work(cast, case_id, where)
                case = Case.objects.get(id=case_id)
                assert case.stage == stage_of(work_of(case))
            moves = list(StageMove.objects.filter(case_id=case_id).values_list("stage", "day"))
            stages = [stage for stage, _day in moves]
            assert all(one != other for one, other in pairwise(stages))
            assert moves[-1] == (case_stage(cast, case_id))
            assert moves == sorted(moves, key=lambda move: move[1])
            raise Undone
    except Undone:
        pass


def case_stage(cast: Cast, case_id: UUID) -> tuple[str, date]:
    row = row_of(cast, case_id)
    return row.stage, row.stage_on


@pytest.mark.mission("S66")
def test_the_page_shows_seven_stages_and_the_time_in_each(cast: Cast) -> None:
    case_id = a_case(cast, where="unknown", day=today() - timedelta(days=10))
    _whereabouts(cast, case_id, "here")
    browser = browser_of(cast.case_manager)
    page = browser.get(reverse("cases:case", args=[case_id])).content.decode()
    for stage in Stage:
        assert str(stage.label) in page, stage
    way = browser.get(reverse("cases:stages", args=[case_id])).content.decode()
    assert "10 дней" in way and "Запись о том, где клиент" in way
