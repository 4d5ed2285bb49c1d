"""Taking in a batch: open, import, acknowledge, answer; one transaction, exactly once."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from ravny.core.kit.clock import now, today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import actor_of, owner_of
from ravny.core.staff.types import Actor
from ravny.core.vault import operations as vault
from ravny.core.vault.types import IntakeProblem, PhoneFact
from ravny.people.clients.operations import reserve_codes
from ravny.services.outreach import operations as outreach
from ravny.services.outreach.types import SKEW_HOURS, ReceivedRecord

from .queries import bundle_for, state_for, welcome
from .types import POOL_LOW, POOL_SIZE, Batch, Registration

TOLD_SKEW = timedelta(minutes=30)


@transaction.atomic
def register(*, wanted: Registration) -> dict[str, Any]:
    """Register the phone that holds the code; raises DomainError."""
    phone = vault.register_phone(token=wanted.token, public_key_spki=wanted.public_key)
    owner = actor_of(phone.account_id)
    codes = reserve_codes(actor=owner, phone_id=phone.phone_id, wanted=POOL_SIZE)
    return welcome(phone, owner, codes)


def take_batch(*, phone: PhoneFact, batch: Batch) -> dict[str, Any]:
    """Store a batch and return the answer; said again it stores nothing and answers the same.

    The batch of a phone that was revoked, or whose owner's access ended, is held back. Only what
    does not open or is no record at all is refused. Raises NotYours when nobody owns the phone.
    """
    owner = owner_of(phone.account_id)
    if owner is None:
        raise NotYours
    trusted = phone.is_active and bool(owner.permissions)
    away = abs(now() - batch.clock)
    opened = vault.open_intake(organisation_id=phone.organisation_id, records=batch.records)
    refused = [{"id": str(record_id), "reason": "unreadable"} for record_id in batch.broken]
    records = []
    for sealed, content in zip(batch.records, opened, strict=True):
        if isinstance(content, IntakeProblem):
            refused.append({"id": str(content.record_id), "reason": content.reason})
        else:
            records.append(ReceivedRecord(sealed.record_id, content, today()))
    with transaction.atomic():
        result = outreach.receive(
            actor=owner,
            phone_id=phone.phone_id,
            records=records,
            clock_off=away > timedelta(hours=SKEW_HOURS),
            quarantine=not trusted,
        )
        vault.acknowledge(phone=phone, acknowledged=batch.acknowledged, left=batch.left)
        codes = _codes(owner, phone, batch) if trusted else []
    refused += [{"id": str(record_id), "reason": "unparsable"} for record_id in result.refused]
    answer: dict[str, Any] = {
        "stored": [str(record_id) for record_id in result.stored],
        "refused": refused,
        "day": today().isoformat(),
        "skew": away > TOLD_SKEW,
        "state": "active" if trusted else "revoked",
        "intake": bundle_for(owner),
    }
    if trusted and batch.left == 0:
        answer |= {"codes": codes, **state_for(owner)}
    return answer


def _codes(owner: Actor, phone: PhoneFact, batch: Batch) -> list[str]:
    if batch.codes_held is None or batch.codes_held >= POOL_LOW:
        return []
    wanted = POOL_SIZE - batch.codes_held
    return reserve_codes(actor=owner, phone_id=phone.phone_id, wanted=wanted)
