"""A new phrase: what signs in and what unwraps change together, or neither does."""

import hashlib
import json
import os
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django_scopes import scopes_disabled

from ravny.core.journal.models import Entry
from ravny.core.staff.models import Account, SignIn
from ravny.core.staff.secrets import secret_hash
from ravny.core.vault import reader, session_keys
from ravny.core.vault.envelope import EnvelopeError, wrap
from ravny.core.vault.models import StaffKey
from ravny.core.vault.operations.circles import keyring_context
from tests.cast import Person, browser_of
from tests.vault.conftest import Keyed, wrapping_key
from tests.vault.test_session_keys import ask

NEW_SECRET, NEW_WRAPPING = os.urandom(32), os.urandom(32)


def text(octets: bytes) -> str:
    return b64encode(octets).decode()


def change(person: Person, keys: reader.Keyring, **changes: Any) -> dict[str, str]:
    """What the page sends when somebody takes a new phrase."""
    with scopes_disabled():
        kept = bytes(StaffKey.objects.get(account_id=person.account_id).keyring)
    secret = keys.seed + keys.signing_seed
    return {
        "old_secret": text(person.login_secret),
        "new_secret": text(NEW_SECRET),
        "before": text(hashlib.sha256(kept).digest()),
        "keyring": text(wrap(NEW_WRAPPING, keyring_context(person.account_id), secret)),
        "code": person.totp_now,
        **changes,
    }


def send(client: Client, sent: dict[str, str]) -> Any:
    return client.post("/vault/phrase", json.dumps(sent), content_type="application/json")


def kept_of(person: Person) -> tuple[bytes, bytes]:
    """The two halves as the database holds them."""
    with scopes_disabled():
        secret = Account.objects.get(id=person.account_id).secret_hash
        keyring = StaffKey.objects.get(account_id=person.account_id).keyring
    return bytes(secret or b""), bytes(keyring)


def changes_in_the_journal() -> int:
    with scopes_disabled():
        return Entry.objects.filter(verb="staff.phrase_changed").count()


def test_the_same_keys_open_under_the_new_phrase_alone(keyed: Keyed) -> None:
    social = keyed.cast.social
    assert send(browser_of(social), change(social, keyed.social)).json() == {"changed": True}
    assert kept_of(social)[0] == secret_hash(NEW_SECRET)
    again = reader.open_keyring(actor=social.actor, wrapping_key=NEW_WRAPPING)
    assert again.seed == keyed.social.seed
    with pytest.raises(EnvelopeError):
        reader.open_keyring(actor=social.actor, wrapping_key=wrapping_key(social))
    assert changes_in_the_journal() == 1


@pytest.mark.parametrize("wrong", [{"old_secret": text(bytes(32))}, {"code": "000000"}])
def test_a_wrong_phrase_or_code_changes_neither(keyed: Keyed, wrong: dict[str, str]) -> None:
    social, before = keyed.cast.social, kept_of(keyed.cast.social)
    answer = send(browser_of(social), change(social, keyed.social, **wrong))
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert kept_of(social) == before


def test_guessing_waits_as_at_the_sign_in(keyed: Keyed) -> None:
    social = keyed.cast.social
    client, wrong = browser_of(social), change(social, keyed.social, old_secret=text(bytes(32)))
    answers = [send(client, wrong).json()["error"] for _ in range(5)]
    assert len(set(answers)) == 2
    right = send(client, change(social, keyed.social))
    assert right.json()["error"] == answers[-1]


def test_the_other_sign_ins_end_and_what_was_armed_there_is_forgotten(keyed: Keyed) -> None:
    social = keyed.cast.social
    here, there = browser_of(social), browser_of(social)
    ask(here, make=True)
    ask(there, make=True)
    there.post("/vault/pin", '{"pin": "271828"}', content_type="application/json")
    send(here, change(social, keyed.social))
    assert ask(here).status_code == 200
    assert there.get("/vault/own").status_code == 302
    assert len(session_keys._kept) == 1
    with scopes_disabled():
        assert SignIn.objects.filter(account_id=social.account_id).count() == 1


def test_sent_again_it_is_one_change(keyed: Keyed) -> None:
    social, client = keyed.cast.social, browser_of(keyed.cast.social)
    sent = change(social, keyed.social)
    assert send(client, sent).status_code == 200
    assert send(client, sent).status_code == 200
    assert send(client, {**sent, "code": "000000"}).status_code == 200
    assert changes_in_the_journal() == 1


def test_of_two_pages_the_first_counts(keyed: Keyed) -> None:
    social, client = keyed.cast.social, browser_of(keyed.cast.social)
    one = change(social, keyed.social)
    two = change(social, keyed.social, new_secret=text(os.urandom(32)))
    assert send(client, one).status_code == 200
    late = send(client, two)
    assert (late.status_code, late.json()["code"]) == (422, "changed")
    assert kept_of(social)[0] == secret_hash(NEW_SECRET)


def test_a_keyring_of_somebody_else_or_of_another_size_is_refused(keyed: Keyed) -> None:
    social, before = keyed.cast.social, kept_of(keyed.cast.social)
    other = keyring_context(keyed.cast.coordinator.account_id)
    for keyring in (wrap(NEW_WRAPPING, other, bytes(64)), b"", os.urandom(114)):
        answer = send(browser_of(social), change(social, keyed.social, keyring=text(keyring)))
        assert answer.status_code == 422
    same = change(social, keyed.social, new_secret=text(social.login_secret))
    assert send(browser_of(social), same).json()["code"] == "same"
    assert kept_of(social) == before


def test_a_stolen_sign_in_cannot_put_another_keyring_in_its_place(keyed: Keyed) -> None:
    social, before = keyed.cast.social, kept_of(keyed.cast.social)
    sent = change(social, keyed.social)
    with scopes_disabled():
        row = StaffKey.objects.get(account_id=social.account_id)
    body = {
        "public_key": text(bytes(row.public_key)),
        "signing_public": text(bytes(row.signing_public)),
        "keyring": sent["keyring"],
    }
    answer = browser_of(social).post("/vault/keyring", json.dumps(body), "application/json")
    assert answer.status_code == 422
    assert kept_of(social) == before


def test_the_day_of_the_change_stands_beside_the_sign_ins(keyed: Keyed) -> None:
    social, client = keyed.cast.social, browser_of(keyed.cast.social)
    without = client.get("/staff/me").content
    send(client, change(social, keyed.social))
    assert "фраза была сменена" in client.get("/staff/me").content.decode()
    assert "фраза была сменена".encode() not in without


@pytest.mark.django_db(transaction=True)
def test_two_changes_in_the_same_moment_leave_one_phrase_whole(keyed: Keyed) -> None:
    social = keyed.cast.social
    secrets = [os.urandom(32) for _ in range(4)]
    sent = [change(social, keyed.social, new_secret=text(secret)) for secret in secrets]
    browsers = [browser_of(social) for _ in secrets]

    def press(number: int) -> Any:
        try:
            return send(browsers[number], sent[number])
        finally:
            connection.close()

    with ThreadPoolExecutor(len(secrets)) as pool:
        answers = list(pool.map(press, range(len(secrets))))
    won = [number for number, answer in enumerate(answers) if answer.status_code == 200]
    assert len(won) == 1, [answer.status_code for answer in answers]
    secret, keyring = kept_of(social)
    assert secret == secret_hash(secrets[won[0]])
    assert text(keyring) == sent[won[0]]["keyring"]
    assert changes_in_the_journal() == 1
