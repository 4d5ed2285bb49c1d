"""The board, opening step by step, one referral, the card's panel: through the interface."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit import registries
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.directory.models import Service
from ravny.services.referrals.models import Attempt, Referral
from ravny.services.referrals.operations import open_many
from ravny.services.referrals.types import ReferralFacts
from tests.cast import Cast, browser_of

from .makers import ADDRESS, ANONYMOUS, CENTRE, LAWYER, REPORTS, UROLOGIST, a_client, a_referral

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"referrals:{name}", args=args)


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def sent(scene: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "record_id": str(day_id()),
        "day": today().isoformat(),
        "urgency": "soon",
        "escort": "agreed",
        "escort_by": str(scene.social.account_id),
        "interpreter": "uz",
        "owner": str(scene.peer.account_id),
        "discloses": ["code", "language"],
        "consented": "on",
        **changes,
    }


def way(browser: Client, **query: Any) -> Any:
    return browser.get(url("open"), {key: str(value) for key, value in query.items()})


def address(**query: Any) -> str:
    return f"{url('open')}?" + "&".join(f"{key}={value}" for key, value in query.items())


def only(scene: Cast) -> Referral:
    with scope(organisation=scene.organisation_id):
        return Referral.objects.get()


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
    assert browser.get(page).status_code == 404  # sent already


def test_what_happens_is_written_on_the_referrals_page(scene: Cast) -> None:
    browser, referral_id = browser_of(scene.peer), a_referral(scene)
    day = today().isoformat()
    steps = [
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
    for name, typed in steps:
        for _ in range(2):
            answer = browser.post(url(name, referral_id), typed)
            assert answer.status_code in (302, 422), name
        assert browser.get(url("referral", referral_id)).status_code == 200
    row = only(scene)
    assert (row.state, row.arrived_proof, row.owner_id) == (
        "closed",
        "document",
        scene.case_manager.account_id,
    )
    shown = text_of(browser.get(url("referral", referral_id)))
    for words in ("подтвердила служба", "видели документ", "дозвонились", "Зарина"):
        assert words in shown, words
    with scope(organisation=scene.organisation_id):
        assert Attempt.objects.count() == 1


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("move", {"to": "moon"}),
    ("move", {"to": "sent"}),
    ("move", {"to": "arrived", "proof": ""}),
    ("move", {"to": "arrived", "proof": "client", "day": "2099-01-01"}),
    ("move", {"to": "arrived", "proof": "client", "day": "1999-01-01"}),
    ("move", {"to": "arrived", "proof": "client", "day": "soon"}),
    ("move", {"to": "accepted", "proof": "client", "appointment_on": "2020-01-01"}),
    ("attempt", {"way": "pigeon"}),
    ("attempt", {"result": ""}),
    ("attempt", {"day": "2099-01-01"}),
    ("attempt", {"record_id": "1"}),
    ("attempt", {"follow_up_on": "2001-01-01"}),
    ("arrange", {"escort": "maybe"}),
    ("arrange", {"escort": "agreed", "escort_by": str(day_id())}),
    ("arrange", {"escort": "agreed", "interpreter": "klingon"}),
    ("arrange", {"escort": "agreed", "appointment_on": "2001-01-01"}),
    ("task", {"owner": str(day_id())}),
    ("task", {"follow_up_on": "2001-01-01"}),
    ("task", {"follow_up_on": ""}),
]


@pytest.mark.parametrize(("name", "changes"), WRONG)
def test_what_is_wrong_is_refused_and_changes_nothing(
    scene: Cast, name: str, changes: dict[str, Any]
) -> None:
    referral_id = a_referral(scene)
    right = {
        "move": {"to": "arrived", "day": today().isoformat(), "proof": "client"},
        "attempt": {
            "record_id": str(day_id()),
            "day": today().isoformat(),
            "way": "call",
            "result": "reached",
        },
        "arrange": {"escort": "declined"},
        "task": {"owner": str(scene.peer.account_id), "follow_up_on": today().isoformat()},
    }[name]
    with scope(organisation=scene.organisation_id):
        before = Referral.objects.values_list().get()
        answer = browser_of(scene.peer).post(url(name, referral_id), {**right, **changes})
        assert answer.status_code == 422
        assert Referral.objects.values_list().get() == before
        assert not Attempt.objects.exists()


WRONG_FORM: list[dict[str, Any]] = [
    {"record_id": "1"},
    {"day": ""},
    {"day": (today() + timedelta(days=3)).isoformat()},
    {"urgency": "never"},
    {"escort": ""},
    {"escort_by": str(day_id())},
    {"interpreter": "xx"},
    {"owner": str(day_id())},
    {"owner": ""},
    {"follow_up_on": "2001-01-01"},
    {"appointment_on": "2001-01-01"},
    {"discloses": ["name"]},
    {"consented": ""},
    {"note": "plain text"},
]


@pytest.mark.parametrize("changes", WRONG_FORM)
def test_a_wrong_referral_is_refused_with_everything_typed_kept(
    scene: Cast, changes: dict[str, Any]
) -> None:
    client_id = a_client(scene, legal_status="citizen")
    page = address(client=client_id, reason="doctor", service=UROLOGIST)
    answer = browser_of(scene.peer).post(page, sent(scene, **changes))
    assert answer.status_code == 422
    with scope(organisation=scene.organisation_id):
        assert not Referral.objects.exists()


def test_wrong_addresses_answer_the_same_404_or_ask_again(scene: Cast) -> None:
    browser, client_id = browser_of(scene.peer), a_client(scene)
    good = {"client": client_id, "reason": "doctor"}
    for wrong in (
        {"client": ""},
        {"client": "x"},
        {"client": day_id()},
        {"test": "x"},
        {"service": "x"},
        {"service": day_id()},
    ):
        assert way(browser, **{**good, **wrong}).status_code == 404, wrong
    assert way(browser, client=client_id, reason="moon").status_code == 422
    for odd in ({"infection": "cold"}, {"step": "later"}):
        assert way(browser, **good, **odd).status_code == 200
    referral_id = a_referral(scene, service_id=None)
    for service in ("x", day_id()):
        assert browser.get(url("send", referral_id), {"service": service}).status_code == 404


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
        seen = role not in ("keeper", "stock")
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


def test_the_board_is_narrowed_by_each_box(scene: Cast) -> None:
    client_id = a_client(scene, legal_status="citizen")
    old = a_referral(scene, client_id=client_id, day=today() - timedelta(days=30))
    new = a_referral(scene, client_id=client_id, service_id=LAWYER, reason="lawyer", infection="",
                     owner_id=scene.lawyer.account_id, day=today())  # fmt: skip
    browser = browser_of(scene.peer)
    both = text_of(browser.get(url("board")))
    assert both.index(str(old)) < both.index(str(new))
    boxes: list[tuple[dict[str, Any], UUID, UUID]] = [
        ({"infection": "hiv"}, old, new),
        ({"service": LAWYER}, new, old),
        ({"reason": "lawyer"}, new, old),
        ({"worker": scene.lawyer.account_id}, new, old),
        ({"waits": 20}, old, new),
        ({"overdue": "on"}, old, new),
    ]
    for query, found, missing in boxes:
        page = text_of(browser.get(url("board"), {key: str(one) for key, one in query.items()}))
        assert str(found) in page and str(missing) not in page, query
    browser.post(url("move", old), {"to": "lost", "day": today().isoformat(), "proof": ""})
    assert str(old) not in text_of(browser.get(url("board")))
    for state in ("lost", "all"):
        assert str(old) in text_of(browser.get(url("board"), {"state": state}))
    assert str(new) in text_of(browser.get(url("board"), {"team": str(scene.near_team_id)}))


def test_the_board_leaves_as_a_file_and_on_paper(scene: Cast) -> None:
    a_referral(scene)
    browser = browser_of(scene.coordinator)
    csv = browser.get(url("board"), {"format": "csv"}).content.decode("utf-8-sig")
    assert "центр СПИД" in csv and "отправлена" in csv
    for kind in ("xlsx", "print"):
        assert browser.get(url("board"), {"format": kind}).status_code == 200


def many(scene: Cast, client_id: UUID, count: int) -> None:
    facts = ReferralFacts(
        client_id=client_id,
        reason="confirmation",
        day=today() - timedelta(days=9),
        service_id=CENTRE,
        infection="hiv",
        consented=True,
        warned=True,
        escort="agreed",
        escort_id=scene.social.account_id,
    )
    open_many(actor=scene.peer.actor, rows=[(day_id(), facts) for _ in range(count)])


def test_the_board_asks_the_same_of_the_database_with_two_hundred_rows(
    scene: Cast, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registries.menu, "entries", [])
    client_id = a_client(scene)
    browser = browser_of(scene.peer)
    for count in (10, 190):
        many(scene, client_id, count)
        browser.get(url("board"))
        with django_assert_num_queries(11):
            browser.get(url("board"))


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
