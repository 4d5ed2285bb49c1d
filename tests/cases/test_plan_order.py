"""Steps change places within their goal: by one press, without a why, and two do not fight."""

import re
from uuid import UUID

import pytest

from ravny.core.kit.ids import day_id
from tests.cast import Cast, browser_of

from .makers import a_case, on_the_team, row_of
from .plans import a_goal, a_step, text_of, url

pytestmark = pytest.mark.django_db
CODES = ("choose_clinic", "first_labs", "first_doctor")
Plan = tuple[UUID, list[UUID]]


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """A case of two with a goal of three steps."""
    case_id = a_case(cast)
    on_the_team(cast, case_id, cast.social, "peer")
    goal_id = a_goal(cast, case_id)
    return case_id, [a_step(cast, goal_id, code) for code in CODES]


def order(cast: Cast, case_id: UUID, steps: list[UUID]) -> list[int]:
    """Return the order in which the page shows the steps, each by its first place."""
    page = text_of(browser_of(cast.case_manager).get(url("plan", case_id)))
    shown = re.findall(r"/cases/steps/([0-9a-f-]{36})/done/", page)
    return [[str(one) for one in steps].index(one) for one in shown]


def test_a_press_puts_a_step_higher_or_lower_and_asks_no_why(cast: Cast, plan: Plan) -> None:
    case_id, steps = plan
    browser, version = browser_of(cast.case_manager), row_of(cast, case_id).plan_version
    page = text_of(browser.get(url("plan", case_id)))
    assert page.count('name="above"') == page.count('name="below"') == 2, "not beyond the ends"
    assert f'name="above" value="{steps[1]}"' in page
    answer = browser.post(url("place_step", steps[2]), {"above": steps[1]})
    assert answer.status_code == 302
    assert order(cast, case_id, steps) == [0, 2, 1]
    browser.post(url("place_step", steps[0]), {"below": steps[1]})
    assert order(cast, case_id, steps) == [2, 1, 0]
    assert row_of(cast, case_id).plan_version == version, "what was agreed stays agreed"


def test_two_who_press_on_the_same_page_get_what_both_saw(cast: Cast, plan: Plan) -> None:
    case_id, steps = plan
    first, second = browser_of(cast.case_manager), browser_of(cast.social)
    for browser in (first, second, first):  # both lift the last one over its neighbour
        assert browser.post(url("place_step", steps[2]), {"above": steps[1]}).status_code == 302
    assert order(cast, case_id, steps) == [0, 2, 1]
    # Drawn before that: the second one still stands below the first one only.
    second.post(url("place_step", steps[1]), {"above": steps[0]})
    assert order(cast, case_id, steps) == [1, 0, 2]


def test_whose_neighbour_is_gone_is_told_and_nothing_moves(cast: Cast, plan: Plan) -> None:
    case_id, steps = plan
    other = a_step(cast, a_goal(cast, case_id, "law_first"), "lawyer_talk")
    browser = browser_of(cast.case_manager)
    dropped = {"record_id": str(day_id()), "why": "client_wish"}
    drawn = row_of(cast, case_id).plan_version
    browser.post(url("drop_step", steps[1]), {**dropped, "drawn_from": drawn})
    for sent in ({"above": steps[1]}, {"above": other}, {"above": steps[2]}, {"above": "x"}, {}):
        answer = browser.post(url("place_step", steps[2]), sent)
        assert answer.status_code == 422, sent
        assert "Тем временем план изменил кто-то из коллег" in text_of(answer)
    assert order(cast, case_id, [*steps[::2], other]) == [0, 1, 2]
    assert browser.get(url("place_step", steps[2])).status_code == 405


def test_others_move_nothing(cast: Cast, plan: Plan) -> None:
    case_id, steps = plan
    for person in (cast.outsider, cast.lawyer, cast.stock):
        answer = browser_of(person).post(url("place_step", steps[2]), {"above": steps[1]})
        assert answer.status_code == 404
    assert order(cast, case_id, steps) == [0, 1, 2]
