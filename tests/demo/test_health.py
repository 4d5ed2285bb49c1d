"""The made-up year's tests, referrals and care: repeatable, whole, and nobody left half told."""

from collections import Counter
from datetime import date, timedelta

import pytest

from ravny.config.demo.directory import SERVICES
from ravny.config.demo.facts import Plan
from ravny.config.demo.plan import draw
from ravny.config.demo.referring import open_ids
from ravny.config.demo.stock import months_of
from ravny.config.demo.testing import OLDEST_OPEN
from ravny.config.demo.ways import ENDED, REPORTS
from ravny.services.referrals.types import NEXT, PROVEN

LAST = date(2026, 11, 20)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return draw(clients=400, seed=7, last=LAST)


def reactive(plan: Plan) -> set[object]:
    return {
        test.client_id
        for test in plan.tests
        if (test.infection, test.result, test.purpose) == ("hiv", "reactive", "screening")
    }


def test_the_same_seed_draws_the_same_tests_referrals_and_care(plan: Plan) -> None:
    again = draw(clients=400, seed=7, last=LAST)
    assert (again.tests, again.referrals, again.care) == (plan.tests, plan.referrals, plan.care)


def test_nearly_every_result_was_given_back_and_few_tests_were_invalid(plan: Plan) -> None:
    rapid = [test for test in plan.tests if test.purpose != "confirmation"]
    returned = sum(test.returned_on is not None for test in rapid) / len(rapid)
    assays = Counter(assay.result for test in rapid for assay in test.assays)
    assert 0.96 < returned < 0.985
    assert 0.005 < assays["invalid"] / assays.total() < 0.03


def test_a_small_year_has_enough_reactive_people_to_show_the_cascade(plan: Plan) -> None:
    people = reactive(plan)
    registered = {one.client_id for one in plan.care if one.what == "registration"}
    treated = {one.client_id for one in plan.care if one.what == "treatment"}
    loads = [one for one in plan.care if one.code == "viral_load"]
    low = {one.client_id for one in loads if one.value is not None and one.value < 50}
    confirmed = {test.client_id for test in plan.tests if test.conclusion == "positive"} & people
    assert 30 <= len(people) <= 60
    assert len(people) > len(confirmed) > len(registered) > len(treated) > len(low) > 5


def test_a_large_year_keeps_to_the_rate_the_standards_report() -> None:
    large = draw(clients=4000, seed=7, last=LAST)
    screened = sum(test.infection == "hiv" and test.result != "" for test in large.tests)
    assert 0.015 < len(reactive(large)) / screened < 0.022


def test_three_quarters_of_the_old_reactive_results_were_confirmed(plan: Plan) -> None:
    old = {
        test.client_id
        for test in plan.tests
        if (test.infection, test.result) == ("hiv", "reactive")
        and test.day < LAST - timedelta(days=90)
    }
    confirmed = {
        test.client_id
        for test in plan.tests
        if test.infection == "hiv" and test.conclusion == "positive"
    }
    assert 0.65 < len(old & confirmed) / len(old) < 0.88


def test_the_board_is_neither_empty_nor_older_than_the_oldest(plan: Plan) -> None:
    waiting = open_ids(plan)
    ages = [(LAST - one.day).days for one in plan.referrals if one.referral_id in waiting]
    assert 14 <= len(ages) <= 25
    assert OLDEST_OPEN - 5 <= max(ages) <= OLDEST_OPEN


def test_every_move_may_follow_the_one_before_it_and_says_how_we_know(plan: Plan) -> None:
    for one in plan.referrals:
        state, since = ("sent" if one.service else "draft"), one.day
        for to, day, proof in one.moves:
            assert to in NEXT[state]
            assert since <= day <= LAST
            assert bool(proof) or to not in PROVEN
            state, since = to, day
        assert (one.follow_up_on is None) == (state in ENDED)


def test_nobody_is_sent_to_who_may_report_without_being_told(plan: Plan) -> None:
    known = {service.key for service in SERVICES}
    for one in plan.referrals:
        assert one.service in known | {""}
        assert one.warned or one.service not in REPORTS


def test_facts_come_in_their_order_for_everybody(plan: Plan) -> None:
    first: dict[tuple[object, str], date] = {}
    for one in plan.care:
        assert one.day <= LAST
        key = (one.client_id, one.what)
        first[key] = min(one.day, first.get(key, one.day))
    for (client_id, what), day in first.items():
        if what == "treatment":
            assert first[client_id, "registration"] <= day


def test_every_kit_that_is_used_was_put_into_the_bag_before(plan: Plan) -> None:
    bags: Counter[tuple[str, int]] = Counter()
    for month in months_of(plan):
        for refill in month.refills:
            bags[refill.worker, refill.item] += refill.quantity
        for test in month.tests:
            for assay in test.assays:
                if assay.kit is not None:
                    bags[test.worker, assay.kit] -= 1
        assert all(left >= 0 for left in bags.values())


def test_the_directory_has_every_kind_of_entry_and_some_that_nobody_checked() -> None:
    assert len({service.key for service in SERVICES}) == len(SERVICES) >= 45
    assert sum(service.checked is None for service in SERVICES) >= 3
    assert sum((service.checked or 0) > 180 for service in SERVICES) >= 5
    countries = {one.country for one in SERVICES if one.kind == "aids_centre"}
    assert countries == {"kz", "uz", "tj", "kg", "ru"}
