"""Signing in: what is asked, what is refused, and that a refusal tells nothing."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django_scopes import scopes_disabled

from ravny.core.kit import clock
from ravny.core.staff import operations, secrets
from ravny.core.staff.middleware import session_hash
from ravny.core.staff.models import SignIn, Throttle
from tests.cast import Cast, Person, browser_of

PAGE = "/staff/sign-in"
SCRIPT = {"X-Ravny-Fetch": "1"}


def asked(person: Person, **changes: Any) -> dict[str, str]:
    """What the page's script sends for somebody."""
    secret = changes.pop("secret", person.login_secret)
    return {
        "login": person.login,
        "login_secret": urlsafe_b64encode(secret).decode().rstrip("="),
        "code": person.totp_now,
        **changes,
    }


def send(client: Client, sent: dict[str, str]) -> Any:
    return client.post(PAGE, sent, headers=SCRIPT)


def test_the_page_says_plainly_that_it_needs_a_script(client: Client, cast: Cast) -> None:
    page = client.get(PAGE).content.decode()
    assert "<noscript>" in page
    assert settings.INSTANCE_ID in page


def test_the_phrase_has_no_name_so_a_form_cannot_carry_it(client: Client, cast: Cast) -> None:
    page = client.get(PAGE).content.decode()
    box = page.split('id="phrase"')[1].split(">")[0]
    assert " name=" not in box
    assert 'autocomplete="off"' in box
    assert 'spellcheck="false"' in box


def test_right_phrase_and_code_open_the_desk(client: Client, cast: Cast) -> None:
    response = send(client, asked(cast.peer))
    assert response.status_code == 200
    assert response.json()["next"] == "/"
    assert client.get("/staff/me").status_code == 200


def test_an_account_name_may_be_typed_with_capitals_and_blanks(client: Client, cast: Cast) -> None:
    assert send(client, asked(cast.peer, login=" Peer ")).status_code == 200


def test_it_leads_back_to_the_page_that_was_asked_for(client: Client, cast: Cast) -> None:
    away = client.get("/journal/")
    assert away.status_code == 302
    assert away["Location"] == f"{PAGE}?next=%2Fjournal%2F"
    assert send(client, asked(cast.keeper, next="/journal/")).json()["next"] == "/journal/"


@pytest.mark.parametrize(
    "address", ["https://example.org/", "//example.org", "javascript:alert(1)", "\\\\example.org"]
)
def test_it_never_leads_to_another_host(client: Client, cast: Cast, address: str) -> None:
    assert send(client, asked(cast.peer, next=address)).json()["next"] == "/"


def test_the_session_is_one_nobody_knew_before(client: Client, cast: Cast) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "planted0planted0planted0planted0"
    send(client, asked(cast.peer))
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key != "planted0planted0planted0planted0"
    with scopes_disabled():
        kept = SignIn.objects.get(account_id=cast.peer.account_id)
    assert bytes(kept.session_hash) == session_hash(key)


def test_only_a_hash_of_the_session_is_kept_beside_its_hour(client: Client, cast: Cast) -> None:
    send(client, asked(cast.peer))
    with scopes_disabled():
        kept = SignIn.objects.get(account_id=cast.peer.account_id)
    assert (kept.started_at.minute, kept.started_at.second, kept.started_at.microsecond) == (
        0,
        0,
        0,
    )


def wrong_tries(cast: Cast) -> dict[str, dict[str, str]]:
    return {
        "another phrase": asked(cast.peer, secret=bytes(32)),
        "another's code": asked(cast.peer, code="000000"),
        "nobody's name": asked(cast.peer, login="nobody"),
        "somebody else's phrase": asked(cast.peer, secret=cast.doctor.login_secret),
    }


def test_every_refusal_is_the_same_answer(client: Client, cast: Cast) -> None:
    answers = {
        (answer.status_code, answer.content, tuple(sorted(answer.headers.items())))
        for sent in wrong_tries(cast).values()
        for answer in [send(Client(HTTP_HOST=settings.DESK_HOST), sent)]
    }
    assert len(answers) == 1, answers
    assert next(iter(answers))[0] == 422


def test_every_refusal_costs_the_same_queries(
    client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    secrets.stand_in()
    for sent in wrong_tries(cast).values():
        with django_assert_num_queries(9):
            send(client, sent)
        Throttle.objects.all().delete()


def test_a_known_and_an_unknown_name_cost_the_same_work(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: the same calls to the hash, the unwrapping and the code."""
    calls: list[str] = []
    for name in ("secret_hash", "unwrap_totp", "matching_step"):
        real = getattr(secrets, name)

        def counted(*args: Any, name: str = name, real: Any = real) -> Any:
            calls.append(name)
            return real(*args)

        monkeypatch.setattr(f"ravny.core.staff.operations.signing_in.{name}", counted)
    send(client, asked(cast.peer, secret=bytes(32)))
    known, calls[:] = list(calls), []
    send(client, asked(cast.peer, login="nobody"))
    assert known == calls == ["unwrap_totp", "matching_step", "secret_hash"]


def test_a_code_is_not_accepted_twice(client: Client, cast: Cast) -> None:
    sent = asked(cast.peer)
    assert send(client, sent).status_code == 200
    assert send(Client(HTTP_HOST=settings.DESK_HOST), sent).status_code == 422


def test_an_older_code_is_not_accepted_after_a_newer_one(client: Client, cast: Cast) -> None:
    before = secrets.totp_code(cast.peer.totp_secret, clock.now() - timedelta(seconds=30))
    assert send(client, asked(cast.peer)).status_code == 200
    again = Client(HTTP_HOST=settings.DESK_HOST)
    assert send(again, asked(cast.peer, code=before)).status_code == 422


@pytest.mark.parametrize(("drift", "status"), [(-30, 200), (30, 200), (-90, 422), (90, 422)])
def test_a_phone_may_be_half_a_minute_off(
    client: Client, cast: Cast, drift: int, status: int
) -> None:
    code = secrets.totp_code(cast.peer.totp_secret, clock.now() + timedelta(seconds=drift))
    assert send(client, asked(cast.peer, code=code)).status_code == status


def test_a_closed_account_is_refused_like_an_unknown_one(client: Client, cast: Cast) -> None:
    operations.close_account(actor=cast.coordinator.actor, account_id=cast.peer.account_id)
    unknown = send(client, asked(cast.peer, login="nobody"))
    closed = send(client, asked(cast.peer))
    assert (closed.status_code, closed.content) == (unknown.status_code, unknown.content)


BAD_INPUT = [
    {},
    {"login": "peer"},
    {"login": "peer", "login_secret": "AAAA", "code": "123456"},
    {"login": "peer", "login_secret": "*" * 43, "code": "123456"},
    {"login": "peer", "login_secret": "A" * 100_000, "code": "123456"},
    {"login": "peer", "login_secret": "A" * 43, "code": "12345"},
    {"login": "peer", "login_secret": "A" * 43, "code": "１２３４５６"},
    {"login": "peer\x00", "login_secret": "A" * 43, "code": "123456"},
    {"login": "п" * 33, "login_secret": "A" * 43, "code": "123456"},
    {"login": "' or 1=1 --", "login_secret": "A" * 43, "code": "123456"},
]


@pytest.mark.parametrize("sent", BAD_INPUT)
def test_bad_input_is_refused_in_words(client: Client, cast: Cast, sent: dict[str, str]) -> None:
    answer = send(client, sent)
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_a_form_sent_without_the_script_gets_the_page_again(client: Client, cast: Cast) -> None:
    answer = client.post(PAGE, {"login": "peer", "code": "123456"})
    assert answer.status_code == 422
    assert "<noscript>" in answer.content.decode()


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    strict = Client(HTTP_HOST=settings.DESK_HOST, enforce_csrf_checks=True)
    assert strict.post(PAGE, asked(cast.peer), headers=SCRIPT).status_code == 403


def test_somebody_signed_in_is_led_on(cast: Cast) -> None:
    assert browser_of(cast.peer).get(PAGE)["Location"] == "/"


def test_the_language_can_be_changed_before_signing_in(client: Client, cast: Cast) -> None:
    assert 'lang="ru"' in client.get(PAGE).content.decode()
    moved = client.post("/staff/language", {"language": "en", "next": PAGE})
    assert moved["Location"] == PAGE
    assert 'lang="en"' in client.get(PAGE).content.decode()
    client.post("/staff/language", {"language": "xx", "next": "https://example.org"})
    assert 'lang="en"' in client.get(PAGE).content.decode()


def test_a_browser_that_wants_a_language_of_clients_gets_ours(client: Client, cast: Cast) -> None:
    page = client.get(PAGE, headers={"Accept-Language": "uz"}).content.decode()
    assert '<html lang="ru"' in page
