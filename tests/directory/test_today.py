"""What the directory puts on *Today*, and for whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from ravny.core.kit.clock import today
from ravny.people.directory import operations
from ravny.people.directory.today import directory_rows
from tests.cast import Cast, Person, browser_of

from .makers import a_dealing, a_service

pytestmark = pytest.mark.django_db


def ago(days: int) -> Any:
    return today() - timedelta(days=days)


def keys(person: Person) -> list[str]:
    return [row.key for row in directory_rows(person.actor)]


def test_entries_nobody_checked_are_one_row_for_who_may_check_them(cast: Cast) -> None:
    a_service(cast.coordinator, verified_on=ago(180))
    assert keys(cast.social) == []
    a_service(cast.coordinator, verified_on=ago(181))
    never = a_service(cast.coordinator)
    [row] = directory_rows(cast.social.actor)
    assert (row.key, row.group, row.left_number) == ("directory.stale", "week", "2")
    for person in (cast.peer, cast.doctor, cast.stock, cast.keeper, cast.stranger):
        assert keys(person) == []
    shown = browser_of(cast.social).get(row.action_url)
    assert len(shown.context["list"].rows) == 2
    operations.retire_service(actor=cast.coordinator.actor, service_id=never)
    assert directory_rows(cast.social.actor)[0].left_number == "1"


def test_an_answer_is_asked_for_again_by_who_asked_on_its_day(cast: Cast) -> None:
    service_id = a_service(cast.lawyer, verified_on=today(), label="Полиция", kind="police")
    a_dealing(cast.lawyer, service_id, next_on=today() + timedelta(days=1))
    assert keys(cast.lawyer) == []
    due = a_dealing(cast.lawyer, service_id, next_on=today(), answer="promised")
    with override("ru"):
        [row] = directory_rows(cast.lawyer.actor)
    assert (row.group, row.left_number, row.title) == ("now", "сегодня", "Полиция")
    assert row.action_url == reverse("directory:dealing", args=[due])
    assert keys(cast.social) == [] and keys(cast.coordinator) == []
    operations.settle_dealing(actor=cast.lawyer.actor, dealing_id=due, outcome="kept")
    assert keys(cast.lawyer) == []


@pytest.mark.parametrize(("days", "seen"), [(7, False), (8, True)])
def test_the_coordinator_sees_what_a_colleague_left_lying_for_over_a_week(
    cast: Cast, days: int, seen: bool
) -> None:
    service_id = a_service(cast.lawyer, verified_on=today(), kind="court")
    dealing_id = a_dealing(cast.lawyer, service_id, day=ago(60), next_on=ago(days))
    key = f"directory.dealing.{dealing_id}"
    assert keys(cast.coordinator) == ([key] if seen else [])
    assert keys(cast.lawyer) == [key] and keys(cast.hotline) == []
    if seen:
        [row] = directory_rows(cast.coordinator.actor)
        assert cast.lawyer.pseudonym in row.why and row.left_number == "8"


def test_nothing_stands_on_today_twice(cast: Cast, django_assert_num_queries: Any) -> None:
    service_id = a_service(cast.coordinator, kind="court")
    for days in (1, 30, 9):
        a_dealing(cast.coordinator, service_id, day=ago(60), next_on=ago(days))
    actor = cast.coordinator.actor
    with django_assert_num_queries(2):
        rows = directory_rows(actor)
    assert len({row.key for row in rows}) == len(rows) == 4
    assert [row.left_number for row in sorted(rows, key=lambda row: row.rank)][:3] == [
        "30",
        "9",
        "1",
    ]
    page = browser_of(cast.coordinator).get("/").content.decode()
    assert page.count(reverse("directory:list") + "?verified=stale") == 1
