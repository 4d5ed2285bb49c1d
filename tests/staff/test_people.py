"""Colleagues and teams: who sees them, who changes them, and when access ends."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from ravny.core.journal.models import Entry
from ravny.core.kit import registries
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account, Membership, Team
from ravny.core.staff.types import PersonLeft, Role, TeamChanged
from tests.cast import Cast, browser_of

SEES = {"coordinator", "keeper", "case_manager", "social", "doctor", "psychologist", "lawyer"} | {
    "hotline"
}
LEADS = {"coordinator", "keeper"}


def pages(cast: Cast) -> dict[str, set[str]]:
    """Address → the roles that may open it."""
    person, team = cast.peer.account_id, cast.near_team_id
    return {
        "/staff/people": SEES,
        f"/staff/people/{person}": SEES,
        "/staff/teams": SEES,
        "/staff/invite": LEADS,
        f"/staff/people/{person}/edit": LEADS,
        "/staff/teams/add": LEADS,
        f"/staff/teams/{team}": LEADS,
        "/staff/matrix": LEADS,
        "/staff/me": set(Role.values),
        "/journal/": LEADS,
    }


@pytest.mark.parametrize("role", Role.values)
def test_each_page_opens_for_its_roles_and_is_a_404_for_others(cast: Cast, role: str) -> None:
    browser = browser_of(cast.by_role()[role])
    for address, roles in pages(cast).items():
        expected = 200 if role in roles else 404
        assert browser.get(address).status_code == expected, address


@pytest.mark.parametrize("role", sorted(set(Role.values) - LEADS))
def test_nobody_else_can_change_anything(cast: Cast, role: str) -> None:
    browser = browser_of(cast.by_role()[role])
    person = cast.peer.account_id
    for address in (
        "/staff/invite",
        f"/staff/people/{person}/edit",
        f"/staff/people/{person}/invite-again",
        f"/staff/people/{person}/close",
        "/staff/teams/add",
        f"/staff/teams/{cast.near_team_id}",
    ):
        assert browser.post(address, {}).status_code == 404, address


def test_nobody_signed_in_is_led_to_the_sign_in_page(client: Client, cast: Cast) -> None:
    for address in pages(cast):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/staff/sign-in?next=")


def test_people_of_another_house_are_not_there(cast: Cast) -> None:
    browser = browser_of(cast.stranger)
    person, team = cast.peer.account_id, cast.near_team_id
    missing = browser.get(f"/staff/people/{day_id()}")
    for address in (
        f"/staff/people/{person}",
        f"/staff/people/{person}/edit",
        f"/staff/teams/{team}",
    ):
        answer = browser.get(address)
        assert (answer.status_code, answer.content) == (404, missing.content)
    for address in (f"/staff/people/{person}/close", f"/staff/people/{person}/invite-again"):
        assert browser.post(address).status_code == 404
    assert cast.peer.pseudonym not in browser.get("/staff/people").content.decode()
    assert browser_of(cast.peer).get("/staff/me").status_code == 200


def test_the_lists_cost_the_same_queries_for_any_number(
    cast: Cast, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the menu, whose counts are other rooms' queries."""
    monkeypatch.setattr(registries.menu, "entries", [])
    browser = browser_of(cast.coordinator)
    browser.get("/staff/people")
    with django_assert_num_queries(7):
        browser.get("/staff/people")
    with django_assert_num_queries(5):
        browser.get("/staff/teams")
    with scopes_disabled():
        Account.objects.bulk_create(
            Account(organisation_id=cast.organisation_id, login=f"many{n}", pseudonym=f"Имя {n:03}")
            for n in range(120)
        )
    with django_assert_num_queries(7):
        page = browser.get("/staff/people").content.decode()
    assert "Имя 010" in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("role=doctor", "doctor", "peer"),
        ("language=uz", "peer", "doctor"),
        ("closed=on", None, "peer"),
        ("role=nonsense&team=nonsense", "peer", None),
    ],
)
def test_the_list_is_filtered(
    cast: Cast, query: str, shown: str | None, hidden: str | None
) -> None:
    page = browser_of(cast.coordinator).get(f"/staff/people?{query}").content.decode()
    if shown:
        assert getattr(cast, shown).pseudonym in page
    if hidden:
        assert f"{getattr(cast, hidden).account_id}" not in page


def test_the_list_is_filtered_by_team(cast: Cast) -> None:
    page = browser_of(cast.coordinator).get(f"/staff/people?team={cast.far_team_id}")
    assert str(cast.outsider.account_id) in page.content.decode()
    assert str(cast.doctor.account_id) not in page.content.decode()


def test_a_copy_of_the_list_is_written_down(cast: Cast) -> None:
    answer = browser_of(cast.coordinator).get("/staff/people?format=csv")
    assert answer.status_code == 200
    assert Entry.objects.filter(verb="staff.exported").count() == 1
    assert browser_of(cast.doctor).get("/staff/people?format=csv").status_code == 404


def account_form(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "record_id": str(day_id()),
        "login": "fresh",
        "pseudonym": "Свежий",
        "roles": ["peer", "social"],
        "teams": [str(cast.near_team_id)],
        "languages": ["ru", "uz"],
        **changes,
    }


def test_inviting_makes_one_account_however_often_it_is_sent(cast: Cast) -> None:
    browser, form = browser_of(cast.coordinator), account_form(cast)
    first, second = browser.post("/staff/invite", form), browser.post("/staff/invite", form)
    assert (first.status_code, second.status_code) == (200, 200)
    with scopes_disabled():
        made = Account.objects.get(login="fresh")
        assert Membership.objects.filter(account=made).count() == 1
    assert made.roles == ("peer", "social")


BAD_ACCOUNTS = [
    {"login": ""},
    {"login": "Имя"},
    {"login": "a"},
    {"login": "peer"},
    {"login": "a" * 33},
    {"login": "two words"},
    {"pseudonym": ""},
    {"pseudonym": "я" * 41},
    {"roles": []},
    {"roles": ["king"]},
    {"languages": ["xx"]},
    {"teams": ["nonsense"]},
    {"record_id": "nonsense"},
    {"record_id": "00000000-0000-4000-8000-000000000000"},
]


@pytest.mark.parametrize("changes", BAD_ACCOUNTS)
def test_a_wrong_account_is_refused_and_keeps_what_was_typed(
    cast: Cast, changes: dict[str, Any]
) -> None:
    form = account_form(cast, **changes)
    answer = browser_of(cast.coordinator).post("/staff/invite", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    if "pseudonym" not in changes:
        assert "Свежий" in answer.content.decode()


def test_a_team_of_another_house_cannot_be_given(cast: Cast) -> None:
    form = account_form(cast, teams=[str(cast.other_team_id)])
    assert browser_of(cast.coordinator).post("/staff/invite", form).status_code == 422


def test_only_a_keeper_makes_a_keeper(cast: Cast) -> None:
    form = account_form(cast, roles=["keeper"])
    assert browser_of(cast.coordinator).post("/staff/invite", form).status_code == 422
    assert browser_of(cast.keeper).post("/staff/invite", form).status_code == 200


def test_a_coordinator_cannot_touch_a_keeper(cast: Cast) -> None:
    browser, keeper = browser_of(cast.coordinator), cast.keeper.account_id
    for act in ("close", "invite-again"):
        assert browser.post(f"/staff/people/{keeper}/{act}").status_code == 422
    form = {"pseudonym": "Другой", "roles": ["peer"]}
    assert browser.post(f"/staff/people/{keeper}/edit", form).status_code == 422
    assert browser_of(cast.keeper).get("/staff/me").status_code == 200


def test_nobody_changes_their_own_roles_or_ends_themselves(cast: Cast) -> None:
    browser, own = browser_of(cast.keeper), cast.keeper.account_id
    form = {"pseudonym": "Илья", "roles": ["keeper", "coordinator"]}
    assert browser.post(f"/staff/people/{own}/edit", form).status_code == 422
    for act in ("close", "invite-again"):
        assert browser.post(f"/staff/people/{own}/{act}").status_code == 422


def test_a_changed_role_counts_from_the_next_page(cast: Cast) -> None:
    theirs = browser_of(cast.peer)
    assert theirs.get("/staff/people").status_code == 404
    form = {"pseudonym": "Тимур", "roles": ["social"], "teams": [str(cast.near_team_id)]}
    address = f"/staff/people/{cast.peer.account_id}/edit"
    assert browser_of(cast.coordinator).post(address, form).status_code == 302
    assert theirs.get("/staff/people").status_code == 200


def test_ended_access_ends_with_the_next_page(
    cast: Cast, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    monkeypatch.setitem(registries.events._handlers, PersonLeft, [heard.append])
    monkeypatch.setitem(registries.events._handlers, TeamChanged, [heard.append])
    first, second = browser_of(cast.peer), browser_of(cast.peer)
    with django_capture_on_commit_callbacks(execute=True):
        browser_of(cast.coordinator).post(f"/staff/people/{cast.peer.account_id}/close")
    for browser in (first, second):
        assert browser.get("/staff/me").status_code == 302
    assert cast.near_team_id in {getattr(event, "team_id", None) for event in heard}
    assert any(isinstance(event, PersonLeft) for event in heard)
    with scopes_disabled():
        assert not Membership.objects.filter(account_id=cast.peer.account_id).exists()


def test_every_change_is_written_down(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    browser.post("/staff/invite", account_form(cast))
    browser.post(f"/staff/people/{cast.peer.account_id}/invite-again")
    browser.post(f"/staff/people/{cast.doctor.account_id}/close")
    verbs = list(Entry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["staff.invited", "staff.invited", "staff.closed"]


def test_a_team_is_made_once_and_changed(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    form = {
        "record_id": str(day_id()),
        "label": "Восток",
        "members": [str(cast.doctor.account_id)],
    }
    assert browser.post("/staff/teams/add", form).status_code == 302
    assert browser.post("/staff/teams/add", form).status_code == 302
    with scopes_disabled():
        team = Team.objects.get(label="Восток")
    changed = {**form, "label": "Запад", "members": [str(cast.lawyer.account_id)]}
    assert browser.post(f"/staff/teams/{team.id}", changed).status_code == 302
    with scopes_disabled():
        members = Membership.objects.filter(team=team).values_list("account_id", flat=True)
        assert list(members) == [cast.lawyer.account_id]
        assert Team.objects.get(id=team.id).label == "Запад"


@pytest.mark.parametrize(
    "changes",
    [{"label": ""}, {"label": "Юг"}, {"label": "я" * 41}, {"members": ["nonsense"]}],
)
def test_a_wrong_team_is_refused(cast: Cast, changes: dict[str, Any]) -> None:
    form = {"record_id": str(day_id()), "label": "Восток", **changes}
    assert browser_of(cast.coordinator).post("/staff/teams/add", form).status_code == 422
    address = reverse("staff:edit_team", args=[cast.near_team_id])
    assert browser_of(cast.coordinator).post(address, form).status_code == 422


def test_the_matrix_shows_every_permission(cast: Cast) -> None:
    page = browser_of(cast.coordinator).get("/staff/matrix").content.decode()
    for permission in registries.permissions:
        assert permission.code in page
        assert permission.roles <= set(Role.values)
    for _code, label in Role.choices:
        assert str(label) in page
