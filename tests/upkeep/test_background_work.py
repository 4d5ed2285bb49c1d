"""One process works at a time; the machine that watches learns whether all is well."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.management.commands import db_worker

import ravny
from ravny.core.kit import clock, registries
from ravny.insight.upkeep import lease, work
from ravny.insight.upkeep.models import Done
from ravny.insight.upkeep.views import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One piece of periodic work, and what it did."""
    done: list[str] = []
    only = registries.Registry(
        [registries.PeriodicWork("test.work", 24, lambda: done.append("ran"))]
    )
    monkeypatch.setattr(registries, "periodic", only)
    # The test's transaction is its connection; the real loop renews its own.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    return done


def silence(monkeypatch: pytest.MonkeyPatch, **by: int) -> None:
    moment = clock.now() + timedelta(**by)
    monkeypatch.setattr(lease, "now", lambda: moment)


def test_the_thread_stops_while_a_worker_lives_and_goes_on_when_it_died(
    ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    thread, worker = lease.new_holder("thread"), lease.new_holder("worker")
    assert lease.hold(thread)
    assert lease.hold(worker), "a worker takes the lease from the thread at once"
    assert not work.work_once(thread)
    assert ran == []
    silence(monkeypatch, seconds=61)
    assert work.work_once(thread)
    assert ran == ["ran"]


def test_two_workers_do_not_work_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = lease.new_holder("worker"), lease.new_holder("worker")
    assert lease.hold(one)
    assert not lease.hold(other)
    lease.release(one)
    assert lease.hold(other)


def test_work_is_done_when_it_is_due_and_not_again(ran: list[str]) -> None:
    holder = lease.new_holder("thread")
    work.work_once(holder)
    work.work_once(holder)
    assert ran == ["ran"]
    Done.objects.update(ran_at=clock.now() - timedelta(hours=25))
    work.work_once(holder)
    assert ran == ["ran", "ran"]


def test_work_that_fails_is_noted_and_stops_nothing_else(ran: list[str]) -> None:
    def fail() -> None:
        raise ValueError("Зара")

    registries.periodic.entries.insert(0, registries.PeriodicWork("test.fails", 1, fail))
    assert work.work_once(lease.new_holder("thread"))
    assert ran == ["ran"]
    assert not Done.objects.get(job="test.fails").well


def test_healthz_says_what_is_well(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").status_code == 503
    lease.hold(lease.new_holder("thread"))
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "database": True, "keys": True, "worker": True, "version": ravny.__version__
    }  # fmt: skip
    monkeypatch.setattr(health, "_database", lambda: False)
    assert client.get("/healthz").status_code == 503


def test_healthz_is_the_desks_alone(field_client: Any, portal_client: Any) -> None:
    assert field_client.get("/healthz").status_code == 404
    assert portal_client.get("/healthz").status_code == 404
