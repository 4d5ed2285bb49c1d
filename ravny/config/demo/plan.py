"""The plan of a made-up year: facts only, the same for the same seed and last day.

Nothing here touches the database. Rates are set to look like a small organisation's year; the
share of clients seen again, of contacts without a code and of handouts follow standards.md and
what outreach programmes report, and claim nothing about real people.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from ravny.core.kit.codes import check_digit

from .facts import Dice, Plan, PlannedClient, PlannedMeeting, PlannedShift
from .needs import add_others
from .people import PEOPLE, TEAMS, DemoPerson
from .places import HANDED_OUT, ITEMS, NICKNAMES, NOTES, SITES, DemoSite
from .referring import add_ways
from .testing import add_tests

DAYS = 365
COUNTRIES = (("KZ", 46), ("UZ", 22), ("TJ", 12), ("KG", 9), ("RU", 7), ("UA", 2), ("MD", 2))
LANGUAGE_OF = {"UZ": "uz", "TJ": "tg", "KG": "ky", "KZ": "kk", "UA": "uk", "MD": "ro"}
AGES = (("15-19", 6), ("20-24", 24), ("25-29", 28), ("30-39", 27), ("40-49", 11), ("50+", 4))
STATUSES = (("work", 40), ("visa_free", 25), ("student", 15), ("undocumented", 12), ("unknown", 8))
CHANNELS = (("outreach", 48), ("trust", 22), ("online", 16), ("coupon", 8), ("partner", 6))
TOPICS = (("hiv_basics", 40), ("condom_use", 25), ("testing", 20), ("prep", 8), ("rights", 7))


def draw(*, clients: int, seed: int, last: date, activity: float = 1.0) -> Plan:
    """Return the plan of the year that ends on `last`, with so many clients.

    `activity` scales the number of meetings (1.0: about nine for each client).
    """
    dice = Dice(seed)
    plan = Plan(seed=seed, first=last - timedelta(days=DAYS - 1), last=last)
    scale = clients / 400 * activity
    codes = _codes(dice, clients)
    known: dict[str, list[PlannedClient]] = {team: [] for team in TEAMS}
    nights = list(_nights(dice, plan, scale))
    open_places = sum(contacts for _site, _shift, contacts in nights)
    for position, (site, shift, contacts) in enumerate(nights):
        plan.shifts.append(shift)
        for _contact in range(contacts):
            left = clients - len(plan.clients)
            wants_new = left > 0 and dice.random() < 1.35 * left / max(open_places, 1)
            open_places -= 1
            if wants_new and _gives_code(dice, site):
                person = _client(dice, shift, site, codes[len(plan.clients)])
                plan.clients.append(person)
                known[site.team].append(person)
                plan.meetings.append(_meeting(dice, site, shift, person, new=True))
            else:
                person_again = _somebody(dice, known[site.team])
                plan.meetings.append(_meeting(dice, site, shift, person_again, new=False))
        if position == len(nights) - 1:
            _register_the_rest(dice, plan, site, shift, codes, clients)
    _add_health(plan)
    return plan


def _add_health(plan: Plan) -> None:
    """Add tests and what became of them; dice of their own, so that meetings stay as they were."""
    add_tests(plan, Dice(plan.seed + 7))
    add_ways(plan, Dice(plan.seed + 8))
    add_others(plan, Dice(plan.seed + 9))


def _register_the_rest(
    dice: Dice, plan: Plan, site: DemoSite, shift: PlannedShift, codes: list[str], clients: int
) -> None:
    """The year ended before everybody came: the last days bring the others."""
    while len(plan.clients) < clients:
        person = _client(dice, shift, site, codes[len(plan.clients)])
        plan.clients.append(person)
        plan.meetings.append(_meeting(dice, site, shift, person, new=True))


def _codes(dice: Dice, count: int) -> list[str]:
    digits = dice.sample(range(10**9), count)
    return [f"{number:09d}" + check_digit(f"{number:09d}") for number in digits]


def _nights(dice: Dice, plan: Plan, scale: float) -> Iterator[tuple[DemoSite, PlannedShift, int]]:
    for offset in range(DAYS):
        day = plan.first + timedelta(days=offset)
        for site in SITES:
            if day.weekday() not in site.nights or dice.random() < 0.06:
                continue
            worker = dice.choice(_workers(site))
            shift = PlannedShift(dice.id(day), day, site.label, worker.login, site.start, site.end)
            low, high = site.crowd
            yield site, shift, max(0, round(dice.randint(low, high) * scale))


def _workers(site: DemoSite) -> list[DemoPerson]:
    own = [person for person in PEOPLE if person.team == site.team and site.kind in person.sites]
    return own or [person for person in PEOPLE if person.team == site.team and person.sites]


def _gives_code(dice: Dice, site: DemoSite) -> bool:
    return dice.random() < {"street": 0.75, "club": 0.7, "online": 0.6}.get(site.kind, 0.95)


def _client(dice: Dice, shift: PlannedShift, site: DemoSite, code: str) -> PlannedClient:
    country = dice.of(COUNTRIES)
    own = country == "KZ"
    channel = "outreach" if site.kind in {"street", "club"} else dice.of(CHANNELS)
    consents = ["store_card"]
    consents += [scope for scope in ("contact_back", "share_in_team") if dice.random() < 0.7]
    return PlannedClient(
        client_id=dice.id(shift.day),
        code=code,
        day=shift.day,
        worker=shift.worker,
        team=site.team,
        age_group=dice.of(AGES),
        country=country,
        languages=tuple(sorted({LANGUAGE_OF.get(country, "ru"), "ru"})),
        legal_status="citizen" if own else dice.of(STATUSES),
        registration="yes" if own else dice.choice(("yes", "no", "unknown")),
        channel=channel,
        network="telegram" if channel == "online" else "",
        wave=dice.randint(1, 4) if channel == "coupon" else None,
        called=dice.choice(NICKNAMES) if dice.random() < 0.6 else "",
        consents=tuple(consents),
    )


def _somebody(dice: Dice, known: list[PlannedClient]) -> PlannedClient | None:
    """Somebody with a code (recent ones come more often), or a contact without one."""
    if not known or dice.random() < 0.38:
        return None
    return known[-1 - int(len(known) * dice.random() ** 2)]


def _meeting(
    dice: Dice, site: DemoSite, shift: PlannedShift, person: PlannedClient | None, *, new: bool
) -> PlannedMeeting:
    given = []
    for place, item in enumerate(ITEMS[:HANDED_OUT]):
        share, fewest, most = item.rate
        if dice.random() < share and site.kind != "online":
            quantity = dice.randint(fewest, most)
            given.append((place, quantity - quantity % item.step or item.step))
    training = dice.choice((20, 30, 40)) if site.kind == "home" and dice.random() < 0.6 else 0
    who = dice.choice(("again", "again", "new")) if person is None else "code"
    return PlannedMeeting(
        encounter_id=dice.id(shift.day),
        day=shift.day,
        site=site.label,
        channel=site.kind,
        worker=shift.worker,
        team=site.team,
        who=who,
        client_id=person.client_id if person else None,
        age_group=person.age_group if person else dice.of(AGES),
        key_groups=("msm",) if dice.random() < 0.9 else ("msm", "migrant"),
        topics=tuple(sorted({dice.of(TOPICS), dice.of(TOPICS)})) if dice.random() < 0.7 else (),
        materials=("leaflet",) if any(ITEMS[p].kind == "leaflet" for p, _q in given) else (),
        services=("leisure",) if site.kind == "centre" and dice.random() < 0.3 else (),
        training_minutes=training,
        language=person.languages[-1] if person else "ru",
        shift_id=shift.shift_id,
        given=tuple(given),
        note=dice.choice(NOTES) if person and dice.random() < 0.08 else "",
    )
