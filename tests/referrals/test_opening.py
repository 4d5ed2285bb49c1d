"""Opening a referral step by step: what for, where to, who learns what, the form."""

from datetime import timedelta

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.directory.models import Service
from ravny.services.referrals.models import Referral
from tests.cast import Cast, browser_of

from .makers import ADDRESS, ANONYMOUS, CENTRE, REPORTS, UROLOGIST, a_client, a_referral
from .visits import address, only, sent, text_of, url, way

pytestmark = pytest.mark.django_db


@pytest.mark.mission("S8")
@pytest.mark.mission("S113")
def test_a_client_is_referred_to_a_urologist_with_an_escort_and_an_interpreter(
    scene: Cast,
) -> None:
    browser, client_id = browser_of(scene.peer), a_client(scene, legal_status="citizen")
    assert "психолог" in text_of(way(browser, client=client_id))
    where = text_of(way(browser, client=client_id, reason="doctor"))
    assert "Уролог, свой" in where and "уролог" in where and "центр СПИД" not in where
    for reason, place in (("lawyer", "Наш юрист"), ("confirmation", "Анонимный кабинет")):
        assert place in text_of(way(browser, client=client_id, reason=reason))
    page = address(client=client_id, reason="doctor", service=UROLOGIST)
    assert "Если я это сделаю, кто что узнает?" in text_of(browser.get(page))
    facts = sent(scene)
    for _ in range(2):
        response = browser.post(page, facts)
        assert response.status_code == 302
    row = only(scene)
    assert (row.state, row.service_id, row.interpreter) == ("sent", UROLOGIST, "uz")
    assert row.discloses == ("code", "language") and row.consented_on == today()
    shown = text_of(browser.get(response.headers["Location"]))
    assert "Зарина" in shown and "Oʻzbekcha" in shown and "Уролог, свой" in shown


@pytest.mark.mission("S112")
@pytest.mark.parametrize(
    ("infection", "place"),
    [("hiv", "Самарский областной центр СПИД"), ("syphilis", "Диспансер № 5")],
)
def test_a_reactive_result_leads_where_that_infection_is_confirmed(
    scene: Cast, infection: str, place: str
) -> None:
    with scope(organisation=scene.organisation_id):
        Service.objects.create(
            organisation_id=scene.organisation_id,
            kind="dispensary",
            label="Диспансер № 5",
            infections=("syphilis", "gonorrhoea"),
            provides=("sti_care", "confirmation"),
            **{**ADDRESS, **REPORTS},
        )
    browser, client_id = browser_of(scene.peer), a_client(scene, country="RU")
    asked = {"client": client_id, "test": day_id(), "infection": infection}
    ways = text_of(way(browser, **asked))
    other = {"hiv": "Диспансер № 5", "syphilis": "центр СПИД"}[infection]
    assert place in ways and other not in ways.replace("центр СПИД или", "")
    assert ways.index("Анонимный кабинет") < ways.index(place)
    assert "checked" not in ways
    page = address(**asked, step="centre", service=ANONYMOUS)
    assert browser.post(page, sent(scene)).status_code == 302
    row = only(scene)
    assert (row.reason, row.infection, row.test_id) == ("confirmation", infection, asked["test"])


@pytest.mark.mission("S38")
def test_a_hospital_is_asked_for_with_its_urgency(scene: Cast) -> None:
    browser, client_id = browser_of(scene.social), a_client(scene, legal_status="citizen")
    places = text_of(way(browser, client=client_id, reason="hospital"))
    assert "Больница № 4" in places and "Уролог" not in places
    page = address(client=client_id, reason="hospital", service="none")
    facts = sent(scene, urgency="today", owner=str(scene.social.account_id))
    response = browser.post(page, facts)
    row = only(scene)
    assert (row.reason, row.urgency, row.state) == ("hospital", "today", "draft")
    assert row.follow_up_on == today() + timedelta(days=1)
    shown = text_of(browser.get(response.headers["Location"]))
    assert "сегодня" in shown and "больница" in shown
    assert "больница" in text_of(browser.get(url("board"), {"urgency": "today"}))


def test_a_possible_foreigner_goes_to_a_reporting_service_only_after_the_warning(
    scene: Cast,
) -> None:
    browser, client_id = browser_of(scene.peer), a_client(scene, country="UZ")
    asked = {"client": client_id, "test": day_id(), "infection": "hiv", "step": "centre"}
    page = address(**asked, service=CENTRE)
    form = text_of(browser.get(page))
    assert "Сначала к юристу" in form and "step=lawyer" in form
    assert "санитарная" in form.lower() and "115-ФЗ" in form
    assert "checked" not in form.partition("Клиент согласен")[2]
    refused = browser.post(page, sent(scene))
    assert refused.status_code == 422
    again = refused.content.decode()
    assert 'value="uz" selected' in again and str(scene.social.account_id) in again
    with scope(organisation=scene.organisation_id):
        assert not Referral.objects.exists()
    assert browser.post(page, sent(scene, warned="on")).status_code == 302
    row = only(scene)
    assert (row.service_id, row.warned_on, row.step) == (CENTRE, today(), "centre")
    lawyer = text_of(way(browser, **{**asked, "step": "lawyer"}))
    assert "Наш юрист" in lawyer and "центр СПИД" not in lawyer


def test_the_ways_on_stand_in_the_safe_order_and_nothing_is_chosen(scene: Cast) -> None:
    browser = browser_of(scene.peer)
    for facts, order in (
        ({}, ["second_test", "anonymous", "lawyer", "centre", "later", "declined"]),
        (
            {"legal_status": "citizen"},
            ["second_test", "anonymous", "centre", "lawyer", "later", "declined"],
        ),
    ):
        client_id = a_client(scene, **facts)
        page = text_of(way(browser, client=client_id, test=day_id(), infection="hiv"))
        places = [page.index(f'id="way-{step}"') for step in order]
        assert places == sorted(places)
        assert "checked" not in page and "selected" not in page.partition("<main")[2]


def test_a_draft_finds_its_place_later_and_is_sent(scene: Cast) -> None:
    browser = browser_of(scene.peer)
    referral_id = a_referral(scene, service_id=None, client_id=a_client(scene, country="KG"))
    places = text_of(browser.get(url("send", referral_id)))
    assert places.index("Анонимный кабинет") < places.index("центр СПИД")
    page = f"{url('send', referral_id)}?service={CENTRE}"
    assert "Сначала к юристу" in text_of(browser.get(page))
    agreed = {"day": today().isoformat(), "consented": "on", "discloses": ["reason"]}
    assert browser.post(page, agreed).status_code == 422
    assert browser.post(page, {**agreed, "warned": "on"}).status_code == 302
    assert only(scene).state == "sent"
    assert browser.post(page, {**agreed, "warned": "on"}).status_code == 302
    assert browser.get(page).status_code == 404  # sent already
