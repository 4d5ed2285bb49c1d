"""What lets a phone see for itself that its team's key is its team's: the newest epoch, proven.

A phone has little room and no vault page to ask, so it is told only what it needs now.
"""

from dataclasses import replace
from uuid import UUID

from ravny.core.staff.types import Actor

from ..types.trust import Proofs
from ..wire.trust import proofs_json
from .trust import proofs


def circle_proofs(actor: Actor, circle_id: UUID | None) -> dict[str, object]:
    """Return the root, the circle's newest epoch and the certificates behind it, as JSON.

    The fields of `GET /vault/proofs`. Five queries at most.
    """
    found = proofs(actor, [circle_id] if circle_id else [], [])
    return proofs_json(_newest(found))


def _newest(found: Proofs) -> Proofs:
    if found.root is None:
        return Proofs(None, (), ())
    epochs = tuple(sorted(found.epochs, key=lambda one: one.epoch))[-1:]
    signers = {one.signed_by for one in epochs}
    own = [one for one in found.certificates if one.subject_id in signers]
    officers = {one.signed_by for one in own}
    above = [
        one for one in found.certificates if one.subject_id in officers and one.signed_by is None
    ]
    kept = tuple(one for one in found.certificates if one in own or one in above)
    return replace(found, epochs=epochs, certificates=kept)
