"""Guessing costs waiting, by account name, and the same for names nobody bears."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from ravny.core.kit import clock
from ravny.core.staff import operations, secrets
from ravny.core.staff.models import Throttle
from tests.cast import Cast
from tests.staff.test_sign_in import asked, send


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A clock that a test moves."""

    class Hours:
        now: datetime = clock.now()

        def pass_(self, **parts: int) -> None:
            self.now += timedelta(**parts)

    moved = Hours()
    for place in ("operations.signing_in", "views.signing_in", "models", "queries"):
        monkeypatch.setattr(f"ravny.core.staff.{place}.now", lambda: moved.now)
    monkeypatch.setattr("tests.cast.now", lambda: moved.now)
    return moved


def fail(client: Client, cast: Cast, times: int, login: str = "peer") -> list[Any]:
    sent = asked(cast.peer, secret=bytes(32), login=login)
    return [send(client, sent) for _ in range(times)]


def test_five_tries_are_free(client: Client, cast: Cast, hours: Any) -> None:
    answers = fail(client, cast, 4)
    assert len({answer.content for answer in answers}) == 1
    assert send(client, asked(cast.peer)).status_code == 200


def test_after_the_fifth_even_the_right_phrase_waits(
    client: Client, cast: Cast, hours: Any
) -> None:
    fail(client, cast, 5)
    refused = send(client, asked(cast.peer))
    assert refused.status_code == 422
    assert "1 минуту" in refused.json()["message"]
    hours.pass_(seconds=31)
    assert send(client, asked(cast.peer)).status_code == 200


def test_a_try_while_waiting_checks_and_counts_nothing(
    client: Client, cast: Cast, hours: Any
) -> None:
    fail(client, cast, 5)
    until = Throttle.objects.get().until
    fail(client, cast, 3)
    assert Throttle.objects.get().until == until
    assert Throttle.objects.get().failures == 5


def test_waits_grow_to_a_quarter_of_an_hour() -> None:
    waits = [int(secrets.wait_after(failures).total_seconds()) for failures in range(13)]
    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert secrets.wait_after(1000) == timedelta(minutes=15)


def test_an_unknown_name_waits_alike(client: Client, cast: Cast, hours: Any) -> None:
    known = [answer.content for answer in fail(client, cast, 8)]
    unknown = [answer.content for answer in fail(client, cast, 8, login="nobody")]
    assert known == unknown


def test_one_name_waiting_does_not_hold_up_another(client: Client, cast: Cast, hours: Any) -> None:
    fail(client, cast, 6)
    assert send(client, asked(cast.doctor)).status_code == 200


def test_signing_in_forgets_the_failures(client: Client, cast: Cast, hours: Any) -> None:
    fail(client, cast, 4)
    send(client, asked(cast.peer))
    assert not Throttle.objects.exists()


def test_failures_are_forgotten_after_a_day(client: Client, cast: Cast, hours: Any) -> None:
    fail(client, cast, 6)
    hours.pass_(days=1, minutes=16)
    fail(client, cast, 1)
    assert Throttle.objects.get().failures == 1
    hours.pass_(days=2)
    operations.drop_old_sign_ins()
    assert not Throttle.objects.exists()


def test_no_name_and_no_address_is_kept(client: Client, cast: Cast) -> None:
    fail(client, cast, 2)
    row = Throttle.objects.get()
    assert len(bytes(row.key)) == 32
    assert {field.name for field in Throttle._meta.fields} == {"key", "failures", "until"}
