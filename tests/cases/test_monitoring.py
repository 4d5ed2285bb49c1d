"""What is watched in a case: the one next thing, and the list of whom nobody heard of."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.services.cases.models import Case
from tests.cast import HOUSE, Cast, Person, browser_of

from .contact_forms import a_contact, asked, silent_for
from .makers import a_case, row_of
from .test_today import a_step, many

pytestmark = pytest.mark.django_db
TODAY = today()


def watched(person: Person, case_id: UUID) -> Any:
    return browser_of(person).get(reverse("cases:monitoring", args=[case_id]))


def silence(person: Person, **asked_for: str) -> Any:
    return browser_of(person).get(reverse("cases:silence"), asked_for)


def test_one_thing_is_next_the_worst_first(cast: Cast) -> None:
    case_id = a_case(cast, circumstances=("danger",))
    silent_for(cast, case_id, 0)
    steps: list[tuple[str, Any]] = [
        ("Никто не спросил", lambda: None),
        ("Всё в срок", lambda: asked(cast, case_id)),
        ("Просрочен 1 шаг", lambda: a_step(case_id, cast.case_manager, -1)),
        ("Вестей нет 14 дней: написать безопасным способом", lambda: calm(case_id)),
        ("В опасности, вестей нет 14 дней", lambda: change(case_id, circumstances=("danger",))),
    ]
    for words, happens in steps:
        happens()
        answer = watched(cast.case_manager, case_id)
        assert words in answer.content.decode(), words
        page = reverse("cases:case", args=[case_id])
        on_the_case = browser_of(cast.case_manager).get(page).content.decode()
        assert words == "Всё в срок" or words in on_the_case, words


def change(case_id: UUID, **facts: Any) -> None:
    with scope(organisation=HOUSE):
        Case.objects.filter(id=case_id).update(**facts)


def calm(case_id: UUID) -> None:
    change(case_id, circumstances=(), heard_on=TODAY - timedelta(days=14))


def test_the_ladder_shows_what_was_tried_and_what_is_due(cast: Cast) -> None:
    case_id = a_case(cast)
    asked(cast, case_id, asked_on=TODAY - timedelta(days=5))
    silent_for(cast, case_id, 32)
    a_contact(cast, case_id, "attempt", 10, way="telegram")
    rungs = watched(cast.case_manager, case_id).context["rungs"]
    assert [one["state"] for one in rungs] == ["done", "now", "", "", ""]
    assert row_of(cast, case_id).next_try_on == TODAY - timedelta(days=7)


def test_a_case_that_ended_is_watched_no_more(cast: Cast) -> None:
    case_id = a_case(cast)
    change(case_id, ended_on=TODAY, exit_reason="wish")
    answer = watched(cast.case_manager, case_id)
    assert answer.status_code == 200
    assert answer.context["next"] is None and answer.context["forms"] == []
    assert row_of(cast, case_id).ended_on == TODAY


def test_the_longest_silent_stand_first(cast: Cast) -> None:
    codes = []
    for days in (3, 40, 20):
        case_id = a_case(cast)
        silent_for(cast, case_id, days)
        codes.append(case_id)
    a_contact(cast, codes[2], "attempt", 1)
    page = silence(cast.case_manager)
    said = page.content.decode()
    places = [said.index(reverse("cases:monitoring", args=[one])) for one in codes]
    assert places[1] < places[2] < places[0]
    assert "наш почтовый ящик" in said and "не спрашивали" in said
    due = silence(cast.case_manager, rung="due").content.decode()
    assert str(codes[1]) in due and str(codes[2]) not in due and str(codes[0]) not in due
    long_due = silence(cast.case_manager, rung="long", silence="10").content.decode()
    assert str(codes[1]) in long_due
    assert str(codes[1]) not in silence(cast.outsider).content.decode()
    mine = silence(cast.coordinator, manager=str(cast.social.account_id)).content.decode()
    assert str(codes[1]) not in mine
    team = silence(cast.coordinator, team=str(cast.near_team_id)).content.decode()
    assert str(codes[1]) in team


def test_the_list_asks_as_much_for_many_as_for_few(cast: Cast) -> None:
    counts = []
    for count in (2, 60):
        many(cast, count)
        browser = browser_of(cast.case_manager)
        with CaptureQueriesContext(connection) as asked_now:
            assert browser.get(reverse("cases:silence")).status_code == 200
        counts.append(len(asked_now))
    assert counts[0] == counts[1]
