"""Recording at the desk: several infections at once, safety first, nothing typed is lost."""

from base64 import b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.formats import day
from ravny.core.kit.ids import day_id
from ravny.core.vault import reader
from ravny.people.clients.queries import get_client_for
from ravny.services.encounters.operations import record_encounter
from ravny.services.encounters.types import EncounterFacts
from ravny.services.testing.models import Test
from tests.cast import HOUSE, browser_of
from tests.vault.conftest import give_keys

from .makers import Bag, assays, new_client, row

pytestmark = pytest.mark.django_db
URL = reverse("testing:record")


def who(bag: Bag, *infections: str, **changes: Any) -> dict[str, Any]:
    """The first part of the form as a worker fills it in."""
    return {
        "team": str(bag.cast.near_team_id),
        "day": today().isoformat(),
        "channel": "club",
        "age_group": "25-29",
        "infections": infections or ("hiv",),
        **changes,
    }


def block(bag: Bag, infection: str = "hiv", **changes: Any) -> dict[str, Any]:
    """A block of the second part: a rapid test, nonreactive, all of it done."""
    lots = {"hiv": (bag.hiv, "H-1"), "syphilis": (bag.syphilis, "S-1")}
    facts = {
        "record_id": str(day_id()),
        "purpose": "screening",
        "previous": "never",
        "counselled": "on",
        "consented": "on",
        "result": "nonreactive",
        "returned": "on",
        "post_counselled": "on",
        "specimen": "blood",
    }
    if infection in lots:
        item, number = lots[infection]
        facts["kit"] = f"{item}:{bag.lot(number)}"
    return {f"{infection}-{name}": value for name, value in {**facts, **changes}.items()}


def whole(bag: Bag, *infections: str, **changes: Any) -> dict[str, Any]:
    """Both parts, ready to be saved."""
    codes = infections or ("hiv",)
    sent: dict[str, Any] = {**who(bag, *codes), "safety": "safe", "shown": codes, "save": "1"}
    for code in codes:
        sent |= block(bag, code)
    return {**sent, **changes}


def made_by(sent: dict[str, Any], infection: str = "hiv") -> UUID:
    """The id the page made for a block's test."""
    return UUID(sent[f"{infection}-record_id"])


@pytest.fixture
def browser(bag: Bag) -> Client:
    """The peer's browser."""
    return browser_of(bag.cast.peer)


@pytest.mark.mission("S111")
def test_counsel_consent_and_rapid_test_are_facts_with_a_day_each(
    bag: Bag, browser: Client
) -> None:
    yesterday = today() - timedelta(days=1)
    sent = whole(bag, **{"hiv-counselled_on": yesterday.isoformat()})
    answer = browser.post(URL, sent)
    test_id = made_by(sent)
    assert answer.headers["Location"] == reverse("testing:test", args=[test_id])
    made = row(test_id)
    assert (made.counselled_on, made.consented_on) == (yesterday, today())
    assert (made.result, made.returned_on, made.safety) == ("nonreactive", today(), "safe")
    page = browser.get(answer.headers["Location"]).content.decode()
    assert 'Тест hiv, <span class="code">H-1</span>' in page
    assert day(yesterday) in page and "нереактивный" in page


@pytest.mark.mission("S118")
def test_several_infections_are_recorded_from_one_page_and_lead_to_the_card(
    bag: Bag, browser: Client
) -> None:
    client_id = new_client(bag.cast.peer)
    code = get_client_for(bag.cast.peer.actor, client_id).code
    codes = ("hiv", "syphilis", "hepatitis_c", "tuberculosis")
    sent = whole(bag, *codes, code=code, **{"tuberculosis-specimen": "questions"})
    answer = browser.post(URL, sent)
    assert answer.headers["Location"] == reverse("desk:card", args=[client_id])
    with scope(organisation=HOUSE):
        made = {one.infection: one for one in Test.objects.all()}
    assert set(made) == set(codes) and all(one.client_id == client_id for one in made.values())
    card = browser.get(answer.headers["Location"]).content.decode()
    for label in ("ВИЧ", "Сифилис", "Гепатит C", "Туберкулёз"):
        assert label in card


@pytest.mark.mission("S60")
def test_a_self_test_is_given_away_with_or_without_its_result(bag: Bag, browser: Client) -> None:
    unknown = {"hiv-result": "", "hiv-returned": "", "hiv-post_counselled": ""}
    given = whole(bag, **{"hiv-purpose": "self_test", "hiv-assistance": "unassisted"}, **unknown)
    assert browser.post(URL, given).status_code == 302
    made = row(made_by(given))
    assert (made.purpose, made.assistance, made.result) == ("self_test", "unassisted", "")
    assert bag.left()["H-1"] == 99
    page = reverse("testing:test", args=[made.id])
    assert "Результат пришёл" in browser.get(page).content.decode()
    late = {"result": "nonreactive", "result_on": today().isoformat()}
    assert browser.post(reverse("testing:result", args=[made.id]), late).status_code == 302
    assert row(made.id).result == "nonreactive"


def test_the_first_step_asks_who_and_what_and_the_second_begins_with_safety(
    bag: Bag, browser: Client
) -> None:
    first = browser.get(URL).content.decode()
    assert "Показать тесты" in first and 'name="safety"' not in first
    second = browser.post(URL, {**who(bag, "hiv", "syphilis"), "show": "1"})
    page = second.content.decode()
    assert second.status_code == 200
    assert page.index('name="safety"') < page.index('name="hiv-previous"')
    assert page.index('name="hiv-result"') < page.index('name="syphilis-result"')
    assert reverse("clients:profile") in page
    assert "checked" not in page.partition('name="safety"')[2].partition("</fieldset>")[0]
    kit = page.partition('name="hiv-kit"')[2].partition("</select>")[0]
    assert kit.index("H-1") < kit.index("H-2") and f'{bag.lot("H-1")}" selected' in kit


def test_another_infection_is_added_and_what_was_typed_stays(bag: Bag, browser: Client) -> None:
    sent = whole(bag, infections=("hiv", "syphilis"), **{"hiv-retest_on": "не дата"})
    del sent["save"]
    page = browser.post(URL, {**sent, "show": "1"})
    html = page.content.decode()
    assert page.status_code == 200 and 'class="summary"' not in html
    assert 'value="не дата"' in html and str(made_by(sent)) in html
    assert 'id="id_hiv-result_0" checked' in html and 'name="syphilis-result"' in html
    early = browser.post(URL, whole(bag, infections=("hiv", "syphilis")))
    assert early.status_code == 422 and "Добавлен ещё один тест" in early.content.decode()


def test_sending_the_page_twice_makes_one_test_and_takes_one_kit(bag: Bag, browser: Client) -> None:
    sent = whole(bag, **{"hiv-invalid": "2"})
    for _ in range(2):
        assert browser.post(URL, sent).status_code == 302
    made = row(made_by(sent))
    assert [one.result for one in assays(made.id)] == ["invalid", "invalid", "nonreactive"]
    assert bag.left()["H-1"] == 97


def test_one_refused_test_keeps_the_others_from_being_saved(bag: Bag, browser: Client) -> None:
    sent = whole(bag, "hiv", "syphilis", **{"syphilis-purpose": "confirmation"})
    answer = browser.post(URL, sent)
    assert answer.status_code == 422
    assert "Для подтверждения нужен код клиента" in answer.content.decode()
    with scope(organisation=HOUSE):
        assert not Test.objects.exists()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"day": "soon"}, "id_day"),
    ({"day": (today() + timedelta(days=1)).isoformat()}, "id_day"),
    ({"channel": "moon"}, "id_channel_0"),
    ({"site": str(day_id())}, "id_site"),
    ({"team": str(day_id())}, ""),
    ({"code": "1234567890"}, "id_code"),
    ({"code": "0000000000"}, "id_code"),
    ({"age_group": "7"}, "id_age_group_0"),
    ({"place": "nowhere"}, "id_place"),
    ({"infections": ("plague",)}, "id_infections_0"),
    ({"infections": ()}, "id_infections_0"),
    ({"safety": ""}, "id_safety_0"),
    ({"hiv-purpose": ""}, "id_hiv-purpose_0"),
    ({"hiv-purpose": "self_test"}, "id_hiv-assistance_0"),
    ({"hiv-assistance": "assisted"}, "id_hiv-purpose_0"),
    ({"hiv-previous": "often"}, "id_hiv-previous_0"),
    ({"hiv-consented": ""}, "id_hiv-consented"),
    ({"hiv-consented_on": "x"}, "id_hiv-consented_on"),
    ({"hiv-consented_on": "2050-01-01"}, "id_hiv-consented_on"),
    ({"hiv-counselled": "", "hiv-counselled_on": "2026-01-01"}, "id_hiv-counselled"),
    ({"hiv-kit": "moon:moon"}, "id_hiv-kit"),
    ({"hiv-kit": "", "hiv-invalid": "1"}, "id_hiv-kit"),
    ({"hiv-purpose": "sent_away", "hiv-result": "", "hiv-returned": "",
      "hiv-post_counselled": ""}, "id_hiv-kit"),
    ({"hiv-specimen": "urine"}, "id_hiv-specimen"),
    ({"hiv-invalid": "4"}, "id_hiv-invalid"),
    ({"hiv-result": "positive"}, "id_hiv-result_0"),
    ({"hiv-result": "", "hiv-post_counselled": ""}, "id_hiv-result_0"),
    ({"hiv-result": "invalid", "hiv-post_counselled": ""}, "id_hiv-returned_on"),
    ({"hiv-returned_on": "2001-01-01"}, "id_hiv-returned_on"),
    ({"hiv-exposed_on": "2050-01-01"}, "id_hiv-exposed_on"),
    ({"hiv-note": "plain text"}, "id_hiv-note"),
    ({"hiv-record_id": "6d3c6a1e-5d3b-4b7b-9a1e-000000000000"}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "anchor"), WRONG)
def test_what_is_wrong_is_said_beside_its_box_and_nothing_is_saved(
    bag: Bag, browser: Client, changes: dict[str, Any], anchor: str
) -> None:
    answer = browser.post(URL, whole(bag, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    if anchor:
        assert f'href="#{anchor}"' in page and f'id="{anchor}"' in page
    with scope(organisation=HOUSE):
        assert not Test.objects.exists()


def test_a_meeting_or_a_card_fills_the_first_part(bag: Bag, browser: Client) -> None:
    client_id = new_client(bag.cast.peer)
    code = get_client_for(bag.cast.peer.actor, client_id).code
    page = browser.get(URL, {"client": str(client_id), "infection": "syphilis"}).content.decode()
    assert f'value="{code}"' in page and 'id="id_infections_1" checked' in page
    far = new_client(bag.cast.outsider)
    assert browser.get(URL, {"client": str(far)}).status_code == 404
    assert browser.get(URL, {"encounter": str(day_id())}).status_code == 404


def test_a_note_of_each_test_arrives_sealed_for_the_team_and_is_shown_shut(
    bag: Bag, browser: Client
) -> None:
    lead = bag.cast.coordinator
    circle = reader.make_circle(
        actor=lead.actor,
        keyring=give_keys(lead),
        kind="team",
        subject_id=bag.cast.near_team_id,
    )
    sent = whole(bag)
    test_id = made_by(sent)
    envelope = reader.seal_text(circle=circle, kind="test.note", object_id=test_id, text="Секрет")
    note = b64encode(envelope).decode()
    # Asking for another infection keeps the envelope as it was typed.
    asked = {**sent, "hiv-note": note, "show": "1"}
    del asked["save"]
    assert note in browser.post(URL, asked).content.decode()
    assert browser.post(URL, {**sent, "hiv-note": note}).status_code == 302
    page = browser.get(reverse("testing:test", args=[test_id])).content.decode()
    assert note in page and "Секрет" not in page
    assert note not in browser.get(reverse("testing:log")).content.decode()


def test_a_test_of_a_meeting_stays_with_it(bag: Bag, browser: Client) -> None:
    peer, meeting = bag.cast.peer, day_id()
    record_encounter(
        actor=peer.actor,
        encounter_id=meeting,
        note=None,
        facts=EncounterFacts(
            encounter_id=meeting,
            day=today() - timedelta(days=1),
            channel="home",
            worker_id=peer.account_id,
            who="again",
            team_id=bag.cast.near_team_id,
        ),
    )
    address = f"{URL}?encounter={meeting}"
    form = browser.get(address).content.decode()
    assert (today() - timedelta(days=1)).isoformat() in form
    sent = whole(bag)
    assert browser.post(address, sent).status_code == 302
    made = row(made_by(sent))
    assert made.encounter_id == meeting
    page = browser.get(reverse("testing:test", args=[made.id])).content.decode()
    assert reverse("encounters:encounter", args=[meeting]) in page
