"""The list: every filter finds what it says, sorts, files, paper, and how much it asks."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.urls import reverse
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.kit.keyset import Ordering
from ravny.core.kit.lists import Asked
from ravny.people.directory import operations
from ravny.people.directory.listing import list_for
from ravny.people.directory.models import Service
from ravny.people.directory.queries import list_services, places_of
from tests.cast import HOUSE, Cast, browser_of

from .makers import a_service, price

pytestmark = pytest.mark.django_db
LIST = "/directory/"


PLACES: list[dict[str, Any]] = [
    {"label": "Север", "verified_on": today(), "prices": (price("rapid_test", 0),)},
    {
        "label": "Центр",
        "kind": "aids_centre",
        "region": "RU-MOS",
        "city": "Химки",
        "infections": ("hiv", "hepatitis_c"),
        "provides": ("art", "viral_load"),
        "not_provided": ("prep", "surgery"),
        "languages": ("ru",),
        "anonymous": "no",
        "asks_passport": "yes",
        "reports_to": ("migration", "register"),
        "friendliness": "cold",
        "same_community": "no",
        "verified_on": today() - timedelta(days=181),
        "prices": (price("viral_load", 3500), price("art", 900)),
    },
    {
        "label": "Уролог, Самара 2",
        "kind": "specialist",
        "specialities": ("urologist", "surgeon"),
        "infections": (),
        "provides": ("surgery", "teleconsult"),
        "not_provided": (),
        "languages": ("uz", "tg"),
        "anonymous": "unknown",
        "asks_passport": "unknown",
        "reports_to": (),
        "friendliness": "unknown",
        "same_community": "yes",
        "prices": (price("surgery", 20_000),),
    },
    {
        "label": "Алматы",
        "kind": "ngo",
        "country": "kz",
        "region": "KZ-ALA",
        "city": "Алматы",
        "infections": ("syphilis",),
        "provides": ("prep",),
        "not_provided": (),
        "languages": ("kk",),
        "asks_passport": "unknown",
        "reports_to": ("unknown",),
        "friendliness": "fair",
        "prices": (price("prep", 500, "KZT"),),
    },
]


@pytest.fixture
def town(cast: Cast) -> Cast:
    """Four places that differ in everything one may ask for."""
    for place in PLACES:
        a_service(cast.coordinator, **place)
    return cast


FILTERS: list[tuple[dict[str, str], set[str]]] = [
    ({}, {"Север", "Центр", "Уролог, Самара 2", "Алматы"}),
    ({"kind": "ngo"}, {"Алматы"}),
    ({"speciality": "urologist"}, {"Уролог, Самара 2"}),
    ({"speciality": "surgeon"}, {"Уролог, Самара 2"}),
    ({"infection": "hiv"}, {"Север", "Центр"}),
    ({"infection": "syphilis"}, {"Север", "Алматы"}),
    ({"infection": "hepatitis_c"}, {"Центр"}),
    ({"provides": "prep"}, {"Алматы"}),
    ({"without": "prep"}, {"Центр"}),
    ({"country": "kz"}, {"Алматы"}),
    ({"region": "RU-SAM"}, {"Север", "Уролог, Самара 2"}),
    ({"city": "Химки"}, {"Центр"}),
    ({"language": "uz"}, {"Север", "Уролог, Самара 2"}),
    ({"same_community": "yes"}, {"Уролог, Самара 2"}),
    ({"same_community": "no"}, {"Центр"}),
    ({"friendliness": "warm"}, {"Север"}),
    ({"anonymous": "yes"}, {"Север", "Алматы"}),
    ({"anonymous": "unknown"}, {"Уролог, Самара 2"}),
    ({"asks_passport": "no"}, {"Север"}),
    ({"asks_passport": "yes"}, {"Центр"}),
    ({"reports_to": "nobody"}, {"Север"}),
    ({"reports_to": "unknown"}, {"Уролог, Самара 2", "Алматы"}),
    ({"reports_to": "migration"}, {"Центр"}),
    ({"verified": "fresh"}, {"Север"}),
    ({"verified": "stale"}, {"Центр", "Уролог, Самара 2", "Алматы"}),
    ({"price_to": "0"}, {"Север"}),
    ({"price_to": "1000"}, {"Север", "Центр"}),
    ({"price_to": "1000", "provides": "viral_load"}, set()),
    ({"price_to": "3500", "provides": "viral_load"}, {"Центр"}),
    ({"kind": "nonsense", "price_to": "-5"}, {"Север", "Центр", "Уролог, Самара 2", "Алматы"}),
    ({"language": "uz", "anonymous": "yes"}, {"Север"}),
]


def names(response: Any) -> list[str]:
    rows = response.context["list"].rows
    return [str(row[0].value) for row in rows]


@pytest.mark.parametrize(("asked", "found"), FILTERS)
def test_each_filter_finds_what_it_says(town: Cast, asked: dict[str, str], found: set[str]) -> None:
    assert set(names(browser_of(town.peer).get(LIST, asked))) == found


@pytest.mark.mission("S36")
def test_a_friendly_doctor_is_found_by_city_and_language(town: Cast) -> None:
    asked = {"city": "Самара", "language": "tg", "kind": "specialist"}
    response = browser_of(town.doctor).get(LIST, asked)
    assert names(response) == ["Уролог, Самара 2"]
    page = response.content.decode()
    assert "уролог, хирург" in page and "неясно: опасно" in page


@pytest.mark.mission("S37")
def test_the_list_says_what_costs_how_much_and_what_is_free(town: Cast) -> None:
    page = browser_of(town.social).get(LIST).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    for words in ("экспресс-тест: бесплатно", "вирусная нагрузка и CD4: 3 500 RUB", "500 KZT"):
        assert words in page, words
    service_id = browser_of(town.social).get(LIST, {"city": "Химки"}).context["list"].rows[0][0]
    entry = browser_of(town.social).get(service_id.value.url).content.decode()
    assert f"{today().year}" in entry.partition('id="offers"')[2]


@pytest.mark.mission("S42")
@pytest.mark.parametrize(
    "speciality",
    ["psychologist", "sexologist", "narcologist", "infectious", "dermatovenereologist"],
)
def test_a_consultation_by_video_is_found_by_speciality(cast: Cast, speciality: str) -> None:
    for code in ("urologist", speciality):
        a_service(
            cast.coordinator,
            kind="specialist",
            label=code,
            region="",
            specialities=(code,),
            provides=("teleconsult",),
            not_provided=(),
        )
    asked = {"speciality": speciality, "provides": "teleconsult"}
    assert names(browser_of(cast.psychologist).get(LIST, asked)) == [speciality]


def test_what_is_not_known_is_called_unsafe_in_the_filters(town: Cast) -> None:
    page = browser_of(town.peer).get(LIST).content.decode()
    assert page.count("неизвестно: считается опасным") == 4


def test_the_columns_sort(town: Cast) -> None:
    browser = browser_of(town.peer)
    assert names(browser.get(LIST))[0] == "Алматы"
    assert names(browser.get(LIST, {"sort": "-name"}))[0] == "Центр"
    assert names(browser.get(LIST, {"sort": "place"}))[-1] == "Центр"
    assert names(browser.get(LIST, {"sort": "verified"}))[:2] == ["Центр", "Север"]


@pytest.mark.parametrize("wanted", ["csv", "xlsx", "print"])
def test_a_copy_leaves_without_sealed_text_and_is_written_down(town: Cast, wanted: str) -> None:
    response = browser_of(town.coordinator).get(LIST, {"format": wanted, "kind": "ngo"})
    assert response.status_code == 200
    if wanted == "csv":
        text = b"".join(response).decode("utf-8-sig")
        head, row = text.strip().splitlines()
        assert "Алматы" in row and "Как связаться" not in head and len(head.split(",")) == 9
    with scope(organisation=HOUSE):
        assert Entry.objects.filter(verb="directory.exported").count() == 1


def test_nothing_there_says_what_to_do(cast: Cast) -> None:
    assert reverse("directory:add") in browser_of(cast.lawyer).get(LIST).content.decode()
    page = browser_of(cast.peer).get(LIST).content.decode()
    assert reverse("directory:add") not in page and "Записей пока нет" in page


def many(count: int) -> list[UUID]:
    """Write so many entries in one statement."""
    with scope(organisation=HOUSE):
        rows = Service.objects.bulk_create(
            Service(
                id=day_id(),
                organisation_id=HOUSE,
                kind="clinic",
                label=f"Служба {number:04}",
                country="ru",
                region="RU-SAM",
                city=f"Город {number % 50}",
                provides=("rapid_test",),
            )
            for number in range(count)
        )
    return [row.id for row in rows]


def test_a_page_of_the_list_asks_four_questions_of_its_own(
    cast: Cast, django_assert_num_queries: Any, rf: Any
) -> None:
    request = rf.get(LIST)
    request.actor = cast.coordinator.actor
    for count in (10, 200):
        many(count)
        with scope(organisation=HOUSE), django_assert_num_queries(4):
            # places for the boxes, the count, the rows, their prices
            page = list_for(request.actor)
            Asked(page, request).view()


def test_the_whole_page_costs_the_same_for_two_hundred_entries_as_for_ten(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    browser = browser_of(cast.coordinator)
    for count in (10, 200):
        many(count)
        browser.get(LIST)
        with django_assert_num_queries(25):
            assert browser.get(LIST).status_code == 200


def test_the_list_is_read_from_indexes_at_five_thousand_entries(cast: Cast) -> None:
    many(5_000)
    actor = cast.coordinator.actor
    with scope(organisation=HOUSE):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for column, index in (("label", "service_by_label"), ("city", "service_by_city")):
            rows = Ordering(column, False).order(list_services(actor, {}), backwards=False)
            assert index in rows[:50].explain()
        assert len(places_of(actor.organisation_id)) == 50


def test_an_entry_out_of_use_is_listed_only_when_asked_for(town: Cast) -> None:
    browser = browser_of(town.coordinator)
    row = browser.get(LIST, {"kind": "ngo"}).context["list"].rows[0][0].value
    service_id = UUID(row.url.strip("/").split("/")[1])
    operations.retire_service(actor=town.coordinator.actor, service_id=service_id)
    assert names(browser.get(LIST, {"kind": "ngo"})) == []
    assert names(browser.get(LIST, {"kind": "ngo", "retired": "on"})) == ["Алматы"]
