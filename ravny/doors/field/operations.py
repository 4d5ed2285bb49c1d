"""Taking in a batch: open, import, acknowledge, answer; one transaction, exactly once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

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
    phone = vault.register_phone(
        token=wanted.token, public_key_spki=wanted.public_key, pinned=wanted.root
    )
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
    records, reasons = _open(phone, batch)
    with transaction.atomic():
        result = outreach.receive(
            actor=owner,
            phone_id=phone.phone_id,
            records=records,
            clock_off=away > timedelta(hours=SKEW_HOURS),
            quarantine=not trusted,
        )
        vault.acknowledge(phone=phone, acknowledged=batch.acknowledged, left=batch.left)
        # Only the last batch's answer carries codes; reserved earlier they would reach nobody.
        last = trusted and batch.left == 0
        codes = _codes(owner, phone, batch) if last else []
    answer: dict[str, Any] = {
        "stored": [str(record_id) for record_id in result.stored],
        "refused": [
            {"id": str(record_id), "reason": reasons.get(record_id, "unparsable")}
            for record_id in dict.fromkeys(result.refused)
            if record_id not in result.stored
        ],
        "day": today().isoformat(),
        "skew": away > TOLD_SKEW,
        "state": "active" if trusted else "revoked",
        "intake": bundle_for(owner),
    }
    return answer | {"codes": codes, **state_for(owner)} if last else answer


def _open(phone: PhoneFact, batch: Batch) -> tuple[list[ReceivedRecord], dict[UUID, str]]:
    """Return the records, without content where it does not open, and why it does not.

    They are handed on all the same: what is stored already is not refused because its key was
    destroyed meanwhile.
    """
    day = today()
    reasons = dict.fromkeys(batch.broken, "unreadable")
    records = [ReceivedRecord(record_id, None, day) for record_id in batch.broken]
    opened = vault.open_intake(organisation_id=phone.organisation_id, records=batch.records)
    for sealed, content in zip(batch.records, opened, strict=True):
        if isinstance(content, IntakeProblem):
            reasons[sealed.record_id] = content.reason
            lost = content.reason == "key_gone"
            records.append(ReceivedRecord(sealed.record_id, None, day, lost))
        else:
            records.append(ReceivedRecord(sealed.record_id, content, day))
    return records, reasons


def _codes(owner: Actor, phone: PhoneFact, batch: Batch) -> list[str]:
    if batch.codes_held is None or batch.codes_held >= POOL_LOW:
        return []
    wanted = POOL_SIZE - batch.codes_held
    return reserve_codes(actor=owner, phone_id=phone.phone_id, wanted=wanted)
