"""One referral's page, the card's panel, and who may see what."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.referrals.models import Attempt
from tests.cast import Cast, browser_of

from .makers import a_client, a_referral
from .visits import address, only, text_of, url

pytestmark = pytest.mark.django_db


def story(scene: Cast) -> list[tuple[str, dict[str, str]]]:
    """Return what is sent from a referral's page, from the service's answer to the end."""
    day = today().isoformat()
    return [
        ("move", {"to": "accepted", "day": day, "proof": "provider"}),
        ("attempt", {"record_id": str(day_id()), "day": day, "way": "call", "result": "reached"}),
        (
            "arrange",
            {
                "appointment_on": (today() + timedelta(days=2)).isoformat(),
                "escort": "agreed",
                "escort_by": str(scene.social.account_id),
                "interpreter": "tg",
            },
        ),
        (
            "task",
            {
                "owner": str(scene.case_manager.account_id),
                "follow_up_on": (today() + timedelta(days=4)).isoformat(),
            },
        ),
        ("move", {"to": "arrived", "day": day, "proof": "document"}),
        ("move", {"to": "closed", "day": day, "proof": "document"}),
    ]


def test_what_happens_is_written_on_the_referrals_page(scene: Cast) -> None:
    browser, referral_id = browser_of(scene.peer), a_referral(scene)
    for name, typed in story(scene):
        for _ in range(2):
            assert browser.post(url(name, referral_id), typed).status_code == 302, name
        assert browser.get(url("referral", referral_id)).status_code == 200
    row = only(scene)
    assert (row.state, row.arrived_proof, row.owner_id) == (
        "closed",
        "document",
        scene.case_manager.account_id,
    )
    shown = text_of(browser.get(url("referral", referral_id)))
    for words in ("подтвердила служба", "видели документ", "связались", "Зарина"):
        assert words in shown, words
    with scope(organisation=scene.organisation_id):
        assert Attempt.objects.count() == 1


def test_who_may_open_what(scene: Cast) -> None:
    client_id = a_client(scene, legal_status="citizen")
    referral_id = a_referral(scene, client_id=client_id)
    draft = a_referral(scene, client_id=client_id, service_id=None)
    pages = [
        url("board"),
        address(client=client_id),
        address(client=client_id, reason="doctor"),
        url("referral", referral_id),
        url("slip", referral_id),
        url("send", draft),
    ]
    for role, person in scene.by_role().items():
        browser = browser_of(person)
        seen = role not in ("keeper", "stock", "volunteer")
        for page in pages:
            assert browser.get(page).status_code == (200 if seen else 404), (role, page)
        exported = browser.get(url("board"), {"format": "csv"})
        assert exported.status_code == (200 if role == "coordinator" else 404)


def test_another_team_and_another_house_find_nothing(scene: Cast) -> None:
    client_id = a_client(scene, legal_status="citizen")
    referral_id = a_referral(scene, client_id=client_id)
    for person in (scene.outsider, scene.stranger):
        browser = browser_of(person)
        answers = [
            browser.get(page)
            for page in (
                url("referral", referral_id),
                url("slip", referral_id),
                url("send", referral_id),
                address(client=client_id, reason="doctor"),
                url("referral", day_id()),
            )
        ]
        answers += [
            browser.post(url(name, referral_id), {"to": "arrived"})
            for name in ("move", "attempt", "arrange", "task")
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        assert str(referral_id) not in text_of(browser.get(url("board")))


def test_the_card_shows_open_referrals_and_their_history(scene: Cast) -> None:
    client_id = a_client(scene, legal_status="citizen")
    browser = browser_of(scene.peer)
    card = reverse("desk:card", args=[client_id])
    assert "Ни одна переадресация не ждёт ответа" in text_of(browser.get(card))
    referral_id = a_referral(scene, client_id=client_id)
    shown = text_of(browser.get(card))
    assert "Узнать, дошёл ли" in shown and "3 дня" not in shown
    assert url("referral", referral_id) in shown
    assert f"{url('open')}?client={client_id}" in shown


def test_a_card_shows_eight_open_referrals_and_says_how_many_more(scene: Cast) -> None:
    client_id = a_client(scene, legal_status="citizen")
    for _ in range(10):
        a_referral(scene, client_id=client_id)
    shown = text_of(browser_of(scene.peer).get(reverse("desk:card", args=[client_id])))
    panel = shown.partition('id="open-referrals"')[2].partition("</section>")[0]
    assert panel.count("Узнать, дошёл ли") == 8 and "Открыты ещё 2" in panel


def test_how_it_is_known_is_asked_unless_the_client_was_lost(scene: Cast) -> None:
    browser, referral_id = browser_of(scene.peer), a_referral(scene)
    page = text_of(browser.get(url("referral", referral_id)))
    asked = page.partition("Откуда мы знаем")[2].partition("</legend>")[0]
    assert "необязательно" not in asked
    typed = {"to": "arrived", "day": today().isoformat()}
    refused = browser.post(url("move", referral_id), typed)
    assert refused.status_code == 422 and "Скажите, откуда мы знаем" in refused.content.decode()
    assert browser.post(url("move", referral_id), {**typed, "to": "lost"}).status_code == 302
