"""Whose keys are whose: the ceremony's root, its officers, whom they sign.

The server holds no private half. It refuses what does not agree, so that mistakes show at once;
against a server that lies stand the browsers, which check all of it again.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from .. import statements
from ..envelope import Context, EnvelopeError, check_sealed
from ..framing import SUITE_AES
from ..models import Phone, StaffKey
from ..models.trust import Certificate, Root
from ..queries.trust import may_hold_ceremony
from ..types import PUBLIC_KEY_BYTES, CertificateKind, PhoneState
from ..types.trust import PROBLEMS, KeySignature, PhoneSignature
from .signing import check, check_officers, keep_certificate, keys_on_file, refused


def pin_context(account_id: UUID) -> Context:
    """Return where a pinned root belongs: the account is the key that opens, and the object."""
    return Context(circle=account_id, epoch=0, kind="key.root", object_id=account_id)


def _no_root() -> DomainError:
    return DomainError(PROBLEMS["no_root"], code="no_root")


def _root() -> Root:
    root = Root.objects.select_for_update().filter(retired_on=None).first()
    if root is None:
        raise _no_root()
    return root


@transaction.atomic
def keep_root(
    *,
    actor: Actor,
    root_public: bytes,
    recovery_public: bytes,
    signature: bytes,
    officers: Sequence[KeySignature],
    succession: bytes | None = None,
    lost: bool = False,
) -> UUID:
    """Keep what a ceremony made: the root, signed by itself, and the officers it signed.

    A second ceremony retires the root before it: with `succession` (that root's signature over
    the new one) browsers follow by themselves; when two sheets are `lost` it goes without, and
    everybody compares the new words with the paper. Raises NotYours and DomainError.
    """
    if not may_hold_ceremony(actor):
        raise NotYours
    if len(root_public) != 32 or len(recovery_public) != PUBLIC_KEY_BYTES:
        raise refused()
    statement = statements.root(actor.organisation_id, root_public, recovery_public)
    check(root_public, signature, statement)
    if not officers:
        raise DomainError(_("Choose at least one officer."), code="officers")
    with scope(organisation=actor.organisation_id):
        check_officers(actor, root_public, officers)
        _retire(root_public, statement, succession, lost)
        root = _created(
            organisation_id=actor.organisation_id,
            root_public=root_public,
            recovery_public=recovery_public,
            signature=signature,
            succession=succession,
        )
        _keep_officers(actor, root, officers)
    journal.write(actor=actor, verb="vault.root_made", subject=root.id, count=len(officers))
    return root.id


def _created(**values: Any) -> Root:
    """Return the new root; of two ceremonies at one moment the second is refused."""
    try:
        with transaction.atomic():
            return Root.objects.create(**values)
    except IntegrityError as error:
        raise _there_is_one() from error


def _there_is_one() -> DomainError:
    return DomainError(
        _("There is a root already. Two of its sheets sign the new one."), code="succession"
    )


def _retire(root_public: bytes, statement: bytes, succession: bytes | None, lost: bool) -> None:
    old = Root.objects.select_for_update().filter(retired_on=None).first()
    if old is None:
        if succession is not None:
            raise refused()
        return
    if bytes(old.root_public) == root_public:
        raise refused()
    if succession is not None:
        check(bytes(old.root_public), succession, statement)
    elif not lost:
        raise _there_is_one()
    old.retired_on = today()
    old.save(update_fields=["retired_on"])


def _keep_officers(actor: Actor, root: Root, officers: Sequence[KeySignature]) -> None:
    for one in officers:
        keep_certificate(actor, root, CertificateKind.OFFICER, one, None)
        journal.write(actor=actor, verb="vault.officer_signed", subject=one.account_id)


@transaction.atomic
def add_officers(*, actor: Actor, officers: Sequence[KeySignature]) -> int:
    """Keep further officers that the root signed (two sheets again). Raises as keep_root."""
    if not may_hold_ceremony(actor):
        raise NotYours
    with scope(organisation=actor.organisation_id):
        root = _root()
        check_officers(actor, bytes(root.root_public), officers)
        _keep_officers(actor, root, officers)
    return len(officers)


def _signer(actor: Actor, root: Root) -> StaffKey:
    """Return the actor's keys where the root signed exactly these; raises NotYours."""
    keys = StaffKey.objects.filter(account_id=actor.account_id).first()
    if keys is None or not actor.may("vault.sign"):
        raise NotYours
    hashed, signing_public = statements.key_hash(bytes(keys.public_key)), bytes(keys.signing_public)
    living = Certificate.objects.filter(
        root=root,
        kind=CertificateKind.OFFICER,
        subject_id=actor.account_id,
        key_hash=hashed,
        signing_public=signing_public,
        withdrawn_on=None,
    ).first()
    if living is None:
        raise NotYours
    said = statements.officer(actor.organisation_id, actor.account_id, hashed, signing_public)
    check(bytes(root.root_public), bytes(living.signature), said)
    return keys


@transaction.atomic
def sign(*, actor: Actor, members: Sequence[KeySignature], phones: Sequence[PhoneSignature]) -> int:
    """Keep what an officer signed at one sitting, all or nothing. Raises as sign_members."""
    return sign_members(actor=actor, signatures=members) + sign_phones(
        actor=actor, signatures=phones
    )


@transaction.atomic
def sign_members(*, actor: Actor, signatures: Sequence[KeySignature]) -> int:
    """Keep what an officer signed over colleagues' keys; nobody vouches for themselves.

    Raises NotYours for who is no officer, DomainError for keys that are not those on file.
    """
    with scope(organisation=actor.organisation_id):
        root = _root()
        signer = _signer(actor, root)
        keys_on_file(signatures)
        for one in signatures:
            said = statements.member(
                actor.organisation_id, one.account_id, one.key_hash, one.signing_public
            )
            check(bytes(signer.signing_public), one.signature, said)
            if one.account_id == actor.account_id:
                raise refused()
            keep_certificate(actor, root, CertificateKind.MEMBER, one, actor.account_id)
            journal.write(actor=actor, verb="vault.member_signed", subject=one.account_id)
    return len(signatures)


@transaction.atomic
def sign_phones(*, actor: Actor, signatures: Sequence[PhoneSignature]) -> int:
    """Keep what an officer signed over phones in use and whose they are. Raises as sign_members."""
    with scope(organisation=actor.organisation_id):
        root = _root()
        signer = _signer(actor, root)
        in_use = Phone.objects.filter(state=PhoneState.ACTIVE, account__active=True)
        phones = in_use.in_bulk([one.phone_id for one in signatures])
        for one in signatures:
            phone = phones.get(one.phone_id)
            if phone is None or statements.key_hash(bytes(phone.public_key)) != one.key_hash:
                raise refused()
            said = statements.phone(actor.organisation_id, phone.id, phone.account_id, one.key_hash)
            check(bytes(signer.signing_public), one.signature, said)
            kept = KeySignature(phone.id, one.key_hash, b"", one.signature)
            keep_certificate(actor, root, CertificateKind.PHONE, kept, actor.account_id)
            journal.write(actor=actor, verb="vault.phone_signed", subject=phone.id)
    return len(signatures)


@transaction.atomic
def withdraw(*, organisation_id: UUID, subject_id: UUID, by: UUID | None) -> None:
    """Withdraw what was signed about somebody who left or joins anew, or about an ended phone.

    Whom an officer signed before they left stays signed; the page lists them for signing anew.
    """
    with scope(organisation=organisation_id):
        living = Certificate.objects.filter(subject_id=subject_id, withdrawn_on=None)
        changed = living.update(withdrawn_on=today())
    if changed:
        journal.write_for(
            organisation_id=organisation_id,
            actor_id=by,
            verb="vault.certificate_withdrawn",
            subject=subject_id,
        )


@transaction.atomic
def pin_root(*, actor: Actor, envelope: bytes) -> None:
    """Keep the actor's sealed copy of the root they compared. Raises DomainError."""
    try:
        header = check_sealed(envelope, pin_context(actor.account_id))
    except EnvelopeError as error:
        raise refused() from error
    if header.suite != SUITE_AES:
        raise refused()
    with scope(organisation=actor.organisation_id):
        _root()
        own = StaffKey.objects.filter(account_id=actor.account_id)
        if not own.update(pinned_root=envelope):
            raise refused()
    journal.write(actor=actor, verb="vault.root_pinned")
