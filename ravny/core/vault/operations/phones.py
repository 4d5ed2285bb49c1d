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
from ..phone_queries import fact_of
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

    token: str = field(repr=False)
    label: str


def _hashed(token: str) -> bytes:
    return hashlib.sha256(b"ravny phone 1" + token.encode()).digest()


def _new_label() -> str:
    pair = [secrets.choice(_LETTERS) + secrets.choice(_DIGITS) for _ in range(2)]
    return "".join(pair)


@transaction.atomic
def invite_phone(*, actor: Actor) -> InvitedPhone:
    """Make a one-time code, ten minutes long, for the actor's own phone; older ones end."""
    token, label = secrets.token_urlsafe(24), _new_label()
    with scope(organisation=actor.organisation_id):
        PhoneInvitation.objects.filter(account_id=actor.account_id, device=None).delete()
        PhoneInvitation.objects.create(
            organisation_id=actor.organisation_id,
            account_id=actor.account_id,
            token_hash=_hashed(token),
            label=label,
            expires_at=now() + VALID,
        )
    journal.write(actor=actor, verb="vault.phone_invited")
    return InvitedPhone(token=token, label=label)


def _loaded(public_key_spki: bytes) -> ec.EllipticCurvePublicKey:
    try:
        key = load_der_public_key(public_key_spki)
    except ValueError as error:
        raise DomainError(_("This phone's key cannot be used."), code="key") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise DomainError(_("This phone's key cannot be used."), code="key")
    return key


@transaction.atomic
def register_phone(*, token: str, public_key_spki: bytes) -> PhoneFact:
    """Register the phone that holds the code; the code works once. Raises DomainError.

    The same phone may ask again with the same code: its answer may have been lost on the way.
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
        )
        PhoneInvitation.objects.filter(id=invitation.id).update(device=phone)
    journal.write(actor=actor, verb="vault.phone_registered", subject=phone.id)
    return fact_of(phone)


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


def _end(actor: Actor, phone_id: UUID, state: PhoneState) -> None:
    with scope(organisation=actor.organisation_id):
        phone = Phone.objects.select_for_update().filter(id=phone_id).first()
        if phone is None or not (phone.account_id == actor.account_id or actor.may("vault.keys")):
            raise NotYours
        phone.state = state
        phone.save(update_fields=["state"])
    journal.write(actor=actor, verb=f"vault.phone_{state.value}", subject=phone_id)


@transaction.atomic
def revoke_phone(*, actor: Actor, phone_id: UUID) -> None:
    """From now on the phone's batches are quarantined. Raises NotYours."""
    _end(actor, phone_id, PhoneState.REVOKED)


@transaction.atomic
def write_off_phone(*, actor: Actor, phone_id: UUID) -> None:
    """Nobody waits for this phone any more; what it still holds is lost. Raises NotYours."""
    _end(actor, phone_id, PhoneState.WRITTEN_OFF)
    retire_due(organisation_id=actor.organisation_id)
