"""A wish is filed by whoever works with the client and carried out by a coordinator."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit import registries
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.insight.upkeep.models import Wish
from ravny.insight.upkeep.operations.wishes import ask_erasure
from ravny.people.clients.models import Client
from ravny.services.encounters.models import Encounter
from ravny.services.encounters.operations import record_encounter
from ravny.services.encounters.types import EncounterFacts
from tests.cast import HOUSE, Cast, Person, browser_of
from tests.clients.makers import code, open_card, verbs
from tests.outreach.phones import set_the_scene


def page_of(client_id: UUID) -> str:
    return reverse("upkeep:erase", args=[client_id])


def seen_on(browser: Browser, client_id: UUID) -> str:
    """What the page says it showed."""
    page = browser.get(page_of(client_id)).content.decode()
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found, page
    return found[1]


def answers(person: Person, client_id: UUID, browser: Browser, **other: Any) -> dict[str, Any]:
    told = {"own_wish": "on", "code": code(person, client_id), "seen": seen_on(browser, client_id)}
    return {**told, **other}


def there_is(client_id: UUID) -> bool:
    with scope(organisation=HOUSE):
        return Client.objects.filter(id=client_id).exists()


def test_a_worker_files_the_wish_and_a_coordinator_erases(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    worker, lead = browser_of(cast.peer), browser_of(cast.coordinator)
    card = worker.get(reverse("desk:card", args=[client_id])).content.decode()
    assert page_of(client_id) in card
    filed = worker.post(page_of(client_id), answers(cast.peer, client_id, worker))
    assert filed.url == reverse("upkeep:wishes")
    assert there_is(client_id)
    listed = lead.get(reverse("upkeep:wishes")).content.decode()
    assert page_of(client_id) in listed
    assert "Тимур" in listed
    lead.post(page_of(client_id), answers(cast.peer, client_id, lead, erase="1"))
    assert not there_is(client_id)
    after = lead.get(reverse("upkeep:wishes")).content.decode()
    assert page_of(client_id) not in after
    assert "выполнена" in after
    assert {"upkeep.erasure_asked", "upkeep.client_erased"} <= set(verbs(cast.peer))


def test_the_page_says_what_goes_who_learns_and_what_is_beyond_reach(cast: Cast) -> None:
    set_the_scene()
    client_id = open_card(cast.peer)
    _meet(cast, client_id)
    text = browser_of(cast.peer).get(page_of(client_id)).content.decode()
    for words in ("кто что узнает", "Бумага", "Контакты", "прежнюю резервную копию"):
        assert words in text, words
    assert 'name="erase"' not in text
    assert 'name="erase"' in browser_of(cast.coordinator).get(page_of(client_id)).content.decode()


def _meet(cast: Cast, client_id: UUID) -> None:
    facts = EncounterFacts(
        encounter_id=day_id(), day=today(), channel="home", who="code", client_id=client_id,
        worker_id=cast.peer.account_id, team_id=cast.near_team_id,
    )  # fmt: skip
    record_encounter(actor=cast.peer.actor, encounter_id=facts.encounter_id, facts=facts)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"own_wish": ""}, "Отметьте"),
        ({"code": ""}, "Заполните"),
        ({"code": "1234567894"}, "код другого клиента"),
        ({"code": "1234567890"}, "из цифр"),
    ],
)
def test_nothing_is_erased_without_tick_and_code(
    cast: Cast, told: dict[str, str], words: str
) -> None:
    client_id = open_card(cast.peer)
    lead = browser_of(cast.coordinator)
    sent = {**answers(cast.peer, client_id, lead), "erase": "1", **told}
    answer = lead.post(page_of(client_id), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert there_is(client_id)


def test_what_a_colleague_wrote_meanwhile_is_shown_first(cast: Cast) -> None:
    set_the_scene()
    client_id = open_card(cast.peer)
    lead = browser_of(cast.coordinator)
    sent = {**answers(cast.peer, client_id, lead), "erase": "1"}
    _meet(cast, client_id)
    answer = lead.post(page_of(client_id), sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Посмотрите ещё раз" in text
    assert "Контакты" in text
    assert there_is(client_id)
    fresh = re.search(r'name="seen" value="([^"]+)"', text)
    assert fresh and fresh[1] != sent["seen"]
    assert 'value="' + sent["code"] not in text  # asked again
    lead.post(page_of(client_id), {**sent, "seen": fresh[1]})
    assert not there_is(client_id)
    with scope(organisation=HOUSE):
        assert Encounter.objects.get().client_id is None


def test_pressed_twice_it_is_erased_once(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    lead = browser_of(cast.coordinator)
    sent = {**answers(cast.peer, client_id, lead), "erase": "1"}
    first, second = (lead.post(page_of(client_id), sent) for _ in range(2))
    assert first.url == second.url == reverse("upkeep:wishes")
    assert verbs(cast.peer).count("upkeep.client_erased") == 1
    assert lead.get(page_of(client_id)).status_code == 404
    assert browser_of(cast.peer).post(page_of(client_id), sent).status_code == 404
    assert browser_of(cast.stranger).post(page_of(client_id), sent).status_code == 404


def test_a_worker_cannot_erase_by_sending_the_coordinators_button(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    worker = browser_of(cast.peer)
    sent = {**answers(cast.peer, client_id, worker), "erase": "1"}
    assert worker.post(page_of(client_id), sent).status_code == 404
    assert there_is(client_id)


def test_a_wish_filed_twice_is_one_and_can_be_taken_back(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    worker = browser_of(cast.peer)
    sent = answers(cast.peer, client_id, worker)
    for _ in range(2):
        worker.post(page_of(client_id), sent)
    with scope(organisation=HOUSE):
        (wish,) = Wish.objects.all()
    assert "передумал" in worker.get(page_of(client_id)).content.decode()
    back = reverse("upkeep:take_back", args=[wish.id])
    for _ in range(2):
        assert worker.post(back).url == reverse("upkeep:wishes")
    with scope(organisation=HOUSE):
        wish.refresh_from_db()
        assert (wish.state, wish.client_id) == ("taken_back", None)
    assert there_is(client_id)
    assert verbs(cast.peer).count("upkeep.erasure_taken_back") == 1
    worker.post(page_of(client_id), sent)
    with scope(organisation=HOUSE):
        assert Wish.objects.count() == 2


def test_others_get_the_same_404(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    worker = browser_of(cast.peer)
    worker.post(page_of(client_id), answers(cast.peer, client_id, worker))
    with scope(organisation=HOUSE):
        wish = Wish.objects.get()
    for person in (cast.outsider, cast.stranger, cast.keeper, cast.stock):
        browser = browser_of(person)
        assert browser.get(page_of(client_id)).status_code == 404
        assert browser.post(reverse("upkeep:take_back", args=[wish.id])).status_code == 404
    assert page_of(client_id) not in (
        browser_of(cast.outsider).get(reverse("upkeep:wishes")).content.decode()
    )


def test_today_says_how_long_a_wish_waits(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    worker = browser_of(cast.peer)
    worker.post(page_of(client_id), answers(cast.peer, client_id, worker))
    with scope(organisation=HOUSE):
        Wish.objects.update(asked_on=today() - timedelta(days=3))
    lead = browser_of(cast.coordinator).get(reverse("desk:today")).content.decode()
    assert "попросил" in lead
    assert reverse("upkeep:wishes") in lead
    assert "попросил" not in worker.get(reverse("desk:today")).content.decode()


def test_the_list_asks_as_little_for_many_wishes(
    cast: Cast, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registries.menu, "entries", [])
    lead = browser_of(cast.coordinator)
    url = reverse("upkeep:wishes")
    _file(cast, 2)
    lead.get(url)
    with django_assert_num_queries(QUERIES):
        lead.get(url)
    _file(cast, 12)
    with django_assert_num_queries(QUERIES):
        lead.get(url)
    only = lead.get(url, {"state": "done"}).content.decode()
    assert "/upkeep/erase/" not in only


QUERIES = 6


def _file(cast: Cast, count: int) -> None:
    for _ in range(count):
        client_id = open_card(cast.peer)
        ask_erasure(actor=cast.peer.actor, client_id=client_id, code=code(cast.peer, client_id))


@pytest.mark.parametrize("name", ["encounters:record", "referrals:open", "testing:record"])
def test_forms_open_in_another_tab_are_404_afterwards(cast: Cast, name: str) -> None:
    client_id = open_card(cast.peer)
    worker, lead = browser_of(cast.peer), browser_of(cast.coordinator)
    address = f"{reverse(name)}?client={client_id}"
    assert worker.get(address).status_code == 200
    lead.post(page_of(client_id), {**answers(cast.peer, client_id, lead), "erase": "1"})
    assert worker.get(address).status_code == 404
    assert worker.post(address, {"client": str(client_id)}).status_code == 404
    assert worker.get(reverse("desk:card", args=[client_id])).status_code == 404
