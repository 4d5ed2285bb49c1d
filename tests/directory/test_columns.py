"""What a row of the list says on the page, and that files keep one column for each fact."""

from typing import Any

import pytest

from ravny.people.directory.listing import region_choices
from tests.cast import Cast, browser_of

from .makers import a_service, price

pytestmark = pytest.mark.django_db
LIST = "/directory/"


def listed(cast: Cast, **asked: str) -> Any:
    """Ask for the list as the coordinator."""
    return browser_of(cast.coordinator).get(LIST, asked)


def test_the_page_folds_what_files_keep_apart(cast: Cast) -> None:
    a_service(
        cast.coordinator,
        kind="specialist",
        specialities=("urologist",),
        provides=("surgery",),
        not_provided=("prep",),
        languages=("uz",),
        prices=(price("surgery", 500), price("art", 0)),
    )
    page = listed(cast)
    heads = [str(head.column.label) for head in page.context["list"].heads]
    assert heads == ["Название", "Где", "Безопасность", "Оказывают", "Цены", "Проверено"]
    text = page.content.decode()
    assert "<small>дружественный специалист: уролог</small>" in text
    assert "<small>не оказывают: ДКП</small>" in text and "<small>Oʻzbekcha</small>" in text
    assert text.count('<span class="line">') == 2
    file = b"".join(listed(cast, format="csv")).decode("utf-8-sig")
    assert len(file.splitlines()[0].split(",")) == 9 and "Oʻzbekcha" in file


def test_a_region_is_said_by_its_cities_and_as_a_code_only_without_them(cast: Cast) -> None:
    a_service(cast.coordinator, label="А", country="kz", region="KZ-19", city="Талгар")
    a_service(cast.coordinator, label="Б", country="kz", region="KZ-71", city="")
    page = listed(cast).content.decode()
    table = page.partition("<table")[2]
    assert "Талгар" in table and "KZ-19" not in table and "KZ-71" in table
    assert ">Талгар (KZ-19)</option>" in page and ">KZ-71</option>" in page


def test_regions_name_three_cities_and_stand_by_their_words() -> None:
    places = [("kz", "KZ-19", city) for city in ("Д", "Б", "В", "Г")]
    found = region_choices([*places, ("ru", "RU-SAM", "А"), ("ru", "", "Самара")])
    assert found == [("RU-SAM", "А (RU-SAM)"), ("KZ-19", "Б, В, Г (KZ-19)")]
