"""The log, recording at the desk, voiding, settling a doubtful day, sites; who may see what."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.clients.operations import fresh_codes, register_client
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientFacts
from ravny.services.encounters.models import Encounter, Site
from ravny.services.encounters.operations import record_encounter, record_many
from ravny.services.encounters.pages import last_panel
from ravny.services.encounters.queries import (
    facts_between,
    handouts_between,
    timeline_of,
    trust_of,
)
from ravny.services.encounters.types import EncounterFacts
from ravny.services.stock.models import Movement
from tests.cast import Cast, browser_of
from tests.outreach.phones import CONDOMS, LEAFLETS, SITE, set_the_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast: Cast) -> Cast:
    """The cast, with a site and items to hand out."""
    set_the_scene()
    return cast


def url(name: str, *args: Any) -> str:
    return reverse(f"encounters:{name}", args=args)


def sent(scene: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "record_id": str(day_id()),
        "team": str(scene.near_team_id),
        "day": today().isoformat(),
        "channel": "street",
        "site": str(SITE),
        "who": "again",
        "age_group": "25-29",
        "key_groups": ["msm"],
        "language": "uz",
        "topics": ["hiv_basics", "rights"],
        "materials": ["leaflet"],
        "services": ["counselling"],
        "training_minutes": "10",
        f"given_{CONDOMS}": "10",
        f"given_{LEAFLETS}": "2",
        **changes,
    }


def meeting(scene: Cast, **changes: Any) -> EncounterFacts:
    facts: dict[str, Any] = {
        "encounter_id": day_id(),
        "day": today(),
        "channel": "street",
        "worker_id": scene.peer.account_id,
        "who": "again",
        "site_id": SITE,
        **changes,
    }
    return EncounterFacts(**facts)


def a_client(scene: Cast) -> tuple[UUID, str]:
    code = fresh_codes(scene.organisation_id, 1)[0]
    client_id = register_client(
        actor=scene.peer.actor,
        client_id=day_id(),
        team_id=scene.near_team_id,
        facts=ClientFacts(),
        code=code,
    )
    return client_id, code


@pytest.mark.mission("S110")
def test_a_meeting_is_recorded_once_with_everything_given(scene: Cast) -> None:
    browser, facts = browser_of(scene.peer), sent(scene)
    assert browser.get(url("record")).status_code == 200
    for _ in range(2):
        assert browser.post(url("record"), facts).status_code == 302
    with scope(organisation=scene.organisation_id):
        row = Encounter.objects.get()
        assert (row.topics, row.materials) == (("hiv_basics", "rights"), ("leaflet",))
        issued = Movement.objects.filter(reason="issued").values_list("change", flat=True)
        assert sorted(issued) == [-10, -2]
    page = browser.get(url("encounter", row.id)).content.decode()
    assert "Презервативы 10" in page and "листовка" in page
    log = browser.get(url("log"), {"item": str(LEAFLETS), "material": "leaflet"})
    assert "Буклеты 2" in log.content.decode()


@pytest.mark.mission("S114")
@pytest.mark.parametrize(
    ("channel", "word"), [("street", "улица"), ("club", "клуб"), ("home", "на дому")]
)
def test_the_log_is_narrowed_to_a_kind_of_outreach(scene: Cast, channel: str, word: str) -> None:
    browser = browser_of(scene.peer)
    for one in ("street", "club", "home"):
        browser.post(url("record"), sent(scene, channel=one))
    rows = browser.get(url("log"), {"channel": channel}).content.decode()
    assert rows.count('data-label="Где"') == 1
    assert word in rows.partition('data-label="Где"')[2][:80]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"day": "soon"}, "день"),
    ({"day": (today() + timedelta(days=9)).isoformat()}, "не наступил"),
    ({"channel": "moon"}, "Где"),
    ({"site": str(day_id())}, "Точка"),
    ({"who": ""}, "Кто"),
    ({"who": "code", "code": ""}, "Введите код"),
    ({"who": "code", "code": "1234567890"}, "ифр"),
    ({"who": "code", "code": "0000000000"}, "кода нет"),
    ({"who": "again", "code": "0000000000"}, "по коду"),
    ({"age_group": "7"}, "Возраст"),
    ({"topics": ["weather"]}, "О чём"),
    ({"training_minutes": "481"}, "480"),
    ({"training_minutes": "-1"}, "0"),
    ({f"given_{CONDOMS}": "1001"}, "1000"),
    ({"campaign": "A B"}, "кампании"),
    ({"note": "plain text"}, "запечатан"),
    ({"team": str(day_id())}, "оманд"),
    ({"record_id": "1"}, "UUID"),
    ({"record_id": "6d3c6a1e-5d3b-4b7b-9a1e-000000000000"}, "устарела"),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_a_wrong_meeting_is_refused_with_everything_typed_kept(
    scene: Cast, changes: dict[str, Any], words: str
) -> None:
    response = browser_of(scene.peer).post(url("record"), sent(scene, **changes))
    assert response.status_code == 422
    with scope(organisation=scene.organisation_id):
        assert not Encounter.objects.exists()


def test_who_may_open_what(scene: Cast) -> None:
    facts = meeting(scene)
    record_encounter(actor=scene.peer.actor, encounter_id=facts.encounter_id, facts=facts)
    for role, person in scene.by_role().items():
        browser = browser_of(person)
        seen = role not in ("keeper", "stock", "volunteer")
        for address in (url("log"), url("record"), url("encounter", facts.encounter_id)):
            assert browser.get(address).status_code == (200 if seen else 404), (role, address)
        coordinator = role == "coordinator"
        assert browser.get(url("add_site")).status_code == (200 if coordinator else 404)
        assert browser.get(url("edit_site", SITE)).status_code == (200 if coordinator else 404)
        exported = browser.get(url("log"), {"format": "csv"})
        assert exported.status_code == (200 if coordinator else 404)


def test_another_team_and_another_house_find_nothing(scene: Cast) -> None:
    facts = meeting(scene)
    record_encounter(actor=scene.peer.actor, encounter_id=facts.encounter_id, facts=facts)
    for person in (scene.outsider, scene.stranger):
        browser = browser_of(person)
        assert browser.get(url("encounter", facts.encounter_id)).status_code == 404
        assert "П-3" not in browser.get(url("log")).content.decode()
        void = browser.post(url("void", facts.encounter_id), {"reason": "trial"})
        assert void.status_code == 404
        settle = browser.post(url("settle", facts.encounter_id), {"day": today().isoformat()})
        assert settle.status_code == 404
        assert browser.post(url("record"), sent(scene)).status_code == 422


def test_a_voided_meeting_gives_back_what_was_given_once(scene: Cast) -> None:
    browser, facts = browser_of(scene.peer), sent(scene)
    browser.post(url("record"), facts)
    address = url("void", facts["record_id"])
    assert browser_of(scene.social).post(address, {"reason": "trial"}).status_code == 404
    assert browser.post(address, {}).status_code == 422
    for _ in range(2):
        assert browser.post(address, {"reason": "duplicate"}).status_code == 302
    with scope(organisation=scene.organisation_id):
        changes = Movement.objects.exclude(reason="unexplained").values_list("change", flat=True)
        assert sum(changes) == 0
        day = today()
        assert list(facts_between(scene.organisation_id, day, day)) == []
        assert handouts_between(scene.organisation_id, day, day) == []
    assert facts["record_id"] not in browser.get(url("log")).content.decode()
    assert facts["record_id"] in browser.get(url("log"), {"voided": "on"}).content.decode()


def test_a_doubtful_day_is_settled_by_a_person(scene: Cast) -> None:
    ahead = today() + timedelta(days=300)
    facts = meeting(scene, day=ahead, clock_flag="future")
    record_many(actor=scene.peer.actor, facts=[facts])
    browser = browser_of(scene.coordinator)
    doubts = browser.get(url("log"), {"clock_flag": "doubt"})
    assert str(facts.encounter_id) in doubts.content.decode()
    address = url("settle", facts.encounter_id)
    assert browser.post(address, {"day": ahead.isoformat()}).status_code == 422
    assert browser.post(address, {"day": today().isoformat()}).status_code == 302
    with scope(organisation=scene.organisation_id):
        assert Encounter.objects.values_list("day", "clock_flag").get() == (today(), "settled")


@pytest.mark.mission("S63")
def test_the_card_shows_how_many_meetings_built_trust_before_the_first_service(
    scene: Cast,
) -> None:
    client_id, _code = a_client(scene)
    days = [today() - timedelta(days=back) for back in (20, 12, 5)]
    facts = [meeting(scene, day=day, client_id=client_id, who="code") for day in days]
    actor = scene.peer.actor
    record_many(actor=actor, facts=facts)
    assert trust_of(actor, [client_id]).day is None
    tested = meeting(scene, client_id=client_id, who="code", services=("testing", "leisure"))
    record_many(actor=actor, facts=[tested])
    trust = trust_of(actor, [client_id])
    assert (trust.before, trust.service, trust.contacts) == (3, "testing", 4)
    panel = last_panel(actor, get_client_for(actor, client_id))
    assert panel is not None and len(panel.context["meetings"]) == 4
    assert [item.day for item in timeline_of(actor, [client_id], None, 2)] == [today(), days[2]]


@pytest.mark.mission("S116")
def test_a_community_centre_has_services_visits_and_leisure(scene: Cast) -> None:
    browser = browser_of(scene.coordinator)
    site = {
        "record_id": str(day_id()),
        "label": "Ц-1",
        "kind": "centre",
        "team": str(scene.near_team_id),
        "region": "ru-pri",
        "area": "центр",
        "services": ["leisure", "lawyer", "testing"],
        "languages": ["ru"],
        "active": "on",
    }
    page = reverse("outreach:site", args=[site["record_id"]])
    assert browser.post(url("add_site"), site).headers["Location"] == page
    leisure = sent(scene, site=site["record_id"], channel="centre", services=["leisure"])
    browser.post(url("record"), leisure)
    text = browser.get(page).content.decode()
    assert "досуг" in text and "юрист" in text and "RU-PRI" in text
    for wrong in ({"label": ""}, {"label": "П-3"}, {"region": "Приморье"}, {"kind": "moon"}):
        again = {**site, "record_id": str(day_id()), "label": "Ц-2", **wrong}
        assert browser.post(url("add_site"), again).status_code == 422
    changed = {**site, "label": "Ц-9"}
    assert browser.post(url("edit_site", site["record_id"]), changed).status_code == 302
    with scope(organisation=scene.organisation_id):
        assert Site.objects.get(id=site["record_id"]).label == "Ц-9"


def test_a_coordinator_takes_the_log_out_as_a_file(scene: Cast) -> None:
    client_id, code = a_client(scene)
    record_many(actor=scene.peer.actor, facts=[meeting(scene, client_id=client_id, who="code")])
    browser = browser_of(scene.coordinator)
    text = browser.get(url("log"), {"format": "csv"}).content.decode("utf-8-sig")
    assert "П-3" in text and code[:3] in text
    for kind in ("xlsx", "print"):
        assert browser.get(url("log"), {"format": kind}).status_code == 200


def test_the_log_costs_the_same_with_sixty_rows_as_with_ten(
    scene: Cast, django_assert_max_num_queries: Any
) -> None:
    costs = []
    for count in (10, 50):
        given = ((CONDOMS, 5),)
        record_many(
            actor=scene.peer.actor, facts=[meeting(scene, given=given) for _ in range(count)]
        )
        browser = browser_of(scene.peer)
        browser.get(url("log"))
        with django_assert_max_num_queries(27) as captured:
            browser.get(url("log"))
        costs.append(len(captured))
    assert costs[0] == costs[1]
