"""What a person asks about their own keys: passkeys, and what is still missing to open notes."""

from uuid import UUID

from django.db.models import Exists
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import StaffKey, Wrap
from ..models.people import Passkey
from ..models.trust import Certificate, Root
from ..statements import key_hash
from ..types.own import KeyState, PasskeyFact
from . import my_circles


def passkeys_of(actor: Actor) -> list[PasskeyFact]:
    """Return the actor's passkeys, the newest first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Passkey.objects.filter(account_id=actor.account_id).order_by("-made_on", "-id")
        return [
            PasskeyFact(row.id, bytes(row.credential_id), bytes(row.salt), row.made_on)
            for row in rows
        ]


def passkey_for(actor: Actor, passkey_id: UUID) -> PasskeyFact:
    """Return one of the actor's own passkeys; raises NotYours. One query."""
    for fact in passkeys_of(actor):
        if fact.passkey_id == passkey_id:
            return fact
    raise NotYours


def opens_nothing_yet(actor: Actor) -> bool:
    """Tell whether the actor has keys and not one wrap for them. One query."""
    with scope(organisation=actor.organisation_id):
        wraps = Wrap.objects.filter(account_id=actor.account_id)
        return StaffKey.objects.filter(~Exists(wraps), account_id=actor.account_id).exists()


def key_state(actor: Actor) -> KeyState:
    """Return how far the actor's keys are. At most five queries."""
    with scope(organisation=actor.organisation_id):
        key = StaffKey.objects.filter(account_id=actor.account_id).first()
        if key is None:
            return KeyState(None, None, 0, 0)
        mine = {circle.id for circle in my_circles(actor)}
        wraps = Wrap.objects.filter(account_id=actor.account_id, epoch__circle_id__in=mine)
        held = set(wraps.values_list("epoch__circle_id", flat=True))
        return KeyState(key.made_on, _signed(key), len(held), len(mine))


def _signed(key: StaffKey) -> bool | None:
    root = Root.objects.filter(retired_on=None).first()
    if root is None:
        return None
    return Certificate.objects.filter(
        root=root,
        subject_id=key.account_id,
        key_hash=key_hash(bytes(key.public_key)),
        withdrawn_on=None,
    ).exists()
