"""An invitation works once, for seven days, for the person it was made for."""

from base64 import b32decode, urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django_scopes import scopes_disabled

from ravny.core.kit import clock
from ravny.core.kit.ids import day_id
from ravny.core.staff import operations, secrets
from ravny.core.staff.models import Account, Invitation, SignIn
from ravny.core.staff.types import AccountFacts
from tests.cast import Cast, browser_of

SCRIPT = {"X-Ravny-Fetch": "1"}
NEW = AccountFacts("newcomer", "Новый", ("peer",), ("ru",))


@pytest.fixture
def token(cast: Cast) -> str:
    return operations.add_account(actor=cast.coordinator.actor, account_id=day_id(), facts=NEW)


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def accept(client: Client, token: str, **changes: str) -> Any:
    """Do what the page's script does: a derived secret, a code of the secret shown."""
    page = client.get(f"/staff/join/{token}")
    if page.status_code != 200:
        return page
    text = page.content.decode()
    wrapped = hidden(text, "totp")
    shown = text.split('class="code">')[1].split("<")[0]
    return client.post(
        f"/staff/join/{token}",
        {
            "login_secret": urlsafe_b64encode(bytes(range(32))).decode().rstrip("="),
            "totp": wrapped,
            "code": secrets.totp_code(secret_of(shown), clock.now()),
            **changes,
        },
        headers=SCRIPT,
    )


def secret_of(shown: str) -> bytes:
    text = shown.replace(" ", "")
    return b32decode(text + "=" * (-len(text) % 8))


def test_joining_keeps_hashes_and_opens_a_session(client: Client, token: str) -> None:
    response = accept(client, token)
    assert response.status_code == 200
    assert response.json()["next"] == "/"
    assert response.json()["token"]
    with scopes_disabled():
        account = Account.objects.get(login="newcomer")
    assert bytes(account.secret_hash) == secrets.secret_hash(bytes(range(32)))
    assert account.joined_on is not None
    assert client.get("/staff/me").status_code == 200


def test_an_invitation_works_once(client: Client, token: str) -> None:
    assert accept(client, token).status_code == 200
    assert client.get(f"/staff/join/{token}").status_code == 404


def test_looking_does_not_use_it_up(client: Client, token: str) -> None:
    for _ in range(3):
        assert client.get(f"/staff/join/{token}").status_code == 200


def test_it_ends_after_seven_days(client: Client, token: str, monkeypatch: Any) -> None:
    last = clock.today() + timedelta(days=7)
    monkeypatch.setattr("ravny.core.staff.queries.today", lambda: last)
    assert client.get(f"/staff/join/{token}").status_code == 200
    monkeypatch.setattr("ravny.core.staff.queries.today", lambda: last + timedelta(days=1))
    assert client.get(f"/staff/join/{token}").status_code == 404


def test_an_unknown_link_is_the_same_404_as_a_used_one(client: Client, token: str) -> None:
    accept(client, token)
    used = client.get(f"/staff/join/{token}")
    unknown = client.get("/staff/join/never-made")
    assert (used.status_code, used.content) == (unknown.status_code, unknown.content)


def test_only_a_hash_of_the_link_is_kept(token: str) -> None:
    with scopes_disabled():
        kept = Invitation.objects.get()
    assert bytes(kept.token_hash) == secrets.token_hash(token)


def test_a_wrong_code_is_said_and_changes_nothing(client: Client, token: str) -> None:
    response = accept(client, token, code="000000")
    assert response.status_code == 422
    assert response.json()["message"]
    with scopes_disabled():
        assert Account.objects.get(login="newcomer").joined_on is None


def test_the_code_used_at_joining_does_not_sign_in(client: Client, token: str) -> None:
    accept(client, token)
    with scopes_disabled():
        account = Account.objects.get(login="newcomer")
    totp = secrets.unwrap_totp(account.id, bytes(account.totp_wrapped))
    outcome = operations.try_sign_in(
        login="newcomer",
        login_secret=bytes(range(32)),
        code=secrets.totp_code(totp, clock.now()),
    )
    assert outcome.account_id is None


def test_a_secret_wrapped_for_somebody_else_is_refused(
    client: Client, token: str, cast: Cast
) -> None:
    foreign = secrets.wrap_totp(cast.peer.account_id, bytes(20))
    answer = accept(client, token, totp=urlsafe_b64encode(foreign).decode())
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"login_secret": "short"},
        {"login_secret": ""},
        {"totp": ""},
        {"totp": "*" * 40},
        {"code": ""},
        {"code": "abcdef"},
        {"code": "1" * 200},
    ],
)
def test_bad_input_is_refused_in_words(client: Client, token: str, changes: dict[str, str]) -> None:
    answer = accept(client, token, **changes)
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_the_page_names_no_word_list_but_its_own_language(client: Client, token: str) -> None:
    page = client.get(f"/staff/join/{token}").content.decode()
    assert "words-ru" in page
    assert " style=" not in page
    assert "<noscript>" in page


def test_an_invitation_made_again_replaces_the_first(
    client: Client, token: str, cast: Cast
) -> None:
    with scopes_disabled():
        account = Account.objects.get(login="newcomer")
    again = operations.invite_again(actor=cast.coordinator.actor, account_id=account.id)
    assert client.get(f"/staff/join/{token}").status_code == 404
    assert client.get(f"/staff/join/{again}").status_code == 200


def test_inviting_again_ends_what_the_person_had(cast: Cast) -> None:
    theirs = browser_of(cast.peer)
    operations.invite_again(actor=cast.coordinator.actor, account_id=cast.peer.account_id)
    assert theirs.get("/staff/me").status_code == 302
    with scopes_disabled():
        account = Account.objects.get(id=cast.peer.account_id)
        assert not SignIn.objects.filter(account=account).exists()
    assert account.secret_hash is None
    assert account.totp_wrapped is None


def test_the_link_of_a_closed_account_is_dead(client: Client, token: str, cast: Cast) -> None:
    with scopes_disabled():
        account = Account.objects.get(login="newcomer")
    operations.close_account(actor=cast.coordinator.actor, account_id=account.id)
    assert client.get(f"/staff/join/{token}").status_code == 404


def test_the_host_of_the_link_is_the_desk(cast: Cast) -> None:
    form = {
        "record_id": str(day_id()),
        "login": "fresh.one",
        "pseudonym": "Свежий",
        "roles": ["peer"],
        "teams": [str(cast.near_team_id)],
    }
    page = browser_of(cast.coordinator).post("/staff/invite", form)
    assert page.status_code == 200
    assert f"{settings.DESK_HOST}/staff/join/" in page.content.decode()
