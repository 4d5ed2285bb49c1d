"""What somebody promised in cases is held by name, and is handed on without being lost."""

from datetime import timedelta

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.registries import Promise, promises
from ravny.services.cases.models.plan import Goal, Step
from ravny.services.cases.models.work import Agreement, Contact
from tests.cast import HOUSE, Cast, Person

from .contact_forms import a_contact
from .makers import a_case, row_of

pytestmark = pytest.mark.django_db
TODAY = today()
KINDS = ("cases.step", "cases.agreement", "cases.look", "cases.request")


def held(person: Person) -> dict[str, Promise]:
    found = [
        one
        for kind in promises
        if kind.code in KINDS
        for one in kind.held(person.organisation_id, person.account_id)
    ]
    assert len({(one.kind, one.object_id) for one in found}) == len(found)
    return {one.kind: one for one in found}


def hand(actor: Person, one: Promise, to: Person) -> None:
    kind = next(kind for kind in promises if kind.code == one.kind)
    kind.hand(actor.actor, one.object_id, to.account_id)


@pytest.fixture
def promised(cast: Cast) -> Cast:
    """A case in which its manager promised one of everything."""
    case_id, due = a_case(cast), TODAY + timedelta(days=2)
    account = cast.case_manager.account_id
    known = {"organisation_id": HOUSE, "case_id": case_id}
    with scope(organisation=HOUSE):
        goal = Goal.objects.create(need="medical", **known)
        Step.objects.create(goal=goal, owner_kind="member", owner_id=account, due_on=due, **known)
        Step.objects.create(goal=goal, owner_kind="client", due_on=due, **known)
        Agreement.objects.create(kind="plan", follow_up_on=due, account_id=account, **known)
        Agreement.objects.create(kind="plan", account_id=account, **known)
    a_contact(cast, case_id, "attempt", follow_up_on=due)
    a_contact(cast, case_id, "attempt")
    return cast


def test_each_open_promise_is_held_once_by_its_person(promised: Cast) -> None:
    found = held(promised.case_manager)
    assert set(found) == set(KINDS)
    assert held(promised.social) == {} and held(promised.stranger) == {}
    with scope(organisation=HOUSE):
        case_id = Contact.objects.first().case_id  # type: ignore[union-attr]  # there is one
    for one in found.values():
        assert one.client_id == row_of(promised, case_id).client_id and one.url and str(one.label)


def test_handed_on_each_is_the_others_and_nothing_is_lost(promised: Cast) -> None:
    before = held(promised.case_manager)
    for one in before.values():
        hand(promised.coordinator, one, promised.social)
        hand(promised.coordinator, one, promised.social)
    assert held(promised.case_manager) == {}
    assert {one.object_id for one in held(promised.social).values()} == {
        one.object_id for one in before.values()
    }
    with scope(organisation=HOUSE):  # the work stays whose it was
        assert {row.account_id for row in Contact.objects.all()} == {
            promised.case_manager.account_id
        }


def test_nothing_is_handed_to_who_cannot_keep_it_nor_from_another_house(promised: Cast) -> None:
    for one in held(promised.case_manager).values():
        with pytest.raises(DomainError):
            hand(promised.coordinator, one, promised.stock)
        with pytest.raises((DomainError, NotYours)):
            hand(promised.stranger, one, promised.stranger)
    assert set(held(promised.case_manager)) == set(KINDS)


def test_what_is_done_is_no_promise_any_more(promised: Cast) -> None:
    one = held(promised.case_manager)["cases.look"]
    with scope(organisation=HOUSE):
        Contact.objects.filter(id=one.object_id).update(followed_on=TODAY)
    assert "cases.look" not in held(promised.case_manager)
    with pytest.raises(NotYours):
        hand(promised.coordinator, one, promised.social)
