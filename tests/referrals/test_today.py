"""Rows of *Today*: whom to look after again, nothing twice, never a flood."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override
from django_scopes import scope

from ravny.core.kit import registries
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account
from ravny.services.referrals.models import Referral
from ravny.services.referrals.operations import open_many
from ravny.services.referrals.queries import due_count
from ravny.services.referrals.today import MOST_ROWS, due_rows
from ravny.services.referrals.types import ReferralFacts
from tests.cast import Cast, Person, browser_of

from .makers import CENTRE, a_client, a_referral

pytestmark = pytest.mark.django_db
TODAY = today()


def keys(person: Person) -> list[str]:
    return [row.key for row in due_rows(person.actor)]


def late(scene: Cast, days: int, **changes: Any) -> Any:
    begin = TODAY - timedelta(days=days + 3)
    return a_referral(scene, day=begin, follow_up_on=TODAY - timedelta(days=days), **changes)


def test_ones_own_due_referrals_come_the_most_pressing_first(scene: Cast) -> None:
    client_id = a_client(scene, legal_status="citizen")
    weeks = late(scene, 5, client_id=client_id, urgency="weeks")
    soon = late(scene, 2, client_id=client_id)
    pressing = late(scene, 0, client_id=client_id, urgency="today")
    a_referral(scene, client_id=client_id, follow_up_on=TODAY + timedelta(days=1))
    assert keys(scene.peer) == [f"referrals.{key}" for key in (pressing, soon, weeks)]
    assert keys(scene.social) == []
    assert due_count(scene.peer.actor) == 3
    page = browser_of(scene.peer).get(reverse("desk:today")).content.decode()
    # One person and one harm are one row; what the others say stands in it.
    assert "Узнать, дошёл ли" in page and "дней просрочки" in page
    assert page.count("Ещё об этом: Переадресация") == 2
    with override("ru"):
        left = [(row.left_number, row.left_unit) for row in due_rows(scene.peer.actor)]
    assert left == [("сегодня", ""), ("2", "дня просрочки"), ("5", "дней просрочки")]
    assert "<b>0</b>" not in page


def test_an_appointment_tomorrow_is_told_to_owner_and_escort_once(scene: Cast) -> None:
    plan: dict[str, Any] = {"appointment_on": TODAY + timedelta(days=1), "escort": "agreed"}
    both = late(scene, 1, escort_id=scene.social.account_id, **plan)
    late(scene, -2, appointment_on=TODAY + timedelta(days=1), escort="declined")
    for person in (scene.peer, scene.social):
        rows = due_rows(person.actor)
        assert [row.key for row in rows] == [f"referrals.{both}"]
        assert rows[0].group == "now" and "Зарина" in str(rows[0].why)
    nobody = late(scene, -1, **plan)
    rows = {row.key: row for row in due_rows(scene.peer.actor)}
    assert "Сопровождающего ещё нет" in str(rows[f"referrals.{nobody}"].why)


def test_a_coordinator_sees_what_nobody_looked_at_and_tasks_of_who_left(scene: Cast) -> None:
    forgotten = late(scene, 8)
    late(scene, 7)
    orphan = late(scene, -1, owner_id=scene.social.account_id)
    with scope(organisation=scene.organisation_id):
        Account.objects.filter(id=scene.social.account_id).update(active=False)
    with override("ru"):
        rows = {row.key: row for row in due_rows(scene.coordinator.actor)}
    assert set(rows) == {f"referrals.{forgotten}", f"referrals.{orphan}"}
    assert "Задача: Тимур, к ней" in str(rows[f"referrals.{forgotten}"].why)
    assert "больше не работает" in str(rows[f"referrals.{orphan}"].why)
    assert keys(scene.case_manager) == [] and keys(scene.outsider) == []


def test_never_more_than_fifteen_and_one_for_the_rest(
    scene: Cast, django_assert_num_queries: Any
) -> None:
    actor, client_id = scene.peer.actor, a_client(scene)
    begin = TODAY - timedelta(days=9)
    facts = ReferralFacts(
        client_id=client_id, reason="doctor", day=begin, service_id=CENTRE, consented=True,
        warned=True,
    )  # fmt: skip
    for count, queries, shown in ((5, 3, 5), (35, 4, MOST_ROWS + 1)):
        open_many(actor=actor, rows=[(day_id(), facts) for _ in range(count)])
        with django_assert_num_queries(queries):
            rows = due_rows(actor)
        assert len(rows) == shown
    assert rows[-1].key == "referrals.rest" and rows[-1].left_number == "25"
    assert len({row.key for row in rows}) == len(rows)
    with scope(organisation=scene.organisation_id):
        assert Referral.objects.count() == 40


def test_the_menu_counts_ones_own_due_ones_in_one_query(
    scene: Cast, django_assert_num_queries: Any
) -> None:
    late(scene, 1)
    entry = next(one for one in registries.menu if one.url_name == "referrals:board")
    assert entry.count is not None
    actor = scene.peer.actor
    with django_assert_num_queries(1):
        assert entry.count(actor) == 1
    assert entry.count(scene.social.actor) is None
