"""Houses whose people are on the way from a reactive test to an undetectable viral load.

The asked quarter is the same in a house of any size: PEOPLE clients were tested, five of a hundred
were reactive and came as far as `REACHED` says, and REFERRED referrals are open. All other clients
were tested, referred and treated before the quarter began, a share of them as in the quarter: a
larger house has more of the past and nothing else. Cards were opened in any order, rows of the
quarter stand behind those of the past, and one card of a hundred is an alias.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django_scopes import scopes_disabled

from bench import _house  # noqa: F401  # starts Django
from ravny.config.demo import opening
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.insight.indicators.periods import quarter_of
from ravny.insight.upkeep.statistics import refresh_statistics
from ravny.people.clients.models import Client
from ravny.people.clients.operations import bulk_register, fresh_codes
from ravny.people.clients.types import ClientFacts, NewClient
from ravny.people.directory.models import Service
from ravny.services.care.models import LabResult, Registration, Treatment
from ravny.services.referrals.models import Referral, Step
from ravny.services.testing.models import Test

PEOPLE, REACTIVE_EVERY, REFERRED = 900, 20, 180
REACHED = {"arrived": 83, "concluded": 76, "registered": 62, "treated": 54, "undetectable": 36}
"""Of a hundred reactive people, in this order."""
YEARS_BACK = 730
CHUNK = 2000


@dataclass
class House:
    """An organisation of some size, its coordinator, and the asked days."""

    clients: int
    lead: Actor
    first: date
    last: date


@dataclass(frozen=True)
class Walker:
    """A made-up client: the day of the test, and how far of a hundred they came."""

    number: int
    client_id: UUID
    team_id: UUID
    worker_id: UUID
    day: date
    luck: int

    @property
    def is_reactive(self) -> bool:
        """Tell whether the rapid test was reactive."""
        return self.number % REACTIVE_EVERY == 0

    def reached(self, step: str) -> bool:
        """Tell whether they came as far as a step."""
        return self.is_reactive and self.luck < REACHED[step]


def build(clients: int, seed: int) -> House:
    """Write a house with so many clients, in bulk."""
    first, last = quarter_of(today())
    opened = opening.open_house(seed=seed, first=first - timedelta(days=7), prefix=f"w{seed}-")
    world = opened.world
    house = House(clients, world.lead, first, last)
    with scopes_disabled(), transaction.atomic():
        services = [service(house, number) for number in range(24)]
        Service.objects.bulk_create(services)
        workers = [actor for actor in world.actors.values() if actor.teams]
        walkers = [
            walker(house, workers[number % len(workers)], number) for number in range(clients)
        ]
        register(house, walkers)
        walkers.sort(key=lambda one: one.day)
        write(Test, walkers, lambda one: tests_of(house, one))
        write(Referral, walkers, lambda one: referrals_of(house, one, services))
        write(Registration, walkers, lambda one: registered(house, one))
        write(Treatment, walkers, lambda one: treated(house, one))
        write(LabResult, walkers, lambda one: measured(house, one))
        rows = Referral.objects.filter(organisation_id=house.lead.organisation_id)
        Step.objects.bulk_create([step_of(row) for row in rows.iterator()], batch_size=CHUNK)
    refresh_statistics()
    return house


def service(house: House, number: int) -> Service:
    """Return a place to send people to."""
    return Service(
        organisation_id=house.lead.organisation_id,
        kind="aids_centre" if number % 3 else "anonymous",
        label=f"Кабинет {number + 1}",
        country="KZ",
        infections=("hiv",),
    )


def walker(house: House, worker: Actor, number: int) -> Walker:
    """Return a client: the first PEOPLE were tested in the quarter, the others before it."""
    if number < PEOPLE:
        days = (min(house.last, today()) - house.first).days + 1
        day = house.first + timedelta(days=number % days)
    else:
        day = house.first - timedelta(days=1 + number * 37 % YEARS_BACK)
    return Walker(
        number=number,
        client_id=day_id(house.first - timedelta(days=1 + number * 37 % YEARS_BACK)),
        team_id=min(worker.teams),
        worker_id=worker.account_id,
        day=day,
        luck=number // REACTIVE_EVERY * 37 % 100,
    )


def register(house: House, walkers: Sequence[Walker]) -> None:
    """Open the cards; of a hundred one is found to be an earlier card."""
    codes = fresh_codes(house.lead.organisation_id, len(walkers))
    anyhow = random.Random(house.clients).sample(walkers, len(walkers))
    bulk_register(
        actor=house.lead,
        clients=(
            NewClient(one.client_id, code, one.team_id, one.day, ClientFacts())
            for one, code in zip(anyhow, codes, strict=True)
        ),
    )
    for one in walkers[60::100]:
        kept = walkers[one.number - REACTIVE_EVERY].client_id
        Client.objects.filter(id=one.client_id).update(
            kept_id=kept, merged_into_id=kept, merged_on=one.day
        )


def write(table: Any, walkers: Sequence[Walker], rows: Callable[[Walker], Iterator[Any]]) -> None:
    """Write the rows of a table."""
    for start in range(0, len(walkers), CHUNK):
        some = walkers[start : start + CHUNK]
        table.objects.bulk_create([row for one in some for row in rows(one)], batch_size=500)


def tests_of(house: House, one: Walker) -> Iterator[Test]:
    """Yield a rapid test, another infection's beside every third, a confirmation if there was."""
    shared = {
        "organisation_id": house.lead.organisation_id,
        "client_id": one.client_id,
        "team_id": one.team_id,
        "worker_id": one.worker_id,
        "day": one.day,
        "counselled_on": one.day,
        "consented_on": one.day,
    }
    known: dict[str, Any] = {
        "result_on": one.day,
        "returned_on": None if one.number % 50 == 1 else one.day,
        "purpose": "screening",
    }
    result = "reactive" if one.is_reactive else "nonreactive"
    yield Test(id=day_id(one.day), infection="hiv", result=result, **known, **shared)
    if one.number % 3 == 0:
        yield Test(
            id=day_id(one.day), infection="syphilis", result="nonreactive", **known, **shared
        )
    if one.reached("concluded"):
        yield Test(
            id=day_id(one.day),
            infection="hiv",
            purpose="confirmation",
            conclusion="negative" if one.luck % 16 == 15 else "positive",
            concluded_on=one.day,
            proof="document",
            **shared,
        )


def referrals_of(house: House, one: Walker, services: Sequence[Service]) -> Iterator[Referral]:
    """Yield a referral of everybody reactive, and of some more; over if it is of the past."""
    in_quarter = one.number < PEOPLE
    is_open = in_quarter and one.number % (PEOPLE // REFERRED) == 0
    if not (one.is_reactive or is_open):
        return
    arrived = one.reached("arrived")
    yield Referral(
        id=day_id(one.day),
        organisation_id=house.lead.organisation_id,
        client_id=one.client_id,
        team_id=one.team_id,
        made_by_id=one.worker_id,
        owner_id=one.worker_id,
        service_id=services[one.number % len(services)].id,
        reason="confirmation",
        infection="hiv",
        consented_on=one.day,
        state=("arrived" if arrived else "sent") if is_open else ("closed" if arrived else "lost"),
        made_on=one.day,
        state_on=one.day,
        arrived_on=one.day if arrived else None,
        arrived_proof="provider" if arrived else "",
        follow_up_on=one.day + timedelta(days=14) if is_open else None,
    )


def step_of(row: Referral) -> Step:
    """Return the last change of a referral."""
    return Step(
        referral_id=row.id,
        state=row.state,
        day=row.state_on,
        proof=row.arrived_proof,
        account_id=row.owner_id,
        entered_on=row.state_on,
    )


def care_of(house: House, one: Walker) -> dict[str, Any]:
    """Return what every fact of care of somebody holds."""
    return {
        "id": day_id(one.day),
        "organisation_id": house.lead.organisation_id,
        "client_id": one.client_id,
        "worker_id": one.worker_id,
        "day": one.day,
        "proof": "document",
    }


def registered(house: House, one: Walker) -> Iterator[Registration]:
    """Yield a registration for care."""
    if one.reached("registered"):
        yield Registration(mode="in_person", country="KZ", **care_of(house, one))


def treated(house: House, one: Walker) -> Iterator[Treatment]:
    """Yield a treatment, from here or from the home country."""
    if one.reached("treated"):
        yield Treatment(source="home" if one.luck % 3 else "here", **care_of(house, one))


def measured(house: House, one: Walker) -> Iterator[LabResult]:
    """Yield a CD4 count of whoever is on treatment, and a viral load of some."""
    if one.reached("treated"):
        cd4 = 150 if one.luck % 5 == 0 else 480
        yield LabResult(lab="cd4", value=cd4, **care_of(house, one))
    if one.reached("undetectable"):
        yield LabResult(lab="viral_load", level="undetectable", value=20, **care_of(house, one))
