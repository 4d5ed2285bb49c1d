"""The rest of the made-up year: shifts, a route, the clinic's timetable, campaigns, notes."""

import json
from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from ravny.core.kit.clock import today
from ravny.services.outreach import operations as outreach
from ravny.services.outreach.types import (
    PromotionEntry,
    PromotionOutcome,
    ReceivedRecord,
    ShiftPlan,
)

from .facts import Dice, Plan, PlannedShift
from .people import NORTH, PEOPLE
from .places import ROUTE, SAFETY, SITES
from .world import World

BATCH = 100
AHEAD = timedelta(days=14)
CAMPAIGNS = (
    ("Самотест: спроси", "tg-ru-self", "telegram", "ru", 300, (5200, 61, 34, 12)),
    ("Где помогут", "tg-uz-help", "telegram", "uz", 160, (2900, 44, 27, 9)),
    ("Осенняя неделя", "ig-kk-autumn", "instagram", "kk", 45, (1800, 19, 8, 2)),
)


def write_rest(world: World, plan: Plan) -> None:
    """Write what hangs around the meetings."""
    dice = Dice(plan.seed + 4)
    _past_shifts(world, plan, dice)
    _route_and_timetable(world, plan, dice)
    _coming_shifts(world, dice)
    _campaigns(world, plan, dice)
    _safety_notes(world, plan, dice)


def _told(shift: PlannedShift, kind: str, record_id: UUID, site_id: UUID) -> bytes:
    late = kind == "shift_close"
    minute = shift.end if late else shift.start
    day = shift.day + timedelta(days=late and shift.end < shift.start)
    facts = {
        "v": 1,
        "type": kind,
        "id": str(record_id),
        "shift": str(shift.shift_id),
        "day": day.isoformat(),
        "site": str(site_id),
        "minute": minute,
    }
    return json.dumps(facts).encode()


def _past_shifts(world: World, plan: Plan, dice: Dice) -> None:
    """Each past shift was opened and closed on a phone."""
    told: dict[str, list[ReceivedRecord]] = defaultdict(list)
    for shift in plan.shifts:
        for kind in ("shift_open", "shift_close"):
            record_id = dice.id(shift.day)
            content = _told(shift, kind, record_id, world.sites[shift.site])
            told[shift.worker].append(ReceivedRecord(record_id, content, shift.day))
    for login, records in told.items():
        phone_id = dice.id(plan.first)
        for start in range(0, len(records), BATCH):
            outreach.receive(
                actor=world.actors[login],
                phone_id=phone_id,
                records=records[start : start + BATCH],
            )


def _route_and_timetable(world: World, plan: Plan, dice: Dice) -> None:
    label, stops = ROUTE
    outreach.save_route(
        actor=world.lead,
        route_id=dice.id(plan.first),
        label=label,
        team_id=world.teams[NORTH],
        site_ids=[world.sites[stop] for stop in stops],
    )
    for site in SITES:
        if site.kind != "mobile":
            continue
        for weekday in site.nights:
            outreach.save_stand(
                actor=world.lead,
                stand_id=dice.id(plan.first),
                site_id=world.sites[site.label],
                weekday=weekday,
                start=site.start,
                end=site.end,
                valid_from=plan.first,
            )


def _coming_shifts(world: World, dice: Dice) -> None:
    """The next two weeks are planned: each site on its nights."""
    first = today()
    for offset in range(AHEAD.days):
        day = first + timedelta(days=offset)
        for site in SITES:
            if day.weekday() not in site.nights:
                continue
            workers = [
                person
                for person in PEOPLE
                if person.team == site.team and site.kind in person.sites
            ]
            if not workers:
                continue
            worker = dice.choice(workers)
            shift = ShiftPlan(
                worker_id=world.actors[worker.login].account_id,
                day=day,
                start=site.start,
                end=site.end % 1440,
                site_id=world.sites[site.label],
                vehicle=site.kind == "mobile",
            )
            outreach.plan_shifts(actor=world.lead, record_id=dice.id(day), plan=shift)


def _campaigns(world: World, plan: Plan, dice: Dice) -> None:
    for label, code, network, language, ago, counted in CAMPAIGNS:
        first = max(plan.first, plan.last - timedelta(days=ago))
        last: date | None = first + timedelta(days=60)
        promotion_id = dice.id(first)
        entry = PromotionEntry(
            label=label,
            code=code,
            network=network,
            language=language,
            first_day=first,
            last_day=last if last and last < plan.last else None,
            team_id=world.teams[NORTH],
        )
        outreach.save_promotion(actor=world.lead, promotion_id=promotion_id, entry=entry)
        views, messages, contacts, clients = counted
        outcome = PromotionOutcome(views, messages, contacts, clients)
        outreach.record_outcome(actor=world.lead, promotion_id=promotion_id, outcome=outcome)


def _safety_notes(world: World, plan: Plan, dice: Dice) -> None:
    for site, text in zip(SITES, SAFETY, strict=False):
        note_id = dice.id(plan.last)
        author = next(person for person in PEOPLE if person.team == site.team and person.sites)
        circle = world.circles[site.team]
        sealed = world.seal(author.login, circle, "site.safety", note_id, text, plan.last)
        outreach.add_safety_note(
            actor=world.actors[author.login],
            note_id=note_id,
            site_id=world.sites[site.label],
            text=sealed,
        )
    world.keep_registers()
