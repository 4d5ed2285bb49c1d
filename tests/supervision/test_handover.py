"""Cases are handed over with each promise, and nothing changes before somebody says yes."""

from datetime import timedelta
from uuid import UUID

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.cases.models import Member
from tests.cases.makers import row_of
from tests.cast import Cast, Person, browser_of

from .makers import Promises, client_of, handed, item_of, items, offered, some_cases, taken

pytestmark = pytest.mark.django_db


def form(cases: list[UUID], receiver: Person, **more: str) -> dict[str, str]:
    """What the page of handing over sends."""
    return {
        "record_id": str(day_id()),
        "kind": "good",
        "receiver": str(receiver.account_id),
        **{f"take_{case_id}": "on" for case_id in cases},
        **more,
    }


def page_of(person: Person) -> str:
    return f"/supervision/people/{person.account_id}/hand-over/"


@pytest.mark.mission("S86")
def test_a_case_with_its_promises_passes_to_who_says_yes(cast: Cast, promised: Promises) -> None:
    (case_id,) = some_cases(cast, 1)
    promise = promised.make(cast.case_manager, client_of(cast, case_id), today())
    giver, receiver = browser_of(cast.case_manager), browser_of(cast.social)
    shown = giver.get(page_of(cast.case_manager)).content.decode()
    assert "Позвонить в консульство" in shown
    answer = giver.post(page_of(cast.case_manager), form([case_id], cast.social), follow=True)
    assert "Позвонить в консульство" in answer.content.decode()
    (row,) = [handed(cast, UUID(answer.request["PATH_INFO"].split("/")[3]))]
    assert row_of(cast, case_id).manager_id == cast.case_manager.account_id
    assert promised.owners[promise] == cast.case_manager.account_id

    offer = receiver.get(f"/supervision/handovers/{row.id}/").content.decode()
    assert "Позвонить в консульство" in offer
    assert taken(receiver, row.id).status_code == 302
    assert row_of(cast, case_id).manager_id == cast.social.account_id
    assert promised.owners[promise] == cast.social.account_id
    assert handed(cast, row.id).closed_on == today()
    assert {one.state for one in items(cast, row.id)} == {"accepted"}


def test_each_case_may_go_to_a_colleague_of_its_own(cast: Cast, promised: Promises) -> None:
    first, second = some_cases(cast)
    told = form([first, second], cast.social)
    told[f"to_{second}"] = str(cast.coordinator.account_id)
    answer = browser_of(cast.case_manager).post(page_of(cast.case_manager), told)
    assert answer.status_code == 302
    social, coordinator = browser_of(cast.social), browser_of(cast.coordinator)
    mine = social.get("/supervision/handovers/").content.decode()
    assert mine.count("/supervision/handovers/0") == 1
    with scope(organisation=cast.organisation_id):
        rows = {row.receiver_id: row.id for row in type(handed(cast, _any(cast))).objects.all()}
    for browser, person, case_id in (
        (social, cast.social, first),
        (coordinator, cast.coordinator, second),
    ):
        taken(browser, rows[person.account_id])
        assert row_of(cast, case_id).manager_id == person.account_id


def _any(cast: Cast) -> UUID:
    from ravny.services.supervision.models import Handover

    with scope(organisation=cast.organisation_id):
        return Handover.objects.values_list("id", flat=True)[0]


def test_the_giver_stays_in_the_circle_until_the_keys_are_shared(
    cast: Cast, promised: Promises
) -> None:
    (case_id,) = some_cases(cast, 1)
    handover_id = offered(cast, [case_id])
    taken(browser_of(cast.social), handover_id)
    with scope(organisation=cast.organisation_id):
        mine = Member.objects.filter(case_id=case_id, account_id=cast.case_manager.account_id)
        assert mine.get().until is None
        answer = browser_of(cast.case_manager).post(f"/supervision/handovers/{handover_id}/finish/")
        assert answer.status_code == 302
        assert mine.get().until == today()


def test_a_case_given_back_stays_where_it_was_and_is_seen_there(
    cast: Cast, promised: Promises
) -> None:
    (case_id,) = some_cases(cast, 1)
    promise = promised.make(cast.case_manager, client_of(cast, case_id))
    handover_id = offered(cast, [case_id])
    item = item_of(cast, handover_id, case_id)
    page = f"/supervision/offers/{item.id}/give-back/"
    receiver = browser_of(cast.social)
    assert receiver.get(page).status_code == 200
    assert receiver.post(page, {"reason": "known", "words": ""}).status_code == 302
    assert row_of(cast, case_id).manager_id == cast.case_manager.account_id
    assert promised.owners[promise] == cast.case_manager.account_id
    for person in (cast.case_manager, cast.coordinator):
        shown = browser_of(person).get(f"/supervision/handovers/{handover_id}/").content.decode()
        assert "знаем друг друга" in shown or "we know each other" in shown
    seen = browser_of(cast.case_manager).post(f"/supervision/offers/{item.id}/settle/")
    assert seen.status_code == 302
    assert all(one.settled_on for one in items(cast, handover_id))


def test_a_promise_given_back_stays_although_the_case_goes(cast: Cast, promised: Promises) -> None:
    (case_id,) = some_cases(cast, 1)
    client_id = client_of(cast, case_id)
    stays, goes = (promised.make(cast.case_manager, client_id) for _ in range(2))
    handover_id = offered(cast, [case_id])
    part = next(one for one in items(cast, handover_id) if one.promise_id == stays)
    receiver = browser_of(cast.social)
    receiver.post(f"/supervision/offers/{part.id}/give-back/", {"reason": "profession"})
    taken(receiver, handover_id, item=item_of(cast, handover_id, case_id).id)
    assert promised.owners[stays] == cast.case_manager.account_id
    assert promised.owners[goes] == cast.social.account_id


def test_what_was_promised_since_the_offer_comes_with_the_case(
    cast: Cast, promised: Promises
) -> None:
    (case_id,) = some_cases(cast, 1)
    early = promised.make(cast.case_manager, client_of(cast, case_id))
    handover_id = offered(cast, [case_id])
    promised.keep(early)
    late = promised.make(cast.case_manager, client_of(cast, case_id))
    taken(browser_of(cast.social), handover_id)
    assert promised.owners == {late: cast.social.account_id}
    states = {one.promise_id: one.state for one in items(cast, handover_id) if one.promise_id}
    assert states == {early: "gone", late: "accepted"}


def test_a_cover_joins_until_a_day_and_takes_nobodys_place(cast: Cast, promised: Promises) -> None:
    (case_id,) = some_cases(cast, 1)
    promise = promised.make(cast.case_manager, client_of(cast, case_id))
    last = today() + timedelta(days=14)
    handover_id = offered(cast, [case_id], kind="cover", ends_on=last)
    taken(browser_of(cast.social), handover_id)
    with scope(organisation=cast.organisation_id):
        member = Member.objects.get(case_id=case_id, account_id=cast.social.account_id)
    assert (member.duty, member.ends_on) == ("cover", last)
    assert row_of(cast, case_id).manager_id == cast.case_manager.account_id
    assert promised.owners[promise] == cast.case_manager.account_id


def test_who_stays_as_a_volunteer_keeps_a_place_until_a_day(cast: Cast, promised: Promises) -> None:
    (case_id,) = some_cases(cast, 1)
    last = today() + timedelta(days=60)
    handover_id = offered(cast, [case_id], kind="volunteer", ends_on=last)
    taken(browser_of(cast.social), handover_id)
    browser_of(cast.case_manager).post(f"/supervision/handovers/{handover_id}/finish/")
    with scope(organisation=cast.organisation_id):
        mine = Member.objects.filter(case_id=case_id, account_id=cast.case_manager.account_id)
        assert [(one.duty, one.ends_on) for one in mine.filter(until=None)] == [("volunteer", last)]
    assert row_of(cast, case_id).manager_id == cast.social.account_id


def test_single_promises_are_handed_over_without_a_case(cast: Cast, promised: Promises) -> None:
    (case_id,) = some_cases(cast, 1, cast.social)
    promise = promised.make(cast.case_manager, client_of(cast, case_id))
    answer = browser_of(cast.case_manager).post(
        page_of(cast.case_manager), form([promise], cast.social)
    )
    assert answer.status_code == 302
    taken(browser_of(cast.social), _any(cast))
    assert promised.owners[promise] == cast.social.account_id


def test_the_same_page_sent_twice_is_one_offer(cast: Cast, promised: Promises) -> None:
    (case_id,) = some_cases(cast, 1)
    browser, told = browser_of(cast.case_manager), form([case_id], cast.social)
    for _ in range(2):
        browser.post(page_of(cast.case_manager), told)
    assert len(items(cast, _any(cast))) == 1


def test_what_was_withdrawn_cannot_be_taken_any_more(cast: Cast, promised: Promises) -> None:
    (case_id,) = some_cases(cast, 1)
    handover_id = offered(cast, [case_id])
    browser_of(cast.case_manager).post(f"/supervision/handovers/{handover_id}/withdraw/")
    answer = taken(browser_of(cast.social), handover_id)
    assert answer.status_code == 422
    assert row_of(cast, case_id).manager_id == cast.case_manager.account_id
    again = offered(cast, [case_id], receiver=cast.coordinator)
    assert taken(browser_of(cast.coordinator), again).status_code == 302
