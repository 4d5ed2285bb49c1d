"""Nobody learns by asking who works here, which link was ever valid, whose key is whose.

`PAIRS` holds what must be alike: add a line for every new way in.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django_scopes import scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account, Invitation, Organisation, SignIn, Throttle
from ravny.core.staff.operations import add_account
from ravny.core.staff.types import AccountFacts, Role
from ravny.core.vault import session_keys
from ravny.core.vault.operations import add_passkey
from ravny.people.clients.models import HintSearches
from tests.cast import Cast, browser_of
from tests.clients.makers import open_card
from tests.field.wire_phone import post as post_from_phone
from tests.installed import Installed
from tests.staff.test_sign_in import asked, send
from tests.vault.test_passkeys import text, wake

from . import alike, gates, served

Say = Callable[[], Any]
HINT, NO_HINT = b"\x11" * 32, b"\x22" * 32


@dataclass(frozen=True)
class Pair:
    """Two askings; `before` undoes what asking leaves behind."""

    known: Say
    unknown: Say
    before: Say = lambda: None


def forget_tries() -> None:
    """Undo what keeps whoever asks too often waiting."""
    Throttle.objects.all().delete()
    with scopes_disabled():
        HintSearches.objects.all().delete()


def signing_in(cast: Cast) -> Pair:
    """A name somebody bears, and one nobody does."""
    browser = Client(HTTP_HOST=settings.DESK_HOST)
    sent = {name: asked(cast.peer, secret=bytes(32), login=name) for name in ("peer", "nobd")}
    return Pair(lambda: send(browser, sent["peer"]), lambda: send(browser, sent["nobd"]),
                forget_tries)  # fmt: skip


def signing_in_while_waiting(cast: Cast) -> Pair:
    """The same after many tries, when both wait."""
    pair = signing_in(cast)
    for _ in range(7):
        pair.known()
        pair.unknown()
    return Pair(pair.known, pair.unknown)


def closed(cast: Cast) -> Pair:
    """An account that was closed, with the right phrase and code, and a name nobody bears."""
    with scopes_disabled():
        Account.objects.filter(id=cast.doctor.account_id).update(active=False)
    browser = Client(HTTP_HOST=settings.DESK_HOST)
    known, unknown = asked(cast.doctor), asked(cast.doctor, login="nobody")
    return Pair(lambda: send(browser, known), lambda: send(browser, unknown), forget_tries)


def joining(cast: Cast) -> Pair:
    """A link that was valid once, and one that never was."""
    facts = AccountFacts("farida", "Фарида", (Role.PEER.value,))
    token = add_account(actor=cast.coordinator.actor, account_id=day_id(), facts=facts)
    with scopes_disabled():
        Invitation.objects.update(expires_on=today().replace(year=2020))
    browser = Client(HTTP_HOST=settings.DESK_HOST)
    never = "A" * len(token)
    return Pair(
        lambda: browser.get(f"/staff/join/{token}"), lambda: browser.get(f"/staff/join/{never}")
    )


def changing_the_phrase(cast: Cast) -> Pair:
    """The wrong words with the right code, and the right words with a wrong code."""
    browser = browser_of(cast.social)
    good = {"old_secret": text(cast.social.login_secret), "code": cast.social.totp_now}
    rest = {"new_secret": text(bytes(32)), "before": text(bytes(32)), "keyring": text(b"k")}

    def change(**wrong: str) -> Any:
        return browser.post("/vault/phrase", good | rest | wrong, "application/json")

    return Pair(lambda: change(old_secret=text(bytes(32))), lambda: change(code="000000"),
                forget_tries)  # fmt: skip


def registering_a_phone(_cast: Cast) -> Pair:
    """A code that was never given, and one of another length."""
    key = {"public_key": "AAAA"}
    return Pair(
        lambda: post_from_phone("/register", {"token": "A" * 22, **key}),
        lambda: post_from_phone("/register", {"token": "B" * 22, **key}),
    )


def waking_with_a_passkey(cast: Cast) -> Pair:
    """Somebody else's passkey, and nobody's."""
    theirs = add_passkey(actor=cast.peer.actor, credential_id=bytes(32), salt=bytes(32))
    browser = browser_of(cast.social)
    with scopes_disabled():
        mine = SignIn.objects.get(account_id=cast.social.account_id).id
    session_keys.make(mine, cast.social.account_id)

    def lock() -> None:
        session_keys.make(mine, cast.social.account_id)

    nobodys = str(day_id())
    return Pair(lambda: wake(browser, str(theirs)), lambda: wake(browser, nobodys), lock)


def searching_by_hint(cast: Cast) -> Pair:
    """A hint that another team's card carries, and one that none does."""
    with scopes_disabled():
        Organisation.objects.filter(id=cast.organisation_id).update(country="md")
    open_card(cast.peer, answer_hash=HINT)
    browser = browser_of(cast.outsider)

    def search(hint: bytes) -> Any:
        return browser.post("/clients/lost-code/", {"answer_hash": hint.hex()})

    return Pair(lambda: search(HINT), lambda: search(NO_HINT), forget_tries)


PAIRS: list[Callable[[Cast], Pair]] = [
    signing_in,
    signing_in_while_waiting,
    closed,
    joining,
    changing_the_phrase,
    registering_a_phone,
    waking_with_a_passkey,
    searching_by_hint,
]


def neutral(answer: Any) -> gates.Told:
    """Return what an answer tells, but for the hint that comes back in its own box."""
    status, body, headers, cookies = gates.told(answer)
    for hint in (HINT, NO_HINT):
        body = body.replace(hint.hex().encode(), b"*")
    return status, body, headers, cookies


@pytest.mark.django_db
@pytest.mark.parametrize("make", PAIRS, ids=lambda make: make.__name__)
def test_known_and_unknown_are_answered_alike_and_as_fast(
    cast: Cast, make: Callable[[Cast], Pair]
) -> None:
    pair = make(cast)
    pair.before()
    known = pair.known()
    pair.before()
    unknown = pair.unknown()
    pair.before()
    assert known.status_code >= 400 or make is searching_by_hint, known.content
    assert neutral(known) == neutral(unknown)
    assert known.get("Content-Length") == unknown.get("Content-Length")

    def once(say: Say) -> None:
        pair.before()
        say()

    assert alike.told_apart(lambda: once(pair.known), lambda: once(pair.unknown)) == ""


@pytest.mark.django_db
def test_the_salt_needs_no_question_and_the_page_is_the_same_for_all(client: Client) -> None:
    """It is made in the browser; so no address takes a name before the phrase."""
    pages = [client.get("/staff/sign-in", {"login": one}) for one in ("peer", "nobd")]
    said = [gates.told(page)[1] for page in pages]
    assert said[0] == said[1].replace(b"nobd", b"peer")


@pytest.mark.parametrize("clock", [time.thread_time, time.perf_counter])
def test_two_milliseconds_more_for_a_known_name_are_seen(clock: Callable[[], float]) -> None:
    def work(seconds: float = 0.001) -> None:
        until = clock() + seconds
        while clock() < until:
            pass

    assert alike.told_apart(work, work, clock=clock) == ""
    assert alike.told_apart(lambda: work(0.003), work, clock=clock) != ""


MADE = """
from ravny.core.staff.models import Account, Organisation
from ravny.core.staff.secrets import secret_hash, wrap_totp
from ravny.core.kit.ids import day_id
house = Organisation.objects.get()
for number in range({many}):
    one = day_id()
    Account._base_manager.create(
        id=one, organisation_id=house.id, login=f"known{{number:03}}", pseudonym=f"K{{number}}",
        roles=["peer"], secret_hash=secret_hash(bytes(32)), totp_wrapped=wrap_totp(one, bytes(20)),
    )
"""
MANY = 260


@pytest.mark.slow
def test_a_served_installation_answers_known_and_unknown_names_as_fast(
    joined: tuple[Installed, bytes],
) -> None:
    """Each name is tried twice at most, so that nobody waits yet."""
    installed, _secret = joined
    made = installed.ravny("manage", "shell", "-c", MADE.format(many=MANY))
    assert made.returncode == 0, made.stderr
    counts = {"known": 0, "other": 0}
    with installed.served():
        visitor = served.at(installed)
        page = visitor.page("/staff/sign-in")

        def ask(kind: str) -> served.Answer:
            login = f"{kind}{counts[kind] // 2 % MANY:03}"
            counts[kind] += 1
            sent = {"login": login, "login_secret": served.text_of(served.SECRET)}
            return visitor.post("/staff/sign-in", page, code="000000", **sent)

        known, unknown = ask("known"), ask("other")
        names = [[name for name, _value in one.headers] for one in (known, unknown)]
        assert (known.status, known.body, names[0]) == (unknown.status, unknown.body, names[1])
        clock = time.perf_counter
        assert alike.told_apart(lambda: ask("known"), lambda: ask("other"), clock=clock) == ""
