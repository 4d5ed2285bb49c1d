"""Whose keys a circle may be given: of those who joined, and were signed once there is a root."""

from dataclasses import dataclass
from uuid import UUID

from django_scopes import scope

from ..models import StaffKey
from ..models.trust import Certificate, Root
from ..statements import key_hash


@dataclass(frozen=True)
class Keyed:
    """Everybody's X-Wing keys and who vouches for them.

    `signed`: accounts whose present keys an officer or the root signed; `vouched`: whose epochs
    are proven, those who left included. Both None before the ceremony.
    """

    keys: dict[UUID, bytes]
    root_id: UUID | None
    recovery_public: bytes | None
    signed: frozenset[UUID] | None
    vouched: frozenset[UUID] | None

    def is_signed(self, account_id: UUID) -> bool:
        """Whether a colleague's browser would give this person keys."""
        return self.signed is None or account_id in self.signed

    @property
    def ready(self) -> dict[UUID, bytes]:
        """Account id → X-Wing key of everybody who may be given a circle's keys."""
        return {who: key for who, key in self.keys.items() if self.is_signed(who)}


def keyed(organisation_id: UUID) -> Keyed:
    """Return whose keys may be given a circle. Three queries at most."""
    with scope(organisation=organisation_id):
        rows = StaffKey.objects.filter(account__active=True)
        keys = {row.account_id: bytes(row.public_key) for row in rows}
        root = Root.objects.filter(retired_on=None).first()
        if root is None:
            return Keyed(keys, None, None, None, None)
        certificates = list(
            Certificate.objects.filter(root=root)
            .exclude(kind="phone")
            .values_list("subject_id", "key_hash", "withdrawn_on")
        )
    hashes = {who: key_hash(key) for who, key in keys.items()}
    signed = frozenset(
        who for who, hashed, gone in certificates if not gone and hashes.get(who) == bytes(hashed)
    )
    vouched = frozenset(who for who, _hashed, _gone in certificates)
    return Keyed(keys, root.id, bytes(root.recovery_public), signed, vouched)
