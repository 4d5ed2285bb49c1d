"""Peer chains: waves are counted, coupons printed, and nothing ever tells who brought whom."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scopes_disabled

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.clients import operations as clients
from ravny.people.clients.models import Client
from ravny.people.clients.queries import count_by_wave
from ravny.people.clients.types import ClientFacts
from ravny.services.outreach.chains import MONTHS
from tests.cast import Cast, Person, browser_of

from .phones import SITE

pytestmark = pytest.mark.django_db
CHAINS, COUPONS = reverse("outreach:chains"), reverse("outreach:coupons")


def came(
    person: Person, wave: int | None, day: date | None = None, channel: str = "coupon"
) -> UUID:
    """Register somebody who came by coupon."""
    client_id = day_id()
    clients.register_client(
        actor=person.actor,
        client_id=client_id,
        team_id=min(person.actor.teams, key=str),
        facts=ClientFacts(channel=channel, wave=wave),
    )
    if day:
        with scopes_disabled():
            Client.objects.filter(id=client_id).update(registered_on=day)
    return client_id


def sheet(**changed: Any) -> dict[str, Any]:
    """What the form of coupons sends."""
    return {
        "wave": "2", "many": "24", "site": str(SITE), "start": "18:00", "end": "22:00",
        "language": "ru", **changed,
    }  # fmt: skip


def printed(person: Person, **changed: Any) -> list[str]:
    """The coupons of a sheet, as they stand on paper."""
    response = browser_of(person).post(COUPONS, sheet(**changed))
    assert response.status_code == 200
    return re.findall(r"<li>(.*?)</li>", response.content.decode(), re.DOTALL)


@pytest.mark.mission("S108")
def test_chains_are_seen_by_wave_and_neither_paper_nor_database_links_two_people(
    scene: Cast,
) -> None:
    for wave in (1, 1, 2, None):
        came(scene.peer, wave)
    came(scene.peer, None, channel="trust")
    page = browser_of(scene.peer).get(CHAINS)
    assert [(bar["label"], bar["count"]) for bar in page.context["bars"]] == [
        ("Волна 1", 2),
        ("Волна 2", 1),
        ("Волна не названа", 1),
    ]
    # Two links to a client on one row would join two people; only merged cards of one person do.
    linking = {
        model._meta.label
        for model in apps.get_models()
        if sum(field.related_model is Client for field in model._meta.concrete_fields)
        + (model is Client)
        > 1
    }
    assert {label for label in linking if not label.startswith("clients.")} == set()
    links = {field.name for field in Client._meta.concrete_fields if field.related_model is Client}
    assert links == {"kept", "merged_into"}
    # All coupons of a sheet are one and the same, and of another sheet too: no serial, no id.
    coupons = printed(scene.peer, many="30")
    assert len(coupons) == 30
    assert set(coupons) == set(printed(scene.social, many="3"))
    words = re.sub(r"<[^>]*>", " ", coupons[0])
    assert re.findall(r"\d+", words) == ["3", "18", "00", "22", "00", "2"]  # П-3, hours, wave


def test_a_coupon_says_nothing_that_would_betray_whoever_carries_it(scene: Cast) -> None:
    for language, welcome in (("ru", "Приходите к нам"), ("en", "Come and see us")):
        (coupon,) = printed(scene.peer, many="1", language=language)
        assert welcome in coupon
        assert "П-3" in coupon
        assert "18:00–22:00" in coupon
        for word in ("HIV", "ВИЧ", "СПИД", "test", "тест", "RAVNY", "href", "id="):
            assert word not in coupon


def test_nothing_is_kept_of_a_sheet(scene: Cast) -> None:
    browser_of(scene.peer).get(COUPONS)
    with scopes_disabled():
        before = Entry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        printed(scene.peer)
    written = [query["sql"] for query in asked.captured_queries if "INSERT" in query["sql"]]
    assert not [sql for sql in written if "outreach_" in sql or "clients_" in sql]
    with scopes_disabled():
        assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"wave": "0"}, "wave"),
        ({"wave": "10"}, "wave"),
        ({"many": "61"}, "many"),
        ({"site": str(day_id())}, "site"),
        ({"start": ""}, "start"),
        ({"language": "uz"}, "language"),
    ],
)
def test_a_wrong_answer_is_said_beside_its_box(
    scene: Cast, changed: dict[str, str], field: str
) -> None:
    response = browser_of(scene.peer).post(COUPONS, sheet(**changed))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_months_stand_newest_first_for_one_year(scene: Cast) -> None:
    first = today().replace(day=1)
    came(scene.peer, 1)
    came(scene.peer, 2, first - timedelta(days=1))
    came(scene.peer, 3, first - timedelta(days=366))
    page = browser_of(scene.peer).get(CHAINS)
    rows = page.context["rows"]
    assert len(rows) == MONTHS
    assert [count for _label, count in rows[0]["cells"]] == [1, 0]
    assert [count for _label, count in rows[1]["cells"]] == [0, 1]
    assert page.context["total"] == 2


def test_each_team_counts_its_own_and_the_coordinator_all(scene: Cast) -> None:
    came(scene.peer, 1)
    came(scene.outsider, 1)
    span = (today() - timedelta(days=40), today())
    counts = [
        sum(count_by_wave(person.actor, *span).values())
        for person in (scene.peer, scene.outsider, scene.coordinator, scene.stranger)
    ]
    assert counts == [1, 1, 2, 0]


def test_a_merged_card_is_one_person(scene: Cast) -> None:
    kept, alias = came(scene.peer, 1), came(scene.peer, 1)
    clients.merge_clients(actor=scene.coordinator.actor, kept_id=kept, alias_id=alias)
    span = (today() - timedelta(days=40), today())
    assert sum(count_by_wave(scene.peer.actor, *span).values()) == 1


@pytest.mark.parametrize("address", [CHAINS, COUPONS])
def test_the_pages_are_there_for_who_sees_sites_and_for_nobody_else(
    scene: Cast, address: str
) -> None:
    for role, person in scene.by_role().items():
        expected = 404 if role in ("keeper", "stock", "volunteer") else 200
        assert browser_of(person).get(address).status_code == expected, role
    stranger = browser_of(scene.stranger).post(COUPONS, sheet())
    assert stranger.status_code == 422


def test_the_page_costs_the_same_for_one_and_for_fifty(scene: Cast, queries_of: Any) -> None:
    came(scene.coordinator, 1)
    few = queries_of(scene.coordinator, CHAINS)
    for number in range(50):
        came(scene.coordinator, number % 9 + 1)
    assert queries_of(scene.coordinator, CHAINS) == few
    with CaptureQueriesContext(connection) as asked:
        browser_of(scene.coordinator).get(CHAINS)
    assert sum('"wave"' in query["sql"] for query in asked.captured_queries) == 1
