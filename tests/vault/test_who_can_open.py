"""The page of circles and the page of one: who can open it, since when, who could, what is due."""

import csv
import io
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from ravny.core.journal.models import Entry
from ravny.core.kit import registries
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff import operations as staff
from ravny.core.staff.models import Membership, Team
from ravny.core.staff.types import AccountFacts
from ravny.core.vault import queries, reader, renewer
from ravny.core.vault.models import Circle, Epoch, Wrap
from ravny.core.vault.models.people import Departure
from tests.cast import HOUSE, NEAR_TEAM, Cast, Person, browser_of
from tests.vault.conftest import Keyed, Settle, give_keys


def page(person: Person, path: str = "") -> str:
    answer = browser_of(person).get(f"/vault/circles/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def off_the_team(person: Person, settle: Settle) -> None:
    facts = AccountFacts(person.login, person.pseudonym, person.roles, teams=())
    with settle(execute=True):
        staff.edit_account(actor=Cast().keeper.actor, account_id=person.account_id, facts=facts)


def rows_of(person: Person) -> dict[str, registries.TodayRow]:
    return {row.key: row for source in registries.today_rows for row in source(person.actor)}


def make_circles(count: int, series: str = "К") -> None:
    """Two hundred teams with a circle each: the social worker and the coordinator hold keys."""
    people = [Cast().social.account_id, Cast().coordinator.account_id]
    teams = [
        Team(id=day_id(), organisation_id=HOUSE, label=f"{series}-{n:03}") for n in range(count)
    ]
    with scope(organisation=HOUSE):
        Team.objects.bulk_create(teams)
        Membership.objects.bulk_create(
            Membership(team=team, account_id=who) for team in teams for who in people
        )
        circles = Circle.objects.bulk_create(
            Circle(id=day_id(), organisation_id=HOUSE, kind="team", subject_id=team.id)
            for team in teams
        )
        epochs = Epoch.objects.bulk_create(
            Epoch(circle=one, number=1, public_key=b"1", signed_by_id=people[0], signature=b"1")
            for one in circles
        )
        Wrap.objects.bulk_create(
            Wrap(epoch=epoch, account_id=who, envelope=b"1") for epoch in epochs for who in people
        )


def test_the_page_costs_the_same_with_two_hundred_circles(keyed: Keyed) -> None:
    costs = []
    for more in (2, 200):
        make_circles(more, f"К{more}")
        browser = browser_of(keyed.cast.keeper)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/vault/circles/").status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 45, costs


def test_two_hundred_circles_come_on_pages_and_sort(keyed: Keyed) -> None:
    make_circles(120)
    browser = browser_of(keyed.cast.social)
    first = browser.get("/vault/circles/").context["list"]
    assert len(first.rows) == 50
    assert first.next_url
    second = browser.get(f"/vault/circles/{first.next_url}").context["list"]
    names = [str(row[0].value) for one in (first, second) for row in one.rows]
    assert names == sorted(names)
    newest = browser.get("/vault/circles/?sort=-since").context["list"]
    assert len(newest.rows) == 50


def test_it_says_since_when_and_who_waits(keyed: Keyed) -> None:
    give_keys(keyed.cast.doctor)
    with scopes_disabled():
        Wrap.objects.filter(account_id=keyed.social.account_id).update(made_on=date(2026, 9, 3))
    text = page(keyed.cast.social)
    assert "Зарина" in text
    assert "с 3 сентября 2026" in text
    assert "ожидание ключей" in text
    assert "регистрация не закончена" in text


def test_members_see_their_circles_and_leads_see_all(keyed: Keyed) -> None:
    circle = keyed.near.circle_id
    assert "Север" in page(keyed.cast.keeper)
    assert str(circle) not in page(keyed.cast.outsider)
    for person, status in (
        (keyed.cast.peer, 200), (keyed.cast.keeper, 200), (keyed.cast.outsider, 404),
        (keyed.cast.stranger, 404),
    ):  # fmt: skip
        answer = browser_of(person).get(f"/vault/circles/{circle}/")
        assert answer.status_code == status, person.login


def test_who_is_taken_off_gets_the_404_of_a_circle_that_is_not_there(
    keyed: Keyed, settle: Settle
) -> None:
    left = keyed.cast.peer
    off_the_team(left, settle)
    answers = [
        browser_of(left).get(f"/vault/circles/{one}/") for one in (keyed.near.circle_id, day_id())
    ]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_the_circle_says_who_left_and_what_they_could_open(keyed: Keyed, settle: Settle) -> None:
    cast = keyed.cast
    off_the_team(cast.coordinator, settle)
    with scopes_disabled():
        Epoch.objects.update(made_on=date(2026, 9, 3))
        Departure.objects.update(until=date(2026, 11, 3))
    renewer.renew_circle(
        actor=cast.social.actor, keyring=keyed.social, circle_id=keyed.near.circle_id
    )
    text = page(cast.social, f"{keyed.near.circle_id}/")
    assert "Анна" in text
    assert "не участвует с 3 ноября 2026" in text
    assert "с 3 сентября 2026" in text
    (line,) = [
        one for one in queries.circle_lines(cast.social.actor)
        if one.circle_id == keyed.near.circle_id
    ]  # fmt: skip
    assert [(one.first, one.last) for one in line.gone] == [(1, 1)]
    assert not line.is_stale


def test_what_can_this_colleague_open(keyed: Keyed, settle: Settle) -> None:
    cast = keyed.cast
    who = cast.coordinator.account_id
    asked = browser_of(cast.keeper).get(f"/vault/circles/?who={who}")
    assert [str(line.subject_label) for line, _said in asked.context["of_person"]] == ["Север"]
    off_the_team(cast.coordinator, settle)
    renewer.renew_circle(
        actor=cast.social.actor, keyring=keyed.social, circle_id=keyed.near.circle_id
    )
    asked = browser_of(cast.keeper).get(f"/vault/circles/?who={who}")
    ((_line, said),) = asked.context["of_person"]
    assert "не участвует с" in said
    nobody = browser_of(cast.keeper).get(f"/vault/circles/?who={cast.hotline.account_id}")
    assert nobody.context["of_person"] == []


@pytest.mark.parametrize(("state", "count"), [("due", 1), ("left", 1), ("unrecoverable", 1)])
def test_filters_narrow_the_list(keyed: Keyed, settle: Settle, state: str, count: int) -> None:
    off_the_team(keyed.cast.coordinator, settle)
    browser = browser_of(keyed.cast.keeper)
    found = browser.get(f"/vault/circles/?state={state}").context["list"]
    assert len(found.rows) == count
    assert browser.get("/vault/circles/?kind=group").context["list"].rows == []
    assert len(browser.get("/vault/circles/?kind=team").context["list"].rows) == 1


def test_the_list_leaves_as_a_file_and_on_paper_and_the_journal_knows(keyed: Keyed) -> None:
    browser = browser_of(keyed.cast.keeper)
    answer = browser.get("/vault/circles/?format=csv")
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    table = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert "Север" in table[1][0]
    assert "Анна" in ",".join(table[1])
    assert "Север" in browser.get("/vault/circles/?format=print").content.decode()
    assert Entry.objects.filter(verb="vault.circles_exported").count() == 2
    assert browser_of(keyed.cast.social).get("/vault/circles/?format=csv").status_code == 404


def test_today_tells_members_at_once_and_leads_after_three_days(
    keyed: Keyed, settle: Settle
) -> None:
    cast = keyed.cast
    off_the_team(cast.coordinator, settle)
    row = rows_of(cast.social)["vault.stale"]
    assert row.title == "Анна"
    assert row.left_number == "1"
    assert "vault.stale" not in rows_of(cast.keeper)
    assert "vault.stale" not in rows_of(cast.outsider)
    with scopes_disabled():
        Circle.objects.update(stale_since=today() - timedelta(days=3))
    assert "vault.stale" in rows_of(cast.keeper)
    assert "vault.stale" not in rows_of(cast.outsider)
    assert queries.due_count(cast.social.actor)
    renewer.do_due(actor=cast.social.actor, keyring=keyed.social)
    assert "vault.stale" not in rows_of(cast.social)


def test_a_circle_whose_last_holder_lost_the_phrase_is_spoken_of(
    keyed: Keyed, settle: Settle
) -> None:
    for person in (keyed.cast.social, keyed.cast.coordinator):
        with settle(execute=True):
            staff.invite_again(actor=keyed.cast.keeper.actor, account_id=person.account_id)
    key = f"vault.shut.{keyed.near.circle_id}"
    assert key in rows_of(keyed.cast.keeper)
    assert key in rows_of(keyed.cast.peer)
    text = page(keyed.cast.keeper, f"{keyed.near.circle_id}/")
    assert "не может открыть никто" in text
    # Whoever joins anew begins a new epoch, so that people can write again.
    again = give_keys(keyed.cast.social)
    assert [one.number for one in queries.dues_of(keyed.cast.social.actor).renewals] == [2]
    renewer.do_due(actor=keyed.cast.social.actor, keyring=again)
    assert key not in rows_of(keyed.cast.keeper)


def test_one_holder_without_sheets_is_a_warning(cast: Cast) -> None:
    keyring = give_keys(cast.social)
    reader.make_circle(actor=cast.social.actor, keyring=keyring, kind="team", subject_id=NEAR_TEAM)
    assert "держится на одной фразе" in page(cast.social)


def test_a_browser_gets_its_work_in_pieces(keyed: Keyed) -> None:
    make_circles(60)
    with scopes_disabled():
        Circle.objects.update(stale_since=today())
    answer: dict[str, Any] = browser_of(keyed.cast.social).get("/vault/circles/due").json()
    assert answer["steps"] >= 61
    assert len(answer["renew"]) == 20
    assert set(answer["renew"][0]["receivers"]) == set(answer["keys"])


def test_the_target_of_a_circle_is_for_its_members(keyed: Keyed) -> None:
    path = f"/vault/circles/target?kind=team&subject={NEAR_TEAM}"
    answer = browser_of(keyed.cast.peer).get(path)
    assert UUID(answer.json()["circle"]) == keyed.near.circle_id
    for person in (keyed.cast.outsider, keyed.cast.stranger):
        assert browser_of(person).get(path).status_code == 404
    mine = f"/vault/circles/target?kind=author&subject={keyed.cast.peer.account_id}"
    assert browser_of(keyed.cast.peer).get(mine).status_code == 404
