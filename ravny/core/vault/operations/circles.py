"""Keys of people and circles. All of them are made in browsers; the server checks their place."""

import struct
from collections.abc import Sequence
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from .. import kinds
from ..envelope import Context, EnvelopeError, check_sealed
from ..framing import SUITE_AES, SUITE_HPKE
from ..models import Circle, Epoch, StaffKey, Wrap
from ..queries import circle_for, my_circles, public_keys
from ..types import PUBLIC_KEY_BYTES, NewEpoch, OpenedThing, WrapFact


def keyring_context(account_id: UUID) -> Context:
    """Return where a keyring belongs: the account is the key that opens, and the object."""
    return Context(circle=account_id, epoch=0, kind="key.staff", object_id=account_id)


def wrap_context(circle_id: UUID, epoch: int, account_id: UUID) -> Context:
    """Return where a wrap belongs: circle, epoch, and the person it is made for."""
    return Context(circle=circle_id, epoch=epoch, kind="key.circle", object_id=account_id)


def epoch_statement(circle_id: UUID, number: int, public_key: bytes) -> bytes:
    """Return what the maker of an epoch signs (Ed25519), each field with its u16 length."""
    fields = (b"ravny epoch 1", circle_id.bytes, struct.pack(">I", number), public_key)
    return b"".join(struct.pack(">H", len(part)) + part for part in fields)


def _refuse() -> DomainError:
    return DomainError(_("These keys do not fit. Open the page again."), code="keys")


def _checked(envelope: bytes, context: Context, suite: int) -> bytes:
    try:
        header = check_sealed(envelope, context)
    except EnvelopeError as error:
        raise _refuse() from error
    if header.suite != suite:
        raise _refuse()
    return envelope


@transaction.atomic
def save_keyring(*, actor: Actor, public_key: bytes, signing_public: bytes, keyring: bytes) -> None:
    """Keep a person's public keys and the keyring that their phrase sealed.

    A second time only the keyring may differ (a new phrase for the same keys): else somebody with
    a stolen sign-in could put their own key here and let colleagues share circles to it.
    Raises DomainError.
    """
    if len(public_key) != PUBLIC_KEY_BYTES or len(signing_public) != 32:
        raise _refuse()
    _checked(keyring, keyring_context(actor.account_id), SUITE_AES)
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
        known = (bytes(row.public_key), bytes(row.signing_public))
        if known != (public_key, signing_public):
            raise _refuse()
        row.keyring = keyring
        row.save(update_fields=["keyring"])
    journal.write(actor=actor, verb="vault.keyring_changed", subject=actor.account_id)


@transaction.atomic
def forget_staff_key(*, organisation_id: UUID, account_id: UUID, by: UUID | None) -> None:
    """Forget the keys of somebody who left or lost their phrase, and every wrap made to them.

    Who comes back joins with new keys, and a colleague shares the circles anew.
    """
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


def _may_receive(actor: Actor, kind_code: str, subject_id: UUID) -> frozenset[UUID]:
    """Return who may be given this circle's seed now. Raises NotYours for a stranger."""
    kind = kinds.get(kind_code)
    if kind is None or not kind.includes(actor, subject_id):
        raise NotYours
    for subject in kind.rosters(actor):
        if subject.subject_id == subject_id:
            return subject.members
    raise NotYours


def _check_epoch(actor: Actor, epoch: NewEpoch, receivers: frozenset[UUID]) -> None:
    known = set(public_keys(actor))
    strangers = set(epoch.wraps) - (receivers & known)
    if (
        len(epoch.public_key) != PUBLIC_KEY_BYTES
        or strangers
        or actor.account_id not in epoch.wraps
    ):
        raise _refuse()
    for account_id, envelope in epoch.wraps.items():
        context = wrap_context(epoch.circle_id, epoch.number, account_id)
        _checked(envelope, context, SUITE_HPKE)
    signer = StaffKey.objects.get(account_id=actor.account_id)
    statement = epoch_statement(epoch.circle_id, epoch.number, epoch.public_key)
    try:
        Ed25519PublicKey.from_public_bytes(bytes(signer.signing_public)).verify(
            epoch.signature, statement
        )
    except InvalidSignature as error:
        raise _refuse() from error


@transaction.atomic
def create_circle(*, actor: Actor, kind: str, subject_id: UUID, epoch: NewEpoch) -> UUID:
    """Keep a circle that a member's browser made. Raises NotYours and DomainError.

    Two colleagues may press the button at once: the first circle counts and its id is returned.
    """
    receivers = _may_receive(actor, kind, subject_id)
    with scope(organisation=actor.organisation_id):
        present = Circle.objects.filter(kind=kind, subject_id=subject_id).first()
        if present is not None:
            return present.id
        if epoch.number != 1 or epoch.circle_id.version != 7:
            raise _refuse()
        _check_epoch(actor, epoch, receivers)
        try:
            with transaction.atomic():
                circle = Circle.objects.create(
                    id=epoch.circle_id,
                    organisation_id=actor.organisation_id,
                    kind=kind,
                    subject_id=subject_id,
                )
        except IntegrityError as error:
            raise _refuse() from error
        _keep(actor, circle, epoch)
    journal.write(actor=actor, verb="vault.circle_made", subject=circle.id, count=len(epoch.wraps))
    return circle.id


def _keep(actor: Actor, circle: Circle, new: NewEpoch) -> None:
    epoch = Epoch.objects.create(
        circle=circle,
        number=new.number,
        public_key=new.public_key,
        signed_by_id=actor.account_id,
        signature=new.signature,
    )
    Wrap.objects.bulk_create(
        Wrap(epoch=epoch, account_id=account_id, envelope=envelope)
        for account_id, envelope in new.wraps.items()
    )


@transaction.atomic
def share_wraps(*, actor: Actor, wraps: Sequence[WrapFact]) -> int:
    """Keep wraps for colleagues who waited; return how many were new. Raises as create_circle.

    The actor must hold the epoch; the receiver must belong to the circle now and have keys.
    """
    keys = public_keys(actor)
    receivers = {
        circle_id: _may_receive(actor, circle.kind, circle.subject_id)
        for circle_id in {wrap.circle_id for wrap in wraps}
        for circle in [circle_for(actor, circle_id)]
    }
    with scope(organisation=actor.organisation_id):
        rows = Epoch.objects.filter(circle_id__in=receivers, wraps__account_id=actor.account_id)
        held = {(row.circle_id, row.number): row for row in rows}
        new = 0
        for wrap in wraps:
            epoch = held.get((wrap.circle_id, wrap.epoch))
            if epoch is None or wrap.account_id not in receivers[wrap.circle_id] & set(keys):
                raise NotYours
            context = wrap_context(wrap.circle_id, wrap.epoch, wrap.account_id)
            _, created = Wrap.objects.get_or_create(
                epoch=epoch,
                account_id=wrap.account_id,
                defaults={"envelope": _checked(wrap.envelope, context, SUITE_HPKE)},
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
