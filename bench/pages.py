"""Every list page with a thousand clients and with a hundred thousand: server time and queries.

Both organisations are drawn by the same rules, so the share of active clients is equal. The ratio
is that of the page that grows most. The number of queries must not grow with the rows: a page may
ask a question or two less where a small house happens to have nothing to ask about.
"""

import statistics
import sys
import time
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scopes_disabled

from bench import _house
from bench._frame import Measured, run
from ravny.config.demo import opening, plan, rest, writing, year
from ravny.core.kit.ids import day_id
from ravny.core.staff.middleware import session_hash
from ravny.core.staff.models import SignIn
from ravny.core.staff.types import Actor
from ravny.insight.upkeep.statistics import refresh_statistics
from ravny.people.clients.models import Client as ClientCard

ACTIVITY = 0.12
NOTHING_TO_ASK = 2
LISTS = (
    "desk:today",
    "clients:list",
    "encounters:log",
    "outreach:sites",
    "outreach:calendar",
    "outreach:tray",
    "outreach:promotions",
    "stock:overview",
    "stock:movements",
    "testing:log",
    "testing:retests",
    "testing:lots",
    "referrals:board",
    "directory:list",
    "indicators:linkage",
    "indicators:positivity",
    "staff:list",
    "journal:list",
)


@dataclass
class House:
    """An organisation of some size, and its coordinator's browser."""

    clients: int
    browser: Client
    addresses: dict[str, str] = field(default_factory=dict)


def build(clients: int, seed: int) -> House:
    """Write an organisation in bulk and sign its coordinator in."""
    drawn = plan.draw(clients=clients, seed=seed, last=_house.LAST, activity=ACTIVITY)
    opened = opening.open_house(seed=seed, first=drawn.first, prefix=f"h{seed}-")
    writing.furnish(opened.world, drawn)
    year.write_in_bulk(opened.world, drawn, lambda done, total: None)
    rest.write_rest(opened.world, drawn)
    refresh_statistics()
    house = House(clients, browser_of(opened.world.lead))
    house.addresses = {name: reverse(name) for name in LISTS}
    house.addresses["desk:card"] = reverse("desk:card", args=[busy_client(opened.world.lead)])
    return house


def busy_client(actor: Actor) -> UUID:
    """Return a client of the organisation."""
    with scopes_disabled():
        row = ClientCard.objects.filter(organisation_id=actor.organisation_id).order_by("id")
        return row.values_list("id", flat=True)[0]


def browser_of(actor: Actor) -> Client:
    """Return a browser in which the person is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.create()
    browser = Client(HTTP_HOST=settings.DESK_HOST)
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    with scopes_disabled():
        SignIn.objects.create(
            id=day_id(),
            account_id=actor.account_id,
            session_hash=session_hash(session.session_key),
        )
    return browser


def ask(house: House, address: str) -> float:
    """Return the seconds of one request."""
    return ask_as(house.browser, address)


def ask_as(browser: Client, address: str) -> float:
    """Return the seconds of one request of somebody's browser."""
    begun = time.perf_counter()
    answer: Any = browser.get(address)
    spent = time.perf_counter() - begun
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return spent


def queries(house: House, address: str) -> int:
    """Return the number of statements of one request."""
    with CaptureQueriesContext(connection) as caught:
        ask(house, address)
    return len(caught)


def measure(quick: bool) -> Measured:
    """Return milliseconds and queries of each page at both sizes, and the worst ratio."""
    sizes = (1_000, 5_000) if quick else (1_000, 100_000)
    small, large = build(sizes[0], 7), build(sizes[1], 8)
    figures: dict[str, float] = {"clients, small": small.clients, "clients, large": large.clients}
    ratios = []
    for name in small.addresses:
        pairs = []
        for house in (small, large):
            ask(house, house.addresses[name])
        for _round in range(5 if quick else 25):
            pairs.append((ask(small, small.addresses[name]), ask(large, large.addresses[name])))
        ratio = statistics.median(b / a for a, b in pairs)
        counts = [queries(house, house.addresses[name]) for house in (small, large)]
        figures[f"{name} ms, small"] = 1000 * statistics.median(a for a, _b in pairs)
        figures[f"{name} ms, large"] = 1000 * statistics.median(b for _a, b in pairs)
        figures[f"{name} queries, small"], figures[f"{name} queries, large"] = counts
        figures[f"{name} ratio"] = ratio
        ratios.append(ratio if counts[1] - counts[0] <= NOTHING_TO_ASK else 99.0)
    return Measured(figures, max(ratios))


if __name__ == "__main__":
    sys.exit(run("pages", measure, goal=1.3))
