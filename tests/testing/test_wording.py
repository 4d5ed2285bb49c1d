"""What a kind of test is called, by how an infection is tested for."""

from typing import Any

import pytest
from django.urls import reverse

from ravny.services.testing.forms.block import Ground, TestBlock
from ravny.services.testing.wording import purpose_choices, purpose_word
from tests.cast import browser_of

from .test_pages_tables import LOG, recorded

pytestmark = pytest.mark.django_db


def test_questions_are_no_rapid_test_and_nobody_asks_themselves() -> None:
    assert purpose_word("screening", "hiv") == "экспресс-тест"
    assert purpose_word("screening", "tuberculosis") == "опрос о симптомах"
    assert purpose_word("second", "tuberculosis") == "повторный опрос о симптомах"
    assert purpose_word("sent_away", "tuberculosis") == "образец отправлен в лабораторию"
    assert purpose_word("screening", "forgotten") == "экспресс-тест"
    words = [str(word) for _code, word in purpose_choices("symptoms")]
    assert words[0] == "опрос о симптомах" and "самотест" not in words
    assert "самотест" in [str(word) for _code, word in purpose_choices("rapid")]


def test_the_form_the_page_the_log_and_the_card_say_so(bag: Any) -> None:
    test_id = recorded(bag, infection="tuberculosis")
    browser = browser_of(bag.cast.peer)
    for address in (LOG, reverse("testing:test", args=[test_id])):
        page = browser.get(address).content.decode().partition("<main")[2]
        assert "опрос о симптомах" in page and "<span>экспресс-тест" not in page
    block = TestBlock(Ground("tuberculosis", "Туберкулёз", None, how="symptoms"))  # type: ignore[arg-type]  # no day is asked
    assert dict(block.fields["purpose"].choices)["screening"] == "опрос о симптомах"  # type: ignore[attr-defined]  # a ChoiceField


def test_the_log_folds_what_files_keep_apart(bag: Any) -> None:
    recorded(bag)
    lead = browser_of(bag.cast.coordinator)
    page = lead.get(LOG)
    heads = [str(head.column.label) for head in page.context["list"].heads]
    assert "Вид теста" not in heads and "Сотрудник" not in heads and len(heads) == 7
    assert "<small>экспресс-тест</small>" in page.content.decode()
    head = lead.get(LOG, {"format": "csv"}).content.decode("utf-8-sig").splitlines()[0]
    assert "Вид теста" in head and "Сотрудник" in head
