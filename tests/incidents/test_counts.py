"""The published counts: only whom the client let be counted, and no small number."""

import csv
import io
from datetime import date

import pytest
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.services.incidents.counts import count_rows
from tests.cast import Cast, browser_of

from .makers import many

pytestmark = pytest.mark.django_db
SPRING, SUMMER = date(2026, 4, 1), date(2026, 7, 1)


def figures(cast: Cast) -> dict[tuple[str, str], tuple[int | None, ...]]:
    """Return the lines of 2026."""
    return {(row.kind, row.office): row.figures for row in count_rows(cast.peer.actor, 2026)}


@pytest.mark.mission("S94")
@pytest.mark.mission("S106")
def test_a_year_is_counted_by_kind_office_and_quarter(cast: Cast) -> None:
    many(cast, 8, SPRING)
    many(cast, 7, SUMMER)
    many(cast, 20, SUMMER, kind="harassment", office="police")
    assert figures(cast) == {
        ("harassment", ""): (0, 0, 20, 0, 20),
        ("harassment", "police"): (0, 0, 20, 0, 20),
        ("care", ""): (0, 8, 7, 0, 15),
        ("care", "clinic"): (0, 8, 7, 0, 15),
        ("", ""): (0, 8, 27, 0, 35),
    }
    page = browser_of(cast.peer).get("/incidents/counts/?year=2026").text
    assert "преследование полицией" in page.lower() and "35" in page


def test_nobody_is_counted_who_did_not_agree_nor_a_mistake(cast: Cast) -> None:
    many(cast, 6, SPRING)
    many(cast, 9, SPRING, consent="none")
    many(cast, 9, SPRING, state="closed", outcome="mistake")
    assert figures(cast)["", ""] == (0, 6, 0, 0, 6)


def test_small_numbers_are_hidden_from_everybody(cast: Cast) -> None:
    many(cast, 3, SPRING)
    many(cast, 12, SUMMER)
    told = figures(cast)["", ""]
    assert told == (0, None, None, 0, 15)
    page = browser_of(cast.coordinator).get("/incidents/counts/?year=2026").text
    assert "малое число, не показано" in page


def test_the_file_says_what_the_page_says(cast: Cast) -> None:
    many(cast, 3, SPRING)
    many(cast, 12, SUMMER)
    browser = browser_of(cast.coordinator)
    file = browser.get("/incidents/counts/?year=2026&format=csv").content.decode("utf-8-sig")
    last = list(csv.reader(io.StringIO(file)))[-1]
    assert last[2:] == ["0", "…", "…", "0", "15"]
    with scope(organisation=cast.organisation_id):
        assert Entry.objects.filter(verb="incidents.counted").count() == 1
    path = "/incidents/counts/?year=2026"
    assert browser_of(cast.peer).get(f"{path}&format=csv").status_code == 404
    assert browser.get(f"{path}&format=pdf").status_code == 404


@pytest.mark.parametrize("year", ["", "1066", "2026x", "9" * 30])
def test_a_wrong_year_is_the_newest(cast: Cast, year: str) -> None:
    assert browser_of(cast.peer).get(f"/incidents/counts/?year={year}").status_code == 200
