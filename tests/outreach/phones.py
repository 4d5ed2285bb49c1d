"""What a phone sends, made up: contacts and shifts as JSON, and batches of them."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django_scopes import scope, scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.clients.models import PoolCode
from ravny.services.encounters.models import Site
from ravny.services.outreach.types import ReceivedRecord
from ravny.services.stock.models import Item, Lot
from ravny.services.stock.operations import ensure_bag, receive_delivery
from tests.cast import HOUSE, NEAR_TEAM, Cast, Person, frozen_id

PHONE = frozen_id("phone of peer")
OTHER_PHONE = frozen_id("phone of social")
SITE = frozen_id("site П-3")
CONDOMS = frozen_id("item condoms")
LEAFLETS = frozen_id("item leaflets")
KIT = frozen_id("item HIV kit")
SYPHILIS_KIT = frozen_id("item syphilis kit")
KITS = {KIT: ("hiv", "Тест на ВИЧ", "HIV test"), SYPHILIS_KIT: ("syphilis", "РПГА", "TPHA")}


def set_the_scene() -> None:
    """Put a site and two items into the house."""
    with scopes_disabled():
        Site.objects.create(
            id=SITE,
            organisation_id=HOUSE,
            team_id=NEAR_TEAM,
            label="П-3",
            kind="street",
            region="RU-SAM",
            languages=("ru", "uz"),
        )
        for item_id, kind, russian, english in (
            (CONDOMS, "condoms", "Презервативы", "Condoms"),
            (LEAFLETS, "leaflet", "Буклеты", "Leaflets"),
        ):
            Item.objects.create(
                id=item_id, organisation_id=HOUSE, kind=kind, label_ru=russian, label_en=english
            )


def lay_kits(scene: Cast, person: Person, **lots: int) -> dict[str, UUID]:
    """Put both test kits into a worker's bag: of HIV's a lot for each number=days to expire.

    Returns the lots' ids by their numbers.
    """
    with scopes_disabled():
        for item_id, (infection, russian, english) in KITS.items():
            Item.objects.get_or_create(
                id=item_id, organisation_id=HOUSE, kind="test_kit", label_ru=russian,
                label_en=english, infections=(infection,),
            )  # fmt: skip
    bag = ensure_bag(actor=person.actor, account_id=person.account_id)
    for number, days in (lots or {"L1": 200}).items():
        receive_delivery(
            actor=scene.stock.actor, delivery_id=day_id(), place_id=bag, item_id=KIT, quantity=9,
            number=number, expires_on=today() + timedelta(days=days),
        )  # fmt: skip
    with scope(organisation=HOUSE):
        return dict(Lot.objects.filter(item_id=KIT).values_list("number", "id"))


def rapid(infection: str = "hiv", **changes: Any) -> dict[str, Any]:
    """A right test of a contact: nonreactive, told to the person."""
    return {
        "id": str(day_id()),
        "infection": infection,
        "kit": None,
        "lot": None,
        "counselled": True,
        "consent": True,
        "safety": "not_asked",
        "invalid": 0,
        "result": "nonreactive",
        "returned": True,
        "post": True,
        "next": None,
    } | changes


def step(name: str = "anonymous", **changes: Any) -> dict[str, Any]:
    """A right next step after a reactive test."""
    chosen = {"step": name, "referral": str(day_id()), "due": None, "escort": False}
    return chosen | {"warned": False} | changes


def late(test_id: str, **changes: Any) -> tuple[UUID, dict[str, Any]]:
    """A right result of a test that was waited for."""
    record_id = day_id()
    facts = {
        "v": 1,
        "type": "test_result",
        "id": str(record_id),
        "day": today().isoformat(),
        "minute": 1320,
        "shift": str(day_id()),
        "site": str(SITE),
        "test": test_id,
        "infection": "hiv",
        "try": 0,
        "kit": None,
        "lot": None,
        "result": "nonreactive",
        "returned": True,
        "post": True,
        "next": None,
    }
    return record_id, {**facts, **changes}


def reserve(*codes: str, phone_id: UUID = PHONE) -> None:
    """Put codes into a phone's pool."""
    with scope(organisation=HOUSE):
        for code in codes:
            PoolCode.objects.create(organisation_id=HOUSE, code=code, phone_id=phone_id)


def contact(record_id: UUID | None = None, **changes: Any) -> tuple[UUID, dict[str, Any]]:
    """A right contact of today, with some of its fields changed."""
    record_id = record_id or day_id()
    facts = {
        "v": 1,
        "type": "contact",
        "id": str(record_id),
        "day": today().isoformat(),
        "minute": 1305,
        "shift": None,
        "site": str(SITE),
        "channel": "street",
        "who": "again",
        "code": None,
        "age": "25-29",
        "groups": ["msm"],
        "given": {str(CONDOMS): 10},
        "topics": ["hiv_basics"],
        "materials": ["leaflet"],
        "training": 0,
        "language": "uz",
        "note": None,
    }
    return record_id, {**facts, **changes}


def shift(kind: str, shift_id: UUID, **changes: Any) -> tuple[UUID, dict[str, Any]]:
    """A shift's opening or closing of today."""
    record_id = day_id()
    facts = {
        "v": 1,
        "type": f"shift_{kind}",
        "id": str(record_id),
        "shift": str(shift_id),
        "day": today().isoformat(),
        "site": str(SITE),
        "minute": 21 * 60 + 40,
    }
    return record_id, {**facts, **changes}


def batch(*records: tuple[UUID, dict[str, Any]], day: date | None = None) -> list[ReceivedRecord]:
    """The records as the door hands them over."""
    return [
        ReceivedRecord(record_id, json.dumps(facts).encode(), day or today())
        for record_id, facts in records
    ]
