"""Houses with some open cases, written in bulk: every case has as much to it, and all of it is due.

The thirty of one worker have waited longest in any house, so that a day is as full in a house of
thirty cases as in one of thousands, and what differs is only what else lies there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from bench import _house
from bench.pages import browser_of
from ravny.config.demo import opening
from ravny.core.kit.ids import day_id
from ravny.core.vault.models import Circle, Epoch, Wrap
from ravny.insight.upkeep.statistics import refresh_statistics
from ravny.people.clients.models import Client as Card
from ravny.services.cases.models import Case, Member, Request, StageMove
from ravny.services.cases.models.plan import Goal, PlanChange, Step
from ravny.services.cases.models.work import Agreement, Assessment, Contact, SafeContact
from ravny.services.referrals.models import Referral

OWN = 30
WORKER, COLLEAGUE, LAWYER, LEAD = "timur", "lena", "vera", "olga"
TEAM = "Север"
LAST = _house.LAST
FIRST = LAST - timedelta(days=400)
SEEN = ("desk:today", "cases:case", "cases:list", "cases:silence")
LISTS = ("cases:list", "cases:silence")
Rows = dict[type[Model], list[Any]]


@dataclass
class House:
    """An organisation with some open cases, the browsers of its people, a case to look at."""

    cases: int
    world: Any
    case_id: UUID
    browsers: dict[str, Client] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """Return the address of a page of the bench."""
        if name == "cases:case":
            return reverse(name, args=[self.case_id])
        own = f"?manager={self.world.actors[WORKER].account_id}" if name in LISTS else ""
        return f"{reverse(name)}{own}"


def build(cases: int, seed: int) -> House:
    """Write an organisation with so many open cases; sign its people in."""
    world = opening.open_house(seed=seed, first=FIRST, prefix=f"c{seed}-").world
    rows: Rows = {}
    with scope(organisation=world.organisation_id):
        ids = [_case(rows, world, number) for number in range(cases)]
        for model, made in rows.items():
            model._default_manager.bulk_create(made, batch_size=500)
    refresh_statistics()
    house = House(cases, world, ids[0])
    house.browsers = {who: browser_of(world.actors[who]) for who in (WORKER, LEAD)}
    return house


def _case(rows: Rows, world: Any, number: int) -> UUID:
    """Add the rows of one case; the first ones are the worker's and wait longest."""
    late = 100 - number if number < OWN else 20
    login = WORKER if number < OWN else COLLEAGUE
    one = _One(world, world.actors[login].account_id, number, LAST - timedelta(days=late))
    for row in one.rows():
        rows.setdefault(type(row), []).append(row)
    return one.case_id


class _One:
    """One case: its client, its team, its requests, plan, contacts, and its circle."""

    def __init__(self, world: Any, manager_id: UUID, number: int, due: date) -> None:
        self.world, self.manager_id, self.number, self.due = world, manager_id, number, due
        self.day = due - timedelta(days=60)
        self.client_id, self.case_id = day_id(self.day), day_id(self.day)
        self.house: dict[str, Any] = {"organisation_id": world.organisation_id}
        self.part: dict[str, Any] = {**self.house, "case_id": self.case_id}
        self.who: dict[str, Any] = {"account_id": manager_id}

    def rows(self) -> Iterator[Model]:
        """Yield its rows, whoever is pointed at before who points."""
        yield from self._opened()
        yield from self._planned()
        yield from self._worked()
        yield from self._sealed()

    def _opened(self) -> Iterator[Model]:
        team_id, part = self.world.teams[TEAM], self.part
        yield Card(
            id=self.client_id, code=f"{self.number:010d}", team_id=team_id,
            registered_on=self.day, **self.house,
        )  # fmt: skip
        danger = self.number % 10
        yield Case(
            id=self.case_id, client_id=self.client_id, team_id=team_id, manager_id=self.manager_id,
            opened_on=self.day, source="self", where="here", stage="carry_out", stage_on=self.day,
            heard_on=self.due, review_on=self.due, plan_version=1, agreed_version=1,
            circumstances=("out_of_pills",) if danger == 1 else ("danger",) if not danger else (),
            **self.house,
        )  # fmt: skip
        for duty, login in (("manager", ""), ("lawyer", LAWYER)):
            who = self.world.actors[login].account_id if login else self.manager_id
            yield Member(duty=duty, account_id=who, since=self.day, **part)
        for kind in ("medical", "legal"):
            yield Request(kind=kind, asked_on=self.day, owner_id=self.manager_id, **part)
        for stage in ("intake", "assessment", "plan", "carry_out"):
            yield StageMove(case_id=self.case_id, stage=stage, day=self.day, by="x", **self.who)

    def _planned(self) -> Iterator[Model]:
        goal_id = day_id(self.day)
        yield Goal(id=goal_id, need="medical", code="art_here", **self.part)
        for place in range(4):
            yield Step(
                goal_id=goal_id, code="", owner_kind="member", owner_id=self.manager_id,
                due_on=self.due + timedelta(days=40 * place), place=place, **self.part,
            )  # fmt: skip
        yield PlanChange(version=1, day=self.day, why="begun", **self.who, **self.part)

    def _worked(self) -> Iterator[Model]:
        yield Assessment(
            questionnaire="short", version=1, day=self.day, finished_on=self.day,
            scores={"medical": 7, "legal": 4}, **self.who, **self.part,
        )  # fmt: skip
        yield Agreement(
            kind="plan", day=self.day, follow_up_on=self.due, **self.who, **self.part
        )  # fmt: skip
        for way in ("call", "meeting"):
            yield Contact(
                day=self.day, kind="talk", way=way, result="reached", follow_up_on=self.due,
                look_by_id=self.manager_id, **self.who, **self.part,
            )  # fmt: skip
        yield SafeContact(channel="call", asked_on=self.day, **self.who, **self.part)
        yield Referral(
            client_id=self.client_id, team_id=self.world.teams[TEAM], made_by_id=self.manager_id,
            owner_id=self.manager_id, reason="care", made_on=self.day, state_on=self.day,
            follow_up_on=self.due, **self.house,
        )  # fmt: skip

    def _sealed(self) -> Iterator[Model]:
        circle_id = day_id(self.day)
        yield Circle(id=circle_id, kind="case", subject_id=self.case_id, **self.house)
        epoch = Epoch(
            circle_id=circle_id, number=1, public_key=bytes(1216), made_on=self.day,
            signed_by_id=self.manager_id, signature=bytes(64),
        )  # fmt: skip
        yield epoch
        for who in (self.manager_id, self.world.actors[LAWYER].account_id):
            yield Wrap(epoch=epoch, account_id=who, envelope=bytes(1300), made_on=self.day)
