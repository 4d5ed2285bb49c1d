"""A passkey opens again within the day and by itself nothing; it is its owner's alone."""

import json
import os
from base64 import b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from ravny.core.vault import session_keys
from tests.cast import Cast, Person, browser_of
from tests.vault.test_session_keys import ask

SECRET, OTHER = os.urandom(32), os.urandom(32)


def text(octets: bytes) -> str:
    return b64encode(octets).decode()


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(path, json.dumps(body), content_type="application/json")


def keep(client: Client, credential: bytes = b"") -> Any:
    """Send what the page sends after a passkey was made."""
    made = {"credential": text(credential or os.urandom(32)), "salt": text(os.urandom(32))}
    return post(client, "/vault/passkeys", **made)


def armed(person: Person) -> tuple[Client, str]:
    """A browser in which the phrase was typed and a passkey chosen for today."""
    client = browser_of(person)
    ask(client, make=True)
    passkey = keep(client).json()["id"]
    assert (
        post(client, "/vault/passkeys/today", passkey=passkey, secret=text(SECRET)).status_code
        == 204
    )
    return client, passkey


def wake(client: Client, passkey: str, secret: bytes = SECRET) -> Any:
    return ask(client, passkey=passkey, secret=text(secret))


def test_a_passkey_opens_again_after_a_pause(cast: Cast) -> None:
    client, passkey = armed(cast.social)
    key = ask(client).json()["key"]
    client.delete("/vault/session-key")
    assert ask(client).json() == {"locked": True, "pin": False}
    assert client.get("/vault/passkeys").json()["armed"] == passkey
    assert wake(client, passkey).json()["key"] == key
    assert ask(client).status_code == 200


def test_nothing_a_passkey_yields_is_kept(cast: Cast) -> None:
    client, _passkey = armed(cast.social)
    assert client
    assert SECRET not in repr(session_keys._kept).encode()
    assert SECRET not in [kept.passkey for kept in session_keys._kept.values()]


def test_five_wrong_tries_end_it_and_a_pin_counts_with_them(cast: Cast) -> None:
    client, passkey = armed(cast.social)
    post(client, "/vault/pin", pin="271828")
    client.delete("/vault/session-key")
    for _ in range(3):
        assert wake(client, passkey, OTHER).status_code == 409
    for _ in range(2):
        assert ask(client, pin="000000").status_code == 409
    assert wake(client, passkey).status_code == 409
    assert ask(client, pin="271828").json() == {"locked": True, "pin": False}


def test_a_removed_passkey_opens_nothing(cast: Cast) -> None:
    client, passkey = armed(cast.social)
    client.delete("/vault/session-key")
    assert client.post(f"/vault/passkeys/{passkey}/remove").status_code == 302
    assert wake(client, passkey).status_code == 409
    assert client.get("/vault/passkeys").json() == {"passkeys": [], "armed": None}


def test_a_restart_and_the_evening_leave_only_the_phrase(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, passkey = armed(cast.social)
    client.delete("/vault/session-key")
    later = timezone.now() + timedelta(hours=15)
    with monkeypatch.context() as evening:
        evening.setattr(session_keys, "now", lambda: later)
        assert wake(client, passkey).status_code == 409
    client, passkey = armed(cast.social)
    session_keys.forget_all()
    assert wake(client, passkey).status_code == 409


def test_another_sign_in_gains_nothing_by_the_same_passkey(cast: Cast) -> None:
    _client, passkey = armed(cast.social)
    other = browser_of(cast.social)
    assert wake(other, passkey).status_code == 409
    ask(other, make=True)
    other.delete("/vault/session-key")
    assert wake(other, passkey).status_code == 409


def test_a_passkey_is_its_owners_alone(cast: Cast) -> None:
    _client, passkey = armed(cast.social)
    other = browser_of(cast.doctor)
    ask(other, make=True)
    today = "/vault/passkeys/today"
    assert post(other, today, passkey=passkey, secret=text(SECRET)).status_code == 404
    assert other.post(f"/vault/passkeys/{passkey}/remove").status_code == 404
    assert other.get("/vault/passkeys").json()["passkeys"] == []


def test_the_same_passkey_sent_again_is_one_and_nobody_elses_is_taken(cast: Cast) -> None:
    client, other, credential = browser_of(cast.social), browser_of(cast.doctor), os.urandom(32)
    ask(client, make=True)
    ask(other, make=True)
    first, again = keep(client, credential).json()["id"], keep(client, credential).json()["id"]
    assert first == again
    assert keep(other, credential).status_code == 404


def test_a_passkey_is_made_and_armed_only_while_the_notes_are_open(cast: Cast) -> None:
    client = browser_of(cast.social)
    assert keep(client).status_code == 409
    ask(client, make=True)
    passkey = keep(client).json()["id"]
    client.delete("/vault/session-key")
    assert (
        post(client, "/vault/passkeys/today", passkey=passkey, secret=text(SECRET)).status_code
        == 409
    )


@pytest.mark.parametrize(
    "sent",
    [
        {"credential": text(b"short"), "salt": text(bytes(32))},
        {"credential": text(bytes(1024)), "salt": text(bytes(32))},
        {"credential": text(bytes(32)), "salt": text(bytes(31))},
        {"credential": 1, "salt": text(bytes(32))},
        {},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(cast: Cast, sent: dict[str, Any]) -> None:
    client = browser_of(cast.social)
    ask(client, make=True)
    assert post(client, "/vault/passkeys", **sent).status_code == 422


def test_ten_passkeys_are_the_most(cast: Cast) -> None:
    client = browser_of(cast.social)
    ask(client, make=True)
    assert [keep(client).status_code for _ in range(11)] == [201] * 10 + [422]


def test_the_page_lists_ones_own_passkeys(cast: Cast, keyed: Any) -> None:
    client, passkey = armed(cast.social)
    page = client.get("/vault/own").content.decode()
    assert f"/vault/passkeys/{UUID(passkey)}/remove" in page
    assert "/vault/own" in client.get("/staff/me").content.decode()
