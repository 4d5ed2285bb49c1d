"""What stands here of somebody who works with us: duties, languages, cultures, and nothing else."""

import re

import pytest
from django.db.models import CharField, TextField

from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account
from ravny.core.staff.types import Role
from tests.cast import Cast, browser_of


def invite(cast: Cast, login: str, roles: list[str]) -> str:
    """Invite somebody through the page; return their own page."""
    browser = browser_of(cast.coordinator)
    account_id = day_id()
    sent = {
        "record_id": str(account_id), "login": login, "pseudonym": "Нур", "roles": roles,
        "languages": ["ru", "uz"], "cultures": ["central_asia"], "teams": [str(cast.near_team_id)],
    }  # fmt: skip
    page = browser.get("/staff/invite").content.decode()
    offered = re.findall(r'name="cultures" value="([a-z_]+)"', page)
    sent["cultures"] = offered[:1]
    assert browser.post("/staff/invite", sent).status_code in {200, 302}
    return browser.get(f"/staff/people/{account_id}").content.decode()


@pytest.mark.mission("S9")
def test_languages_and_cultures_stand_on_a_colleagues_page(cast: Cast) -> None:
    page = invite(cast, "nur", ["peer"])
    assert "Нур" in page
    assert "Oʻzbekcha" in page


@pytest.mark.mission("S102")
@pytest.mark.mission("S104")
def test_peers_doctors_psychologists_and_lawyers_are_duties_of_their_own(cast: Cast) -> None:
    page = invite(cast, "nur", ["peer", "doctor", "psychologist", "lawyer"])
    for role in (Role.PEER, Role.DOCTOR, Role.PSYCHOLOGIST, Role.LAWYER):
        assert str(role.label).lower() in page.lower()


@pytest.mark.mission("S40")
def test_nothing_asks_for_a_workers_health_or_belonging(cast: Cast) -> None:
    page = browser_of(cast.coordinator).get("/staff/invite").content.decode()
    boxes = set(re.findall(r'name="([a-z_]+)"', page)) - {"csrfmiddlewaretoken", "code"}
    known = {"record_id", "login", "pseudonym", "roles", "languages", "cultures", "teams"}
    assert boxes - {"viewport", "referrer", "robots"} <= known
    texts = {
        column.name for column in Account._meta.get_fields()
        if isinstance(column, CharField | TextField)
    }  # fmt: skip
    assert texts == {
        "login", "pseudonym", "roles", "languages", "cultures", "interface_language",
    }  # fmt: skip
