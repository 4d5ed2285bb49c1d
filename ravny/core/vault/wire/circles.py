"""What is due in a person's circles as JSON, and what their browser made of it."""

from typing import Any

from django.http import JsonResponse

from ravny.core.kit.ids import day_id

from ..queries.dues import Dues
from ..types import MissingWrap, NewEpoch, RecoveryFact
from . import identifier, new_epoch, octets, several, text_of, whole
from .trust import optional


def missing_json(one: MissingWrap) -> dict[str, object]:
    """Return somebody who waits for an epoch, with the key it is to be sealed to."""
    return {
        "circle": str(one.circle_id),
        "epoch": one.epoch,
        "account": str(one.account_id),
        "public_key": text_of(one.public_key),
    }


def dues_json(dues: Dues) -> dict[str, object]:
    """Return one piece of work, how many steps there are in all, and everybody's keys once."""
    piece = dues.piece()
    used = {who for one in piece.renewals for who in one.receivers}
    used |= {who for one in piece.makings for who in one.receivers}
    return {
        "steps": dues.steps,
        "keys": {str(who): text_of(dues.keyed.keys[who]) for who in used},
        "renew": [
            {
                "circle": str(one.circle_id),
                "epoch": one.number,
                "receivers": [str(who) for who in one.receivers],
            }
            for one in piece.renewals
        ],
        "make": [
            {
                "kind": one.kind,
                "subject": str(one.subject_id),
                "circle": str(day_id()),
                "receivers": [str(who) for who in one.receivers],
            }
            for one in piece.makings
        ],
        "missing": [missing_json(one) for one in piece.missing],
        "recovery": [{"circle": str(one.circle_id), "epoch": one.epoch} for one in piece.recovery],
    }


def epoch_and_recovery(body: dict[str, Any]) -> tuple[NewEpoch, bytes | None]:
    """Return an epoch as a browser made it, and its seed for the recovery key."""
    return new_epoch(body), optional(body.get("recovery"))


def recovery_wraps(body: dict[str, Any]) -> list[RecoveryFact]:
    """Return what a browser sealed for two of three sheets."""
    return [
        RecoveryFact(
            circle_id=identifier(one.get("circle")),
            epoch=whole(one.get("epoch")),
            envelope=octets(one.get("envelope")),
        )
        for one in several(body.get("recovery") or [])
    ]


def renewed(message: str) -> JsonResponse:
    """Answer whom another colleague forestalled: nothing is wrong, the next circle waits."""
    return JsonResponse({"code": "renewed", "error": message}, status=412)
