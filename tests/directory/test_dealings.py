"""What was asked of an office: written down, read newest first, settled later, corrected."""

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.directory import queries
from ravny.people.directory.models import Dealing
from tests.cast import Cast, browser_of

from .makers import a_dealing, a_service
from .test_pages import url

pytestmark = pytest.mark.django_db


def dealing_sent(**changes: Any) -> dict[str, Any]:
    return {
        "record_id": str(day_id()),
        "day": today().isoformat(),
        "asked": "study",
        "answer": "promised",
        "outcome": "open",
        "next_on": (today() + timedelta(days=7)).isoformat(),
        "note": "",
        **changes,
    }


@pytest.mark.mission("S57")
def test_what_was_asked_of_a_university_is_written_down_with_its_answer_and_next_day(
    cast: Cast,
) -> None:
    service_id = a_service(cast.lawyer, kind="university", label="Университет")
    browser, facts = browser_of(cast.lawyer), dealing_sent()
    assert "диагноз" in browser.get(url("add_dealing", service_id)).content.decode().casefold()
    for _ in range(2):
        assert browser.post(url("add_dealing", service_id), facts).status_code == 302
    with scope(organisation=cast.organisation_id):
        assert Dealing.objects.count() == 1
    page = browser.get(url("service", service_id)).content.decode()
    for words in ("дать студенту доучиться", "обещали ответить", "ещё не решено", "Нина"):
        assert words.casefold() in page.casefold(), words


@pytest.mark.mission("S53")
def test_what_came_of_dealings_with_an_office_is_read_newest_first(cast: Cast) -> None:
    service_id = a_service(cast.lawyer, kind="migration", label="Миграционная служба")
    old = a_dealing(cast.lawyer, service_id, day=today() - timedelta(days=90), asked="delay")
    new = a_dealing(cast.lawyer, service_id, asked="withdrawal", answer="promised")
    browser = browser_of(cast.social)
    address = url("dealing", new)
    assert browser.get(address).status_code == 200
    assert browser.get(url("settle", new)).status_code == 405
    assert browser.post(url("settle", new), {"outcome": ""}).status_code == 422
    wrong = {"outcome": "open", "next_on": (today() - timedelta(days=1)).isoformat()}
    assert browser.post(url("settle", new), wrong).status_code == 422
    assert browser.post(url("settle", new), {"outcome": "kept"}).status_code == 302
    page = browser.get(url("service", service_id)).content.decode()
    assert page.index(address) < page.index(url("dealing", old))
    assert "сделали, что обещали" in page


def test_a_dealing_is_corrected_and_a_wrong_one_refused(cast: Cast) -> None:
    service_id = a_service(cast.lawyer, kind="court")
    dealing_id, browser = a_dealing(cast.lawyer, service_id), browser_of(cast.lawyer)
    address = url("edit_dealing", dealing_id)
    assert browser.get(address).context["form"]["asked"].value() == "admission"
    assert browser.post(address, dealing_sent(asked="complaint")).status_code == 302
    assert queries.dealing_row(cast.lawyer.actor, dealing_id).asked == "complaint"
    for changes in (
        {"day": (today() + timedelta(days=1)).isoformat()},
        {"day": "soon"},
        {"asked": "gold"},
        {"answer": ""},
        {"outcome": ""},
        {"next_on": (today() - timedelta(days=1)).isoformat()},
        {"note": "plain text"},
    ):
        response = browser.post(url("add_dealing", service_id), dealing_sent(**changes))
        assert response.status_code == 422, changes
        assert response.context["form"][next(iter(changes))].errors
