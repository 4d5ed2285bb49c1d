"""Registration, treatment, viral load: written down from the card, seen on it, taken back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.care.models import LabResult, Registration, Treatment
from ravny.services.care.operations import record_registration, start_treatment
from tests.cast import Cast, browser_of

from .makers import a_client, registration, treatment

pytestmark = pytest.mark.django_db

FORMS = ("register", "treat", "lab")
SENT: dict[str, dict[str, Any]] = {
    "register": {"infection": "hiv", "mode": "remote", "country": "UZ", "proof": "provider"},
    "treat": {"infection": "hiv", "source": "home", "proof": "client"},
    "lab": {"lab": "viral_load", "value": "20", "proof": "document"},
}
TABLES = {"register": Registration, "treat": Treatment, "lab": LabResult}


def url(name: str, client_id: UUID) -> str:
    return f"{reverse(f'care:{name}')}?client={client_id}"


def sent(name: str, **changes: Any) -> dict[str, Any]:
    base = {"record_id": str(day_id()), "day": today().isoformat(), "service": ""}
    return {**base, **SENT[name], **changes}


def rows(name: str, cast: Cast) -> list[Any]:
    with scope(organisation=cast.organisation_id):
        return list(TABLES[name].objects.all())


@pytest.mark.parametrize("name", FORMS)
def test_a_milestone_is_written_down_once_and_leads_back_to_the_card(cast: Cast, name: str) -> None:
    client_id = a_client(cast.peer)
    browser, form = browser_of(cast.peer), sent(name)
    for _twice in range(2):
        answer = browser.post(url(name, client_id), form)
        assert answer.status_code == 302
        assert answer["Location"] == reverse("desk:card", args=[client_id])
    (row,) = rows(name, cast)
    assert (row.client_id, row.worker_id, row.day) == (client_id, cast.peer.account_id, today())
    with scope(organisation=cast.organisation_id):
        assert Entry.objects.filter(verb__startswith="care.").count() == 1


def test_the_card_shows_how_far_somebody_came_and_what_is_next(cast: Cast) -> None:
    client_id = a_client(cast.peer)
    browser = browser_of(cast.peer)
    card = reverse("desk:card", args=[client_id])
    assert "О постановке на учёт и терапии пока ничего не известно" in text(browser, card)
    browser.post(url("register", client_id), sent("register"))
    shown = text(browser, card)
    assert "удалённо" in shown and "Узбекистан" in shown
    assert "Записать начало терапии" in shown
    browser.post(url("treat", client_id), sent("treat"))
    shown = text(browser, card)
    assert "через страну исхода" in shown
    assert "Записать вирусную нагрузку" in shown
    browser.post(url("lab", client_id), sent("lab"))
    assert "неопределяемая, 20 копий/мл" in text(browser, card)


def text(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("register", {"day": (today() + timedelta(days=1)).isoformat()}, "ещё не наступил"),
        ("register", {"day": "1970-01-01"}, "слишком давно"),
        ("register", {"day": "вчера"}, "правильную дату"),
        ("register", {"mode": ""}, "Выберите"),
        ("register", {"country": "XX"}, "Выберите"),
        ("treat", {"source": "moon"}, "Выберите"),
        ("treat", {"proof": ""}, "Выберите"),
        ("lab", {"value": ""}, "Введите число или выберите"),
        ("lab", {"value": "-1"}, "0"),
        ("lab", {"value": "много"}, "целое число"),
        ("lab", {"lab": "cd4", "value": "9000"}, "от 0 до 5000"),
        ("lab", {"lab": "cd4", "value": ""}, "Введите число клеток"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_box_and_kept(
    cast: Cast, name: str, wrong: dict[str, str], said: str
) -> None:
    client_id = a_client(cast.peer)
    answer = browser_of(cast.peer).post(url(name, client_id), sent(name, **wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert rows(name, cast) == []


def test_a_paper_may_say_a_word_and_no_number(cast: Cast) -> None:
    client_id = a_client(cast.peer)
    form = sent("lab", value="", level="undetectable")
    assert browser_of(cast.peer).post(url("lab", client_id), form).status_code == 302
    (row,) = rows("lab", cast)
    assert (row.value, row.level) == (None, "undetectable")


@pytest.mark.parametrize(
    ("value", "level"),
    [(0, "undetectable"), (49, "undetectable"), (50, "suppressed"), (999, "suppressed"),
     (1000, "high")],
)  # fmt: skip
def test_the_word_for_a_viral_load_follows_from_its_number(
    cast: Cast, value: int, level: str
) -> None:
    client_id = a_client(cast.peer)
    form = sent("lab", value=str(value), level="high")
    browser_of(cast.peer).post(url("lab", client_id), form)
    assert [row.level for row in rows("lab", cast)] == [level]


def test_treatment_ends_with_a_day_and_a_reason(cast: Cast) -> None:
    client_id = a_client(cast.peer)
    facts = treatment(cast.peer, client_id, day=today() - timedelta(days=40))
    start_treatment(actor=cast.peer.actor, facts=facts)
    browser = browser_of(cast.peer)
    page = reverse("care:end_treatment", args=[facts.record_id])
    assert page in text(browser, reverse("care:fact", args=["treatment", facts.record_id]))
    assert browser.get(page).status_code == 200
    early = (facts.day - timedelta(days=1)).isoformat()
    wrong = browser.post(page, {"ended_on": early, "end_reason": "ran_out"})
    assert wrong.status_code == 422
    right = browser.post(page, {"ended_on": today().isoformat(), "end_reason": "ran_out"})
    assert right.status_code == 302
    (row,) = rows("treat", cast)
    assert (row.ended_on, row.end_reason) == (today(), "ran_out")
    assert browser.get(page).status_code == 302  # ended once, it stays as it is


def test_what_was_written_by_mistake_is_taken_back_and_counts_no_more(cast: Cast) -> None:
    client_id = a_client(cast.peer)
    facts = registration(cast.peer, client_id)
    record_registration(actor=cast.peer.actor, facts=facts)
    browser = browser_of(cast.peer)
    page = reverse("care:fact", args=["registration", facts.record_id])
    assert "Отменить" in text(browser, page) or "Аннулировать" in text(browser, page)
    gone = browser.post(reverse("care:void", args=["registration", facts.record_id]))
    assert gone.status_code == 302
    assert browser.get(page).status_code == 404
    assert "пока ничего не известно" in text(browser, reverse("desk:card", args=[client_id]))


@pytest.mark.parametrize("name", FORMS)
def test_another_team_and_another_house_get_the_same_answer_as_for_nobody(
    cast: Cast, name: str
) -> None:
    client_id = a_client(cast.peer)
    nobody = browser_of(cast.peer).get(url(name, day_id()))
    for person in (cast.outsider, cast.stranger):
        answer = browser_of(person).get(url(name, client_id))
        assert answer.status_code == nobody.status_code == 404
        assert browser_of(person).post(url(name, client_id), sent(name)).status_code == 404
    assert rows(name, cast) == []


def test_a_fact_of_another_team_is_not_there(cast: Cast) -> None:
    facts = registration(cast.peer, a_client(cast.peer))
    record_registration(actor=cast.peer.actor, facts=facts)
    page = reverse("care:fact", args=["registration", facts.record_id])
    for person in (cast.outsider, cast.stranger):
        assert browser_of(person).get(page).status_code == 404
        void = reverse("care:void", args=["registration", facts.record_id])
        assert browser_of(person).post(void).status_code == 404
    assert browser_of(cast.peer).get(page).status_code == 200
    wrong = reverse("care:fact", args=["moon", facts.record_id])
    assert browser_of(cast.peer).get(wrong).status_code == 404


def test_each_role_writes_down_what_its_work_needs(cast: Cast) -> None:
    client_id = a_client(cast.peer)
    may = {"peer", "social", "case_manager", "doctor", "coordinator"}
    for role, person in cast.by_role().items():
        answer = browser_of(person).get(url("register", client_id))
        assert (answer.status_code == 200) == (role in may), role
