"""What is asked for: many at once, each with its own kind and its own end."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.cases.models import Request
from ravny.services.cases.types import RequestKind
from tests.cast import Cast, Person, browser_of

from .makers import a_case, on_the_team, row_of

pytestmark = pytest.mark.django_db


def requests(cast: Cast, case_id: UUID) -> list[Request]:
    with scope(organisation=cast.organisation_id):
        return list(Request.objects.filter(case_id=case_id).order_by("asked_on", "id"))


def url(name: str, case_id: UUID, request_id: UUID | None = None) -> str:
    return reverse(f"cases:{name}", args=[one for one in (case_id, request_id) if one])


def add(person: Person, case_id: UUID, kind: str, **typed: str) -> int:
    right = {
        "record_id": str(day_id()),
        "kind": kind,
        "asked_on": today().isoformat(),
        "owner": str(person.account_id),
        "words": "",
        **typed,
    }
    return int(browser_of(person).post(url("add_request", case_id), right).status_code)


@pytest.mark.mission("S18", "S79")
def test_a_single_question_becomes_many_requests_each_with_its_own_result(cast: Cast) -> None:
    case_id = a_case(cast, asks=(("information", None),))
    for kind in RequestKind.values[1:]:
        assert add(cast.case_manager, case_id, kind) == 302
    found = {one.kind: one for one in requests(cast, case_id)}
    assert set(found) == set(RequestKind.values)
    browser = browser_of(cast.case_manager)
    done = {"result": "done", "ended_on": today().isoformat()}
    ended = browser.post(url("end_request", case_id, found["legal"].id), done)
    assert ended.status_code == 302
    page = browser.get(url("case", case_id)).content.decode()
    for words in ("Правовой", "Медицинский", "Психологический", "выполнен"):
        assert words in page, words
    states = {one.kind: (one.state, one.result) for one in requests(cast, case_id)}
    assert states["legal"] == ("ended", "done")
    assert {state for kind, state in states.items() if kind != "legal"} == {("open", "")}


def test_a_request_is_begun_ended_and_taken_up_again(cast: Cast) -> None:
    case_id = a_case(cast)
    asked = requests(cast, case_id)[0]
    browser = browser_of(cast.case_manager)
    page = url("request", case_id, asked.id)
    for _ in range(2):
        assert browser.post(url("begin_request", case_id, asked.id)).status_code == 302
    assert requests(cast, case_id)[0].state == "working"
    sent = {"result": "partly", "ended_on": today().isoformat()}
    assert browser.post(url("end_request", case_id, asked.id), sent).status_code == 302
    assert "выполнен частично" in browser.get(page).content.decode()
    assert browser.post(url("begin_request", case_id, asked.id)).status_code == 302
    row = requests(cast, case_id)[0]
    assert (row.state, row.result, row.ended_on) == ("working", "", None)


def test_the_task_of_a_request_is_somebody_s_of_the_team(cast: Cast) -> None:
    case_id = a_case(cast)
    asked = requests(cast, case_id)[0]
    browser = browser_of(cast.case_manager)
    change = url("change_request", case_id, asked.id)
    typed = {"kind": "legal", "owner": str(cast.lawyer.account_id), "words": ""}
    assert browser.post(change, typed).status_code == 422
    on_the_team(cast, case_id, cast.lawyer, "lawyer")
    assert browser.post(change, typed).status_code == 302
    row = requests(cast, case_id)[0]
    assert (row.kind, row.owner_id) == ("legal", cast.lawyer.account_id)


def test_a_new_request_says_that_the_client_was_heard(cast: Cast) -> None:
    case_id = a_case(cast, day=today() - timedelta(days=40))
    assert row_of(cast, case_id).heard_on == today() - timedelta(days=40)
    add(cast.case_manager, case_id, "social", asked_on=(today() - timedelta(days=3)).isoformat())
    assert row_of(cast, case_id).heard_on == today() - timedelta(days=40)
    add(cast.case_manager, case_id, "legal")
    assert row_of(cast, case_id).heard_on == today()


def test_the_same_request_sent_twice_is_written_once(cast: Cast) -> None:
    case_id, same = a_case(cast), str(day_id())
    for _ in range(2):
        assert add(cast.case_manager, case_id, "legal", record_id=same) == 302
    assert len(requests(cast, case_id)) == 2


def test_a_request_of_another_case_is_not_there(cast: Cast) -> None:
    one, other = a_case(cast), a_case(cast)
    asked = requests(cast, other)[0]
    browser = browser_of(cast.case_manager)
    assert browser.get(url("request", one, asked.id)).status_code == 404
    for name in ("begin_request", "end_request", "change_request"):
        assert browser.post(url(name, one, asked.id), {}).status_code == 404
