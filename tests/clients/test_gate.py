"""Not there, another team's, another house's: one and the same answer."""

from uuid import uuid4

import pytest
from django.urls import reverse

from ravny.core.kit.codes import new_code
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import CARE_ROLES
from ravny.people.clients import queries
from tests.cast import Cast, browser_of
from tests.clients.makers import code, open_card

PAGES = ("edit", "similar", "consent", "key_groups", "merge", "print")


def test_the_gate_gives_the_card_to_the_clients_team(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    assert queries.get_client_for(cast.doctor.actor, client_id).client_id == client_id
    found = queries.get_client_for(cast.doctor.actor, code(cast.peer, client_id))
    assert found.client_id == client_id


def test_another_team_and_another_house_see_what_is_not_there(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    number = code(cast.peer, client_id)
    for person in (cast.outsider, cast.stranger):
        for asked in (client_id, number, uuid4(), new_code(), "nonsense"):
            with pytest.raises(NotYours):
                queries.get_client_for(person.actor, asked)
        assert queries.find_by_code(person.actor, number) is None
        assert queries.client_tags(person.actor, [client_id]) == {}


def test_a_coordinator_sees_every_team_of_the_house_and_no_other(cast: Cast) -> None:
    far = open_card(cast.outsider)
    elsewhere = open_card(cast.stranger)
    assert queries.get_client_for(cast.coordinator.actor, far).client_id == far
    with pytest.raises(NotYours):
        queries.get_client_for(cast.coordinator.actor, elsewhere)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_of_a_card_answers_strangers_as_if_it_were_not_there(
    cast: Cast, name: str
) -> None:
    client_id = open_card(cast.case_manager)
    url = reverse(f"clients:{name}", args=[client_id])
    nowhere = reverse(f"clients:{name}", args=[uuid4()])
    assert browser_of(cast.case_manager).get(url).status_code == 200
    for person in (cast.outsider, cast.stranger, cast.stock, cast.keeper):
        browser = browser_of(person)
        answer, absent = browser.get(url), browser.get(nowhere)
        assert answer.status_code == absent.status_code == 404
        assert answer.content == absent.content


@pytest.mark.parametrize("name", ["list", "register", "find_hint", "profile"])
def test_roles_that_care_may_open_the_rooms_pages_and_others_may_not(cast: Cast, name: str) -> None:
    for role, person in cast.by_role().items():
        answer = browser_of(person).get(reverse(f"clients:{name}"))
        assert answer.status_code == (200 if role in CARE_ROLES else 404), role


def test_merging_is_for_case_managers_and_coordinators(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    url = reverse("clients:merge", args=[client_id])
    allowed = {
        role
        for role, person in cast.by_role().items()
        if browser_of(person).get(url).status_code == 200
    }
    assert allowed == {"case_manager", "coordinator"}


def test_nobody_signed_in_is_sent_to_the_door(cast: Cast, client: object) -> None:
    answer = client.get(reverse("clients:list"))  # type: ignore[attr-defined]  # Django's client
    assert answer.status_code == 302
