"""An incident is written down, followed up, closed; nobody's story is used unasked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.incidents.models import Incident, IncidentMove
from tests.cases.makers import a_case, a_client
from tests.cast import FAR_TEAM, Cast, browser_of

from .makers import an_incident, many, sent, the_incident

pytestmark = pytest.mark.django_db
MONTH = today().replace(day=1)


def moves(cast: Cast, incident_id: object) -> list[str]:
    """Return an incident's history."""
    with scope(organisation=cast.organisation_id):
        rows = IncidentMove.objects.filter(incident_id=incident_id).order_by("id")
        return list(rows.values_list("what", flat=True))


@pytest.mark.mission("S94")
def test_a_refusal_of_care_is_written_down_from_the_card_and_followed(cast: Cast) -> None:
    client_id = a_client(cast)
    browser = browser_of(cast.peer)
    assert f"/incidents/new/?client={client_id}" in browser.get(f"/card/{client_id}/").text
    form = sent(kind="care", office="clinic", consent="counts", owner=str(cast.peer.account_id))
    answer = browser.post(f"/incidents/new/?client={client_id}", form)
    assert answer.status_code == 302
    row = the_incident(cast, form["record_id"])
    assert (row.client_id, row.team_id, row.state) == (client_id, cast.near_team_id, "open")
    assert row.follow_up_on == today() + timedelta(days=7)
    page = f"/incidents/{row.id}/"
    refused = browser.post(f"{page}respond/", {"response": "complaint", "day": today().isoformat()})
    assert refused.status_code == 422 and "не соглашался" in refused.text
    browser.post(f"{page}consent/", {"consent": "complaint"})
    browser.post(f"{page}respond/", {"response": "complaint", "day": today().isoformat()})
    browser.post(f"{page}respond/", {"response": "other_clinic", "day": today().isoformat()})
    assert "отказ в помощи" in browser.get(f"/card/{client_id}/").text
    browser.post(f"{page}close/", {"outcome": "righted"})
    row = the_incident(cast, row.id)
    assert (row.state, row.outcome, row.follow_up_on) == ("closed", "righted", None)
    assert moves(cast, row.id) == ["recorded", "consent", "complaint", "other_clinic", "closed"]
    assert "нашли другую клинику" in browser.get(page).text
    browser.post(f"{page}reopen/")
    assert the_incident(cast, row.id).state == "open"


@pytest.mark.mission("S106")
def test_harassment_is_written_down_without_a_client(cast: Cast) -> None:
    browser = browser_of(cast.social)
    form = sent(kind="harassment", office="police", spot="street", region="ru-sam",
                owner=str(cast.lawyer.account_id))  # fmt: skip
    assert browser.post("/incidents/new/", form).status_code == 302
    row = the_incident(cast, form["record_id"])
    assert (row.client_id, row.region, row.owner_id) == (None, "RU-SAM", cast.lawyer.account_id)
    assert "преследование полицией" in browser.get("/incidents/").text
    # Nobody to ask: the organisation may complain in its own name.
    path = f"/incidents/{row.id}/respond/"
    assert (
        browser.post(path, {"response": "prosecutor", "day": today().isoformat()}).status_code
        == 302
    )


def test_danger_stands_on_today_until_it_is_closed(cast: Cast) -> None:
    later = today() + timedelta(days=5)
    incident_id = an_incident(cast, kind="violence", office="family", follow_up_on=later)
    quiet = an_incident(cast, follow_up_on=later)
    browser = browser_of(cast.peer)
    page = browser.get("/").text
    assert f"/incidents/{incident_id}/" in page and f"/incidents/{quiet}/" not in page
    browser.post(f"/incidents/{incident_id}/close/", {"outcome": "righted"})
    assert f"/incidents/{incident_id}/" not in browser.get("/").text


def test_an_incident_of_a_case_keeps_the_case(cast: Cast) -> None:
    case_id = a_case(cast, where="region", region="RU-LEN")
    browser = browser_of(cast.case_manager)
    form = sent(owner=str(cast.case_manager.account_id))
    assert f"/incidents/new/?case={case_id}" in browser.get(f"/cases/{case_id}/").text
    assert "RU-LEN" in browser.get(f"/incidents/new/?case={case_id}").text
    browser.post(f"/incidents/new/?case={case_id}", form)
    assert the_incident(cast, form["record_id"]).case_id == case_id
    assert f"/cases/{case_id}/" in browser.get(f"/incidents/{form['record_id']}/").text
    assert f"/incidents/{form['record_id']}/" in browser.get(f"/cases/{case_id}/").text
    # Another case of the team says nothing of it.
    assert f"/incidents/{form['record_id']}/" not in browser.get(f"/cases/{a_case(cast)}/").text


def test_others_meet_the_same_answer_as_for_nothing(cast: Cast) -> None:
    incident_id, nothing = an_incident(cast), day_id()
    client_id = a_client(cast)
    for person in (cast.outsider, cast.stranger):
        browser = browser_of(person)
        for page in ("", "respond/", "consent/", "plan/", "close/", "reopen/"):
            answers = [
                browser.post(f"/incidents/{one}/{page}")
                if page
                else browser.get(f"/incidents/{one}/")
                for one in (incident_id, nothing)
            ]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert answers[0].content == answers[1].content
        assert browser.get(f"/incidents/new/?client={client_id}").status_code == 404
        assert browser.post("/incidents/new/", sent(owner=str(person.account_id))).status_code in (
            404, 422,
        )  # fmt: skip
    for person in (cast.stock, cast.keeper):
        assert browser_of(person).get("/incidents/").status_code == 404
        assert browser_of(person).get("/incidents/counts/").status_code == 404
    with scope(organisation=cast.organisation_id):
        assert Incident.objects.count() == 1


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("new", {"kind": "weather"}),
    ("new", {"office": ""}),
    ("new", {"spot": "moon"}),
    ("new", {"consent": ""}),
    ("new", {"consent": "everything"}),
    ("new", {"month": "1999-01-01"}),
    ("new", {"month": "soon"}),
    ("new", {"day": "2099-01-01"}),
    ("new", {"day": "2000-01-01"}),
    ("new", {"region": "Самара"}),
    ("new", {"owner": str(day_id())}),
    ("new", {"team": str(FAR_TEAM)}),
    ("new", {"follow_up_on": "2001-01-01"}),
    ("new", {"record_id": "1"}),
    ("respond", {"response": "revenge"}),
    ("respond", {"response": "talk", "day": "2099-01-01"}),
    ("respond", {"response": "talk", "day": "2001-01-01"}),
    ("respond", {"response": "talk", "day": today().isoformat(), "follow_up_on": "2001-01-01"}),
    ("consent", {"consent": ""}),
    ("plan", {"owner": str(day_id()), "follow_up_on": today().isoformat()}),
    ("plan", {"owner": "", "follow_up_on": ""}),
    ("close", {"outcome": ""}),
    ("close", {"outcome": "won"}),
]


@pytest.mark.parametrize(("name", "changes"), WRONG)
def test_what_is_wrong_is_refused_and_changes_nothing(
    cast: Cast, name: str, changes: dict[str, Any]
) -> None:
    incident_id = an_incident(cast)
    before = the_incident(cast, incident_id)
    form = sent(owner=str(cast.peer.account_id)) if name == "new" else {}
    path = "/incidents/new/" if name == "new" else f"/incidents/{incident_id}/{name}/"
    assert browser_of(cast.peer).post(path, {**form, **changes}).status_code == 422
    after = the_incident(cast, incident_id)
    assert (before.follow_up_on, before.consent, before.state) == (
        after.follow_up_on, after.consent, after.state,
    )  # fmt: skip
    assert moves(cast, incident_id) == ["recorded"]
    with scope(organisation=cast.organisation_id):
        assert Incident.objects.count() == 1


def test_sending_twice_makes_one(cast: Cast) -> None:
    form = sent(owner=str(cast.peer.account_id))
    browser = browser_of(cast.peer)
    for _turn in range(2):
        assert browser.post("/incidents/new/", form).status_code == 302
    with scope(organisation=cast.organisation_id):
        assert Incident.objects.count() == 1
    assert moves(cast, form["record_id"]) == ["recorded"]


def test_the_list_asks_the_same_however_long_it_is(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    counts = []
    for more in (2, 30):
        many(cast, more, MONTH)
        with CaptureQueriesContext(connection) as asked:
            browser.get("/incidents/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "XLSX" in browser.get("/incidents/").text
    assert browser.get("/incidents/?format=csv").status_code == 200
    assert browser_of(cast.peer).get("/incidents/?format=csv").status_code == 404


def test_filters_narrow_the_list(cast: Cast) -> None:
    an_incident(cast, kind="extortion", office="police")
    an_incident(cast, consent="none")
    browser = browser_of(cast.peer)
    assert (
        "вымогательство полицией</"
        not in browser.get("/incidents/?kind=care").text.split("<tbody")[1]
    )
    page = browser.get("/incidents/?consent=none").text.split("<tbody")[1]
    assert "отказ в помощи" in page and "вымогательство" not in page
