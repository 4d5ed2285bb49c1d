"""The made-up cases: every stage is met, the archive shows something, the journal goes forward."""

from collections import Counter
from datetime import date

import pytest
from django_scopes import scopes_disabled

from ravny.config.demo import opening, writing, year
from ravny.config.demo.case_work import write_cases
from ravny.config.demo.casing import MOST, STAGES, draw_cases
from ravny.config.demo.plan import draw
from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.services.cases.models import Case, Member
from ravny.services.cases.models.ending import ArchivedCase
from ravny.services.incidents.models import Incident
from ravny.services.supervision.models import Handover, Session, Training
from tests.guards import house

LAST = date(2026, 11, 20)


def test_the_same_seed_makes_the_same_cases() -> None:
    plan = draw(clients=120, seed=7, last=LAST)
    assert draw_cases(plan) == draw_cases(draw(clients=120, seed=7, last=LAST))
    assert draw_cases(plan) != draw_cases(draw(clients=120, seed=8, last=LAST))


@pytest.mark.parametrize("clients", [1, 6, 60, 400])
def test_there_is_one_case_for_six_clients_and_never_two_for_one(clients: int) -> None:
    cases = draw_cases(draw(clients=clients, seed=7, last=LAST))
    assert len(cases) <= min(MOST, max(1, clients // 6))
    assert len({one.client_id for one in cases}) == len(cases)
    if clients == 400:
        assert len(cases) == MOST
        assert {one.far for one in cases} == set(STAGES)
        assert {one.where for one in cases} == {"here", "region", "abroad", "unknown"}
        assert sum(one.archived for one in cases) >= 12


@pytest.mark.slow
@pytest.mark.timeout(480)
@pytest.mark.django_db
def test_cases_stand_in_every_stage_as_if_each_had_been_typed() -> None:
    plan = draw(clients=70, seed=7, last=today(), activity=0.5)
    world = opening.open_house(seed=7, first=plan.first).world
    writing.furnish(world, plan)
    year.write_in_bulk(world, plan, lambda done, total: None)
    write_cases(world, plan)
    planned = draw_cases(plan)
    with scopes_disabled():
        stages = Counter(Case.objects.values_list("stage", flat=True))
        assert stages == Counter(one.far for one in planned)
        assert Case.objects.filter(opened_on__gt=plan.last).count() == 0
        assert Member.objects.exclude(duty="manager").exists()
        archived = ArchivedCase.objects.values_list("state", flat=True)
        assert Counter(archived) == {"signed": sum(one.archived for one in planned)}
        assert Incident.objects.exists() and Session.objects.count() == 3
        assert Training.objects.exists() and Handover.objects.count() <= 1
        days = list(Entry.objects.order_by("number").values_list("day", flat=True))
    assert days == sorted(days)


def test_only_the_demonstration_moves_the_day() -> None:
    users = [
        house.where(path)
        for path in house.sources("ravny", ending=".py")
        if "moved_to" in path.read_text("utf-8")
    ]
    allowed = {"ravny/core/kit/clock.py", "ravny/config/demo/case_work.py"}
    house.none_of([f"{one}: moves the day" for one in users if one not in allowed])
