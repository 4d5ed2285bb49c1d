"""Codes: made fresh, reserved for phones, unique across clients and pools."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django_scopes import scope

from ravny.core.journal.operations import write, write_for
from ravny.core.kit.clock import today
from ravny.core.kit.codes import new_code
from ravny.core.staff.queries import list_organisations
from ravny.core.staff.types import Actor

from ..models import Client, PoolCode

POOL_SIZE = 50
PHONE_LIMIT = 200
UNUSED_DAYS = 90


def fresh_codes(organisation_id: UUID, count: int) -> list[str]:
    """Return so many new codes that no client and no pool has. Two queries, seldom four.

    The unique columns refuse what two writers might draw at one moment (one in a thousand
    million).
    """
    found: dict[str, None] = {}
    with scope(organisation=organisation_id):
        while len(found) < count:
            drawn = {new_code() for _ in range(count - len(found))}
            taken = {
                *Client.objects.filter(code__in=drawn).values_list("code", flat=True),
                *PoolCode.objects.filter(code__in=drawn).values_list("code", flat=True),
            }
            found |= dict.fromkeys(drawn - taken)
    return list(found)


@transaction.atomic
def reserve_codes(*, actor: Actor, phone_id: UUID, wanted: int) -> list[str]:
    """Reserve up to 50 new codes for a phone and return them; fewer once it holds 200 unused.

    An answer that got lost is asked for again and gets other codes: a code may already be on a
    card in somebody's pocket, so it is never given out twice.
    """
    with scope(organisation=actor.organisation_id):
        held = PoolCode.objects.filter(phone_id=phone_id).count()
        count = max(0, min(wanted, POOL_SIZE, PHONE_LIMIT - held))
        if count == 0:
            return []
        codes = fresh_codes(actor.organisation_id, count)
        PoolCode.objects.bulk_create(
            PoolCode(organisation_id=actor.organisation_id, code=code, phone_id=phone_id)
            for code in codes
        )
    write(actor=actor, verb="clients.codes_reserved", subject=phone_id, count=count)
    return codes


def release_unused_codes() -> None:
    """Forget reserved codes that no phone used within 90 days (periodic, every organisation)."""
    for organisation_id, _ in list_organisations():
        _release(organisation_id)


@transaction.atomic
def _release(organisation_id: UUID) -> None:
    before = today() - timedelta(days=UNUSED_DAYS)
    with scope(organisation=organisation_id):
        count, _ = PoolCode.objects.filter(reserved_on__lt=before).delete()
    if count:
        write_for(
            organisation_id=organisation_id,
            actor_id=None,
            verb="clients.codes_released",
            count=count,
        )
