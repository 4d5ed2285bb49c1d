"""One object of the near team for every argument an address may have."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django_scopes import scope, scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import SignIn
from ravny.core.staff.operations import add_account
from ravny.core.staff.types import AccountFacts, Role
from ravny.core.vault.models import Phone
from ravny.services.care import operations as care
from ravny.services.encounters.operations import record_encounter
from ravny.services.encounters.types import EncounterFacts
from ravny.services.outreach.models import Promotion, Route, Shift, Stand
from ravny.services.outreach.operations import receive
from ravny.services.stock.operations import save_place
from ravny.services.testing.operations import record_test
from tests.care import makers as cares
from tests.cast import HOUSE, NEAR_TEAM, Cast, sign_in
from tests.directory.makers import a_dealing, a_service
from tests.outreach.phones import SITE, batch, contact, set_the_scene
from tests.referrals.makers import a_referral, make_places
from tests.testing.makers import CITIZEN, facts_of, fill_bag, new_client

from . import house

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
NOBODYS = UUID("01939393-0000-7000-8000-000000000000")
CARE = ("registration", "treatment", "lab")
Samples = dict[str, UUID | str]


def write(cast: Cast) -> Samples:
    """Write one of everything down; return it by the name an address has for it."""
    set_the_scene()
    make_places(HOUSE)
    client_id, other_id = (new_client(cast.peer, CITIZEN) for _ in range(2))
    return {
        "client_id": client_id,
        "other_id": other_id,
        "site_id": SITE,
        "team_id": NEAR_TEAM,
        "account_id": cast.peer.account_id,
        "referral_id": a_referral(cast, client_id=client_id, infection="syphilis"),
        **_met(cast, client_id),
        **_cared(cast, client_id),
        **_outreach(cast),
        **_held(cast),
        **_house(cast),
    }


def _met(cast: Cast, client_id: UUID) -> Samples:
    """A meeting, and a reactive test that waits for its next step."""
    peer, meeting = cast.peer, day_id()
    facts = EncounterFacts(
        encounter_id=meeting, day=today(), channel="home", worker_id=peer.account_id,
        who="code", client_id=client_id, team_id=NEAR_TEAM,
    )  # fmt: skip
    record_encounter(actor=peer.actor, encounter_id=meeting, facts=facts)
    reactive = facts_of(peer, "reactive", client_id=client_id)
    return {"encounter_id": meeting, "test_id": record_test(actor=peer.actor, facts=reactive)}


def _cared(cast: Cast, client_id: UUID) -> Samples:
    doctor = cast.doctor
    registered = cares.registration(doctor, client_id)
    treated, measured = cares.treatment(doctor, client_id), cares.lab(doctor, client_id)
    care.record_registration(actor=doctor.actor, facts=registered)
    care.start_treatment(actor=doctor.actor, facts=treated)
    care.record_lab(actor=doctor.actor, facts=measured)
    ids = registered.record_id, treated.record_id, measured.record_id
    facts = {f"fact_id of {what}": fact_id for what, fact_id in zip(CARE, ids, strict=True)}
    return {"treatment_id": treated.record_id, **facts}


def _outreach(cast: Cast) -> Samples:
    common: dict[str, Any] = {"organisation_id": HOUSE, "team_id": NEAR_TEAM}
    hours = {"start_minute": 1200, "end_minute": 1320}
    tomorrow = today() + timedelta(days=1)
    with scope(organisation=HOUSE):
        made = {
            "route_id": Route.objects.create(label="К-1", **common),
            "shift_id": Shift.objects.create(
                day=tomorrow, worker_id=cast.peer.account_id, site_id=SITE, **hours, **common
            ),
            "stand_id": Stand.objects.create(site_id=SITE, weekday=1, **hours, **common),
            "promotion_id": Promotion.objects.create(
                label="В сети", code="WEB", network="vk", language="uz", **common
            ),
        }
    return {name: one.id for name, one in made.items()}


def _held(cast: Cast) -> Samples:
    """A record in the tray, and a lost phone whose records are held back."""
    peer, waiting, phone_id = cast.peer, day_id(), day_id()
    with scope(organisation=HOUSE):
        Phone.objects.create(
            id=phone_id, organisation_id=HOUSE, account_id=peer.account_id,
            public_key=b"\x04" * 65, label="А-1",
        )  # fmt: skip
    for record_id, quarantine in ((waiting, False), (day_id(), True)):
        wrong = batch(contact(record_id, channel="moon"))
        receive(actor=peer.actor, phone_id=phone_id, records=wrong, quarantine=quarantine)
    return {"record_id": waiting, "phone_id": phone_id}


def _house(cast: Cast) -> Samples:
    """What belongs to the house and to no client."""
    place_id, lead = day_id(), cast.coordinator.actor
    save_place(actor=cast.stock.actor, place_id=place_id, kind="store", label="Склад", active=True)
    service_id = a_service(cast.lawyer)
    sign_in(Client(), cast.peer)
    with scopes_disabled():
        sign_in_id = SignIn.objects.get(account_id=cast.peer.account_id).id
    new = AccountFacts("farida", "Фарида", (Role.PEER.value,))
    return {
        "item_id": fill_bag(cast).hiv,
        "place_id": place_id,
        "service_id": service_id,
        "dealing_id": a_dealing(cast.lawyer, service_id),
        "sign_in_id": sign_in_id,
        "token": add_account(actor=lead, account_id=day_id(), facts=new),
    }


def nothing(samples: Samples) -> Samples:
    """Return the same names, and for each something that is not there."""
    return {name: "x" if isinstance(one, str) else NOBODYS for name, one in samples.items()}


def asked(samples: Samples) -> Iterator[tuple[str, str, str]]:
    """Yield (route, address, the same address of nothing) of each route that has an argument.

    Fails with the route whose argument has no object yet: add one to `write`.
    """
    for route, _pattern in house.patterns("desk"):
        if ARGUMENT.search(route):
            for what in CARE if "what" in ARGUMENT.findall(route) else ("",):
                yield route, _address(route, samples, what), _address(route, nothing(samples), what)


def _address(route: str, samples: Mapping[str, UUID | str], what: str) -> str:
    known = {"what": what, "fact_id": samples.get(f"fact_id of {what}", ""), **samples}
    missing = [name for name in ARGUMENT.findall(route) if name not in known]
    house.none_of([f"{route}: one_of_each has no {name}" for name in missing])
    return "/" + ARGUMENT.sub(lambda part: str(known[part[1]]), route)
