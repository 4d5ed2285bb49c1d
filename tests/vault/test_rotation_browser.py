"""Somebody leaves; a colleague renews everything on one page, is cut off and goes on."""

import re
from time import monotonic
from uuid import UUID

import pytest
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Page, Route, expect

from ravny.core.kit.ids import day_id
from ravny.core.staff import operations as staff
from ravny.core.staff.models import Membership, Team
from ravny.core.staff.types import AccountFacts
from ravny.core.vault import queries, reader, renewer
from ravny.core.vault.models import Circle, Epoch, Wrap
from tests.cast import HOUSE, NEAR_TEAM, Person
from tests.vault.desks import LONG, Desks, desks

__all__ = ["desks"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TEAMS = 24


def many_teams(desks: Desks, *people: Person) -> None:
    """Two dozen teams of the same people, each with a circle."""
    teams = [Team(id=day_id(), organisation_id=HOUSE, label=f"К-{n:02}") for n in range(TEAMS)]
    with scope(organisation=HOUSE):
        Team.objects.bulk_create(teams)
        Membership.objects.bulk_create(
            Membership(team=team, account_id=one.account_id) for team in teams for one in people
        )
    for team in teams:
        desks.circle(people[0], "team", team.id)


def leave(desks: Desks, left: Person) -> None:
    facts = AccountFacts(left.login, left.pseudonym, left.roles, teams=())
    staff.edit_account(actor=desks.cast.keeper.actor, account_id=left.account_id, facts=facts)


def newest() -> dict[str, int]:
    with scopes_disabled():
        rows = Epoch.objects.filter(circle__kind="team").order_by("number")
        return {str(circle): number for circle, number in rows.values_list("circle_id", "number")}


def press(page: Page) -> None:
    page.goto("/vault/circles/")
    page.locator("[data-do-due]").click()


def reach(page: Page, steps: int) -> None:
    """Wait until the bar has come so far. The page's policy forbids waiting by a script's text."""
    ends = monotonic() + LONG / 1000
    while page.locator("#due-progress").evaluate("bar => bar.value") < steps:
        assert monotonic() < ends, "the bar does not move"
        page.wait_for_timeout(10)


def done(page: Page) -> None:
    status = page.locator("[data-circles-status]")
    expect(status).to_contain_text("Всё сделано", timeout=2 * LONG)


@pytest.fixture
def team(desks: Desks) -> Desks:
    """Three colleagues with keys on two dozen teams and their own; one of them leaves."""
    cast = desks.cast
    people = (cast.social, cast.doctor, cast.coordinator)
    desks.join(*people)
    desks.circle(cast.social, "team", NEAR_TEAM)
    many_teams(desks, *people)
    return desks


def test_from_today_to_one_page_cut_off_in_the_middle_and_on(team: Desks) -> None:
    cast = team.cast
    leave(team, cast.coordinator)
    page = team.of(cast.social)
    page.goto("/")
    row = page.locator("li.task", has_text="Анна")
    expect(row).to_contain_text("новые ключи")
    row.locator("a.btn").click()
    expect(page).to_have_url(re.compile("/vault/circles/"))
    page.locator("[data-do-due]").click()
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible(timeout=LONG)
    reach(page, 5)
    page.context.set_offline(True)
    expect(page.locator("[data-circles-status]")).to_contain_text("Нет связи", timeout=LONG)
    half = sum(number == 2 for number in newest().values())
    assert 0 < half < TEAMS + 1
    page.context.set_offline(False)
    done(page)
    assert set(newest().values()) == {2}
    expect(page.locator("[data-do-due]")).to_be_hidden()
    page.goto("/")
    expect(page.locator("li.task", has_text="Анна")).to_have_count(0)
    with scopes_disabled():
        rows = Wrap.objects.filter(epoch__number=2, epoch__circle__kind="team")
        receivers = set(rows.values_list("account_id", flat=True))
    assert receivers == {cast.social.account_id, cast.doctor.account_id}
    colleague = cast.doctor
    circle = queries.circle_of("team", NEAR_TEAM)
    assert circle
    seed = reader.circle_seed(
        actor=colleague.actor, keyring=team.keys[colleague.login], circle_id=circle.circle_id,
        epoch=2,
    )  # fmt: skip
    assert reader.public_key_of(seed) == circle.public_key


def test_stopped_or_closed_it_goes_on_where_it_stood(team: Desks) -> None:
    leave(team, team.cast.coordinator)
    page = team.of(team.cast.social)
    press(page)
    reach(page, 3)
    page.locator("[data-stop]").click()
    expect(page.locator("[data-circles-status]")).to_contain_text("Остановлено", timeout=LONG)
    first = sum(number == 2 for number in newest().values())
    assert 0 < first < TEAMS + 1
    page.locator("[data-do-due]").click()
    reach(page, first + 3)
    page.goto("/")  # closes the page in the middle
    assert sum(number == 2 for number in newest().values()) < TEAMS + 1
    press(page)
    done(page)
    assert set(newest().values()) == {2}


def test_two_browsers_at_once_do_it_together(team: Desks) -> None:
    leave(team, team.cast.coordinator)
    one, other = team.of(team.cast.social), team.of(team.cast.doctor)
    for page in (one, other):
        page.goto("/vault/circles/")
    for page in (one, other):
        page.locator("[data-do-due]").click()
    for page in (one, other):
        done(page)
    assert set(newest().values()) == {2}
    with scopes_disabled():
        makers = set(
            Epoch.objects.filter(number=2, circle__kind="team").values_list(
                "signed_by_id", flat=True
            )
        )
        assert not Circle.objects.exclude(stale_since=None).exists()
    assert makers <= {team.cast.social.account_id, team.cast.doctor.account_id}


def test_who_was_quicker_is_named(team: Desks) -> None:
    """The other's epoch arrives while this browser was still making its own."""
    cast = team.cast
    leave(team, cast.coordinator)
    page = team.of(cast.social)
    forestalled: list[str] = []

    def first_let_the_other(route: Route) -> None:
        body = route.request.post_data_json
        if not forestalled:
            forestalled.append(body["circle"])
            renewer.renew_circle(
                actor=cast.doctor.actor, keyring=team.keys[cast.doctor.login],
                circle_id=UUID(body["circle"]),
            )  # fmt: skip
        route.continue_()

    page.route("**/vault/circles/epoch", first_let_the_other)
    press(page)
    done(page)
    expect(page.locator("[data-circles-status]")).to_contain_text("Лев")
    assert set(newest().values()) == {2}


def test_who_left_gets_nothing_and_cannot_open_the_new_text(team: Desks) -> None:
    """With the old keys still in the browser's memory."""
    cast, left = team.cast, team.cast.coordinator
    circle = queries.circle_of("team", NEAR_TEAM)
    assert circle
    theirs = team.of(left)
    theirs.goto("/vault/circles/")
    expect(theirs.locator("main")).to_contain_text("Север")
    leave(team, left)
    page = team.of(cast.social)
    press(page)
    done(page)
    answer = theirs.evaluate(
        "async (path) => { const r = await fetch(path); return [r.status, await r.text()]; }",
        f"/vault/wraps?circle={circle.circle_id}",
    )
    assert answer == [200, '{"wraps": []}']
    # Coordinators see every circle's page, so the question is asked as somebody with no such duty.
    staff.edit_account(
        actor=cast.keeper.actor,
        account_id=left.account_id,
        facts=AccountFacts(left.login, left.pseudonym, ("social",), teams=()),
    )
    for path in (f"/vault/circles/{circle.circle_id}/", "/vault/circles/target?kind=team&subject="
                 f"{NEAR_TEAM}"):  # fmt: skip
        assert theirs.goto(path).status == 404
