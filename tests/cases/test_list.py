"""The list of cases: narrowed, sorted, taken out, as quick with two hundred as with ten."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit import registries
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.clients.models import Client
from ravny.services.cases.models import Case, Request
from tests.cast import Cast, Person, browser_of

from .makers import a_case

pytestmark = pytest.mark.django_db


def shown(person: Person, **query: object) -> str:
    sent = {name: str(value) for name, value in query.items()}
    answer = browser_of(person).get(reverse("cases:list"), sent)
    assert answer.status_code == 200
    return str(answer.content.decode())


def two(cast: Cast) -> tuple[UUID, UUID]:
    """Open a remote case that is silent, and one here that was just heard."""
    far = a_case(cast, where="abroad", country="uz", day=today() - timedelta(days=60),
                 asks=(("legal", None),), circumstances=("pregnant", "danger"))  # fmt: skip
    near = a_case(cast, cast.social, day=today(), where="unknown")
    return far, near


def test_the_list_leads_to_those_not_heard_of(cast: Cast) -> None:
    silent = a_case(cast, day=today() - timedelta(days=60))
    page = shown(cast.case_manager)
    assert f'href="{reverse("cases:silence")}"' in page and "Давно нет вестей" in page
    assert str(silent) in browser_of(cast.case_manager).get(reverse("cases:silence")).text


def test_the_list_is_narrowed_by_each_box(cast: Cast) -> None:
    far, near = two(cast)
    both = shown(cast.coordinator)
    assert both.index(str(far)) < both.index(str(near))
    boxes: list[tuple[dict[str, Any], UUID, UUID]] = [
        ({"stage": "assessment"}, far, near),
        ({"stage": "intake"}, near, far),
        ({"manager": cast.social.account_id}, near, far),
        ({"kind": "legal"}, far, near),
        ({"circumstance": "danger"}, far, near),
        ({"silence": 30}, far, near),
        ({"remote": "on"}, far, near),
    ]
    for query, found, missing in boxes:
        page = shown(cast.coordinator, **query)
        assert str(found) in page and str(missing) not in page, query
    page = shown(cast.coordinator, team=cast.near_team_id)
    assert str(far) in page and str(near) in page
    assert str(far) not in shown(cast.coordinator, team=cast.far_team_id)
    newest = shown(cast.coordinator, sort="-heard")
    assert newest.index(str(near)) < newest.index(str(far))


def test_ended_cases_are_shown_when_asked_for(cast: Cast) -> None:
    far, near = two(cast)
    with scope(organisation=cast.organisation_id):
        Case.objects.filter(id=far).update(ended_on=today(), exit_reason="moved", stage="exit")
    assert str(far) not in shown(cast.case_manager)
    ended = shown(cast.case_manager, state="ended")
    assert str(far) in ended and str(near) not in ended
    every = shown(cast.case_manager, state="all")
    assert str(far) in every and str(near) in every


def test_the_list_leaves_as_a_file_for_the_coordinator_and_the_journal_says_so(cast: Cast) -> None:
    two(cast)
    page = reverse("cases:list")
    browser = browser_of(cast.coordinator)
    csv = browser.get(page, {"format": "csv"}).content.decode("utf-8-sig")
    assert "Узбекистан" in csv and "Привлечение и приём" in csv
    for kind in ("xlsx", "print"):
        assert browser.get(page, {"format": kind}).status_code == 200
    assert browser_of(cast.case_manager).get(page, {"format": "csv"}).status_code == 404
    entries = Entry.objects.filter(organisation_id=cast.organisation_id)
    assert entries.filter(verb="cases.exported").exists()


def test_the_menu_counts_the_open_cases_one_carries(cast: Cast) -> None:
    entry = next(one for one in registries.menu if one.url_name == "cases:list")
    assert entry.count is not None and entry.count(cast.case_manager.actor) is None
    far, _near = two(cast)
    assert entry.count(cast.case_manager.actor) == 1
    with scope(organisation=cast.organisation_id):
        Case.objects.filter(id=far).update(ended_on=today())
    assert entry.count(cast.case_manager.actor) is None


def many(cast: Cast, count: int) -> None:
    house = cast.organisation_id
    with scope(organisation=house):
        clients = Client.objects.bulk_create(
            Client(
                organisation_id=house, team_id=cast.near_team_id, code=f"{day_id().int:040}"[-10:]
            )
            for _ in range(count)
        )
        cases = Case.objects.bulk_create(
            Case(
                organisation_id=house, client=client, team_id=cast.near_team_id, source="self",
                manager_id=cast.case_manager.account_id, where="here", circumstances=("student",),
            )
            for client in clients
        )  # fmt: skip
        Request.objects.bulk_create(
            Request(organisation_id=house, case=case, kind=kind, owner_id=case.manager_id)
            for case in cases
            for kind in ("legal", "medical")
        )


def test_the_list_asks_the_same_of_the_database_with_two_hundred_rows(
    cast: Cast, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registries.menu, "entries", [])
    browser = browser_of(cast.case_manager)
    for count in (10, 190):
        many(cast, count)
        browser.get(reverse("cases:list"))
        with django_assert_num_queries(10):
            browser.get(reverse("cases:list"))
