"""For any days and any periods: what is older goes, what is younger stays, what was counted stays.

Hypothesis draws when things happened, how long they are kept, and how many go in one transaction.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.aging import months_back, months_on
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.insight.indicators.queries import cascade_of, positivity_table, reach_table
from ravny.insight.indicators.types import Grouping
from ravny.insight.upkeep.models import Period, Purged
from ravny.insight.upkeep.operations import purging
from ravny.services.encounters.models import Encounter
from ravny.services.outreach.models import Shift
from ravny.services.testing.models import Test
from tests.cast import HOUSE, NEAR_TEAM, Cast
from tests.upkeep.aged import OURS, card, meeting, sealed

WITH_DATABASE = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
AGES = st.lists(st.integers(0, 1500), min_size=1, max_size=8)


@given(day=st.dates(date(1990, 1, 1), date(2080, 1, 1)), months=st.integers(0, 600))
def test_months_back_never_lands_in_another_month_or_after_the_day(day: date, months: int) -> None:
    back = months_back(day, months)
    assert (day.year * 12 + day.month) - (back.year * 12 + back.month) == months
    assert back.day == day.day or (back + timedelta(days=1)).day == 1
    assert months_on(back, months) <= day


@given(days=st.tuples(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 900)))
def test_a_longer_period_never_lets_more_go(days: tuple[date, int]) -> None:
    day, months = days
    assert months_back(day, months + 1) < months_back(day, months)
    assert months_back(day, months) <= months_back(day + timedelta(days=1), months)


def decide(cast: Cast, **months: int) -> None:
    for code, number in months.items():
        Period.objects.create(
            kind=code.replace("__", "."), months=number,
            changed_by_id=cast.coordinator.account_id, **OURS,
        )  # fmt: skip


@given(ages=AGES, notes=st.integers(1, 60), shifts=st.integers(4, 60), at_once=st.integers(1, 7))
@WITH_DATABASE
def test_what_is_older_goes_and_what_is_younger_stays(
    cast: Cast, ages: Sequence[int], notes: int, shifts: int, at_once: int
) -> None:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(purging, "AT_ONCE", at_once)
        with scope(organisation=HOUSE):
            decide(cast, encounters__notes=notes, outreach__shifts=shifts)
            days = [today() - timedelta(days=age) for age in ages]
            for day in days:
                meeting(cast, day)
                Shift.objects.create(
                    day=day, worker_id=cast.peer.account_id, team_id=NEAR_TEAM, **OURS
                )
        assert purging.purge(organisation_id=HOUSE, country="ru")
        with scope(organisation=HOUSE):
            noted = Encounter.objects.exclude(note=None).values_list("day", flat=True)
            young = [day for day in days if day >= months_back(today(), notes)]
            assert sorted(noted) == sorted(young)
            assert Encounter.objects.count() == len(days)
            planned = Shift.objects.values_list("day", flat=True)
            kept = [day for day in days if day >= months_back(today(), shifts)]
            assert sorted(planned) == sorted(kept)
            gone = {row.kind: row.count for row in Purged.objects.all()}
        assert gone.get("encounters.notes", 0) == len(days) - len(young)
        assert gone.get("outreach.shifts", 0) == len(days) - len(kept)
        transaction.set_rollback(True)


def figures(cast: Cast, months: Sequence[date]) -> list[Any]:
    """Return what the reports say of these months, small numbers too."""
    lead = cast.coordinator.actor
    found: list[Any] = []
    for month in months:
        last = months_on(month, 1) - timedelta(days=1)
        found += [reach_table(lead, month, last, group, exact=True) for group in Grouping.values]
        found.append(cascade_of(lead, month, last, "hiv", exact=True))
    found.append(positivity_table(lead, today(), "hiv", exact=True))
    return found


@given(ages=AGES, at_once=st.integers(1, 5))
@settings(WITH_DATABASE, max_examples=5)
def test_no_figure_of_a_report_changes(cast: Cast, ages: Sequence[int], at_once: int) -> None:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(purging, "AT_ONCE", at_once)
        with scope(organisation=HOUSE):
            # Somebody who still comes: with the card of one who does not, persons go too.
            client = card(cast, today(), "0000000017")
            days = [today() - timedelta(days=age) for age in ages]
            for number, day in enumerate(days):
                who = client if number % 2 else None
                meeting(cast, day, client_id=who, device_id=day_id(), key_groups=("migrant",))
                made = Test.objects.create(
                    infection="hiv", purpose="screening", day=day, consented_on=day,
                    worker_id=cast.peer.account_id, team_id=NEAR_TEAM, client_id=who,
                    result="reactive" if number % 3 else "nonreactive", result_on=day, **OURS,
                )  # fmt: skip
                sealed(Test, "note", made.id)
        months = sorted({day.replace(day=1) for day in days})
        before = figures(cast, months)
        assert purging.purge(organisation_id=HOUSE, country="ru")
        assert figures(cast, months) == before
        transaction.set_rollback(True)


def test_a_card_that_goes_takes_a_person_and_no_contact_and_no_test(cast: Cast) -> None:
    day = months_back(today(), 30)
    with scope(organisation=HOUSE):
        client = card(cast, day, "0000000017")
        meeting(cast, day, client_id=client)
    lead, first = cast.coordinator.actor, day.replace(day=1)

    def total() -> tuple[int | None, int | None, int | None]:
        last = months_on(first, 1) - timedelta(days=1)
        row = reach_table(lead, first, last, Grouping.CHANNEL, exact=True).total
        return row.contacts, row.persons, row.uncoded

    assert total() == (1, 1, 0)
    assert purging.purge(organisation_id=HOUSE, country="ru")
    assert total() == (1, 0, 1)
