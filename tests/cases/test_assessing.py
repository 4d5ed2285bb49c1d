"""From answers to scores: what is hidden, declined or not asked counts neither way."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ravny.services.cases.forms.assessment import AnswerForm, initial_of
from ravny.services.cases.questionnaires import Questionnaire
from ravny.services.cases.questionnaires.scoring import compared, findings, scores, settled, shown
from tests.cast import HOUSE

from .papers import answers_to, any_questionnaire, choice, option, paper, read_of, simple


@pytest.fixture(scope="module")
def asked() -> Questionnaire:
    return read_of(simple())


def test_a_score_is_the_share_of_the_points_of_what_was_answered(asked: Questionnaire) -> None:
    assert scores(asked, {"home": "none"}) == {"housing": 10}
    assert scores(asked, {"home": "has"}) == {"housing": 0}
    assert scores(asked, {"signs": ["pain"]}) == {"medical": 5, "safety": 0}
    assert scores(asked, {}) == {}


def test_what_was_declined_counts_neither_way(asked: Questionnaire) -> None:
    assert scores(asked, {"home": "declined"}) == {}
    assert settled(asked, {"home": "declined"}) == {"home": "declined"}


def test_an_answer_can_leave_a_need_with_a_least_score(asked: Questionnaire) -> None:
    assert scores(asked, {"signs": ["fear"], "days": 90})["safety"] == 10
    assert scores(asked, {"days": 3}) == {"medical": 9}
    assert scores(asked, {"days": 30}) == {"medical": 0}


def test_a_hidden_question_is_not_counted_and_finds_nothing(asked: Questionnaire) -> None:
    told = {"home": "has", "why": "rent"}
    assert "why" not in shown(asked, told)
    assert scores(asked, told) == {"housing": 0}
    assert not findings(asked, told)
    open_ones = {**told, "home": "none"}
    assert "why" in shown(asked, open_ones)
    assert findings(asked, open_ones).requests == ("social",)


def test_none_of_these_does_not_stand_beside_another_answer(asked: Questionnaire) -> None:
    assert settled(asked, {"signs": ["pain", "nothing"]}) == {}


def test_a_change_is_named_by_need() -> None:
    changes = {one.need: one.step for one in compared({"legal": 3, "work": 5}, {"legal": 8})}
    assert changes == {"legal": -5, "work": None}


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_scores_stay_within_0_and_10_whatever_is_answered(data: st.DataObject) -> None:
    asked = data.draw(any_questionnaire())
    counted = scores(asked, data.draw(answers_to(asked)))
    assert all(type(score) is int and 0 <= score <= 10 for score in counted.values())


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_hidden_answers_never_count(data: st.DataObject) -> None:
    asked = data.draw(any_questionnaire())
    told = data.draw(answers_to(asked))
    seen = set(shown(asked, told))
    without = {code: answer for code, answer in told.items() if code in seen}
    assert scores(asked, without) == scores(asked, told)
    assert findings(asked, without) == findings(asked, told)
    assert set(settled(asked, told)) <= seen
    assert settled(asked, settled(asked, told)) == settled(asked, told)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_more_points_never_make_a_need_smaller(data: st.DataObject) -> None:
    points = st.integers(0, 10)
    pairs = data.draw(st.lists(st.tuples(points, points), min_size=1, max_size=5))
    asked = read_of(
        paper(
            *(
                choice(
                    f"q{number}",
                    option("less", scores={"legal": min(pair)}),
                    option("more", scores={"legal": max(pair)}),
                )
                for number, pair in enumerate(pairs)
            )
        )
    )
    told = {f"q{n}": data.draw(st.sampled_from(["less", "more"])) for n in range(len(pairs))}
    changed = data.draw(st.sampled_from(list(told)))
    less = scores(asked, {**told, changed: "less"})
    more = scores(asked, {**told, changed: "more"})
    assert less.get("legal", 0) <= more.get("legal", 0)


@pytest.mark.django_db
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_answers_come_back_out_of_the_page_as_they_went_in(data: st.DataObject) -> None:
    asked = data.draw(any_questionnaire())
    told = settled(asked, data.draw(answers_to(asked, odd=False)))
    page: dict[str, Any] = AnswerForm(asked, HOUSE, HOUSE, initial=initial_of(asked, told)).initial
    sent = {name: value for name, value in page.items() if value not in (None, "")}
    form = AnswerForm(asked, HOUSE, HOUSE, sent)
    assert form.is_valid(), form.errors
    assert form.answers() == told
