"""The client's own list: neutral words in their language; whoever finds it learns nothing."""

import re

import pytest
from django.test import Client

from ravny.core.kit.clock import today
from ravny.services.cases.plans.catalogue import PAPER_LANGUAGES
from ravny.services.referrals.queries import tells_nothing
from tests.cast import Cast, browser_of

from .makers import a_case
from .plans import (
    a_goal,
    a_step,
    circle_for,
    steps_of,
    text_of,
    typed_step,
    typed_template,
    url,
    words_for,
)

pytestmark = pytest.mark.django_db
FORBIDDEN = ("Равные", "Ravny", "Марк", "Север", "ВИЧ", "HIV", "юрист", "врач", "роддом")


def paper_of(browser: Client, page: str, **asked: object) -> str:
    """Return what is printed: the list alone."""
    shown = text_of(browser.get(page, asked))
    return shown.partition('id="list"')[2].partition("</section>")[0]


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
@pytest.mark.parametrize("code", ["pregnant", "newly_diagnosed", "come_back", "lost_documents"])
def test_the_list_tells_nothing_in_any_language(cast: Cast, language: str, code: str) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    page = url("plan_template", case_id, code)
    assert browser.post(page, typed_template(browser, page)).status_code == 302
    paper = paper_of(browser, url("client_plan", case_id), lang=language)
    assert paper.count("<li>") == len(steps_of(cast, case_id))
    assert f'lang="{language}"' in paper
    for words in FORBIDDEN:
        assert words not in paper, words
    for line in re.findall(r"<span>(.*?)</span>", paper):
        assert line and tells_nothing(line), line
    shown = text_of(browser.get(url("client_plan", case_id), {"lang": language}))
    assert ("ещё никто не проверял" in shown) == (language not in ("ru", "en"))
    title = shown.partition("<title>")[2].partition("</title>")[0]
    assert tells_nothing(title) and "Ravny" not in title and "Равные" not in title


def test_the_list_comes_in_the_language_of_the_case_and_in_a_chosen_one(cast: Cast) -> None:
    case_id, browser = a_case(cast, language="uz"), browser_of(cast.case_manager)
    a_step(cast, a_goal(cast, case_id))
    page = url("client_plan", case_id)
    assert "Mening ishlarim" in paper_of(browser, page)
    assert "Oʻylab, qaror qilish" in paper_of(browser, page)
    assert "Think it over" in paper_of(browser, page, lang="en")
    refused = browser.get(page, {"lang": "klingon"})
    assert refused.status_code == 422
    assert browser.get(page, {"lang": "ru", "step": ["x"]}).status_code == 422


def test_only_chosen_open_steps_stand_there_and_sealed_ones_are_empty_lines(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    goal_id = a_goal(cast, case_id)
    first, done = a_step(cast, goal_id), a_step(cast, goal_id, "first_labs")
    browser.post(url("do_step", done))
    typed = typed_step(cast.case_manager, 3, code="", due_on=today().isoformat())
    words = words_for(circle_for(cast, case_id), "case.step", typed["record_id"])
    assert browser.post(url("add_step", goal_id), {**typed, "words": words}).status_code == 302
    page = url("client_plan", case_id)
    assert "Подумать и решить" in paper_of(browser, page)
    assert paper_of(browser, page).count("<li>") == 1, "the done one and the sealed one stay away"
    both = paper_of(browser, page, lang="ru", step=[str(first), typed["record_id"]])
    assert both.count("<li>") == 2 and both.count('class="blank"') == 1
    assert words not in both
