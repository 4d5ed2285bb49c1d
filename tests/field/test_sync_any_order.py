"""Through the door itself: any order, any pieces, at once, on a full disk: the same tables."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.codes import new_code
from ravny.core.kit.ids import day_id
from tests.cast import Cast
from tests.outreach.phones import contact, late, rapid, shift, step
from tests.outreach.test_receive_in_any_order import _picture as picture

from .wire_phone import WirePhone, encounters, names, restart, rows, states

SIZE = 10


class _Undo(Exception):
    """Leaves the database as it was."""


def night(phone: WirePhone) -> list[dict[str, Any]]:
    """A night's sealed records: a shift, meetings, a pool's code, two for the tray."""
    shift_id, code = day_id(), phone.welcome["codes"][0]
    of_shift = {"shift": str(shift_id)}
    waits = rapid(result="wait", returned=False, post=False)
    facts = [
        shift("open", shift_id),
        contact(**of_shift),
        contact(**of_shift, who="new", code=code),
        contact(**of_shift, who="code", code=code, given={}),
        contact(**of_shift, who="code", code=code, given={}, tests=[waits]),
        late(waits["id"], result="reactive", next=step("anonymous")),
        contact(**of_shift, channel="moon"),
        contact(**of_shift, who="code", code=new_code()),
        shift("close", shift_id, minute=120),
        shift("close", shift_id, minute=60),
    ]
    return [phone.sealed(fact) for fact in facts]


def arrive(phone: WirePhone, pieces: list[tuple[list[dict[str, Any]], bool]]) -> dict[str, Any]:
    """Post the pieces, restarting before some; return the tables and leave them as before."""
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            for records, restarted in pieces:
                if restarted:
                    restart()
                answer = phone.post(phone.body(*records))
                assert answer.status_code == 200, answer.content
                assert not json.loads(answer.content)["refused"]
            found = picture()
            raise _Undo
    except _Undo:
        return found


@pytest.fixture
def arrived(scene: Cast) -> tuple[WirePhone, list[dict[str, Any]], dict[str, Any]]:
    """A phone, its night, and what the night comes to in the order it was recorded."""
    phone = WirePhone.of(scene.peer)
    records = night(phone)
    return phone, records, arrive(phone, [(records, False)])


@st.composite
def pieces(draw: st.DrawFn) -> list[tuple[list[int], bool]]:
    """Numbers of records in some order, some repeated, in pieces."""
    order = draw(st.permutations(range(SIZE)))
    order += draw(st.lists(st.integers(0, SIZE - 1), max_size=6))
    found = []
    while order:
        size = draw(st.integers(1, len(order)))
        found.append((order[:size], draw(st.booleans())))
        order = order[size:]
    return found


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sent=pieces())
def test_order_pieces_and_repetition_change_nothing(
    arrived: tuple[WirePhone, list[dict[str, Any]], dict[str, Any]],
    sent: list[tuple[list[int], bool]],
) -> None:
    phone, records, expected = arrived
    assert arrive(phone, [([records[n] for n in part], cut) for part, cut in sent]) == expected


def at_once(*posts: Any) -> list[Any]:
    """Run each in a thread of its own with a connection of its own."""

    def run(post: Any) -> Any:
        try:
            return post()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return [one.result() for one in [pool.submit(run, post) for post in posts]]


def patiently(phone: WirePhone, body: bytes) -> dict[str, Any]:
    """Post as a phone does: told that the house is busy, it asks again."""
    for _ in range(5):
        answer = phone.post(body)
        if answer.status_code != 503:
            break
    assert answer.status_code == 200, answer.content
    said: dict[str, Any] = json.loads(answer.content)
    return said


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_twice_at_one_moment_is_stored_once(scene: Cast) -> None:
    phone = WirePhone.of(scene.peer)
    facts = [contact() for _ in range(12)]
    body = phone.body(*map(phone.sealed, facts))
    said = at_once(*[lambda: patiently(phone, body)] * 4)
    assert [one["stored"] for one in said] == [names(*facts)] * 4
    assert (len(encounters()), states()) == (12, {"imported": 12})


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_one_moment_lose_nothing(scene: Cast) -> None:
    phones = [WirePhone.of(scene.peer), WirePhone.of(scene.social)]
    bodies = [
        (phone, phone.body(*(phone.sealed(contact()) for _ in range(6))))
        for phone in phones
        for _ in range(3)
    ]
    at_once(*[lambda one=one: patiently(*one) for one in bodies])
    assert (len(encounters()), states()) == (36, {"imported": 36})


@contextmanager
def no_room() -> Iterator[None]:
    """Let the database file grow no further, as on a full disk."""
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        most = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute(f"PRAGMA max_page_count = {most}")


@pytest.mark.django_db(transaction=True)
def test_a_file_that_cannot_grow_takes_the_batch_later(
    scene: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a file of ours is what can be full")
    phone = WirePhone.of(scene.peer)
    bodies = [phone.body(*(phone.sealed(contact()) for _ in range(60))) for _ in range(4)]
    # The limit is the connection's, so requests must not close it.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    with no_room():
        answers = [phone.post(body).status_code for body in bodies]
        assert answers[-1] == 503
        assert len(encounters()) == 60 * answers.count(200)
        held = rows()
        assert phone.post(bodies[-1]).status_code == 503
        assert rows() == held
    for body in bodies:
        assert phone.post(body).status_code == 200
    assert len(encounters()) == 240
