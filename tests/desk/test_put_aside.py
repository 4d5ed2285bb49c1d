"""Putting aside: with a reason, no longer than its harm allows, and back when it grows worse."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.formats import weekday
from ravny.core.kit.ids import day_id
from ravny.core.kit.registries import TodayRow
from ravny.doors.desk.models import PutAside
from ravny.doors.desk.operations import forget_ended
from ravny.doors.desk.today import day_of, row_id_of
from tests.cast import Cast, Person, browser_of

from .rows import hang_up, row

pytestmark = pytest.mark.django_db
PROMISE = row("a", "promise", days=-2)
UNPROCESSABLE = 422


def address(person: Person, key: str = "a", name: str = "put_aside") -> str:
    return reverse(f"desk:{name}", args=[row_id_of(person.account_id, key)])


def lay(browser: Client, person: Person, days: int = 3, why: str = "waiting") -> None:
    """Put the row "a" aside through its page."""
    answer = browser.post(address(person), {"why": why, "days": str(days)})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("desk:today")


def standing(person: Person) -> tuple[list[str], list[str]]:
    """Return the keys of what stands on Today, and of what is put aside."""
    day = day_of(person.actor)
    shown = [one.row.key for group in day.groups for one in group.rows]
    return shown, [one.row.key for one in day.aside]


@pytest.fixture
def peer(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    hang_up(monkeypatch, [PROMISE, row("b", "supply")])
    return browser_of(cast.peer)


def test_what_is_put_aside_lies_folded_with_its_reason_until_it_is_brought_back(
    cast: Cast, peer: Client
) -> None:
    today_page = peer.get(reverse("desk:today")).content.decode()
    assert address(cast.peer) in today_page
    page = peer.get(address(cast.peer)).content.decode()
    assert "Thing a" in page and "Ждём ответа" in page
    lay(peer, cast.peer)
    after = peer.get(reverse("desk:today")).content.decode()
    assert "1 дело." in after
    shown, folded = after.split("<details")
    assert "Thing a" not in shown
    until = weekday(today() + timedelta(days=3))
    assert "Отложено: 1" in folded and f"Ждём ответа; до: {until}" in folded
    answer = peer.post(address(cast.peer, name="bring_back"))
    assert answer.status_code == 302
    assert standing(cast.peer) == (["a", "b"], [])


def test_it_is_put_aside_for_one_person_only(cast: Cast, peer: Client) -> None:
    lay(peer, cast.peer)
    assert standing(cast.peer) == (["b"], ["a"])
    assert standing(cast.social) == (["a", "b"], [])
    assert browser_of(cast.social).post(address(cast.peer, name="bring_back")).status_code == 302
    assert standing(cast.peer) == (["b"], ["a"])


def test_it_comes_back_on_its_day_and_is_forgotten_the_day_after(cast: Cast, peer: Client) -> None:
    lay(peer, cast.peer, days=1)
    with scopes_disabled():
        PutAside.objects.update(until=today())
    assert standing(cast.peer) == (["a", "b"], [])
    forget_ended()
    with scopes_disabled():
        assert PutAside.objects.exists()
        PutAside.objects.update(until=today() - timedelta(days=1))
        forget_ended()
        assert not PutAside.objects.exists()


@pytest.mark.parametrize(
    "worse",
    [
        replace(PROMISE, days=-3),
        replace(PROMISE, harm="pills"),
        replace(PROMISE, group="now"),
        replace(PROMISE, harm="danger"),
    ],
)
def test_what_grew_worse_is_back_at_once(
    cast: Cast, peer: Client, monkeypatch: pytest.MonkeyPatch, worse: TodayRow
) -> None:
    lay(peer, cast.peer)
    hang_up(monkeypatch, [worse])
    assert standing(cast.peer) == (["a"], [])


@pytest.mark.parametrize(
    "other",
    [
        replace(PROMISE, days=5),
        replace(PROMISE, days=None),
        replace(PROMISE, harm="silence"),
        replace(PROMISE, rank=-100),
    ],
)
def test_what_did_not_grow_worse_stays_aside(
    cast: Cast, peer: Client, monkeypatch: pytest.MonkeyPatch, other: TodayRow
) -> None:
    lay(peer, cast.peer)
    hang_up(monkeypatch, [other])
    assert standing(cast.peer) == ([], ["a"])


def test_a_worse_row_of_the_same_harm_to_the_same_client_is_not_hidden(
    cast: Cast, peer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = replace(PROMISE, about=day_id())
    hang_up(monkeypatch, [mine])
    lay(peer, cast.peer)
    hang_up(monkeypatch, [mine], [replace(mine, key="worse", days=-30)])
    assert standing(cast.peer) == (["worse"], ["a"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"why": ""}, "why"),
        ({"why": "bored"}, "why"),
        ({"days": ""}, "days"),
        ({"days": "0"}, "days"),
        ({"days": "-1"}, "days"),
        ({"days": "8"}, "days"),
        ({"days": "14"}, "days"),
        ({"days": "soon"}, "days"),
        ({"days": "1e1"}, "days"),
    ],
)
def test_what_is_wrong_is_refused_beside_its_field_and_changes_nothing(
    cast: Cast, peer: Client, changes: dict[str, str], field: str
) -> None:
    answer = peer.post(address(cast.peer), {"why": "client", "days": "2", **changes})
    assert answer.status_code == UNPROCESSABLE
    assert list(answer.context["form"].errors) == [field]
    page = answer.content.decode()
    kept = 'value="2"' if field == "why" else 'value="client"'
    assert " checked" in page.split(kept)[1].split(">")[0]
    assert standing(cast.peer) == (["a", "b"], [])


@pytest.mark.parametrize(
    ("one", "offered"),
    [
        (row("a", "pills", days=9), ["1"]),
        (row("a", "deadline", days=-9), ["1"]),
        (row("a", "reactive"), ["1", "2"]),
        (row("a", "promise"), ["1", "2", "3", "7"]),
        (row("a", "promise", days=2), ["1", "2"]),
        (row("a", "supply", days=5), ["1", "2", "3", "5"]),
        (row("a", "other"), ["1", "2", "3", "7", "14"]),
    ],
)
def test_only_days_that_the_harm_and_its_own_day_allow_are_offered(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, one: TodayRow, offered: list[str]
) -> None:
    hang_up(monkeypatch, [one])
    form = browser_of(cast.peer).get(address(cast.peer)).context["form"]
    assert [str(days) for days, _word in form.fields["days"].choices] == offered


def test_danger_and_what_is_not_ones_own_cannot_be_put_aside(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang_up(monkeypatch, [row("a", "danger", "now")])
    browser = browser_of(cast.peer)
    assert "/aside/" not in browser.get(reverse("desk:today")).content.decode()
    right = {"why": "waiting", "days": "1"}
    for path in (address(cast.peer), address(cast.social), address(cast.peer, "gone")):
        assert browser.get(path).status_code == browser.post(path, right).status_code == 404
    with scopes_disabled():
        assert not PutAside.objects.exists()


def test_the_journal_and_the_table_name_nobody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = day_id()
    key = f"referrals.{client}"
    hang_up(monkeypatch, [replace(PROMISE, key=key, about=client)])
    browser = browser_of(cast.peer)
    path = reverse("desk:put_aside", args=[row_id_of(cast.peer.account_id, key)])
    for _twice in range(2):
        assert browser.post(path, {"why": "waiting", "days": "1"}).status_code == 302
    with scopes_disabled():
        kept = PutAside.objects.get()
        entries = Entry.objects.filter(verb="desk.put_aside")
        assert [(one.subject, one.actor_id) for one in entries] == [
            (None, cast.peer.account_id)
        ] * 2
    values = {value for value in vars(kept).values() if isinstance(value, UUID)}
    assert values == {cast.peer.account_id, kept.row_id}
    assert str(client) not in path and client != kept.row_id
    assert row_id_of(cast.social.account_id, key) != kept.row_id
