"""The demo's directory as it is written: entries, their prices, and what offices were asked."""

from datetime import timedelta

from ravny.people.directory import operations as directory
from ravny.people.directory.types import DealingEntry, PriceEntry, ServiceEntry

from .clinics import CENTRES, CLINICS
from .entries import DemoService
from .facts import Dice, Plan
from .specialists import OFFICES, PARTNERS, SPECIALISTS
from .world import World

SERVICES = (*CENTRES, *CLINICS, *SPECIALISTS, *PARTNERS, *OFFICES)
RETIRED = ("hospital_region",)
KEEPERS = ("timur", "vera", "lena", "olga")

# (office, who asked, days ago, asked, answer, outcome, ask again in so many days, note)
DEALINGS = (
    ("migration", "vera", 210, "delay", "agreed", "kept", None, "Дали тридцать дней на выезд."),
    ("migration", "vera", 34, "clarification", "promised", "open", -2, "Обещали письмо."),
    ("migration", "timur", 9, "delay", "partly", "open", 5, ""),
    ("sanitary", "vera", 120, "withdrawal", "refused", "nothing", None, "Идём в суд."),
    ("sanitary", "olga", 48, "clarification", "silent", "open", 0, ""),
    ("police", "vera", 75, "complaint", "silent", "broken", None, "Ответа не было."),
    ("consulate_uz", "lena", 62, "document", "agreed", "kept", None, "Справка за неделю."),
    ("consulate_tj", "lena", 15, "document", "promised", "open", 1, ""),
    ("university_1", "vera", 140, "study", "agreed", "kept", None, "Доучился и защитился."),
    ("university_2", "timur", 22, "study", "refused", "open", 12, ""),
    ("centre_city", "olga", 95, "cooperation", "agreed", "kept", None, "Кабинет без очереди."),
    ("centre_region", "timur", 40, "anonymity", "partly", "open", 8, ""),
    ("hospital", "timur", 28, "admission", "agreed", "kept", None, "Приняли ночью."),
    ("maternity", "lena", 52, "admission", "agreed", "open", 20, ""),
)  # fmt: skip


def write_directory(world: World, plan: Plan) -> None:
    """Write the entries and the dealings; the ids come from the seed."""
    dice = Dice(plan.seed + 6)
    for position, service in enumerate(SERVICES):
        world.services[service.key] = dice.id(plan.first)
        keeper = KEEPERS[position % len(KEEPERS)]
        directory.save_service(
            actor=world.actors[keeper],
            service_id=world.services[service.key],
            entry=entry_of(world, plan, service, keeper),
        )
    for key in RETIRED:
        directory.retire_service(actor=world.lead, service_id=world.services[key])
    _dealings(world, plan, dice)


def entry_of(world: World, plan: Plan, service: DemoService, keeper: str) -> ServiceEntry:
    """Return what is written about a service, the way to a person sealed to the house."""
    anonymous, asks_passport, same_community = service.safety
    checked = None if service.checked is None else plan.last - timedelta(days=service.checked)
    service_id = world.services[service.key]
    contact = (
        world.seal(keeper, world.house, "service.contact", service_id, service.contact, plan.first)
        if service.contact
        else None
    )
    return ServiceEntry(
        kind=service.kind,
        label=service.label,
        country=service.country,
        region=service.region,
        city=service.city,
        specialities=service.specialities,
        infections=service.infections,
        provides=service.provides,
        not_provided=service.not_provided,
        languages=service.languages,
        same_community=same_community,
        hours=service.hours,
        way_in=service.way_in,
        anonymous=anonymous,
        asks_passport=asks_passport,
        reports_to=service.reports_to,
        friendliness=service.friendliness,
        contact=contact,
        prices=tuple(
            PriceEntry(price.offer, price.amount, price.currency, checked or plan.first)
            for price in service.prices
        ),
        verified_on=checked,
    )


def _dealings(world: World, plan: Plan, dice: Dice) -> None:
    for key, login, ago, asked, answer, outcome, again, note in DEALINGS:
        day = plan.last - timedelta(days=ago)
        dealing_id = dice.id(day)
        sealed = (
            world.seal(login, world.house, "dealing.note", dealing_id, note, day) if note else None
        )
        entry = DealingEntry(
            service_id=world.services[key],
            day=day,
            asked=asked,
            answer=answer,
            outcome=outcome,
            next_on=None if again is None else plan.last + timedelta(days=again),
            note=sealed,
        )
        directory.record_dealing(actor=world.actors[login], dealing_id=dealing_id, entry=entry)
