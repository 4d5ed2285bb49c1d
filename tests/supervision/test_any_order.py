"""Whatever is offered, taken, given back, promised and finished: no promise and no case is lost."""

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account
from ravny.services.cases.models import Case, Member
from ravny.services.supervision.models import HandoverItem
from ravny.services.supervision.operations import answering, leaving, offering
from ravny.services.supervision.types import Offer
from tests.cast import Cast, Person
from tests.referrals.makers import Undone

from .makers import Promises, client_of, some_cases

pytestmark = pytest.mark.django_db
WHO = st.integers(0, 2)
CASE = st.integers(0, 2)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("offer"), WHO, WHO, CASE, st.sampled_from(["good", "cover", "volunteer"])
        ),
        st.tuples(st.just("accept"), st.integers(0, 7), st.booleans()),
        st.tuples(st.just("return"), st.integers(0, 11)),
        st.tuples(st.just("withdraw"), st.integers(0, 7)),
        st.tuples(st.just("promise"), WHO, CASE),
        st.tuples(st.just("keep"), st.integers(0, 5)),
        st.tuples(st.just("finish"), st.integers(0, 7)),
        st.tuples(st.just("close"), WHO),
    ),
    max_size=14,
)


class House:
    """Three colleagues who hand three cases to and fro."""

    def __init__(self, cast: Cast, promised: Promises) -> None:
        self.cast, self.promised = cast, promised
        self.people = [cast.case_manager, cast.social, cast.coordinator]
        self.cases = [some_cases(cast, 1, person)[0] for person in self.people]
        self.offers: list[tuple[UUID, Person]] = []
        self.open: set[UUID] = set()

    def items(self) -> list[HandoverItem]:
        with scope(organisation=self.cast.organisation_id):
            return list(HandoverItem.objects.select_related("handover").order_by("id"))

    def offer(self, giver: int, receiver: int, case: int, kind: str) -> None:
        from datetime import timedelta

        from ravny.core.kit.clock import today

        who, to = self.people[giver], self.people[receiver]
        facts = Offer(
            batch=day_id(),
            giver_id=who.account_id,
            kind=kind,
            cases={self.cases[case]: to.account_id},
            ends_on=today() + timedelta(days=9),
        )
        self.offers += [(one, to) for one in offering.offer(actor=who.actor, facts=facts)]

    def accept(self, which: int, all_of_it: bool) -> None:
        handover_id, person = self.offers[which % len(self.offers)]
        mine = [one.id for one in self.items() if one.handover_id == handover_id]
        ids = None if all_of_it else set(mine[:1])
        answering.accept(actor=person.actor, handover_id=handover_id, item_ids=ids)

    def give_back(self, which: int) -> None:
        item = self.items()[which % len(self.items())]
        person = next(p for p in self.people if p.account_id == item.handover.receiver_id)
        answering.give_back(actor=person.actor, item_id=item.id, reason="other")

    def withdraw(self, which: int) -> None:
        handover_id, _person = self.offers[which % len(self.offers)]
        answering.withdraw(actor=self.cast.coordinator.actor, handover_id=handover_id)

    def promise(self, who: int, case: int) -> None:
        client_id = client_of(self.cast, self.cases[case])
        self.open.add(self.promised.make(self.people[who], client_id))

    def keep(self, which: int) -> None:
        promise_id = sorted(self.open)[which % len(self.open)]
        self.promised.keep(promise_id)
        self.open.discard(promise_id)

    def finish(self, which: int) -> None:
        handover_id, _person = self.offers[which % len(self.offers)]
        leaving.finish(actor=self.cast.coordinator.actor, handover_id=handover_id)

    def close(self, who: int) -> None:
        actor = self.cast.coordinator.actor
        leaving.close_cleanly(actor=actor, account_id=self.people[who].account_id)

    def check(self) -> None:
        """Every open promise has one living owner, every open case a manager who works here."""
        with scope(organisation=self.cast.organisation_id):
            living = set(Account.objects.filter(active=True).values_list("id", flat=True))
            for case in Case.objects.all():
                assert case.manager_id in living
                mine = Member.objects.filter(case=case, account_id=case.manager_id, until=None)
                assert mine.filter(duty="manager", ends_on=None).exists()
        assert set(self.promised.owners) == self.open
        assert set(self.promised.owners.values()) <= living


NAMES = {"return": "give_back"}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_any_order_of_handing_loses_no_promise_and_no_case(
    cast: Cast, promised: Promises, steps: list[tuple[Any, ...]]
) -> None:
    promised.owners.clear()
    with pytest.raises(Undone), transaction.atomic():
        house = House(cast, promised)
        for index in range(3):
            house.promise(index, index)
        for name, *told in steps:
            try:
                with transaction.atomic():
                    getattr(house, NAMES.get(name, name))(*told)
            except (DomainError, NotYours, ZeroDivisionError):
                pass  # refused, or nothing there yet: nothing may have changed
            house.check()
        raise Undone
