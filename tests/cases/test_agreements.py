"""What was agreed with a client: how ready they are, what is in the way, what became of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.core.vault import fields
from ravny.services.cases.models.work import Agreement
from tests.cast import Cast, browser_of
from tests.vault.conftest import give_keys

from .asking import a_talk, agreement_of, in_a_form, make_keys, page_of, sealed, told, url
from .makers import a_case
from .makers import row_of as case_of

pytestmark = pytest.mark.django_db
SOON = today() + timedelta(days=14)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})


def sent(**changes: Any) -> dict[str, Any]:
    return {
        "record_id": str(day_id()), "day": today().isoformat(), "readiness": "4",
        "confidence": "3", "barriers": ["doubt", "fear_removal"],
        "follow_up_on": SOON.isoformat(), **changes,
    }  # fmt: skip


@pytest.mark.mission("S121")
def test_a_talk_about_treatment_is_written_followed_up_and_its_change_is_seen(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    make_keys(cast.case_manager, case_id, give_keys(cast.case_manager))
    record_id = day_id()
    words = sealed(case_id, "case.agreement", record_id, "придёт к врачу с равным")
    form = sent(record_id=str(record_id), words=in_a_form(words), day=_days_ago(30))
    assert browser.post(url("talk", case_id), form)["Location"] == url("case", case_id)
    row = agreement_of(cast, record_id)
    assert (row.kind, row.readiness, row.confidence) == ("motivation", 4, 3)
    assert (row.barriers, row.words, row.follow_up_on) == (("doubt", "fear_removal"), words, SOON)
    section = told(page_of(browser, url("case", case_id)), "Договорённости")
    assert "Готовность 4 из 10" in section

    look = {"outcome": "kept", "outcome_on": today().isoformat()}
    assert browser.post(url("agreement", record_id), look).status_code == 302
    assert agreement_of(cast, record_id).outcome == "kept"
    browser.post(url("talk", case_id), sent(readiness="8", confidence="6"))
    page = page_of(browser, url("agreement", record_id))
    changed = told(page, "Как менялась готовность")
    assert "Готовность выросла с 4 до 8 из 10" in changed
    assert page.select_one('template[data-kind="case.agreement"]') is not None
    asked = page_of(browser, url("talk", case_id))
    assert "Готовность, от 0 до 10" in told(asked, "Прошлый разговор")


def _days_ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


def test_hearing_of_the_client_counts_on_the_day_itself_only(cast: Cast) -> None:
    case_id = a_case(cast)
    a_talk(cast, case_id, day=today() - timedelta(days=2))
    assert case_of(cast, case_id).heard_on < today()
    a_talk(cast, case_id)
    assert case_of(cast, case_id).heard_on == today()


def test_the_same_page_sent_twice_makes_one_agreement(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    form = sent()
    for _ in range(2):
        assert browser.post(url("talk", case_id), form).status_code == 302
    with scope(organisation=cast.organisation_id):
        assert Agreement.objects.count() == 1


def test_an_agreement_on_how_to_work_together_asks_for_no_ruler(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    page = page_of(browser, url("agree_upon", case_id))
    assert page.select('input[name="kind"]') and not page.select('input[name="readiness"]')
    form = {"record_id": str(day_id()), "day": today().isoformat(), "kind": "rules"}
    assert browser.post(url("agree_upon", case_id), form).status_code == 302
    section = told(page_of(browser, url("case", case_id)), "Договорённости")
    assert "как мы работаем вместе" in section


def test_too_early_to_say_puts_the_look_off(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    agreement_id = a_talk(cast, case_id, follow_up_on=today())
    day = today().isoformat()
    refused = browser.post(url("agreement", agreement_id), {"outcome": "", "outcome_on": day})
    assert refused.status_code == 422
    later = {"outcome": "", "outcome_on": day, "follow_up_on": SOON.isoformat()}
    assert browser.post(url("agreement", agreement_id), later).status_code == 302
    row = agreement_of(cast, agreement_id)
    assert (row.outcome, row.follow_up_on) == ("", SOON)


def test_one_not_looked_at_in_time_says_so(cast: Cast) -> None:
    case_id = a_case(cast)
    day = today() - timedelta(days=9)
    a_talk(cast, case_id, day=day, follow_up_on=day)
    section = told(page_of(browser_of(cast.case_manager), url("case", case_id)), "Договорённости")
    assert "вовремя" in section


WRONG: list[dict[str, Any]] = [
    {"record_id": "1"},
    {"day": ""},
    {"day": "2099-01-01"},
    {"day": "1999-01-01"},
    {"readiness": "11"},
    {"confidence": "-1"},
    {"barriers": ["moon"]},
    {"readiness": "", "confidence": "", "barriers": []},
    {"follow_up_on": "2001-01-01"},
    {"follow_up_on": "2099-01-01"},
    {"words": "plain text"},
]


@pytest.mark.parametrize("changes", WRONG)
def test_a_wrong_talk_is_refused_with_everything_typed_kept(
    cast: Cast, changes: dict[str, Any]
) -> None:
    case_id = a_case(cast)
    answer = browser_of(cast.case_manager).post(url("talk", case_id), sent(**changes))
    assert answer.status_code == 422
    with scope(organisation=cast.organisation_id):
        assert not Agreement.objects.exists()


WRONG_FACTS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "moon"}, "kind"),
    ({"readiness": 11}, "readiness"),
    ({"confidence": -1}, "confidence"),
    ({"barriers": ("moon",)}, "barriers"),
    ({"day": today() + timedelta(days=1)}, "day"),
    ({"follow_up_on": today() - timedelta(days=1)}, "follow_up_on"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG_FACTS)
def test_wrong_facts_are_refused_beside_their_field(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    case_id = a_case(cast)
    with pytest.raises(DomainError) as refused:
        a_talk(cast, case_id, **changes)
    assert refused.value.field == field


WRONG_LOOK: list[dict[str, Any]] = [
    {"outcome": "moon"},
    {"outcome": "kept", "outcome_on": "2099-01-01"},
    {"outcome": "kept", "outcome_on": ""},
    {"outcome": "kept", "outcome_on": "2001-01-01"},
    {"outcome": "", "follow_up_on": "2001-01-01"},
    {"outcome": "", "follow_up_on": "2099-01-01"},
]


@pytest.mark.parametrize("changes", WRONG_LOOK)
def test_a_wrong_look_changes_nothing(cast: Cast, changes: dict[str, Any]) -> None:
    agreement_id = a_talk(cast, a_case(cast), follow_up_on=SOON)
    form = {"outcome_on": today().isoformat(), **changes}
    answer = browser_of(cast.case_manager).post(url("agreement", agreement_id), form)
    assert answer.status_code == 422
    row = agreement_of(cast, agreement_id)
    assert (row.outcome, row.outcome_on, row.follow_up_on) == ("", None, SOON)


def test_who_does_not_serve_in_the_case_finds_nothing(cast: Cast) -> None:
    case_id = a_case(cast)
    agreement_id = a_talk(cast, case_id)
    for person in (cast.outsider, cast.stranger, cast.peer, cast.stock):
        browser = browser_of(person)
        for address in (url("talk", case_id), url("agree_upon", case_id)):
            assert browser.get(address).status_code == 404
            assert browser.post(address, sent(kind="rules")).status_code == 404
        assert browser.get(url("agreement", agreement_id)).status_code == 404
        look = {"outcome": "kept", "outcome_on": today().isoformat()}
        assert browser.post(url("agreement", agreement_id), look).status_code == 404


def test_the_case_page_asks_no_more_of_the_database_for_many_of_them(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    a_talk(cast, case_id)
    browser.get(url("case", case_id))
    with CaptureQueriesContext(connection) as few:
        browser.get(url("case", case_id))
    for _ in range(8):
        a_talk(cast, case_id)
    with CaptureQueriesContext(connection) as many:
        browser.get(url("case", case_id))
    assert len(many) == len(few)
