"""The made-up year repeats by its seed and looks like a year."""

from collections import Counter
from datetime import date

from ravny.config.demo.plan import DAYS, draw
from ravny.config.demo.stock import months_of
from ravny.core.kit.codes import is_code
from ravny.core.kit.ids import day_of

LAST = date(2026, 11, 20)


def test_the_same_seed_draws_the_same_facts() -> None:
    assert draw(clients=60, seed=7, last=LAST) == draw(clients=60, seed=7, last=LAST)


def test_another_seed_draws_other_facts() -> None:
    first, second = draw(clients=60, seed=7, last=LAST), draw(clients=60, seed=8, last=LAST)
    assert {one.code for one in first.clients}.isdisjoint(one.code for one in second.clients)


def test_there_are_as_many_clients_as_asked_for_each_with_a_right_code() -> None:
    plan = draw(clients=150, seed=3, last=LAST)
    codes = {one.code for one in plan.clients}
    assert len(codes) == 150
    assert all(map(is_code, codes))


def test_every_meeting_lies_in_the_year_and_its_id_tells_only_the_day() -> None:
    plan = draw(clients=60, seed=7, last=LAST)
    for meeting in plan.meetings:
        assert plan.first <= meeting.day <= plan.last
        assert day_of(meeting.encounter_id) == meeting.day
    assert (plan.last - plan.first).days == DAYS - 1


def test_nobody_is_met_by_code_before_they_were_registered() -> None:
    plan = draw(clients=120, seed=7, last=LAST)
    since = {one.client_id: one.day for one in plan.clients}
    assert all(m.client_id is None or m.day >= since[m.client_id] for m in plan.meetings)


def test_every_bag_is_filled_with_what_its_month_hands_out() -> None:
    bags: Counter[tuple[str, int]] = Counter()
    for month in months_of(draw(clients=120, seed=7, last=LAST)):
        for refill in month.refills:
            bags[refill.worker, refill.item] += refill.quantity
        for meeting in month.meetings:
            for item, quantity in meeting.given:
                bags[meeting.worker, item] -= quantity
        assert all(left >= 0 for left in bags.values())
