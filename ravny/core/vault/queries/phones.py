"""Questions about phones: whose they are, who signed them, what is held back of them."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_scopes import scope, scopes_disabled

from ravny.core.journal.queries import entries_about
from ravny.core.kit import registries
from ravny.core.kit.clock import now
from ravny.core.kit.errors import NotYours
from ravny.core.kit.registries import PhoneMark
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from ..models import IntakeKey, Phone, PhoneInvitation
from ..models.trust import Certificate
from ..statements import key_hash
from ..types import CertificateKind, IntakeState, PhoneFact
from ..types.phones import InvitationFact, PhoneEvent, PhoneStanding, SignedBy
from .trust import living_root

HISTORY = (
    "vault.phone_registered",
    "vault.phone_revoked",
    "vault.phone_restored",
    "vault.phone_written_off",
    "vault.phone_replaced",
    "vault.phone_signed",
    "outreach.batch_held",
    "outreach.records_lost",
    "outreach.held_released",
    "outreach.held_dropped",
)


def fact_of(phone: Phone) -> PhoneFact:
    """Turn a row into what other rooms see."""
    return PhoneFact(
        phone_id=phone.id,
        account_id=phone.account_id,
        organisation_id=phone.organisation_id,
        public_key=bytes(phone.public_key),
        label=phone.label,
        state=phone.state,
        registered_on=phone.registered_on,
        seen_on=phone.seen_on,
        acknowledged=phone.acknowledged,
        empty_queue=phone.empty_queue,
        pinned=bytes(phone.pinned) if phone.pinned else None,
    )


def phone_of(phone_id: UUID) -> PhoneFact | None:
    """Return a registered phone of any organisation: nobody is signed in at sync. One query."""
    with scopes_disabled():
        phone = Phone.objects.filter(id=phone_id).first()
    return fact_of(phone) if phone else None


def phones_for(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Phone]:
    """Return the actor's own phones, for keepers and coordinators everybody's.

    Filters: state, person (account id as text). Call within the scope.
    """
    rows: QuerySet[Phone] = Phone.objects.select_related("account")
    if not actor.may("vault.keys"):
        rows = rows.filter(account_id=actor.account_id)
    if filters.get("state"):
        rows = rows.filter(state=filters["state"])
    if filters.get("person"):
        rows = rows.filter(account_id=filters["person"])
    return rows


def list_phones(actor: Actor) -> list[PhoneFact]:
    """Return what `phones_for` returns, as other rooms see it. One query."""
    with scope(organisation=actor.organisation_id):
        rows = phones_for(actor, {}).order_by("state", "-registered_on", "id")
        return [fact_of(row) for row in rows]


def get_phone_for(actor: Actor, phone_id: UUID) -> Phone:
    """Gate: a phone of the actor's own, for keepers and coordinators anybody's. One query."""
    with scope(organisation=actor.organisation_id):
        phone = phones_for(actor, {}).filter(id=phone_id).first()
    if phone is None:
        raise NotYours
    return phone


def _mark(public: bytes) -> bytes:
    return hashlib.sha256(public).digest()


def root_mark(organisation_id: UUID) -> bytes | None:
    """Return SHA-256 of the organisation's root, which phones pin; None before a ceremony."""
    root = living_root(organisation_id)
    return _mark(root.root_public) if root else None


def _believable(organisation_id: UUID) -> frozenset[bytes]:
    """Return the marks of the living root, and of the one before it that signed it."""
    root = living_root(organisation_id)
    if root is None:
        return frozenset()
    before = root.before if root.succession else None
    return frozenset(_mark(one) for one in (root.root_public, before) if one)


def _signatures(phones: Sequence[Phone]) -> dict[UUID, SignedBy]:
    """Return phone id → who signed the key that it has, under the living root. One query."""
    hashes = {phone.id: key_hash(bytes(phone.public_key)) for phone in phones}
    rows = Certificate.objects.filter(
        kind=CertificateKind.PHONE, subject_id__in=hashes, withdrawn_on=None, root__retired_on=None
    ).select_related("signed_by")
    return {
        row.subject_id: SignedBy(row.signed_by.pseudonym if row.signed_by else None, row.made_on)
        for row in rows.order_by("made_on", "id")
        if bytes(row.key_hash) == hashes[row.subject_id]
    }


def _marks(actor: Actor, phone_ids: Sequence[UUID]) -> dict[UUID, list[PhoneMark]]:
    found: dict[UUID, list[PhoneMark]] = {phone_id: [] for phone_id in phone_ids}
    for source in registries.phone_marks:
        for phone_id, marks in source(actor, phone_ids).items():
            found[phone_id] += marks
    return found


def standings(actor: Actor, phones: Sequence[Phone]) -> dict[UUID, PhoneStanding]:
    """Return phone id → what is known besides its row. Three queries, and those of other rooms."""
    believable = _believable(actor.organisation_id)
    with scope(organisation=actor.organisation_id):
        signed = _signatures(phones)
        newest = IntakeKey.objects.filter(state=IntakeState.NEXT).values_list("number", flat=True)
        number = newest.first() or 0
    marks = _marks(actor, [phone.id for phone in phones])
    return {
        phone.id: PhoneStanding(
            signed=signed.get(phone.id),
            pin=_pin(phone, believable),
            newest=phone.acknowledged >= number,
            marks=marks[phone.id],
        )
        for phone in phones
    }


def _pin(phone: Phone, believable: frozenset[bytes]) -> str:
    if not believable:
        return ""
    return "pinned" if phone.pinned and bytes(phone.pinned) in believable else "missing"


def phone_history(actor: Actor, phone_id: UUID) -> list[PhoneEvent]:
    """Return what the journal knows of a phone, newest first. Three queries."""
    names = pseudonyms(actor)
    lines = entries_about(actor.organisation_id, phone_id, verbs=HISTORY, limit=50)
    return [
        PhoneEvent(
            day=line.day,
            what=line.label,
            who=names.get(line.actor_id, "") if line.actor_id else "",
            count=line.count if line.verb.startswith("outreach.") else 0,
        )
        for line in lines
    ]


def invitation_for(actor: Actor, invitation_id: UUID) -> InvitationFact:
    """Gate: the actor's own code for a phone; NotYours for any other. One query."""
    with scope(organisation=actor.organisation_id):
        row = PhoneInvitation.objects.filter(id=invitation_id, account_id=actor.account_id).first()
    if row is None:
        raise NotYours
    waiting = row.device_id is None and row.expires_at >= now()
    return InvitationFact(row.id, row.label, waiting, row.device_id)
