"""What the plan's labels become in the tables, and what is written before the first meeting."""

from ravny.people.clients.types import ClientFacts
from ravny.services.encounters import operations as encounters
from ravny.services.encounters.operations.sites import SiteEntry
from ravny.services.encounters.types import EncounterFacts
from ravny.services.stock import operations as stock
from ravny.services.stock.types import ItemFacts

from .directory import write_directory
from .facts import Dice, Plan, PlannedClient, PlannedMeeting
from .places import ITEMS, REGION, SITES, DemoItem
from .stock import PlannedMonth
from .world import World as World  # benches name it from here


def furnish(world: World, plan: Plan) -> None:
    """Make sites, items, places, thresholds and the directory; ids come from the seed."""
    dice = Dice(plan.seed + 2)
    for site in SITES:
        world.sites[site.label] = dice.id(plan.first)
        entry = SiteEntry(
            label=site.label,
            kind=site.kind,
            team_id=world.teams[site.team],
            region=REGION,
            area=site.area,
            network=site.network,
        )
        encounters.save_site(actor=world.lead, site_id=world.sites[site.label], entry=entry)
    for position, item in enumerate(ITEMS):
        world.items.append(dice.id(plan.first))
        facts = item_facts(item, position)
        stock.save_item(actor=world.keeper_of_stock, item_id=world.items[-1], facts=facts)
    world.store_id = dice.id(plan.first)
    _places(world)
    write_directory(world, plan)
    world.keep_registers()


def item_facts(item: DemoItem, position: int) -> ItemFacts:
    """Return what the stock room writes down of an item."""
    return ItemFacts(
        kind=item.kind,
        label_ru=item.ru,
        label_en=item.en,
        language=item.language,
        unit=item.unit,
        step=item.step,
        usual=item.usual,
        on_phones=item.kind not in {"aid", "art"},
        position=position,
        infections=item.infections,
        self_test=item.self_test,
    )


def _places(world: World) -> None:
    keeper = world.keeper_of_stock
    stock.save_place(
        actor=keeper, place_id=world.store_id, kind="store", label="Склад", active=True
    )
    for login, actor in world.actors.items():
        world.bags[login] = stock.ensure_bag(actor=actor, account_id=actor.account_id)
    for item_id, item in zip(world.items, ITEMS, strict=True):
        if item.minimum:
            stock.set_threshold(
                actor=keeper, place_id=world.store_id, item_id=item_id, minimum=item.minimum
            )


def supply(world: World, month: PlannedMonth) -> None:
    """Enter the month's deliveries and fill the bags."""
    keeper = world.keeper_of_stock
    for delivery in month.deliveries:
        stock.receive_delivery(
            actor=keeper,
            delivery_id=delivery.cause_id,
            place_id=world.store_id,
            item_id=world.items[delivery.item],
            quantity=delivery.quantity,
            number=delivery.number,
            expires_on=delivery.expires_on,
            day=delivery.day,
        )
    for refill in month.refills:
        stock.move(
            actor=keeper,
            transfer_id=refill.cause_id,
            source_id=world.store_id,
            target_id=world.bags[refill.worker],
            item_id=world.items[refill.item],
            quantity=refill.quantity,
            day=refill.day,
        )


def facts_of(person: PlannedClient) -> ClientFacts:
    """Return what stands on the card."""
    return ClientFacts(
        sex="male",
        gender="man",
        age_group=person.age_group,
        age_on=person.day,
        languages=person.languages,
        country=person.country,
        registration=person.registration,
        legal_status=person.legal_status,
        channel=person.channel,
        network=person.network,
        wave=person.wave,
    )


def meeting_facts(world: World, meeting: PlannedMeeting) -> EncounterFacts:
    """Return the meeting as the operations take it, its note sealed to the team."""
    note = None
    if meeting.note:
        note = world.seal(
            meeting.worker,
            world.circles[meeting.team],
            "encounter.note",
            meeting.encounter_id,
            meeting.note,
            meeting.day,
        )
    return EncounterFacts(
        encounter_id=meeting.encounter_id,
        day=meeting.day,
        channel=meeting.channel,
        worker_id=world.actors[meeting.worker].account_id,
        who=meeting.who,
        site_id=world.sites[meeting.site],
        team_id=world.teams[meeting.team],
        shift_id=meeting.shift_id,
        client_id=meeting.client_id,
        age_group=meeting.age_group,
        key_groups=meeting.key_groups,
        topics=meeting.topics,
        materials=meeting.materials,
        services=meeting.services,
        training_minutes=meeting.training_minutes,
        language=meeting.language,
        given=tuple((world.items[place], quantity) for place, quantity in meeting.given),
        note=note,
    )
