"""Who was trained in what, until when it holds, and who is told that it runs out."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from ravny.core.kit.aging import months_back
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.supervision.models import Attendance, Training
from ravny.services.supervision.operations.training import record_training
from ravny.services.supervision.today_own import rows
from ravny.services.supervision.types import TrainingFacts
from tests.cast import Cast, Person, browser_of

pytestmark = pytest.mark.django_db


def sent(*people: Person, **changes: Any) -> dict[str, Any]:
    return {
        "record_id": str(day_id()),
        "kind": "culture",
        "day": today().isoformat(),
        "minutes": "180",
        "months": "",
        "people": [str(one.account_id) for one in people],
        **changes,
    }


def a_training(cast: Cast, *people: Person, **changes: Any) -> None:
    facts: dict[str, Any] = {
        "training_id": day_id(),
        "kind": "culture",
        "day": today(),
        "minutes": 120,
        "people": frozenset(one.account_id for one in people),
        **changes,
    }
    record_training(actor=cast.coordinator.actor, facts=TrainingFacts(**facts))


@pytest.mark.mission("S96")
def test_a_training_with_who_took_part_holds_for_its_months(cast: Cast) -> None:
    coordinator = browser_of(cast.coordinator)
    told = sent(cast.peer, cast.social)
    for _ in range(2):
        assert coordinator.post("/supervision/trainings/new/", told).status_code == 302
    with scope(organisation=cast.organisation_id):
        assert Attendance.objects.count() == 2
    mine = browser_of(cast.peer).get("/supervision/trainings/").content.decode()
    assert "религиозная и культурная чувствительность" in mine
    matrix = coordinator.get("/supervision/trainings/valid/").content.decode()
    assert matrix.count("до ") >= 2
    assert coordinator.get("/supervision/trainings/", {"format": "csv"}).status_code == 200


def test_who_took_part_is_told_before_it_runs_out_and_so_is_the_coordinator(cast: Cast) -> None:
    a_training(cast, cast.peer, day=months_back(today(), 24) + timedelta(days=10))
    (row,) = rows(cast.peer.actor)
    assert row.key == "supervision.training.culture" and 5 <= (row.days or 0) <= 12
    assert "supervision.trainings" in {row.key for row in rows(cast.coordinator.actor)}
    a_training(cast, cast.peer)
    assert rows(cast.peer.actor) == []


def test_one_for_ever_never_runs_out(cast: Cast) -> None:
    a_training(cast, cast.peer, months=0, day=today() - timedelta(days=390))
    assert rows(cast.peer.actor) == []
    page = browser_of(cast.peer).get("/supervision/trainings/").content.decode()
    assert "бессрочно" in page


WRONG: list[dict[str, Any]] = [
    {"kind": "magic"},
    {"day": "2099-01-01"},
    {"day": ""},
    {"minutes": "0"},
    {"months": "121"},
    {"months": "-1"},
    {"people": []},
    {"people": [str(day_id())]},
    {"record_id": "x"},
]


@pytest.mark.parametrize("changes", WRONG)
def test_a_wrong_training_is_refused(cast: Cast, changes: dict[str, Any]) -> None:
    told = sent(cast.peer, **changes)
    answer = browser_of(cast.coordinator).post("/supervision/trainings/new/", told)
    assert answer.status_code == 422
    with scope(organisation=cast.organisation_id):
        assert not Training.objects.exists()


def test_only_a_coordinator_writes_trainings_and_sees_everybodys(cast: Cast) -> None:
    a_training(cast, cast.social)
    browser = browser_of(cast.peer)
    assert browser.get("/supervision/trainings/new/").status_code == 404
    assert browser.get("/supervision/trainings/valid/").status_code == 404
    with scope(organisation=cast.organisation_id):
        from ravny.services.supervision.queries.trainings import trainings

        assert not trainings(cast.peer.actor, {}).exists()


def test_the_list_asks_no_more_for_many(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        return len(queries)

    pages = ("/supervision/trainings/", "/supervision/trainings/valid/", "/supervision/handovers/")
    a_training(cast, cast.peer)
    before = [asked(page) for page in pages]
    for _ in range(4):
        a_training(cast, cast.peer, cast.social)
    assert [asked(page) for page in pages] == before
