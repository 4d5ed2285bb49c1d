"""A small made-up organisation, and the address of each of its pages with a real object in it."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django_scopes import scope, scopes_disabled

from ravny.config.demo import opening, rest, writing, year
from ravny.config.demo.plan import draw
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import SignIn
from ravny.core.staff.operations import add_account
from ravny.core.staff.types import AccountFacts, Actor, Role
from ravny.core.vault.models import Phone
from ravny.people.clients.models import Client
from ravny.people.directory.models import Dealing, Service
from ravny.services.care.models import Treatment
from ravny.services.encounters.models import Encounter, Site
from ravny.services.outreach.models import Promotion, Route, Shift, Stand
from ravny.services.outreach.operations import receive
from ravny.services.referrals.models import Referral
from ravny.services.referrals.types import OPEN, State
from ravny.services.stock.models import Item, Place
from ravny.services.testing.models import Test
from tests.guards import house
from tests.outreach.phones import batch, contact

CLIENTS = 25
SEED = 7
BY_HAND = (
    "care/register/?client=<uuid:referred_id>",
    "care/treat/?client=<uuid:referred_id>",
    "care/lab/?client=<uuid:referred_id>",
    "card/<uuid:referred_id>/",
    "referrals/new/?client=<uuid:referred_id>",
    "referrals/new/?client=<uuid:referred_id>&test=<uuid:test_id>",
    "referrals/new/?client=<uuid:referred_id>&service=<uuid:service_id>",
    "referrals/<uuid:lost_id>/send/",
    "referrals/<uuid:lost_id>/send/?service=<uuid:service_id>",
    "testing/record/?client=<uuid:referred_id>&infection=hiv",
)
"""Addresses of the desk that say whom they are about, or need an object of another kind."""
INSTEAD = frozenset(
    {
        "care/register/",
        "care/treat/",
        "care/lab/",
        "referrals/new/",
        "referrals/<uuid:referral_id>/send/",
    }
)
"""Patterns that are seen under one of BY_HAND only."""
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
Samples = dict[str, UUID | str]


def write_organisation() -> tuple[Actor, Samples]:
    """Write the demo's year in small; return its coordinator and an object for each argument."""
    plan = draw(clients=CLIENTS, seed=SEED, last=today(), activity=1.5)
    world = opening.open_house(seed=SEED, first=plan.first).world
    writing.furnish(world, plan)
    year.write_in_bulk(world, plan, lambda done, total: None)
    rest.write_rest(world, plan)
    lead = world.lead
    waiting, held = day_id(), day_id()
    with scope(organisation=lead.organisation_id):
        phone = Phone.objects.create(
            id=held,
            organisation_id=lead.organisation_id,
            account_id=world.actors["aida"].account_id,
            public_key=b"\x04" * 65,
            label="А-1",
        )
    for phone_id, record_id, quarantine in ((day_id(), waiting, False), (phone.id, None, True)):
        wrong = batch(contact(record_id, channel="moon", note=None))
        sender = world.actors["aida"]
        receive(actor=sender, phone_id=phone_id, records=wrong, quarantine=quarantine)
    new = AccountFacts("farida", "Фарида", (Role.PEER.value,))
    token = add_account(actor=lead, account_id=day_id(), facts=new)
    return lead, {**_objects(lead), "record_id": waiting, "phone_id": held, "token": token}


def _objects(lead: Actor) -> Samples:
    with scope(organisation=lead.organisation_id):
        client, other = Client.objects.order_by("id")[:2]
        treatment = Treatment.objects.filter(ended_on__isnull=True)[0]
        models: dict[str, Any] = {
            "site_id": Site.objects,
            "route_id": Route.objects,
            "stand_id": Stand.objects,
            "promotion_id": Promotion.objects,
            "item_id": Item.objects,
            "shift_id": Shift.objects.filter(day__gt=today()),
            "place_id": Place.objects.filter(kind="store"),
            "service_id": Service.objects.filter(active=True),
            "dealing_id": Dealing.objects.filter(outcome="open"),
            "referral_id": Referral.objects.filter(state__in=OPEN).order_by("state"),
            "lost_id": Referral.objects.filter(state=State.LOST),
            "test_id": Test.objects.filter(
                client_id=treatment.client_id, result="reactive", infection="hiv"
            ),
            "encounter_id": Encounter.objects.filter(client_id__isnull=False).order_by("-day"),
        }
        found: Samples = {
            name: rows.values_list("id", flat=True)[0] for name, rows in models.items()
        }
    return {
        **found,
        "client_id": client.id,
        "other_id": other.id,
        "referred_id": treatment.client_id,
        "treatment_id": treatment.id,
        "what": "treatment",
        "fact_id": treatment.id,
        "account_id": lead.account_id,
        "team_id": min(lead.teams, key=str),
        "language": "ru",
        "country": "uz",
        "code": "ru",
    }


def paths(door: str, samples: Samples) -> Iterator[str]:
    """Yield each address of the door; KeyError names an argument that has no sample yet."""
    routes = [route for route, _pattern in house.patterns(door)]
    if door == "desk":
        routes = [*(route for route in routes if route not in INSTEAD), *BY_HAND]
    for route in routes:
        yield "/" + ARGUMENT.sub(lambda part: str(samples[part[1]]), route)


def sign_in_id(actor: Actor) -> UUID:
    """Return the sign-in the tour goes on with."""
    with scopes_disabled():
        return SignIn.objects.get(account_id=actor.account_id).id
