"""Leaving wipes what the site left and shows a calendar that could be anybody's."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from ravny.doors.portal import queries
from tests.portal.words import LANGUAGES, given_away

SUNDAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _sunday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ravny.doors.portal.views.today", lambda: SUNDAY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaving_clears_the_browser_and_shows_the_month(
    language: str, portal_client: Client
) -> None:
    response = portal_client.get("/x", headers={"accept-language": language})
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    assert page.title is not None
    assert page.h1 is not None
    assert page.title.text == page.h1.text
    assert "2026" in page.title.text
    assert [int(cell.text.strip("[]")) for cell in page.find_all("td") if cell.text] == list(
        range(1, 31)
    )
    assert page.select_one('[aria-current="date"]').text == "[22]"  # type: ignore[union-attr]  # it is there


def test_the_calendar_asks_no_database_and_leads_nowhere(portal_client: Client) -> None:
    """No database mark: a query would fail. Nothing to click leads back to what was open."""
    response = portal_client.get("/x")
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find_all(["a", "form", "script", "img", "iframe"]) == []
    assert 'http-equiv="refresh"' not in response.content.decode().lower()
    assert given_away(response.content.decode()) == []
    assert "daftar" not in response.content.decode().lower()


def test_weeks_begin_where_the_readers_weeks_begin(portal_client: Client) -> None:
    response = portal_client.get("/x", headers={"accept-language": "ru"})
    page = BeautifulSoup(response.content, "html.parser")
    assert [head.text for head in page.find_all("th")] == ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
    assert page.find_all("th")[6]["abbr"] == "воскресенье"
    first = [cell.text for cell in page.select("tbody tr")[0].find_all("td")]
    assert first == ["", "", "", "", "", "", "1"]


def test_a_month_is_whole() -> None:
    month = queries.month_of(date(2028, 2, 29))
    days = [day for week in month.weeks for day in week if day]
    assert days == list(range(1, 30))
    assert month.today == 29
    assert all(len(week) == 7 for week in month.weeks)
    assert re.search("2028", month.title)
