"""A name's tries are counted whatever its spelling, at once or not; no address is kept."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django_scopes import scopes_disabled

from ravny.core.kit.clock import now
from ravny.core.staff.models import Throttle
from tests.cast import Cast
from tests.staff.test_sign_in import asked, send

ADDRESS, AGENT = "203.0.113.77", "QanareikaBrowser/7.1"
SPELLINGS = ("peer", "PEER", " peer ", "Peer\t", "pEEr", "\u00a0peer", "peer\u2003")
LOOKALIKES = ("рeer", "ｐｅｅｒ", "pee\u200br", "peer\u0301", "pеer", "peer.", "peer%00")


@pytest.mark.django_db
def test_no_spelling_of_a_name_gives_more_tries(client: Client, cast: Cast) -> None:
    for spelling in SPELLINGS:
        send(client, asked(cast.peer, secret=bytes(32), login=spelling))
    assert Throttle.objects.count() == 1
    assert send(client, asked(cast.peer)).status_code == 422
    for name in LOOKALIKES:
        answer = send(client, asked(cast.peer, login=name))
        assert answer.status_code == 422, name


@pytest.mark.django_db
def test_nothing_that_a_stranger_sends_ends_the_waiting(client: Client, cast: Cast) -> None:
    for _ in range(5):
        send(client, asked(cast.peer, secret=bytes(32)))
    before = list(Throttle.objects.values())
    send(client, asked(cast.doctor))  # somebody else signs in from there
    for header in ("X-Forwarded-For", "X-Real-IP", "User-Agent", "Forwarded", "Cookie"):
        fresh = Client(HTTP_HOST=settings.DESK_HOST, headers={header: "another=1"})
        assert send(fresh, asked(cast.peer)).status_code == 422
    assert list(Throttle.objects.values()) == before


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_no_more_tries_than_one_after_the_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = now()  # however slow the machine, nobody's wait is over
    monkeypatch.setattr("ravny.core.staff.operations.signing_in.now", lambda: moment)
    sent = asked(cast.peer, secret=bytes(32))

    def one(_: int) -> str:
        try:
            return str(send(Client(HTTP_HOST=settings.DESK_HOST), sent).json()["message"])
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(one, range(20)))
    tried = [message for message in said if not re.search(r"\d", message)]
    assert len(tried) == 4, said
    assert Throttle.objects.get().failures == 5


def everything_kept() -> str:
    """Return all rows of all tables, also those that are not ours, as text."""
    with scopes_disabled():
        kept = [list(model._base_manager.values()) for model in apps.get_models()]
    return repr(kept)


@pytest.mark.django_db
def test_whoever_fails_to_sign_in_leaves_no_address_anywhere(
    cast: Cast, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    strange = {
        "HTTP_HOST": settings.DESK_HOST,
        "REMOTE_ADDR": ADDRESS,
        "HTTP_USER_AGENT": AGENT,
        "HTTP_X_FORWARDED_FOR": ADDRESS,
        "HTTP_FORWARDED": f"for={ADDRESS}",
        "HTTP_ACCEPT_LANGUAGE": "tk-QANAREIKA",
        "HTTP_REFERER": "http://qanareika.example/",
    }
    browser = Client(**strange)
    for login in ("peer", "qanareika"):
        for _ in range(7):
            send(browser, asked(cast.peer, secret=bytes(32), login=login))
    Client(**strange).post("/staff/sign-in", asked(cast.peer))
    send(browser, asked(cast.doctor))
    printed = capfd.readouterr()
    files = [file for file in Path(settings.HOME).rglob("*") if file.is_file()]
    said = everything_kept() + printed.out + printed.err + caplog.text
    said += "".join(file.read_bytes().decode("latin-1") for file in files)
    assert not re.search(rf"(?i)qanareika|{re.escape(ADDRESS)}", said)
