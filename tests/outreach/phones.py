"""What a phone sends, made up: contacts and shifts as JSON, and batches of them."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django_scopes import scope, scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.clients.models import PoolCode
from ravny.services.encounters.models import Site
from ravny.services.outreach.types import ReceivedRecord
from ravny.services.stock.models import Item
from tests.cast import HOUSE, NEAR_TEAM, frozen_id

PHONE = frozen_id("phone of peer")
OTHER_PHONE = frozen_id("phone of social")
SITE = frozen_id("site П-3")
CONDOMS = frozen_id("item condoms")
LEAFLETS = frozen_id("item leaflets")


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
