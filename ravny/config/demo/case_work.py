"""Writing the demo's cases through the operations behind the pages, each on its own day."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django_scopes import scope

from ravny.core.kit.clock import moved_to, today
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.core.vault import reader
from ravny.core.vault.types import CircleFact
from ravny.services.cases.operations.archiving import propose_entry, sign_entry
from ravny.services.cases.operations.contacting import record_contact
from ravny.services.cases.operations.ending import agree_exit, propose_exit
from ravny.services.cases.operations.opening import open_case
from ravny.services.cases.operations.planning_agreed import agree_plan
from ravny.services.cases.operations.planning_doing import do_step
from ravny.services.cases.operations.planning_template import lay_on
from ravny.services.cases.operations.requests import add_request
from ravny.services.cases.operations.safe_contact import write_safe_contact
from ravny.services.cases.operations.team import join
from ravny.services.cases.plans.catalogue import catalogue
from ravny.services.cases.queries.archive import waiting_entries
from ravny.services.cases.queries.exits import open_things
from ravny.services.cases.types import Joining, NewCase
from ravny.services.cases.types.contact import ContactEntry, SafeEntry
from ravny.services.cases.types.ending import NewExit
from ravny.services.cases.types.plan import Amendment
from ravny.services.encounters.operations import record_encounter
from ravny.services.encounters.types import EncounterFacts

from .asking import agree, assess
from .casing import VISITS, PlannedCase, draw_cases
from .facts import Dice, Plan
from .helped import write_help
from .others import write_others
from .world import World

AGAIN = 20
"""So many days after the first time the same is asked again."""


@transaction.atomic
def write_cases(world: World, plan: Plan) -> None:
    """Write every case of the year, then what hangs around them."""
    dice, cases = Dice(plan.seed + 12), draw_cases(plan)
    for planned in cases:
        _Case(world, plan, planned, dice).write()
    for entry in waiting_entries(world.lead):
        sign_entry(actor=world.lead, entry_id=entry.id)
    write_others(world, plan, cases)
    write_help(world, plan, cases)
    world.keep_registers()


class _Case:
    """One case on its way through the stages."""

    def __init__(self, world: World, plan: Plan, planned: PlannedCase, dice: Dice) -> None:
        self.world, self.plan, self.planned, self.dice = world, plan, planned, dice
        self.actor: Actor = world.actors[planned.manager]
        self.circle: CircleFact | None = None

    def write(self) -> None:
        """Write the case as far as it came, each piece of work on a day of its own."""
        planned, far = self.planned, self.planned.far
        self._open()
        if far == "intake":
            return
        self._on(2, self._talk)
        if far == "assessment":
            return
        self._on(4, self._assess)
        if far == "plan":
            return
        self._on(6, self._plan)
        if planned.missed:
            self._on(8, self._missed)
        if planned.aid:
            self._on(9, self._aid)
        if not planned.silent:
            self._on(10, self._talk)
        if far in {"monitoring", "exit"}:
            self._on(11, self._do_every_step)
        if not planned.silent:
            self._on(12, self._agree)
        if not planned.silent and self._age() > AGAIN:
            self._on(AGAIN, self._assess_again)
        if far == "update":  # the review's day has come, and the next work finds it so
            self._on(self._age(), self._talk)
        if far == "exit":
            least = max(AGAIN + 1, self._age() - 90)
            self._on(self.dice.randint(least, max(least, self._age() - 3)), self._end)

    def _age(self) -> int:
        return (self.plan.last - self.planned.opened).days

    def _on(self, after: int, work: Callable[[], None]) -> None:
        """Do a piece of work so many days after the case was opened, never ahead of the year."""
        day = self.planned.opened + timedelta(days=min(after, self._age()))
        with moved_to(day):
            work()

    def _open(self) -> None:
        planned = self.planned
        with moved_to(planned.opened):
            open_case(
                actor=self.actor,
                facts=NewCase(
                    case_id=planned.case_id,
                    client_id=planned.client_id,
                    day=planned.opened,
                    source=planned.source,
                    where=planned.where,
                    region=planned.region,
                    country=planned.country,
                    language=planned.language,
                    asks=tuple((kind, None) for kind in planned.asks),
                ),
            )
            if planned.helper:
                login, duty = planned.helper
                facts = Joining(self.world.actors[login].account_id, duty)
                join(actor=self.actor, case_id=planned.case_id, facts=facts)
        if planned.words:
            self._ask_in_words()

    def _ask_in_words(self) -> None:
        planned, request_id = self.planned, self.dice.id(self.planned.opened)
        words = self._sealed("case.request", request_id, planned.words, planned.opened)
        with moved_to(planned.opened):
            add_request(
                actor=self.actor,
                case_id=planned.case_id,
                request_id=request_id,
                kind="information",
                asked_on=planned.opened,
                words=words,
            )

    def _sealed(self, kind: str, object_id: UUID, text: str, day: date) -> bytes:
        login = self.planned.manager
        if self.circle is None:
            self.circle = reader.make_circle(
                actor=self.actor,
                keyring=self.world.pens[login].keyring,
                kind="case",
                subject_id=self.planned.case_id,
            )
        return self.world.seal(login, self.circle, kind, object_id, text, day)

    def _talk(self) -> None:
        case_id, dice = self.planned.case_id, self.dice
        write_safe_contact(
            actor=self.actor,
            case_id=case_id,
            entry=SafeEntry(
                safe_id=day_id(),
                channel=dice.choice(("telegram", "call", "peer")),
                asked_on=today(),
                hour_from=10,
                hour_to=dice.choice((18, 21)),
                language=self.planned.language,
            ),
        )
        contact_id, note = dice.id(today()), None
        if dice.random() < 0.4:
            note = self._sealed("case.contact", contact_id, dice.choice(VISITS), today())
        self._contact(contact_id, "talk", "reached", note=note)

    def _contact(
        self, contact_id: UUID, kind: str, result: str, *, why: str = "", note: bytes | None = None
    ) -> None:
        record_contact(
            actor=self.actor,
            case_id=self.planned.case_id,
            entry=ContactEntry(
                contact_id=contact_id,
                kind=kind,
                day=today(),
                way="meeting",
                result=result,
                missed_why=why,
                hours=self.dice.choice(("day", "day", "evening", "weekend")),
                minutes=self.dice.choice((20, 40, 60)),
                note=note,
            ),
        )

    def _missed(self) -> None:
        self._contact(self.dice.id(today()), "missed", "missed", why=self.planned.missed)

    def _assess(self) -> None:
        assess(self.actor, self.planned.case_id, self.dice)

    def _assess_again(self) -> None:
        assess(self.actor, self.planned.case_id, self.dice, draws=2)

    def _plan(self) -> None:
        case_id, planned = self.planned.case_id, self.planned
        late = self.plan.last - timedelta(days=5)
        steps = catalogue().templates[planned.template].steps
        days = {}
        for place, one in enumerate(steps):
            due = self.plan.last + timedelta(days=7 * place + 3)
            days[one.step.code] = max(late if planned.overdue and place == 0 else due, today())
        lay_on(
            actor=self.actor,
            case_id=case_id,
            template=planned.template,
            days=days,
            amendment=Amendment(day_id(), "begun", 0),
        )
        review = self.plan.last + timedelta(days=-4 if planned.far == "update" else 21)
        agree_plan(
            actor=self.actor,
            case_id=case_id,
            agreement_id=day_id(),
            day=today(),
            review_on=max(review, today() + timedelta(days=1)),
            drawn_from=1,
        )

    def _agree(self) -> None:
        agree(self.actor, self.planned.case_id, self.dice, self.plan.last)

    def _do_every_step(self) -> None:
        with scope(organisation=self.world.organisation_id):
            todo = [one for one in open_things(self.planned.case_id) if one.what == "step"]
        for one in todo:
            do_step(actor=self.actor, step_id=one.object_id)

    def _aid(self) -> None:
        planned, encounter_id = self.planned, self.dice.id(today())
        given = tuple((self.world.items[place], 1) for place in planned.aid)
        record_encounter(
            actor=self.actor,
            encounter_id=encounter_id,
            facts=EncounterFacts(
                encounter_id=encounter_id,
                day=today(),
                channel="office",
                worker_id=self.actor.account_id,
                who="code",
                team_id=self.world.teams[planned.team],
                client_id=planned.client_id,
                given=given,
                place_id=self.world.store_id,
            ),
        )

    def _end(self) -> None:
        planned, exit_id = self.planned, day_id()
        reason, evidence = planned.exit
        with scope(organisation=self.world.organisation_id):
            things = open_things(planned.case_id)
        facts = NewExit(
            exit_id=exit_id,
            case_id=planned.case_id,
            reason=reason,
            evidence={evidence: "document"},
            fates={one.key: "kept" if one.what == "agreement" else "done" for one in things},
        )
        propose_exit(actor=self.actor, facts=facts)
        agree_exit(actor=self.world.lead, exit_id=exit_id)
        if planned.archived:
            propose_entry(actor=self.actor, case_id=planned.case_id, tools=("plan", "talk"))
