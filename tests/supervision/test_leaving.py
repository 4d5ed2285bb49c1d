"""Somebody's last day: nobody is forgotten, access ends at once, some stay for a time."""

from datetime import timedelta
from uuid import UUID

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.models import Account
from ravny.services.cases.models import Member
from ravny.services.cases.operations.handing import end_places
from ravny.services.supervision.models import Leaver
from ravny.services.supervision.operations import tending
from tests.cases.makers import row_of
from tests.cast import Cast, Person, browser_of
from tests.vault.conftest import Settle, settle

from .makers import Promises, client_of, offered, some_cases, taken

__all__ = ["settle"]
pytestmark = pytest.mark.django_db


def page(person: Person, step: str = "") -> str:
    return f"/supervision/people/{person.account_id}/leaving/{step}"


def account(cast: Cast, person: Person) -> Account:
    with scope(organisation=cast.organisation_id):
        return Account.objects.get(id=person.account_id)


def handed_over(cast: Cast, cases: list[UUID], **changes: object) -> UUID:
    """Hand cases of the manager to the social worker, who takes them."""
    handover_id = offered(cast, cases, **changes)
    taken(browser_of(cast.social), handover_id)
    return handover_id


@pytest.mark.mission("S86")
def test_nobody_leaves_the_clean_way_before_everything_has_a_new_owner(
    cast: Cast, promised: Promises, settle: Settle
) -> None:
    cases = some_cases(cast, 3)
    for case_id in cases:
        promised.make(cast.case_manager, client_of(cast, case_id))
    leaver, coordinator = browser_of(cast.case_manager), browser_of(cast.coordinator)
    shown = coordinator.get(page(cast.case_manager)).content.decode()
    assert page(cast.case_manager, "close/") not in shown
    assert coordinator.post(page(cast.case_manager, "close/")).status_code == 422
    assert account(cast, cast.case_manager).active
    assert leaver.get("/supervision/handovers/").status_code == 200

    handed_over(cast, cases)
    shown = coordinator.get(page(cast.case_manager)).content.decode()
    assert page(cast.case_manager, "close/") in shown
    with settle(execute=True):
        assert coordinator.post(page(cast.case_manager, "close/")).status_code == 302
    assert leaver.get("/supervision/handovers/").status_code != 200
    assert set(promised.owners.values()) == {cast.social.account_id}
    assert all(row_of(cast, one).manager_id == cast.social.account_id for one in cases)
    with scope(organisation=cast.organisation_id):
        places = Member.objects.filter(account_id=cast.case_manager.account_id, until=None)
        assert not places.exists()
        assert not Leaver.objects.exists()


def test_access_that_ends_at_once_leaves_a_list_of_what_has_nobody(
    cast: Cast, promised: Promises, settle: Settle
) -> None:
    (case_id,) = some_cases(cast, 1)
    promise = promised.make(cast.case_manager, client_of(cast, case_id))
    coordinator = browser_of(cast.coordinator)
    assert "Без хозяина" not in coordinator.get("/").content.decode()
    with settle(execute=True):
        coordinator.post(f"/staff/people/{cast.case_manager.account_id}/close")
    assert "/supervision/orphans/" in coordinator.get("/").content.decode()
    shown = coordinator.get("/supervision/orphans/").content.decode()
    assert "Позвонить в консульство" in shown and cast.case_manager.pseudonym in shown
    handover_id = offered(
        cast, [case_id], giver=cast.coordinator, giver_id=cast.case_manager.account_id
    )
    taken(browser_of(cast.social), handover_id)
    assert row_of(cast, case_id).manager_id == cast.social.account_id
    assert promised.owners[promise] == cast.social.account_id
    tending.tend_leavers()
    assert "/supervision/orphans/" not in coordinator.get("/").content.decode()
    assert (
        cast.case_manager.pseudonym not in coordinator.get("/supervision/orphans/").content.decode()
    )


def test_a_lost_event_is_made_up_for_the_next_day(cast: Cast, promised: Promises) -> None:
    some_cases(cast, 1)
    with scope(organisation=cast.organisation_id):
        Account.objects.filter(id=cast.case_manager.account_id).update(active=False)
        tending.tend_leavers()
        assert Leaver.objects.get().account_id == cast.case_manager.account_id


def test_who_stays_as_a_volunteer_sees_the_named_case_until_the_day_and_nothing_else(
    cast: Cast, promised: Promises, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    named, other = some_cases(cast)
    last = today() + timedelta(days=30)
    handed_over(cast, [named], kind="volunteer", ends_on=last)
    handed_over(cast, [other])
    late = promised.make(cast.case_manager, client_of(cast, named))
    coordinator = browser_of(cast.coordinator)
    with settle(execute=True):
        answer = coordinator.post(page(cast.case_manager, "volunteer/"))
    assert answer.status_code == 302
    person = account(cast, cast.case_manager)
    assert person.active and tuple(person.roles) == ("volunteer",)
    actor = cast.case_manager.actor
    assert actor.teams == frozenset()
    from ravny.services.cases.queries.gate import visible_to

    with scope(organisation=cast.organisation_id):
        assert [row.id for row in visible_to(actor)] == [named]

    tending.end_volunteers()
    assert account(cast, cast.case_manager).active
    for module in (
        "ravny.services.cases.queries.gate",
        "ravny.services.cases.operations.handing",
    ):
        monkeypatch.setattr(f"{module}.today", lambda: last + timedelta(days=1))
    end_places()
    tending.end_volunteers()
    assert not account(cast, cast.case_manager).active
    assert promised.owners[late] == cast.social.account_id


def test_a_volunteer_without_a_named_case_is_refused(cast: Cast, promised: Promises) -> None:
    answer = browser_of(cast.coordinator).post(page(cast.case_manager, "volunteer/"))
    assert answer.status_code == 422


def test_a_volunteer_who_never_served_is_not_closed(cast: Cast, promised: Promises) -> None:
    with scope(organisation=cast.organisation_id):
        Account.objects.filter(id=cast.peer.account_id).update(roles=("volunteer",))
    tending.end_volunteers()
    assert account(cast, cast.peer).active


def test_only_a_coordinator_sees_the_last_day_and_what_has_nobody(cast: Cast) -> None:
    for person in (cast.case_manager, cast.social, cast.peer, cast.keeper, cast.stranger):
        browser = browser_of(person)
        assert browser.get(page(cast.case_manager)).status_code == 404
        assert browser.post(page(cast.case_manager, "close/")).status_code == 404
        assert browser.post(page(cast.case_manager, "volunteer/")).status_code == 404
        if person is not cast.stranger:
            assert browser.get("/supervision/orphans/").status_code == 404
