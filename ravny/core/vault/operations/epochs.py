"""New keys for circles: the first epoch, the next ones after somebody left, and recovery.

All of them are made in browsers, wrapped there to the people who belong at this moment.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from ..framing import SUITE_HPKE
from ..models import Circle, Epoch, EpochFloor, StaffKey, Wrap
from ..models.trust import RecoveryWrap, Root
from ..queries import circle_for, circles_for, subject_for
from ..queries.members import keyed
from ..statements import epoch as epoch_statement
from ..types import PUBLIC_KEY_BYTES, NewEpoch, RecoveryFact, WrapFact
from .circles import checked, refused, share_wraps, wrap_context


class AlreadyRenewed(DomainError):
    """Somebody else began this epoch a moment ago; their keys count."""

    def __init__(self, by: str) -> None:
        super().__init__(_("Already renewed by %(name)s.") % {"name": by}, code="renewed")


def _check(actor: Actor, epoch: NewEpoch, members: Collection[UUID]) -> None:
    """Refuse an epoch that is not whole: its signature, its receivers, each wrap's place."""
    ready = keyed(actor.organisation_id).ready
    strangers = set(epoch.wraps) - (set(members) & set(ready))
    missing = {actor.account_id} - set(epoch.wraps)
    if len(epoch.public_key) != PUBLIC_KEY_BYTES or strangers or missing:
        raise refused()
    for account_id, envelope in epoch.wraps.items():
        checked(envelope, wrap_context(epoch.circle_id, epoch.number, account_id), SUITE_HPKE)
    signer = StaffKey.objects.get(account_id=actor.account_id)
    statement = epoch_statement(epoch.circle_id, epoch.number, epoch.public_key)
    try:
        Ed25519PublicKey.from_public_bytes(bytes(signer.signing_public)).verify(
            epoch.signature, statement
        )
    except InvalidSignature as error:
        raise refused() from error


def _keep(actor: Actor, circle: Circle, new: NewEpoch, recovery: bytes | None) -> None:
    """Write an epoch with its wraps; `recovery` seals it for two of three sheets."""
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
    if recovery is not None:
        _keep_recovery(actor, epoch, recovery)


@transaction.atomic
def create_circle(
    *,
    actor: Actor,
    kind: str,
    subject_id: UUID,
    epoch: NewEpoch,
    recovery: bytes | None = None,
) -> UUID:
    """Keep a circle that a member's browser made. Raises NotYours and DomainError.

    Two colleagues may press the button at once: the first circle counts and its id is returned.
    `recovery`: the seed sealed to the recovery key, as soon as there is one.
    """
    subject = subject_for(actor, kind, subject_id)
    with scope(organisation=actor.organisation_id):
        present = Circle.objects.filter(kind=kind, subject_id=subject_id)
        for known in present:
            return known.id
        if epoch.number != 1 or epoch.circle_id.version != 7:
            raise refused()
        _check(actor, epoch, subject.members)
        try:
            with transaction.atomic():
                circle = Circle.objects.create(
                    id=epoch.circle_id,
                    organisation_id=actor.organisation_id,
                    kind=kind,
                    subject_id=subject_id,
                )
        except IntegrityError as error:
            for known in present.all():  # a colleague's came between our look and our writing
                return known.id
            raise refused() from error
        _keep(actor, circle, epoch, recovery)
    journal.write(actor=actor, verb="vault.circle_made", subject=circle.id, count=len(epoch.wraps))
    return circle.id


@transaction.atomic
def start_epoch(*, actor: Actor, epoch: NewEpoch, recovery: bytes | None = None) -> None:
    """Begin a circle's next epoch, as a member's browser made it after somebody left.

    Of two who do it at once the first counts: the other gets AlreadyRenewed and goes on. What was
    sealed before stays in its epoch. Raises NotYours, and DomainError for a gap in the numbers,
    receivers who do not belong now, and keys that nobody signed.
    """
    with scope(organisation=actor.organisation_id):
        # Leaving takes the same lock: whoever leaves is seen here, or makes this epoch stale.
        circle = Circle.objects.select_for_update().filter(id=epoch.circle_id).first()
        if circle is None:
            raise NotYours
        subject = subject_for(actor, circle.kind, circle.subject_id)
        newest = Epoch.objects.filter(circle=circle).order_by("-number")[0]
        if 1 <= epoch.number <= newest.number:
            raise AlreadyRenewed(pseudonyms(actor).get(newest.signed_by_id, "?"))
        if epoch.number != newest.number + 1:
            raise refused()
        _check(actor, epoch, subject.members)
        _keep(actor, circle, epoch, recovery)
        circle.stale_since = None
        circle.save(update_fields=["stale_since"])
    journal.write(
        actor=actor, verb="vault.epoch_started", subject=circle.id, count=len(epoch.wraps)
    )


@transaction.atomic
def keep_recovery(*, actor: Actor, wraps: Sequence[RecoveryFact]) -> int:
    """Keep epochs sealed to the recovery key; return how many were new.

    The actor must belong to their circles and hold them. Raises NotYours for others, DomainError
    for a wrap that belongs elsewhere or before any ceremony.
    """
    circles = circles_for(actor, {wrap.circle_id for wrap in wraps})
    with scope(organisation=actor.organisation_id):
        rows = Epoch.objects.filter(circle__in=circles, wraps__account_id=actor.account_id)
        held = {(row.circle_id, row.number): row for row in rows}
        if any((wrap.circle_id, wrap.epoch) not in held for wrap in wraps):
            raise NotYours
        new = sum(
            _keep_recovery(actor, held[wrap.circle_id, wrap.epoch], wrap.envelope) for wrap in wraps
        )
    if new:
        journal.write(actor=actor, verb="vault.recovery_sealed", count=new)
    return new


def _keep_recovery(actor: Actor, epoch: Epoch, envelope: bytes) -> bool:
    """Seal an epoch for two of three sheets; the sheets of a root before open nothing more."""
    root_id = Root.objects.filter(retired_on=None).values_list("id", flat=True).first()
    if root_id is None:
        raise refused()
    context = wrap_context(epoch.circle_id, epoch.number, root_id)
    _row, created = RecoveryWrap.objects.get_or_create(
        epoch=epoch,
        root_id=root_id,
        defaults={"envelope": checked(envelope, context, SUITE_HPKE)},
    )
    RecoveryWrap.objects.filter(epoch=epoch).exclude(root_id=root_id).delete()
    return created


@transaction.atomic
def share(
    *, actor: Actor, wraps: Sequence[WrapFact], recovery: Sequence[RecoveryFact]
) -> tuple[int, int]:
    """Keep wraps for colleagues and for the sheets; return how many of each were new."""
    return share_wraps(actor=actor, wraps=wraps), keep_recovery(actor=actor, wraps=recovery)


@transaction.atomic
def set_floor(*, actor: Actor, circle_id: UUID, account_id: UUID, from_now_on: bool) -> None:
    """Say that a waiting colleague gets only the newest epoch, or take that back.

    Raises NotYours for others' circles and for who does not belong; DomainError for oneself and
    for somebody who can open earlier text already.
    """
    circle = circle_for(actor, circle_id)
    if account_id not in subject_for(actor, circle.kind, circle.subject_id).members:
        raise NotYours
    with scope(organisation=actor.organisation_id):
        newest = Epoch.objects.filter(circle=circle).order_by("-number")[0]
        holders = set(newest.wraps.values_list("account_id", flat=True))
        if account_id == actor.account_id or actor.account_id not in holders:
            raise DomainError(_("A colleague who can open this circle decides."), code="colleague")
        if not from_now_on:
            EpochFloor.objects.filter(circle=circle, account_id=account_id).delete()
        elif Wrap.objects.filter(epoch__circle=circle, account_id=account_id).exists():
            raise DomainError(_("They can open earlier text already."), code="opens")
        else:
            EpochFloor.objects.update_or_create(
                circle=circle, account_id=account_id, defaults={"number": newest.number}
            )
    verb = "vault.floor_set" if from_now_on else "vault.floor_taken"
    journal.write(actor=actor, verb=verb, subject=account_id)
