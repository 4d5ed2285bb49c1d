"""What a backup carries beside the database, and how another installation takes it over."""

import io
from collections.abc import Mapping
from uuid import UUID

import msgpack
import pyrage
from django.db import transaction
from django.db.models import Max
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.registries import events
from ravny.core.staff.operations import keep_totp_seeds, totp_seeds
from ravny.core.staff.queries import list_organisations

from .. import instance
from ..models import IntakeKey
from ..types import IntakeState
from ..types.backups import Adopted, CarriedKeys, IntakeChanged
from .intake import LIVING, half_path, make_key

_VERSION = 1


def gather() -> CarriedKeys:
    """Return what a restore needs. Raises InstanceKeyError in a process without the key."""
    with scopes_disabled():
        rows = IntakeKey.objects.filter(state__in=LIVING).order_by("id")
        living = list(rows.values_list("id", flat=True))
    halves = {key_id: half_path(key_id) for key_id in living}
    return CarriedKeys(
        instance_id=instance.derive("instance id"),
        signing=instance.derive("signing"),
        code=instance.code_key(),
        intake={
            key_id: instance.unwrap("key.intake", key_id, path.read_bytes())
            for key_id, path in halves.items()
            if path.exists()
        },
        totp=totp_seeds(),
    )


def packed(keys: CarriedKeys) -> bytes:
    """Return the keys as bytes, the same for the same keys. To be sealed at once."""
    body = [
        _VERSION,
        [keys.instance_id, keys.signing, keys.code],
        [[key_id.bytes, seed] for key_id, seed in sorted(keys.intake.items())],
        [[account_id.bytes, seed] for account_id, seed in sorted(keys.totp.items())],
    ]
    return msgpack.packb(body, use_bin_type=True)


def opened(sealed: bytes, identity: str) -> CarriedKeys:
    """Open what was sealed to a month. Raises ValueError where it does not open or is another."""
    plain = io.BytesIO()
    try:
        known = pyrage.x25519.Identity.from_str(identity)
        pyrage.decrypt_io(io.BytesIO(sealed), plain, [known])
        version, (instance_id, signing, code), intake, totp = msgpack.unpackb(plain.getvalue())
        if version != _VERSION:
            raise ValueError("keys of another version")
        return CarriedKeys(instance_id, signing, code, _by_id(intake), _by_id(totp))
    except (pyrage.DecryptError, pyrage.IdentityError, OSError, TypeError) as error:
        raise ValueError("the keys of this backup do not open") from error


def _by_id(pairs: list[tuple[bytes, bytes]]) -> dict[UUID, bytes]:
    return {UUID(bytes=key_id): seed for key_id, seed in pairs}


@transaction.atomic
def adopt(*, keys: CarriedKeys) -> Adopted:
    """Take the keys of the installation before over, wrapped by this one's instance key.

    What phones were told to seal to, and what this installation holds, agree afterwards: a key
    whose private half did not come along is ended and replaced.
    """
    instance.carry("instance id", keys.instance_id)
    instance.carry("signing", keys.signing)
    instance.keep_code_key(keys.code)
    kept, lost = keep_totp_seeds(seeds=keys.totp)
    came = gone = 0
    for organisation_id, _country in list_organisations():
        with scope(organisation=organisation_id):
            some, others = _take(keys.intake)
            _complete(organisation_id)
        came, gone = came + some, gone + others
        events.emit(IntakeChanged(organisation_id))
        journal.write_for(organisation_id=organisation_id, actor_id=None, verb="vault.keys_carried")
    return Adopted(came, gone, kept, lost)


def _take(halves: Mapping[UUID, bytes]) -> tuple[int, int]:
    living = IntakeKey.objects.select_for_update().filter(state__in=LIVING)
    ids = list(living.values_list("id", flat=True))
    for key_id in ids:
        if key_id in halves:
            wrapped = instance.wrap("key.intake", key_id, halves[key_id])
            instance.write_private(half_path(key_id), wrapped)
    lost = [key_id for key_id in ids if key_id not in halves]
    living.filter(id__in=lost).update(state=IntakeState.DESTROYED, destroyed_on=today())
    return len(ids) - len(lost), len(lost)


def _complete(organisation_id: UUID) -> None:
    """See that there are a current and a next key again, with numbers that were never used."""
    number = IntakeKey.objects.aggregate(last=Max("number"))["last"]
    if number is None:
        return
    following = IntakeKey.objects.filter(state=IntakeState.NEXT)
    current = IntakeKey.objects.filter(state=IntakeState.CURRENT).exists()
    # A phone that knows the next key goes on with it; one that does not learns a new one.
    if not current and not following.update(state=IntakeState.CURRENT):
        make_key(organisation_id, number + 1, IntakeState.CURRENT)
    if not following.exists():
        number = IntakeKey.objects.aggregate(last=Max("number"))["last"]
        make_key(organisation_id, number + 1, IntakeState.NEXT)
