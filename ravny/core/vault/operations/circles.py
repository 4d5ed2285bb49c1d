"""Keys of people and circles. All of them are made in browsers; the server checks their place."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from .. import queries
from ..envelope import Context, EnvelopeError, check_sealed
from ..framing import SUITE_AES, SUITE_HPKE
from ..models import Epoch, EpochFloor, StaffKey, Wrap
from ..queries import circles_for, my_circles
from ..statements import epoch as epoch_statement
from ..types import PUBLIC_KEY_BYTES, OpenedThing, WrapFact
from .leaving import mark_left

__all__ = ["epoch_statement", "keyring_context", "wrap_context"]


def keyring_context(account_id: UUID) -> Context:
    """Return where a keyring belongs: the account is the key that opens, and the object."""
    return Context(circle=account_id, epoch=0, kind="key.staff", object_id=account_id)


def wrap_context(circle_id: UUID, epoch: int, account_id: UUID) -> Context:
    """Return where a wrap belongs: circle, epoch, and the person it is made for."""
    return Context(circle=circle_id, epoch=epoch, kind="key.circle", object_id=account_id)


def refused() -> DomainError:
    """Return the one refusal for keys that no page of ours sends."""
    return DomainError(_("These keys do not fit. Open the page again."), code="keys")


def checked(envelope: bytes, context: Context, suite: int) -> bytes:
    """Return the envelope when it belongs to this place; raises DomainError."""
    try:
        header = check_sealed(envelope, context)
    except EnvelopeError as error:
        raise refused() from error
    if header.suite != suite:
        raise refused()
    return envelope


@transaction.atomic
def save_keyring(*, actor: Actor, public_key: bytes, signing_public: bytes, keyring: bytes) -> None:
    """Keep a person's public keys and the keyring that their phrase sealed.

    A second time nothing may differ: else somebody with a stolen sign-in could put their own key
    here and let colleagues share circles to it, or a keyring that no phrase opens. A new phrase
    for the same keys is `change_phrase`. Raises DomainError.
    """
    if len(public_key) != PUBLIC_KEY_BYTES or len(signing_public) != 32:
        raise refused()
    checked(keyring, keyring_context(actor.account_id), SUITE_AES)
    with scope(organisation=actor.organisation_id):
        row = StaffKey.objects.select_for_update().filter(account_id=actor.account_id).first()
        if row is None:
            StaffKey.objects.create(
                account_id=actor.account_id,
                public_key=public_key,
                signing_public=signing_public,
                keyring=keyring,
            )
            journal.write(actor=actor, verb="vault.keys_made", subject=actor.account_id)
            return
        known = (bytes(row.public_key), bytes(row.signing_public), bytes(row.keyring))
        if known != (public_key, signing_public, keyring):
            raise refused()


@transaction.atomic
def forget_staff_key(*, organisation_id: UUID, account_id: UUID, by: UUID | None) -> None:
    """Forget the keys of somebody who left or lost their phrase, and every wrap made to them.

    What they could open is written down first: those circles need new keys. Who comes back joins
    with new keys, and a colleague shares the circles anew.
    """
    mark_left(organisation_id=organisation_id, account_ids={account_id})
    with scope(organisation=organisation_id):
        Wrap.objects.filter(account_id=account_id).delete()
        deleted, _rows = StaffKey.objects.filter(account_id=account_id).delete()
    if deleted:
        journal.write_for(
            organisation_id=organisation_id,
            actor_id=by,
            verb="vault.keys_forgotten",
            subject=account_id,
        )


def _floors(circle_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], int]:
    rows = EpochFloor.objects.filter(circle_id__in=circle_ids)
    return {(row.circle_id, row.account_id): row.number for row in rows}


@transaction.atomic
def share_wraps(*, actor: Actor, wraps: Sequence[WrapFact]) -> int:
    """Keep wraps for colleagues who waited; return how many were new. Raises as create_circle.

    The actor must hold the epoch; the receiver must belong to the circle now, have keys (signed,
    once there is a root), and be given nothing older than their floor.
    """
    receivers = {
        circle.id: frozenset(queries.receivers(actor, circle.kind, circle.subject_id))
        for circle in circles_for(actor, {wrap.circle_id for wrap in wraps})
    }
    with scope(organisation=actor.organisation_id):
        floors = _floors(receivers)
        rows = Epoch.objects.filter(circle_id__in=receivers, wraps__account_id=actor.account_id)
        held = {(row.circle_id, row.number): row for row in rows}
        new = 0
        for wrap in wraps:
            epoch = held.get((wrap.circle_id, wrap.epoch))
            if epoch is None or wrap.account_id not in receivers[wrap.circle_id]:
                raise NotYours
            if wrap.epoch < floors.get((wrap.circle_id, wrap.account_id), 0):
                raise refused()
            context = wrap_context(wrap.circle_id, wrap.epoch, wrap.account_id)
            _, created = Wrap.objects.get_or_create(
                epoch=epoch,
                account_id=wrap.account_id,
                defaults={"envelope": checked(wrap.envelope, context, SUITE_HPKE)},
            )
            new += created
            if created:
                journal.write(actor=actor, verb="vault.wrap_shared", subject=wrap.account_id)
    return new


@transaction.atomic
def journal_opened(*, actor: Actor, things: Sequence[OpenedThing]) -> None:
    """Write down what the actor is about to read; raises NotYours for a circle not theirs.

    The browser asks before it shows anything, so an opening that cannot be written does not happen.
    """
    circles = {thing.circle_id for thing in things}
    if {circle.id for circle in my_circles(actor, circles)} != circles:
        raise NotYours
    for thing in things:
        journal.write(actor=actor, verb="vault.opened", subject=thing.object_id)
