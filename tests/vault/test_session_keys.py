"""The key to an open keyring lives in memory only: idle, locked, restarted, all end it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, TestCase

from ravny.core.kit import clock
from ravny.core.staff.operations import close_account
from ravny.core.vault import session_keys
from tests.cast import Cast, browser_of
from tests.vault.conftest import Keyed


def ask(client: Client, **body: Any) -> Any:
    return client.post("/vault/session-key", json.dumps(body), content_type="application/json")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Move the clock on."""
    moment = clock.now()

    def move(**by: int) -> None:
        nonlocal moment
        moment += timedelta(**by)
        monkeypatch.setattr(session_keys, "now", lambda: moment)

    move(seconds=0)
    return move


def test_a_key_comes_back_across_page_loads_and_is_never_cached(cast: Cast) -> None:
    client = browser_of(cast.social)
    made = ask(client, make=True)
    assert made["Cache-Control"] == "no-store"
    assert ask(client).json()["key"] == made.json()["key"]


def test_another_sign_in_of_the_same_person_gets_nothing(cast: Cast) -> None:
    ask(browser_of(cast.social), make=True)
    assert ask(browser_of(cast.social)).status_code == 409


def test_a_restart_locks_everyone(cast: Cast) -> None:
    client = browser_of(cast.social)
    ask(client, make=True)
    session_keys.forget_all()
    assert ask(client).json() == {"locked": True, "pin": False}


def test_fifteen_idle_minutes_lock_and_work_keeps_it_open(cast: Cast, later: Any) -> None:
    client = browser_of(cast.social)
    ask(client, make=True)
    for _ in range(3):
        later(minutes=14)
        assert ask(client).status_code == 200
    later(minutes=16)
    assert ask(client).status_code == 409


def test_locking_ends_it_here_and_everywhere(cast: Cast) -> None:
    one, other = browser_of(cast.social), browser_of(cast.social)
    ask(one, make=True)
    ask(other, make=True)
    assert one.delete("/vault/session-key").status_code == 204
    assert ask(one).status_code == 409
    assert ask(other).status_code == 200
    one.delete("/vault/session-key?everywhere=1")
    assert ask(other).status_code == 409


def test_a_pin_opens_again_after_a_pause_and_five_wrong_ones_end_it(cast: Cast, later: Any) -> None:
    client = browser_of(cast.social)
    key = ask(client, make=True).json()["key"]
    wrong_shape = client.post("/vault/pin", '{"pin": "12"}', content_type="application/json")
    assert wrong_shape.status_code == 422
    client.post("/vault/pin", '{"pin": "271828"}', content_type="application/json")
    later(minutes=16)
    assert ask(client).json() == {"locked": True, "pin": True}
    assert ask(client, pin="271828").json()["key"] == key
    client.delete("/vault/session-key")
    for _ in range(5):
        assert ask(client, pin="000000").status_code == 409
    assert ask(client, pin="271828").json() == {"locked": True, "pin": False}


def test_a_pin_ends_with_the_day(cast: Cast, later: Any) -> None:
    client = browser_of(cast.social)
    ask(client, make=True)
    client.post("/vault/pin", '{"pin": "271828"}', content_type="application/json")
    later(hours=15)
    assert ask(client, pin="271828").status_code == 409


def test_a_key_is_needed_to_open_and_to_be_given_wraps(keyed: Keyed) -> None:
    client = browser_of(keyed.cast.social)
    wraps = f"/vault/wraps?circle={keyed.near.circle_id}"
    opened = {"content_type": "application/json", "data": '{"things": []}'}
    assert client.get(wraps).json() == {"locked": True, "pin": False}
    assert client.post("/vault/opened", **opened).status_code == 409
    ask(client, make=True)
    assert client.get(wraps).json()["wraps"]
    assert client.post("/vault/opened", **opened).status_code == 204
    session_keys.forget_all()
    assert client.get(wraps).status_code == 409


def test_whose_access_ends_leaves_no_key_in_memory(keyed: Keyed) -> None:
    client = browser_of(keyed.cast.social)
    ask(client, make=True)
    lead = keyed.cast.coordinator.actor
    with TestCase.captureOnCommitCallbacks(execute=True):
        close_account(actor=lead, account_id=keyed.cast.social.account_id)
    assert client.get(f"/vault/wraps?circle={keyed.near.circle_id}").status_code == 302
    assert session_keys._kept == {}


def test_the_window_tells_each_person_only_their_own(keyed: Keyed) -> None:
    page = browser_of(keyed.cast.social).get("/vault/lock").content.decode()
    assert str(keyed.cast.social.account_id) in page
    assert "data-has-keys" in page
    assert "data-has-keys" not in browser_of(keyed.cast.peer).get("/vault/lock").content.decode()


def test_a_keyring_is_given_to_its_owner_only(keyed: Keyed) -> None:
    mine = browser_of(keyed.cast.social).get("/vault/keyring").json()["keyring"]
    theirs = browser_of(keyed.cast.coordinator).get("/vault/keyring").json()["keyring"]
    assert mine
    assert mine != theirs
    assert browser_of(keyed.cast.peer).get("/vault/keyring").json()["keyring"] is None
