"""The menu: a day's work first, then the house; every line in a place of its own."""

from collections import Counter
from pathlib import Path

from django.contrib.staticfiles import finders

from ravny.core.kit import registries
from ravny.core.kit.context_processors import menu_groups
from tests.cast import Cast


def test_work_goes_from_the_day_to_the_way_on(cast: Cast) -> None:
    (_none, work), (_label, house) = menu_groups(cast.coordinator.actor, "/")
    assert [line["url"] for line in work] == [
        "/", "/clients/", "/cases/", "/referrals/", "/incidents/", "/reports/linkage/",
    ]  # fmt: skip
    places = [line["url"] for line in house]
    assert places.index("/testing/") == places.index("/encounters/") + 1
    assert places.index("/clients/rules/") == places.index("/directory/") + 1
    assert places.index("/stock/") < places.index("/testing/lots/") < places.index("/staff/people")


def test_no_two_lines_of_a_group_share_a_place() -> None:
    places = Counter((entry.group, entry.order) for entry in registries.menu)
    assert [place for place, count in places.items() if count > 1] == []


def test_the_picture_of_a_strip_has_its_size_wherever_it_stands() -> None:
    found = finders.find("page/desk.css")
    assert isinstance(found, str)
    rule = Path(found).read_text("utf-8").partition(".strip{")[2].partition("}")[0]
    assert "display:inline-block" in rule
