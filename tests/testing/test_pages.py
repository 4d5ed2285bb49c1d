"""The page of one test and its moments, the log, the lots, retests, the card, Today; who may."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Role
from ravny.people.clients.queries import get_client_for
from ravny.services.testing.models import Test
from ravny.services.testing.operations import record_test
from ravny.services.testing.panels import tests_panel as card_panel
from ravny.services.testing.panels import timeline_of
from tests.cast import HOUSE, Cast, browser_of

from .makers import Bag, ago, assay, assays, facts_of, new_client, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(bag: Bag) -> Client:
    """The peer's browser."""
    return browser_of(bag.cast.peer)


def recorded(bag: Bag, result: str = "nonreactive", **told: Any) -> UUID:
    """Record a test of the peer's."""
    return record_test(actor=bag.cast.peer.actor, facts=facts_of(bag.cast.peer, result, **told))


def url(name: str, test_id: UUID) -> str:
    return reverse(f"testing:{name}", args=[test_id])


def page_of(browser: Client, test_id: UUID) -> str:
    return browser.get(url("test", test_id)).content.decode()


def test_a_result_is_given_back_on_its_own_day(bag: Bag, browser: Client) -> None:
    test_id = recorded(bag, day=ago(3), returned_on=None, post_counselled_on=None)
    assert "Отдать результат" in page_of(browser, test_id)
    given = {"returned_on": ago(1).isoformat(), "post_counselled": "on"}
    assert browser.post(url("give", test_id), given).status_code == 302
    made = row(test_id)
    assert (made.returned_on, made.post_counselled_on) == (ago(1), ago(1))
    assert "Отдать результат" not in page_of(browser, test_id)


def test_an_invalid_test_is_repeated_and_a_reactive_repeat_asks_for_its_step(
    bag: Bag, browser: Client
) -> None:
    told = (assay("invalid", item_id=bag.hiv, lot_id=bag.lot("H-1")),)
    test_id = recorded(bag, "invalid", assays=told)
    assert "Повтор после недействительного" in page_of(browser, test_id)
    again = {
        "record_id": str(day_id()),
        "kit": f"{bag.hiv}:{bag.lot('H-2')}",
        "result": "reactive",
        "day": today().isoformat(),
    }
    answer = browser.post(url("assay", test_id), again)
    assert answer.headers["Location"] == url("next_step", test_id)
    assert [one.result for one in assays(test_id)] == ["invalid", "reactive"]
    page = page_of(browser, test_id)
    assert "Выбрать следующий шаг" in page and "H-2" in page and "two-lines" in page
    gone = browser.post(url("assay", test_id), again)
    assert gone.status_code == 404


def test_the_strategy_says_which_assay_is_next_and_concludes_by_itself(
    bag: Bag, browser: Client
) -> None:
    client_id = new_client(bag.cast.peer)
    test_id = recorded(
        bag, "", purpose="confirmation", client_id=client_id, assays=(assay("reactive", "1"),)
    )
    for slot in ("тест 2", "тест 3"):
        page = page_of(browser, test_id)
        assert f"Следующий: {slot}" in page
        sent = {"record_id": str(day_id()), "result": "reactive", "day": today().isoformat()}
        assert browser.post(url("assay", test_id), sent).status_code == 302
    assert row(test_id).conclusion == "positive"
    page = page_of(browser, test_id)
    assert "по записанным здесь тестам" in page and "Следующий:" not in page
    log = browser.get(reverse("testing:log"), {"conclusion": "positive"}).content.decode()
    assert "положительное" in log


def test_a_conclusion_made_elsewhere_has_its_proof(bag: Bag, browser: Client) -> None:
    test_id = recorded(bag, "", purpose="sent_away", day=ago(20))
    assert "Заключение дали в другом месте" in page_of(browser, test_id)
    told = {
        "conclusion": "negative",
        "proof": "document",
        "concluded_on": ago(2).isoformat(),
        "service": "",
    }
    assert browser.post(url("conclude", test_id), told).status_code == 302
    assert (row(test_id).conclusion, row(test_id).proof) == ("negative", "document")
    assert "видели документ" in page_of(browser, test_id)


def test_a_voided_test_says_so_and_offers_nothing(bag: Bag, browser: Client) -> None:
    test_id = recorded(bag)
    assert browser.post(url("void", test_id), {"reason": "duplicate"}).status_code == 302
    page = page_of(browser, test_id)
    assert "Этот тест не считается" in page and "Аннулировать тест" not in page
    assert str(test_id) not in browser.get(reverse("testing:log")).content.decode()
    voided = browser.get(reverse("testing:log"), {"voided": "on"}).content.decode()
    assert str(test_id) in voided


AHEAD = (today() + timedelta(days=1)).isoformat()
WRONG = [
    ("give", {"returned_on": AHEAD}, "id_returned_on"),
    ("give", {"returned_on": ago(30).isoformat()}, "id_returned_on"),
    ("result", {"result": "positive", "result_on": today().isoformat()}, "id_result_0"),
    ("result", {"result": "reactive", "result_on": AHEAD}, "id_result_on"),
    ("result", {"result": "reactive", "result_on": today().isoformat()}, "id_result_0"),
    ("conclude", {"conclusion": "", "proof": "client", "concluded_on": "x"}, "id_concluded_on"),
    ("conclude", {"conclusion": "positive", "proof": "client",
                  "concluded_on": today().isoformat()}, "id_conclusion_0"),
    ("void", {"reason": "bored"}, "id_reason_0"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sent", "anchor"), WRONG)
def test_a_wrong_moment_is_said_beside_its_box_and_changes_nothing(
    bag: Bag, browser: Client, name: str, sent: dict[str, Any], anchor: str
) -> None:
    test_id = recorded(bag, returned_on=None, post_counselled_on=None)
    with scope(organisation=HOUSE):
        before = Test.objects.filter(id=test_id).values()
        was = before.get()
        answer = browser.post(url(name, test_id), sent)
        assert answer.status_code == 422
        assert f'href="#{anchor}"' in answer.content.decode()
        assert before.all().get() == was


def test_a_phone_s_result_without_its_meeting_says_that_it_does_not_count(
    bag: Bag, browser: Client
) -> None:
    test_id = recorded(bag)
    with scope(organisation=HOUSE):
        Test.objects.filter(id=test_id).update(is_whole=False)
    assert "С телефона пришёл только результат" in page_of(browser, test_id)
    assert "без встречи" in browser.get(reverse("testing:log")).content.decode()


def test_the_card_shows_the_latest_test_of_each_infection(bag: Bag, browser: Client) -> None:
    client_id = new_client(bag.cast.peer)
    for infection, day in (("hiv", ago(400)), ("hiv", ago(5)), ("syphilis", ago(30))):
        recorded(bag, client_id=client_id, infection=infection, day=day)
    actor = bag.cast.peer.actor
    card = get_client_for(actor, client_id)
    panel = card_panel(actor, card)
    assert panel is not None
    assert [one["infection"] for one in panel.context["tests"]] == ["ВИЧ", "Сифилис"]
    items = timeline_of(actor, [client_id], None, 20)
    assert [item.day for item in items] == [ago(5), ago(30), ago(400)]
    page = browser.get(reverse("desk:card", args=[client_id])).content.decode()
    assert f"{reverse('testing:record')}?client={client_id}" in page and "one-line" not in page


GETS = ["log", "retests", "record"]


@pytest.mark.parametrize("name", GETS)
def test_pages_are_for_those_whose_work_it_is(bag: Bag, name: str) -> None:
    address = reverse(f"testing:{name}")
    test_id = recorded(bag)
    recorders = {Role.PEER, Role.SOCIAL, Role.CASE_MANAGER, Role.DOCTOR, Role.PSYCHOLOGIST,
                 Role.COORDINATOR}  # fmt: skip
    viewers = recorders | {Role.LAWYER, Role.HOTLINE}
    for role, person in bag.cast.by_role().items():
        browser = browser_of(person)
        right = role in (recorders if name == "record" else viewers)
        assert browser.get(address).status_code == (200 if right else 404), role
        seen = browser.get(url("test", test_id)).status_code
        assert seen == (200 if role in viewers else 404), role
        lots = browser.get(reverse("testing:lots")).status_code
        assert lots == (200 if role in {Role.STOCK, Role.COORDINATOR} else 404), role


def test_somebody_else_s_test_is_not_there_for_any_of_its_pages(bag: Bag) -> None:
    test_id = recorded(bag, "reactive")
    for person in (bag.cast.outsider, bag.cast.stranger):
        browser = browser_of(person)
        for name in ("test", "next_step"):
            assert browser.get(url(name, test_id)).status_code == 404
        for name in ("next_step", "give", "result", "assay", "conclude", "void"):
            assert browser.post(url(name, test_id), {"reason": "trial"}).status_code == 404
        assert str(test_id) not in browser.get(reverse("testing:log")).content.decode()
    lawyer = browser_of(bag.cast.lawyer)
    assert "Аннулировать тест" not in page_of(lawyer, test_id)
    assert lawyer.post(url("void", test_id), {"reason": "trial"}).status_code == 404


def test_a_get_changes_nothing(bag: Bag, browser: Client, cast: Cast) -> None:
    test_id = recorded(bag)
    for name in ("give", "result", "assay", "conclude", "void"):
        assert browser.get(url(name, test_id)).status_code == 405
