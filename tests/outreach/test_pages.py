"""The pages of outreach: calendar, sites, timetable, campaigns, tray; who may see what."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.codes import new_code
from ravny.core.kit.ids import day_id
from ravny.services.encounters.models import Site
from ravny.services.outreach.models import Promotion, Route, Shift, Stand
from ravny.services.outreach.operations import receive
from ravny.services.outreach.queries import missed_shifts
from tests.cast import Cast, browser_of

from .phones import PHONE, SITE, batch, contact, shift

pytestmark = pytest.mark.django_db

LISTS = ("calendar", "sites", "reach", "timetable", "promotions")


def url(name: str, *args: Any) -> str:
    return reverse(f"outreach:{name}", args=args)


def plan(scene: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "record_id": str(day_id()),
        "worker": str(scene.peer.account_id),
        "site": str(SITE),
        "route": "",
        "day": today().isoformat(),
        "start": "21:00",
        "end": "02:00",
        "weeks": "1",
        **changes,
    }


def wrong(scene: Cast, **changes: Any) -> Any:
    record = contact(**changes)
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(record))
    return record[0]


@pytest.mark.parametrize("name", [*LISTS, "tray", "plan", "add_route", "add_stand"])
def test_a_page_opens_for_those_who_may_and_is_not_there_for_others(scene: Cast, name: str) -> None:
    for role, person in scene.by_role().items():
        seen = name in LISTS and role not in ("keeper", "stock", "volunteer")
        expected = 200 if role == "coordinator" or seen else 404
        assert browser_of(person).get(url(name)).status_code == expected, (role, name)


def test_another_team_and_another_house_find_nothing_of_ours(scene: Cast) -> None:
    coordinator = browser_of(scene.coordinator)
    coordinator.post(url("plan"), plan(scene))
    record_id = wrong(scene, channel="moon")
    with scope(organisation=scene.organisation_id):
        shift_id = Shift.objects.get().id
    for person in (scene.outsider, scene.stranger):
        browser = browser_of(person)
        for address in (
            url("site", SITE),
            url("shift", shift_id),
            url("mend", record_id),
            url("drop", record_id),
            url("promotion", day_id()),
            url("edit_route", day_id()),
        ):
            assert browser.get(address).status_code == 404, (person.login, address)
        assert "П-3" not in browser.get(url("sites")).content.decode()
        assert "Тимур" not in browser.get(url("calendar")).content.decode()


@pytest.mark.mission("S105")
def test_the_mobile_clinics_timetable_is_kept_and_prints_without_a_name(scene: Cast) -> None:
    browser = browser_of(scene.coordinator)
    stand = {
        "record_id": str(day_id()),
        "site": str(SITE),
        "weekday": "4",
        "start": "19:00",
        "end": "22:30",
        "valid_from": today().isoformat(),
    }
    assert browser.post(url("add_stand"), stand).status_code == 302
    assert browser.post(url("add_stand"), stand).status_code == 302
    page = browser.get(url("timetable")).content.decode()
    assert "19:00–22:30" in page and "П-3" in page and "пятница" in page
    paper = browser.get(url("timetable_paper")).content.decode()
    assert "19:00–22:30" in paper and "Анна" not in paper and "Равны" not in paper
    with scope(organisation=scene.organisation_id):
        kept = Stand.objects.get()
    browser.post(url("plan"), plan(scene, vehicle="on"))
    assert "мобильная" in browser.get(url("calendar")).content.decode()
    browser.post(url("remove_stand", kept.id))
    with scope(organisation=scene.organisation_id):
        assert not Stand.objects.exists()


def test_shifts_are_planned_weekly_once_for_one_page(scene: Cast) -> None:
    browser = browser_of(scene.coordinator)
    sent = plan(scene, weeks="4", weekdays=["0", "2", "4"])
    for _ in range(2):
        assert browser.post(url("plan"), sent).status_code == 302
    with scope(organisation=scene.organisation_id):
        days = list(Shift.objects.order_by("day").values_list("day", flat=True))
    assert 9 <= len(days) <= 12
    assert {day.weekday() for day in days} == {0, 2, 4}
    month = browser.get(url("calendar"), {"view": "month", "day": days[0].isoformat()})
    assert month.content.decode().count("21:00–02:00") >= 1


def test_a_shift_leads_to_its_page_only_for_who_plans(scene: Cast) -> None:
    browser_of(scene.coordinator).post(url("plan"), plan(scene))
    with scope(organisation=scene.organisation_id):
        address = url("shift", Shift.objects.get().id)
    for person, leads in ((scene.coordinator, True), (scene.peer, False)):
        page = browser_of(person).get(url("calendar")).content.decode()
        assert "21:00–02:00" in page
        assert (address in page) is leads
        assert (browser_of(person).get(address).status_code == 200) is leads


def test_a_planned_shift_that_nobody_opened_is_missed(scene: Cast, today_page: Any) -> None:
    yesterday = today() - timedelta(days=1)
    with scope(organisation=scene.organisation_id):
        for person in (scene.peer, scene.social):
            Shift.objects.create(
                organisation_id=scene.organisation_id,
                day=yesterday,
                worker_id=person.account_id,
                team_id=scene.near_team_id,
                site_id=SITE,
                start_minute=1260,
                end_minute=120,
            )
    opened = shift("open", day_id(), day=yesterday.isoformat())
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(opened))
    missed = missed_shifts(scene.coordinator.actor)
    assert [one.worker for one in missed] == [scene.social.pseudonym]
    assert "outreach.missed" in today_page(scene.coordinator)
    assert "outreach.missed" not in today_page(scene.peer)


def test_a_cancelled_shift_is_not_missed(scene: Cast) -> None:
    browser = browser_of(scene.coordinator)
    browser.post(url("plan"), plan(scene))
    with scope(organisation=scene.organisation_id):
        shift_id = Shift.objects.get().id
    assert browser.post(url("shift", shift_id), {}).status_code == 422
    assert browser.post(url("shift", shift_id), {"reason": "danger"}).status_code == 302
    with scope(organisation=scene.organisation_id):
        assert Shift.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": "2020-01-01"}, "от сегодняшнего"),
        ({"day": "soon"}, "дат"),
        ({"start": "25:00"}, "время"),
        ({"end": "21:00"}, "начинается"),
        ({"weeks": "27"}, "26"),
        ({"site": ""}, "точку или маршрут"),
        ({"worker": ""}, "Сотрудник"),
        ({"worker": "1"}, "Выберите"),
        ({"record_id": "1"}, "UUID"),
    ],
)
def test_a_wrong_plan_is_refused_beside_its_box(
    scene: Cast, changes: dict[str, str], words: str
) -> None:
    response = browser_of(scene.coordinator).post(url("plan"), plan(scene, **changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    with scope(organisation=scene.organisation_id):
        assert not Shift.objects.exists()


@pytest.mark.mission("S120")
def test_a_campaign_shows_what_it_brought_by_network_and_language(scene: Cast) -> None:
    browser = browser_of(scene.coordinator)
    sent = {
        "record_id": str(day_id()),
        "label": "Осень",
        "code": "tg-uz-11",
        "network": "telegram",
        "language": "uz",
        "team": str(scene.near_team_id),
        "first_day": today().isoformat(),
    }
    page = url("promotion", sent["record_id"])
    assert browser.post(url("add_promotion"), sent).headers["Location"] == page
    wrong_order = {"views": "9", "messages": "5", "contacts": "1", "clients": "2"}
    assert browser.post(page, wrong_order).status_code == 422
    numbers = {"views": "1284", "messages": "60", "contacts": "20", "clients": "7"}
    assert browser.post(page, numbers).status_code == 302
    linked = [contact(channel="online", site=None, campaign="tg-uz-11") for _ in range(3)]
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(*linked))
    listed = browser.get(url("promotions"), {"network": "telegram", "language": "uz"})
    text = listed.content.decode()
    assert "Осень" in text and "1\N{NO-BREAK SPACE}284" in text
    assert "Осень" not in browser.get(url("promotions"), {"language": "ky"}).content.decode()
    assert browser_of(scene.peer).post(page, numbers).status_code == 200
    clash = {**sent, "record_id": str(day_id())}
    assert browser.post(url("add_promotion"), clash).status_code == 422


def test_a_route_has_its_sites_in_order(scene: Cast) -> None:
    other = day_id()
    with scope(organisation=scene.organisation_id):
        Site.objects.create(
            id=other,
            organisation_id=scene.organisation_id,
            team_id=scene.near_team_id,
            label="К-1",
            kind="club",
        )
    browser = browser_of(scene.coordinator)
    sent = {
        "record_id": str(day_id()),
        "label": "М-2",
        "team": str(scene.near_team_id),
        "active": "on",
        "stop_1": str(other),
    }
    assert browser.post(url("add_route"), sent).status_code == 422
    assert browser.post(url("add_route"), {**sent, "stop_2": str(SITE)}).status_code == 302
    assert "К-1 → П-3" in browser.get(url("sites")).content.decode()
    page = url("edit_route", sent["record_id"])
    assert browser.get(page).status_code == 200
    swapped = {**sent, "stop_1": str(SITE), "stop_2": str(other)}
    assert browser.post(page, swapped).status_code == 302
    assert "П-3 → К-1" in browser.get(url("sites")).content.decode()
    with scope(organisation=scene.organisation_id):
        assert Route.objects.count() == 1


@pytest.mark.mission("S41")
def test_outreach_is_shown_by_community_language_and_network(scene: Cast) -> None:
    with scope(organisation=scene.organisation_id):
        Site.objects.filter(id=SITE).update(kind="online", network="telegram")
    receive(
        actor=scene.peer.actor,
        phone_id=PHONE,
        records=batch(contact(channel="online", language="uz"), contact(language="tg")),
    )
    page = browser_of(scene.peer).get(url("reach")).content.decode()
    assert "Telegram" in page and "Oʻzbekcha" in page and "Тоҷикӣ" in page


def test_a_safety_note_must_be_sealed(scene: Cast) -> None:
    browser = browser_of(scene.peer)
    for text in ("", "plain text", "QUJD"):
        sent = {"record_id": str(day_id()), "text": text}
        assert browser.post(url("site", SITE), sent).status_code == 422


def test_today_tells_coordinators_of_the_tray_and_of_shifts(scene: Cast, today_page: Any) -> None:
    wrong(scene, channel="moon")
    browser_of(scene.coordinator).post(url("plan"), plan(scene))
    keys = today_page(scene.coordinator)
    assert {"outreach.tray", "outreach.shifts"} <= keys
    assert not {"outreach.tray", "outreach.shifts"} & today_page(scene.peer)


@pytest.mark.parametrize("name", ["promotions", "tray", "calendar", "sites"])
def test_a_list_costs_the_same_with_sixty_rows_as_with_ten(
    scene: Cast, name: str, queries_of: Any
) -> None:
    _fill(scene, 10)
    few = queries_of(scene.coordinator, url(name))
    _fill(scene, 50)
    assert queries_of(scene.coordinator, url(name)) == few


def _fill(scene: Cast, count: int) -> None:
    records = [contact(channel="moon") for _ in range(count)]
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(*records))
    shifts = [shift("open", day_id()) for _ in range(count)]
    receive(actor=scene.peer.actor, phone_id=PHONE, records=batch(*shifts))
    with scope(organisation=scene.organisation_id):
        for _ in range(count):
            code = new_code()
            common: dict[str, Any] = {
                "organisation_id": scene.organisation_id,
                "team_id": scene.near_team_id,
                "label": code,
            }
            Promotion.objects.create(code=code, network="vk", language="uz", **common)
            Site.objects.create(kind="club", **common)
