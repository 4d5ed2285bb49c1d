"""Two people change one plan at once: both are told, and neither loses anything."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.http import HttpResponse

from ravny.core.kit import clock
from ravny.core.kit.clock import now, today
from ravny.core.kit.ids import day_id
from ravny.services.cases import presence
from tests.cast import Cast, browser_of

from .makers import a_case, on_the_team, row_of
from .plans import (
    a_goal,
    a_step,
    changes_in,
    circle_for,
    steps_of,
    text_of,
    typed_goal,
    typed_step,
    url,
    words_for,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(cast: Cast) -> UUID:
    """A case of two, with a goal."""
    case_id = a_case(cast)
    on_the_team(cast, case_id, cast.social, "peer")
    return case_id


def note_in(answer: HttpResponse) -> str:
    """Return what a refused form says of the other's change."""
    return text_of(answer).partition("data-focus")[2].partition("</section>")[0]


def test_who_saves_second_sees_what_the_first_changed_and_keeps_what_was_typed(
    cast: Cast, shared: UUID
) -> None:
    goal_id = a_goal(cast, shared)
    first, second = browser_of(cast.case_manager), browser_of(cast.social)
    drawn = [one.get(url("add_step", goal_id)).context["form"] for one in (first, second)]
    assert {form["drawn_from"].value() for form in drawn} == {1}
    mine = typed_step(cast.case_manager, 1, code="choose_clinic")
    theirs = typed_step(cast.social, 1, code="first_doctor", who="client")
    assert first.post(url("add_step", goal_id), mine).status_code == 302
    refused = second.post(url("add_step", goal_id), theirs)
    assert refused.status_code == 422
    told = note_in(refused)
    for words in ("Марк", "Вместе выбрать, где наблюдаться", "Всё равно сохранить моё"):
        assert words in told, words
    form = refused.context["form"]
    for name in ("code", "who", "due_on", "record_id", "why"):
        assert str(form[name].value()) == theirs[name], name
    assert len(steps_of(cast, shared)) == 1

    saved = second.post(url("add_step", goal_id), {**theirs, "anyway": form.moved["version"]})
    assert saved.status_code == 302
    assert [one.code for one in steps_of(cast, shared)] == ["choose_clinic", "first_doctor"]
    for page in ("case", "plan"):
        assert "Зарина: план изменён одновременно с вами" in text_of(first.get(url(page, shared)))
        assert "одновременно с вами" not in text_of(second.get(url(page, shared)))
    assert "Первый приём у врача" in text_of(first.get(url("plan_history", shared)))
    assert [one.version for one in changes_in(cast, shared)] == [1, 2, 3]


def test_who_saves_second_is_stopped_though_nobody_remembers_who_had_it_open(
    cast: Cast, shared: UUID
) -> None:
    goal_id = a_goal(cast, shared)
    first, second = browser_of(cast.case_manager), browser_of(cast.social)
    for one in (first, second):
        one.get(url("add_step", goal_id))
        presence.leave(shared, cast.case_manager.account_id)
        presence.leave(shared, cast.social.account_id)
    mine = typed_step(cast.case_manager, 1, code="choose_clinic")
    assert first.post(url("add_step", goal_id), mine).status_code == 302
    theirs = typed_step(cast.social, 1, code="first_doctor")
    assert second.post(url("add_step", goal_id), theirs).status_code == 422
    assert [one.code for one in steps_of(cast, shared)] == ["choose_clinic"]


def test_saving_all_the_same_holds_only_for_what_was_shown(cast: Cast, shared: UUID) -> None:
    goal_id = a_goal(cast, shared)
    second = browser_of(cast.social)
    theirs = typed_step(cast.social, 1)
    a_step(cast, goal_id)
    moved = second.post(url("add_step", goal_id), theirs).context["form"].moved
    a_step(cast, goal_id, "first_labs")
    again = second.post(url("add_step", goal_id), {**theirs, "anyway": moved["version"]})
    assert again.status_code == 422 and "Первые анализы" in note_in(again)
    for odd in ("", "x", "-1", "9" * 40, "²"):
        assert second.post(url("add_step", goal_id), {**theirs, "anyway": odd}).status_code == 422
    assert len(steps_of(cast, shared)) == 2


def test_a_sealed_envelope_stays_on_the_refused_form(cast: Cast, shared: UUID) -> None:
    goal_id = a_goal(cast, shared)
    typed = typed_step(cast.social, 1, code="")
    typed["words"] = words_for(circle_for(cast, shared), "case.step", typed["record_id"])
    a_step(cast, goal_id)
    second = browser_of(cast.social)
    refused = second.post(url("add_step", goal_id), typed)
    assert refused.status_code == 422 and typed["words"] in text_of(refused)
    moved = refused.context["form"].moved["version"]
    assert second.post(url("add_step", goal_id), {**typed, "anyway": moved}).status_code == 302
    assert steps_of(cast, shared)[-1].words


def test_a_step_dropped_meanwhile_is_not_changed_all_the_same(cast: Cast, shared: UUID) -> None:
    goal_id = a_goal(cast, shared)
    step_id = a_step(cast, goal_id)
    first, second = browser_of(cast.case_manager), browser_of(cast.social)
    gone = {"record_id": str(day_id()), "drawn_from": 2, "why": "mistake"}
    assert first.post(url("drop_step", step_id), gone).status_code == 302
    typed = typed_step(cast.social, 2, who="client")
    refused = second.post(url("step", step_id), {**typed, "anyway": 3})
    assert refused.status_code == 422 and "уже закрыт" in text_of(refused)
    assert refused.context["form"]["who"].value() == "client"


def test_both_are_told_while_both_have_the_form_open(
    cast: Cast, shared: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_goal(cast, shared)
    first, second = browser_of(cast.case_manager), browser_of(cast.social)
    assert "сейчас меняет" not in text_of(first.get(url("add_goal", shared)))
    assert "Этот план сейчас меняет и Марк" in text_of(second.get(url("add_goal", shared)))
    asked = first.get(url("plan_watch", shared), {"version": 1})
    assert "Этот план сейчас меняет и Зарина" in text_of(asked)
    assert "сейчас меняет и Зарина" in text_of(first.get(url("case", shared)))

    assert second.post(url("add_goal", shared), typed_goal(1)).status_code == 302
    asked = text_of(first.get(url("plan_watch", shared), {"version": 1}))
    assert "Зарина" in asked and "План изменился, пока эта страница" in asked
    assert "сейчас меняет" not in asked, "who saved has left"

    later = now() + timedelta(minutes=11)
    monkeypatch.setattr(presence, "now", lambda: later)
    assert presence.others(shared, cast.social.account_id) == []
    assert clock.today() == today()


@pytest.mark.parametrize("version", ["", "x", "-3", "99", "9" * 30])
def test_a_strange_version_is_answered_as_if_nothing_was_seen(
    cast: Cast, shared: UUID, version: str
) -> None:
    a_goal(cast, shared)
    answer = browser_of(cast.social).get(url("plan_watch", shared), {"version": version})
    assert answer.status_code == 200


def test_agreeing_to_a_plan_that_moved_is_refused(cast: Cast, shared: UUID) -> None:
    goal_id = a_goal(cast, shared)
    browser = browser_of(cast.social)
    typed = {
        "record_id": str(day_id()),
        "drawn_from": 1,
        "day": today().isoformat(),
        "review_on": (today() + timedelta(days=30)).isoformat(),
    }
    a_step(cast, goal_id)
    refused = browser.post(url("plan_agree", shared), typed)
    assert refused.status_code == 422 and "Сначала прочтите новый план" in text_of(refused)
    assert row_of(cast, shared).agreed_version == 0
    assert browser.post(url("plan_agree", shared), {**typed, "drawn_from": 2}).status_code == 302
