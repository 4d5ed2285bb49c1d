"""Two answers at one moment: a case has one manager after it, and nobody errs."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django_scopes import scope

from ravny.core.kit.errors import DomainError
from ravny.services.cases.models import Member
from ravny.services.supervision.models import HandoverItem
from ravny.services.supervision.operations import answering
from ravny.services.supervision.types import ItemState
from tests.cases.makers import row_of
from tests.cast import Cast, Person
from tests.vault.test_epochs_at_once import at_once

from .makers import Promises, client_of, items, offered, some_cases

pytestmark = pytest.mark.django_db(transaction=True)


def accepting(person: Person, handover_id: UUID) -> Callable[[], str]:
    actor = person.actor

    def press() -> str:
        try:
            answering.accept(actor=actor, handover_id=handover_id)
        except DomainError as error:
            return str(error.code)
        return "taken"

    return press


def withdrawing(person: Person, handover_id: UUID) -> Callable[[], str]:
    actor = person.actor
    return lambda: str(answering.withdraw(actor=actor, handover_id=handover_id))


@pytest.fixture
def one_case(cast: Cast, promised: Promises) -> Iterator[tuple[Cast, UUID]]:
    (case_id,) = some_cases(cast, 1)
    promised.make(cast.case_manager, client_of(cast, case_id))
    yield cast, case_id


@pytest.mark.parametrize("turn", range(3))
def test_taking_and_withdrawing_at_once_is_one_or_the_other(
    one_case: tuple[Cast, UUID], turn: int
) -> None:
    cast, case_id = one_case
    handover_id = offered(cast, [case_id])
    taken, withdrawn = at_once(
        accepting(cast.social, handover_id), withdrawing(cast.case_manager, handover_id)
    )
    manager = row_of(cast, case_id).manager_id
    states = {one.state for one in items(cast, handover_id)}
    if taken == "taken":
        assert manager == cast.social.account_id and withdrawn == "0"
        assert states == {ItemState.ACCEPTED}
    else:
        assert manager == cast.case_manager.account_id and taken == "stale"
        assert states == {ItemState.WITHDRAWN}


def test_one_who_presses_twice_at_once_takes_it_once(one_case: tuple[Cast, UUID]) -> None:
    cast, case_id = one_case
    handover_id = offered(cast, [case_id])
    press = accepting(cast.social, handover_id)
    assert at_once(press, press) == ["taken", "taken"]
    with scope(organisation=cast.organisation_id):
        mine = Member.objects.filter(case_id=case_id, account_id=cast.social.account_id)
        assert mine.count() == 1


def test_two_who_offer_the_same_case_at_once_make_one_offer(one_case: tuple[Cast, UUID]) -> None:
    cast, case_id = one_case

    def offering_to(person: Person) -> Callable[[], str]:
        def press() -> str:
            try:
                offered(cast, [case_id], receiver=person)
            except DomainError as error:
                return str(error.code)
            return "offered"

        return press

    said = at_once(offering_to(cast.social), offering_to(cast.coordinator))
    assert said.count("offered") == 2  # one made it; the other was told so (code "offered")
    with scope(organisation=cast.organisation_id):
        waiting = HandoverItem.objects.filter(case_id=case_id, promise_id=None, state="offered")
        assert waiting.count() == 1
