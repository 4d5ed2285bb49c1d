"""What people carry: the worker sees it first, the coordinator only sums."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.cases.models.work import Contact
from ravny.services.supervision.models import Overload
from ravny.services.supervision.operations import loading
from ravny.services.supervision.queries.load import loads, week_of
from ravny.services.supervision.today_own import rows
from tests.cast import Cast, Person, browser_of

from .makers import some_cases

pytestmark = pytest.mark.django_db


def contact(cast: Cast, case_id: UUID, person: Person, **facts: Any) -> None:
    """Write a contact down straight away."""
    with scope(organisation=cast.organisation_id):
        Contact.objects.create(
            id=day_id(), organisation_id=cast.organisation_id, case_id=case_id, kind="talk",
            way="call", result="reached", account_id=person.account_id,
            **{"hours": "evening", "minutes": 45, "day": today(), **facts},
        )  # fmt: skip


def keys(person: Person) -> set[str]:
    return {row.key.split(".")[1] for row in rows(person.actor)}


@pytest.mark.mission("S89")
def test_the_worker_sees_every_evening_and_the_coordinator_only_the_sum_after_them(
    cast: Cast,
) -> None:
    (case_id,) = some_cases(cast, 1)
    contact(cast, case_id, cast.case_manager)
    coordinator = browser_of(cast.coordinator)
    before = coordinator.get("/supervision/workload/").content.decode()
    assert "45 мин" not in before
    own = browser_of(cast.case_manager).get("/supervision/").content.decode()
    assert "45 мин" in own and "вечер" in own
    after = coordinator.get("/supervision/workload/").content.decode()
    assert "45 мин" in after


def test_the_sum_of_a_month_that_is_over_shows_by_itself(cast: Cast) -> None:
    (case_id,) = some_cases(cast, 1)
    month = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    contact(cast, case_id, cast.case_manager, day=month)
    page = browser_of(cast.coordinator).get("/supervision/workload/", {"month": month.isoformat()})
    assert "45 мин" in page.content.decode()
    for odd in ("x", "2099-01-01", ""):
        answer = browser_of(cast.coordinator).get("/supervision/workload/", {"month": odd})
        assert answer.status_code == 200


def test_points_follow_stage_and_need_and_are_explained(cast: Cast) -> None:
    some_cases(cast, 2)
    me = cast.case_manager.account_id
    assert loads(cast.organisation_id)[me].points == 4
    (urgent,) = some_cases(cast, 1)
    with scope(organisation=cast.organisation_id):
        from ravny.services.cases.models import Case

        Case.objects.filter(id=urgent).update(circumstances=("danger", "pregnant", "child"))
    assert loads(cast.organisation_id)[me].points == 4 + 2 + 2
    page = browser_of(cast.case_manager).get("/supervision/counted/").content.decode()
    assert "Как это считается" in page and "60" in page


def test_who_carries_too_much_is_told_first_and_the_coordinator_after_two_weeks(
    cast: Cast,
) -> None:
    some_cases(cast, 3)
    browser = browser_of(cast.coordinator)
    page = f"/supervision/people/{cast.case_manager.account_id}/limit/"
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"points": 5, "evenings": 1}).status_code == 302
    loading.tend_loads()
    loading.tend_loads()
    assert "load" in keys(cast.case_manager)
    assert "heavy" not in keys(cast.coordinator)
    with scope(organisation=cast.organisation_id):
        Overload.objects.update(since=today() - timedelta(days=14))
    assert "heavy" in keys(cast.coordinator)
    browser.post(page, {"points": 100, "evenings": 1})
    loading.tend_loads()
    assert "load" not in keys(cast.case_manager) and "heavy" not in keys(cast.coordinator)


def test_evenings_two_weeks_in_a_row_reach_the_coordinator(cast: Cast) -> None:
    (case_id,) = some_cases(cast, 1)
    monday = week_of(today())
    for back in (1, 2):
        for day in range(3):
            contact(cast, case_id, cast.case_manager, day=monday - timedelta(days=7 * back - day))
        assert ("heavy" in keys(cast.coordinator)) == (back == 2)
    assert "evenings" not in keys(cast.case_manager)
    for _ in range(3):
        contact(cast, case_id, cast.case_manager)
    loading.set_limit(actor=cast.coordinator.actor, account_id=None, points=60, evenings=0)
    assert "evenings" in keys(cast.case_manager)


WRONG = [
    {"points": "0", "evenings": "1"},
    {"points": "501", "evenings": "1"},
    {"points": "x", "evenings": "1"},
    {"points": "", "evenings": "1"},
    {"points": "9", "evenings": "8"},
    {"points": "9", "evenings": "-1"},
]


@pytest.mark.parametrize("told", WRONG)
def test_a_wrong_limit_is_refused(cast: Cast, told: dict[str, str]) -> None:
    assert browser_of(cast.coordinator).post("/supervision/limit/", told).status_code == 422


def test_only_a_coordinator_sees_sums_and_sets_limits(cast: Cast) -> None:
    for person in (cast.case_manager, cast.peer, cast.keeper):
        browser = browser_of(person)
        for page in ("workload/", "limit/", f"people/{cast.peer.account_id}/limit/"):
            assert browser.get(f"/supervision/{page}").status_code == 404
    assert browser_of(cast.keeper).get("/supervision/").status_code == 404


def asked(cast: Cast, person: Person, page: str) -> int:
    browser = browser_of(person)
    browser.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(page).status_code == 200
    return len(queries)


def test_many_cases_ask_no_more_than_one(cast: Cast) -> None:
    some_cases(cast, 1)
    pages = [(cast.case_manager, "/supervision/"), (cast.coordinator, "/supervision/workload/")]
    before = [asked(cast, *one) for one in pages]
    some_cases(cast, 4)
    assert [asked(cast, *one) for one in pages] == before
