"""Phones: registered at sign-in with a one-time code, revoked at once, never able to open."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import now, today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.queries import actor_of
from ravny.core.staff.types import Actor

from ..models import Phone, PhoneInvitation
from ..queries.phones import fact_of, phones_for
from ..types import PhoneFact, PhoneState
from .intake import ensure_intake, retire_due

VALID = timedelta(minutes=10)
BATCH_LABEL = b"ravny sync 1"
# Read aloud and compared with the phone: nothing that looks like something else.
_LETTERS = "ACEHKMPTX"
_DIGITS = "23456789"


@dataclass(frozen=True)
class InvitedPhone:
    """The one time the code is known: for the link's fragment, which no server log sees."""

    invitation_id: UUID
    token: str = field(repr=False)
    label: str


def _hashed(token: str) -> bytes:
    return hashlib.sha256(b"ravny phone 1" + token.encode()).digest()


def _new_label(taken: set[str]) -> str:
    """Return a label that no living phone of the house has, else any."""
    for _attempt in range(100):
        label = "".join(secrets.choice(_LETTERS) + secrets.choice(_DIGITS) for _ in range(2))
        if label not in taken:
            break
    return label


@transaction.atomic
def invite_phone(*, actor: Actor) -> InvitedPhone:
    """Make a one-time code, ten minutes long, for the actor's own phone; older ones end."""
    token = secrets.token_urlsafe(24)
    with scope(organisation=actor.organisation_id):
        living = Phone.objects.exclude(state=PhoneState.WRITTEN_OFF)
        PhoneInvitation.objects.filter(account_id=actor.account_id, device=None).delete()
        invitation = PhoneInvitation.objects.create(
            organisation_id=actor.organisation_id,
            account_id=actor.account_id,
            token_hash=_hashed(token),
            label=_new_label(set(living.values_list("label", flat=True))),
            expires_at=now() + VALID,
        )
    journal.write(actor=actor, verb="vault.phone_invited")
    return InvitedPhone(invitation.id, token, invitation.label)


def _loaded(public_key_spki: bytes) -> ec.EllipticCurvePublicKey:
    try:
        key = load_der_public_key(public_key_spki)
    except ValueError as error:
        raise DomainError(_("This phone's key cannot be used."), code="key") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise DomainError(_("This phone's key cannot be used."), code="key")
    return key


@transaction.atomic
def register_phone(*, token: str, public_key_spki: bytes, pinned: bytes | None = None) -> PhoneFact:
    """Register the phone that holds the code; the code works once. Raises DomainError.

    The same phone may ask again with the same code: its answer may have been lost on the way.
    `pinned`: SHA-256 of the root that its link named, which it will believe from now on.
    """
    _loaded(public_key_spki)
    gone = DomainError(
        _("This code is used up or too old. Make a new one on the desk."), code="token"
    )
    with scopes_disabled():
        invitation = (
            PhoneInvitation.objects.select_for_update().filter(token_hash=_hashed(token)).first()
        )
        if invitation is None or invitation.expires_at < now():
            raise gone
    try:
        actor = actor_of(invitation.account_id)
    except NotYours as error:
        raise gone from error
    if invitation.device_id:
        with scope(organisation=actor.organisation_id):
            phone = Phone.objects.get(id=invitation.device_id)
        if bytes(phone.public_key) != public_key_spki or phone.state != PhoneState.ACTIVE:
            raise gone
        return fact_of(phone)
    ensure_intake(organisation_id=actor.organisation_id)
    with scope(organisation=actor.organisation_id):
        phone = Phone.objects.create(
            organisation_id=actor.organisation_id,
            account_id=actor.account_id,
            public_key=public_key_spki,
            label=invitation.label,
            pinned=pinned,
        )
        PhoneInvitation.objects.filter(id=invitation.id).update(device=phone)
    journal.write(actor=actor, verb="vault.phone_registered", subject=phone.id)
    _replace(actor, phone)
    return fact_of(phone)


def _replace(actor: Actor, phone: Phone) -> None:
    """End what the same device was registered as before: nobody waits for it under two names.

    What is in its queue goes out under the new name, which has acknowledged no key yet.
    """
    with scope(organisation=actor.organisation_id):
        before = Phone.objects.filter(public_key=phone.public_key).exclude(id=phone.id)
        for earlier in before.exclude(state=PhoneState.WRITTEN_OFF).select_for_update():
            earlier.state = PhoneState.WRITTEN_OFF
            earlier.save(update_fields=["state"])
            journal.write(actor=actor, verb="vault.phone_replaced", subject=earlier.id)


def verify_batch(phone: PhoneFact, body: bytes, signature: bytes) -> bool:
    """Tell whether the phone signed the body: ECDSA P-256/SHA-256, raw r ‖ s (64 bytes).

    The state of the phone is not looked at: a revoked one's batches are quarantined, not lost.
    """
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    statement = BATCH_LABEL + hashlib.sha256(body).digest()
    try:
        _loaded(phone.public_key).verify(
            encode_dss_signature(r, s), statement, ec.ECDSA(hashes.SHA256())
        )
    except InvalidSignature:
        return False
    return True


@transaction.atomic
def acknowledge(*, phone: PhoneFact, acknowledged: int, left: int) -> None:
    """Note what a phone told at sync: the newest intake number it holds, what is still queued."""
    with scope(organisation=phone.organisation_id):
        rows = Phone.objects.filter(id=phone.phone_id)
        rows.update(acknowledged=acknowledged, empty_queue=left == 0, seen_on=today())
    if left == 0 and (acknowledged > phone.acknowledged or not phone.empty_queue):
        retire_due(organisation_id=phone.organisation_id)


# From which states a phone comes to a state; said again it changes nothing.
_FROM = {
    PhoneState.REVOKED: (PhoneState.ACTIVE,),
    PhoneState.WRITTEN_OFF: (PhoneState.ACTIVE, PhoneState.REVOKED),
    PhoneState.ACTIVE: (PhoneState.REVOKED, PhoneState.WRITTEN_OFF),
}
_VERBS = {
    PhoneState.REVOKED: "vault.phone_revoked",
    PhoneState.WRITTEN_OFF: "vault.phone_written_off",
    PhoneState.ACTIVE: "vault.phone_restored",
}


def _bring(actor: Actor, phone_id: UUID, state: PhoneState) -> None:
    with scope(organisation=actor.organisation_id):
        phone = phones_for(actor, {}).select_for_update(of=("self",)).filter(id=phone_id).first()
        if phone is None:
            raise NotYours
        if phone.state not in _FROM[state]:
            return
        if state == PhoneState.ACTIVE and not phone.account.active:
            raise DomainError(_("Its owner's access has ended."), code="owner")
        phone.state = state
        phone.save(update_fields=["state"])
    journal.write(actor=actor, verb=_VERBS[state], subject=phone_id)


@transaction.atomic
def revoke_phone(*, actor: Actor, phone_id: UUID) -> None:
    """From now on the phone's batches are quarantined. Raises NotYours."""
    _bring(actor, phone_id, PhoneState.REVOKED)


@transaction.atomic
def restore_phone(*, actor: Actor, phone_id: UUID) -> None:
    """Take a revocation or a write-off back; what is held back stays so until it is reviewed.

    Raises NotYours, and DomainError when its owner does not work here any more.
    """
    _bring(actor, phone_id, PhoneState.ACTIVE)


@transaction.atomic
def write_off_phone(*, actor: Actor, phone_id: UUID) -> None:
    """Nobody waits for this phone any more; what it still holds is lost. Raises NotYours."""
    _bring(actor, phone_id, PhoneState.WRITTEN_OFF)
    retire_due(organisation_id=actor.organisation_id)


@transaction.atomic
def revoke_phones_of(*, organisation_id: UUID, account_id: UUID, by: UUID | None) -> None:
    """Revoke every phone of somebody whose access ended; codes for new ones end too."""
    with scope(organisation=organisation_id):
        PhoneInvitation.objects.filter(account_id=account_id, device=None).delete()
        rows = Phone.objects.filter(account_id=account_id, state=PhoneState.ACTIVE)
        ended = list(rows.select_for_update().values_list("id", flat=True))
        Phone.objects.filter(id__in=ended).update(state=PhoneState.REVOKED)
    for phone_id in ended:
        journal.write_for(
            organisation_id=organisation_id,
            actor_id=by,
            verb=_VERBS[PhoneState.REVOKED],
            subject=phone_id,
        )
