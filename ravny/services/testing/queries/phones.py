"""What a worker's phone needs to know to record tests."""

from typing import Any
from uuid import UUID

from ravny.people.directory.queries import infections
from ravny.services.stock.queries import bag_of, kits_of

from ..rules import rules_of


def phone_tests(organisation_id: UUID, account_id: UUID) -> list[dict[str, Any]]:
    """Return the rapid tests a phone offers, with the kits in its owner's bag. Three queries.

    `letter` stands for the infection where its name must not be seen, `wait` in minutes; an
    infection without a kit in the bag is offered too: what was done is never refused.
    """
    bag = bag_of(organisation_id, account_id)
    kits = [kit for kit in kits_of(organisation_id, bag) if kit.lots and not kit.self_test]
    offered = [one for one in infections().values() if rules_of(one.code).how == "rapid"]
    return [
        {
            "infection": one.code,
            "label": str(one.label),
            "letter": one.letter,
            "wait": rules_of(one.code).wait_minutes,
            "kits": [
                {
                    "item": str(kit.item_id),
                    "label": kit.label,
                    "lots": [
                        {
                            "lot": str(lot.lot_id),
                            "number": lot.number,
                            "expires": lot.expires_on and lot.expires_on.isoformat(),
                        }
                        for lot in kit.lots
                    ],
                }
                for kit in kits
                if one.code in kit.infections
            ],
        }
        for one in offered
    ]
