"""Begins new epochs in Python, as one press on the page does: demonstration, tests and drills only.

No web process imports this module (tests/guards): what it does there happens in browsers.
"""

from uuid import UUID

from ravny.core.staff.types import Actor

from . import operations, queries
from .envelope import new_seed
from .reader import (
    Keyring,
    make_circle,
    new_epoch,
    share_keys,
    share_with_recovery,
    to_recovery,
)
from .types import CircleFact


def renew_circle(
    *, actor: Actor, keyring: Keyring, circle_id: UUID, number: int | None = None
) -> CircleFact:
    """Begin a circle's next epoch for those who belong now; return how to seal to it.

    `number` is the epoch that was seen to be due: whoever comes second is then told so, instead of
    beginning one more.
    """
    circle = queries.circle_for(actor, circle_id)
    if number is None:
        number = queries.circle_facts([circle_id])[circle_id].epoch + 1
    receivers, seed = queries.receivers(actor, circle.kind, circle.subject_id), new_seed()
    operations.start_epoch(
        actor=actor,
        epoch=new_epoch(keyring, circle_id, number, seed, receivers),
        recovery=to_recovery(actor, circle_id, number, seed),
    )
    return queries.circle_facts([circle_id])[circle_id]


def do_due(*, actor: Actor, keyring: Keyring) -> int:
    """Do everything that is due in the actor's circles, as one press does; return how much."""
    dues = queries.dues_of(actor)
    for renewal in dues.renewals:
        renew_circle(
            actor=actor, keyring=keyring, circle_id=renewal.circle_id, number=renewal.number
        )
    for making in dues.makings:
        make_circle(actor=actor, keyring=keyring, kind=making.kind, subject_id=making.subject_id)
    shared = share_keys(actor=actor, keyring=keyring)
    if dues.keyed.root_id is not None:
        shared += share_with_recovery(actor=actor, keyring=keyring)
    return len(dues.renewals) + len(dues.makings) + shared
