"""Two who save in the same moment come one after the other; the second one is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.services.cases.operations import planning
from ravny.services.cases.operations.planning import PlanMoved
from ravny.services.cases.types.plan import Amendment, GoalFacts
from tests.cast import Cast

from .makers import a_case, row_of
from .plans import a_goal, changes_in

TOGETHER = 4


@pytest.mark.django_db(transaction=True)
def test_of_those_who_save_at_once_one_is_let_in_and_the_others_are_told(cast: Cast) -> None:
    case_id = a_case(cast)
    a_goal(cast, case_id)
    actor, ready = cast.case_manager.actor, Barrier(TOGETHER)

    def save(who: Actor) -> str:
        try:
            ready.wait(timeout=30)
            planning.add_goal(
                actor=who,
                case_id=case_id,
                goal_id=day_id(),
                facts=GoalFacts(code="care_there"),
                amendment=Amendment(change_id=day_id(), why="new_fact", drawn_from=1),
            )
        except PlanMoved:
            return "told"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(TOGETHER) as pool:
        answers = list(pool.map(save, [actor] * TOGETHER))
    assert sorted(answers) == ["saved", *["told"] * (TOGETHER - 1)]
    assert row_of(cast, case_id).plan_version == 2
    assert [one.version for one in changes_in(cast, case_id)] == [1, 2]


@pytest.mark.django_db
def test_a_change_that_fails_half_way_leaves_no_version(cast: Cast) -> None:
    case_id = a_case(cast)
    goal_id = a_goal(cast, case_id)
    with pytest.raises(RuntimeError), transaction.atomic():
        planning.drop_goal(
            actor=cast.case_manager.actor,
            goal_id=goal_id,
            amendment=Amendment(change_id=day_id(), why="mistake", drawn_from=1),
        )
        raise RuntimeError
    assert row_of(cast, case_id).plan_version == 1
