"""A new card: no name, a random code, as few facts as the client likes."""

from datetime import date
from typing import Any

import pytest
from django.db import models
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.codes import is_code
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.vault.fields import SealedField
from ravny.people.clients import operations, queries
from ravny.people.clients.models import Client
from ravny.people.clients.types import ClientFacts
from tests.cast import Cast, Person, browser_of
from tests.clients.makers import code, open_card, row, verbs

URL = "/clients/new/"


def answers(person: Person, **more: Any) -> dict[str, Any]:
    return {"record_id": str(day_id()), "team": str(person.team_id), **more}


@pytest.mark.mission("S62", "S107")
def test_a_card_opens_without_a_single_answer(cast: Cast) -> None:
    browser = browser_of(cast.peer)
    sent = answers(cast.peer)
    answer = browser.post(URL, sent)
    client = row(cast.peer, sent["record_id"])
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("desk:card", args=[client.id])
    assert is_code(client.code)
    assert queries.facts_of(client) == ClientFacts()
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "не спрашивали" in page.lower()


@pytest.mark.mission("S62")
def test_no_box_and_no_column_asks_who_somebody_is(cast: Cast) -> None:
    page = browser_of(cast.peer).get(URL).content.decode()
    for forbidden in (
        'type="tel"',
        'type="email"',
        'name="name"',
        'name="phone"',
        'name="address"',
    ):
        assert forbidden not in page
    text = [
        field.name
        for field in Client._meta.concrete_fields
        if isinstance(field, models.TextField)
        or (isinstance(field, models.BinaryField) and not isinstance(field, SealedField))
    ]
    assert text == []


@pytest.mark.mission("S4", "S5", "S64", "S93")
def test_what_a_client_tells_stands_on_the_card_in_words(cast: Cast) -> None:
    browser = browser_of(cast.peer)
    sent = answers(
        cast.peer,
        age_group="20-24",
        languages=["uz", "ru"],
        country="UZ",
        sex="male",
        registration="no",
        legal_status="undocumented",
        risks=["work", "removal"],
        faith="islam",
        channel="trust",
    )
    page = browser.get(browser.post(URL, sent).headers["Location"]).content.decode()
    for words in (
        "20–24",
        "русский, oʻzbekcha",
        "Узбекистан",
        "без действующих документов",
        "потерять работу",
        "депортаци",
        "ислам",
        "сарафанное радио",
        "сначала юрист",
    ):
        assert words.lower() in page.lower(), words


@pytest.mark.mission("S64")
def test_a_coupon_keeps_its_wave_and_never_who_gave_it(cast: Cast) -> None:
    sent = answers(cast.peer, channel="coupon", wave="3", network="telegram")
    browser_of(cast.peer).post(URL, sent)
    client = row(cast.peer, sent["record_id"])
    assert (client.channel, client.wave, client.network) == ("coupon", 3, "")
    named = {field.name for field in Client._meta.concrete_fields}
    assert not named & {"brought_by", "recruiter", "invited_by", "coupon"}


def test_sending_the_same_page_twice_opens_one_card(cast: Cast) -> None:
    browser, sent = browser_of(cast.peer), answers(cast.peer)
    first, second = browser.post(URL, sent), browser.post(URL, sent)
    assert first.headers["Location"] == second.headers["Location"]
    with scope(organisation=cast.organisation_id):
        assert Client.objects.count() == 1
    assert verbs(cast.peer).count("clients.registered") == 1


def test_an_id_of_another_house_is_refused_as_if_nothing_were_there(cast: Cast) -> None:
    theirs = open_card(cast.stranger)
    with pytest.raises(NotYours):
        open_card(cast.peer, client_id=theirs)


def test_a_card_is_opened_for_ones_own_team_only(cast: Cast) -> None:
    sent = answers(cast.peer, team=str(cast.far_team_id))
    assert browser_of(cast.peer).post(URL, sent).status_code == 422
    with pytest.raises(NotYours):
        operations.register_client(
            actor=cast.peer.actor,
            client_id=day_id(),
            team_id=cast.far_team_id,
            facts=ClientFacts(),
        )


def test_what_the_profile_keeps_nowhere_is_neither_asked_nor_kept(cast: Cast) -> None:
    sent = answers(cast.peer, gender="trans_woman")
    browser = browser_of(cast.peer)
    assert 'name="gender"' not in browser.get(URL).content.decode()
    browser.post(URL, sent)
    assert row(cast.peer, sent["record_id"]).gender == "not_asked"
    kept = open_card(cast.stranger, gender="trans_woman")  # their profile (kz) keeps it
    assert row(cast.stranger, kept).gender == "trans_woman"


def test_an_age_keeps_the_day_it_was_asked(cast: Cast) -> None:
    client_id = open_card(cast.peer, age_group="20-24", day=date(2026, 3, 1))
    assert row(cast.peer, client_id).age_on == date(2026, 3, 1)
    silent = open_card(cast.peer, age_group="declined")
    assert row(cast.peer, silent).age_on is None


def test_a_code_belongs_to_one_card(cast: Cast) -> None:
    first = open_card(cast.peer)
    with pytest.raises(DomainError) as refusal:
        open_card(cast.peer, code=code(cast.peer, first))
    assert refusal.value.code == "taken"


def test_unsealed_text_is_never_written(cast: Cast) -> None:
    with pytest.raises(DomainError):
        open_card(cast.peer, called="Алишер".encode())


def test_a_card_that_looks_like_another_says_so_and_opens_all_the_same(cast: Cast) -> None:
    facts = {
        "sex": "male",
        "age_group": "20-24",
        "languages": ["uz"],
        "country": "UZ",
        "registration": "yes",
        "channel": "trust",
    }
    browser = browser_of(cast.case_manager)
    browser.post(URL, answers(cast.case_manager, **facts))
    second = answers(cast.case_manager, **facts)
    answer = browser.post(URL, second)
    assert answer.headers["Location"] == reverse("clients:similar", args=[second["record_id"]])
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "Сравнить" in page
    assert reverse("desk:card", args=[second["record_id"]]) in page


def test_few_facts_make_nobody_look_alike(cast: Cast) -> None:
    open_card(cast.peer, age_group="20-24", country="UZ")
    second = open_card(cast.peer, age_group="20-24", country="UZ")
    assert queries.possible_duplicates(cast.peer.actor, second) == []


def test_cards_of_two_teams_do_not_look_alike(cast: Cast) -> None:
    told = {
        "sex": "male",
        "age_group": "20-24",
        "country": "UZ",
        "languages": ("uz",),
        "registration": "yes",
    }
    open_card(cast.outsider, **told)
    second = open_card(cast.peer, **told)
    assert queries.possible_duplicates(cast.coordinator.actor, second) == []
