"""A questionnaire is answered at the desk: in pieces, without script, and what it finds is used."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.vault import fields
from ravny.services.cases.models import Request
from ravny.services.cases.models.work import Assessment
from ravny.services.cases.questionnaires import shelf as on_shelf
from tests.cast import Cast, Person, browser_of
from tests.vault.conftest import give_keys

from .asking import (
    answered,
    assessed,
    begun,
    in_a_form,
    make_keys,
    page_of,
    row_of,
    sealed,
    told,
    url,
    visible,
)
from .makers import a_case, on_the_team
from .makers import row_of as case_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})


@pytest.mark.mission("S68")
@pytest.mark.mission("S78")
def test_a_first_assessment_is_answered_in_pieces_and_comes_to_scores(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    sent = browser.post(url("assess", case_id), {"questionnaire": "full"})
    here = sent["Location"]
    page = page_of(browser, here)
    assert "registered" not in visible(page)

    kept = browser.post(here, answered(page, "health", status="known", feeling="ill"))
    assert urlsplit(kept["Location"]).fragment == "q-registered"
    page = page_of(browser, here)
    assert {"registered", "therapy"} <= set(visible(page))

    browser.post(here, answered(page, "later", therapy="taking", registered="here"))
    page = page_of(browser, here)
    done = browser.post(here, answered(page, "finish", days_left="5", missed="often"))
    with scope(organisation=cast.organisation_id):
        [row] = Assessment.objects.all()
    assert done["Location"] == url("assessment", row.id)
    assert row.finished_on == today()
    assert row.answers["feeling"] == "ill" and row.answers["days_left"] == 5
    assert row.scores["medical"] == 9 and "legal" not in row.scores
    assert case_of(cast, case_id).stage == "plan"
    assert "9" in told(page_of(browser, done["Location"]), "Насколько нужна помощь")


@pytest.mark.mission("S79")
def test_only_a_question_finds_the_other_requests_and_one_press_adds_them(cast: Cast) -> None:
    case_id = a_case(cast, asks=(("information", None),))
    browser = browser_of(cast.social)
    here = browser.post(url("assess", case_id), {"questionnaire": "short"})["Location"]
    page = page_of(browser, here)
    done = browser.post(
        here,
        answered(
            page, "finish",
            safe="danger", pills="none_left", papers="lost", money="lacking",
            about_whom=["child"], mood="alone",
        ),
    )  # fmt: skip
    result = page_of(browser, done["Location"])
    found = told(result, "Что обнаружилось")
    assert "медицин" in found.lower()
    form = result.select_one('form[action$="/take/"]')
    assert form is not None
    ticked = [(box["name"], box["value"]) for box in form.select("input[checked]")]
    kinds = [value for name, value in ticked if name == "requests"]
    assert set(kinds) == {"medical", "legal", "psychological", "social"}

    assessment_id = UUID(done["Location"].split("/")[-2])
    sent = {"requests": kinds, "circumstances": ["danger", "out_of_pills", "lost_documents"]}
    browser.post(url("take", assessment_id), sent)
    again = browser.post(url("take", assessment_id), sent)
    assert again.status_code == 302
    with scope(organisation=cast.organisation_id):
        asked = Request.objects.filter(case_id=case_id).values_list("kind", flat=True)
        assert sorted(asked) == sorted(["information", *kinds])
    assert set(case_of(cast, case_id).circumstances) == {"danger", "out_of_pills", "lost_documents"}
    assert "child" not in case_of(cast, case_id).circumstances
    plans = [one["href"] for one in result.select("#found ~ ul a, section a[href*=templates]")]
    assert any(str(address).endswith("/lost_documents/") for address in plans)


def test_a_repeated_assessment_says_what_grew_better_and_worse(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    long_ago = today() - timedelta(days=120)
    assessed(
        cast, case_id, {"food": "often", "stay": "citizen"}, day=long_ago, finished_on=long_ago
    )
    page = page_of(browser, url("case", case_id))
    assert "больше трёх месяцев" in told(page, "Оценки")
    newer = assessed(cast, case_id, {"food": "never", "stay": "ended", "speaking": "freely"})
    words = told(page_of(browser, url("assessment", newer)), "Насколько нужна помощь")
    assert "Работа и деньги" in words and "лучше на 10" in words
    assert "хуже на 10" in words
    assert "раньше не спрашивали" in words
    page = page_of(browser, url("case", case_id))
    assert "больше трёх месяцев" not in told(page, "Оценки")
    assert "лучше на 10" in told(page, "Потребности")


def test_with_three_of_them_the_first_can_be_compared_with(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    for days, food in ((200, "often"), (100, "sometimes")):
        day = today() - timedelta(days=days)
        assessed(cast, case_id, {"food": food}, day=day, finished_on=day)
    last = assessed(cast, case_id, {"food": "never"})
    here = url("assessment", last)
    assert "лучше на 6" in told(page_of(browser, here), "Насколько нужна помощь")
    first = page_of(browser, f"{here}?with=first")
    assert "лучше на 10" in told(first, "Насколько нужна помощь")


def test_a_short_one_is_not_compared_with_a_full_one(cast: Cast) -> None:
    case_id = a_case(cast)
    day = today() - timedelta(days=3)
    assessed(cast, case_id, {"money": "lacking"}, code="short", day=day, finished_on=day)
    newer = assessed(cast, case_id, {"food": "never"})
    page = page_of(browser_of(cast.case_manager), url("assessment", newer))
    assert "лучше" not in told(page, "Насколько нужна помощь")


def test_what_a_hidden_question_was_told_before_is_let_go_at_the_end(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    assessment_id = begun(cast, case_id)
    here = url("answer", assessment_id)
    browser.post(here, answered(page_of(browser, here), "later", low="daily"))
    browser.post(here, answered(page_of(browser, here), "later", life="now"))
    assert row_of(cast, assessment_id).answers["life"] == "now"
    browser.post(here, answered(page_of(browser, here), "finish", low="never"))
    row = row_of(cast, assessment_id)
    assert row.answers == {"low": "never"}
    assert row.scores == {"psychological": 0}


def test_an_unfinished_one_is_gone_on_with_and_not_begun_twice(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    assert begun(cast, case_id) == begun(cast, case_id)
    assert case_of(cast, case_id).stage == "assessment"
    page = page_of(browser, url("case", case_id))
    assert "не закончена" in told(page, "Оценки")
    assert [one["value"] for one in page.select('button[name="questionnaire"]')] == ["short"]


def test_a_note_is_sealed_for_the_cases_team(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    assessment_id = begun(cast, case_id)
    here = url("answer", assessment_id)
    assert 'data-make-circle data-kind="case"' in browser.get(here).content.decode()
    make_keys(cast.case_manager, case_id, give_keys(cast.case_manager))
    note = sealed(case_id, "case.assessment", assessment_id)
    sent = answered(page_of(browser, here), "finish", food="never")
    refused = browser.post(here, {**sent, "note": "просто слова"})
    assert refused.status_code == 422
    browser.post(here, {**sent, "note": in_a_form(note)})
    assert row_of(cast, assessment_id).note == note
    page = page_of(browser, url("assessment", assessment_id))
    assert page.select_one('template[data-kind="case.assessment"]') is not None


def test_an_answer_is_corrected_on_the_day_and_not_later(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    assessment_id = assessed(cast, case_id, {"food": "often"})
    here = url("answer", assessment_id)
    browser.post(here, answered(page_of(browser, here), "finish", food="never"))
    assert row_of(cast, assessment_id).scores == {"work": 0}
    with scope(organisation=cast.organisation_id):
        Assessment.objects.update(finished_on=today() - timedelta(days=1))
    assert browser.get(here).status_code == 404


def test_scores_and_codes_are_shown_when_the_file_is_gone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    assessment_id = assessed(cast, case_id, {"food": "often"})
    gone = on_shelf.Shelf({}, ())
    monkeypatch.setattr(on_shelf, "shelf", lambda: gone)
    page = page_of(browser, url("assessment", assessment_id))
    assert "10" in told(page, "Насколько нужна помощь")
    assert "food" in told(page, "Ответы") and "often" in told(page, "Ответы")
    assert browser.get(url("answer", assessment_id)).status_code == 404
    assert "full" in told(page_of(browser, url("case", case_id)), "Оценки")


def test_the_page_to_choose_says_which_own_file_cannot_be_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = on_shelf.shelf()
    wrong = on_shelf.Shelf(shelf.known, ("bad-1.yaml, line 3: no",))
    for place in ("questionnaires.shelf", "views.assessments"):
        monkeypatch.setattr(f"ravny.services.cases.{place}.shelf", lambda: wrong)
    page = page_of(browser_of(cast.case_manager), url("assess", a_case(cast)))
    assert "bad-1.yaml, line 3: no" in page.get_text()


WRONG: list[dict[str, Any]] = [
    {"q_days_left": "many"},
    {"q_days_left": "-1"},
    {"q_days_left": "5000"},
    {"q_days_left": "5", "no_days_left": "on"},
    {"q_wishes": ["moon"]},
    {"q_signs": ["cough", "none"]},
    {"q_signs": ["cough", "declined"]},
    {"q_feeling": "moon"},
    {"q_shame": "11"},
    {"note": "plain"},
]


@pytest.mark.parametrize("changes", WRONG)
def test_what_is_wrong_is_refused_and_nothing_typed_is_lost(
    cast: Cast, changes: dict[str, Any]
) -> None:
    browser = browser_of(cast.case_manager)
    assessment_id = begun(cast, a_case(cast))
    here = url("answer", assessment_id)
    sent = answered(page_of(browser, here), "finish", food="often")
    answer = browser.post(here, {**sent, **changes})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one('input[name="q_food"][value="often"][checked]') is not None
    assert row_of(cast, assessment_id).answers == {}


def test_nothing_answered_is_no_assessment(cast: Cast) -> None:
    browser = browser_of(cast.case_manager)
    assessment_id = begun(cast, a_case(cast))
    here = url("answer", assessment_id)
    assert browser.post(here, answered(page_of(browser, here), "finish")).status_code == 422
    assert row_of(cast, assessment_id).finished_on is None


def test_what_was_not_found_cannot_be_taken(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    assessment_id = assessed(cast, case_id, {"food": "often"})
    for wrong in ({"requests": ["prevention"]}, {"circumstances": ["pregnant"]}):
        taken = browser.post(url("take", assessment_id), wrong)
        assert taken.status_code in (302, 422)
    with scope(organisation=cast.organisation_id):
        assert Request.objects.count() == 1
    assert case_of(cast, case_id).circumstances == ()


def test_who_does_not_serve_in_the_case_finds_nothing(cast: Cast) -> None:
    case_id = a_case(cast)
    open_one, done = begun(cast, case_id, "short"), assessed(cast, case_id)
    addresses = [url("assess", case_id), url("answer", open_one), url("assessment", done)]
    others: list[Person] = [cast.outsider, cast.stranger, cast.lawyer, cast.keeper, cast.stock]
    for person in others:
        browser = browser_of(person)
        for address in addresses:
            assert browser.get(address).status_code == 404, (person.login, address)
        assert browser.post(url("take", done), {"requests": ["medical"]}).status_code == 404
        assert browser.post(addresses[0], {"questionnaire": "full"}).status_code == 404
    on_the_team(cast, case_id, cast.lawyer, "lawyer")
    assert browser_of(cast.lawyer).get(addresses[2]).status_code == 200


def test_an_ended_case_is_read_and_not_asked_any_more(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    done, open_one = assessed(cast, case_id), begun(cast, case_id, "short")
    case = case_of(cast, case_id)
    case.ended_on = today()
    case.save()
    assert browser.get(url("assessment", done)).status_code == 200
    for address in (url("assess", case_id), url("answer", open_one)):
        assert browser.get(address).status_code == 404
    assert browser.get(url("assessment", open_one)).status_code == 200
    assert browser.post(url("take", done), {"requests": ["medical"]}).status_code == 404
