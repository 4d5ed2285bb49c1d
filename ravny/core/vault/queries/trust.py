"""Questions about roots and certificates: what a browser checks, and who waits to be signed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django_scopes import scope

from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor, Colleague, Role

from .. import statements
from ..models import Epoch, Phone, StaffKey
from ..models.trust import Certificate, Root
from ..types import CertificateKind, PhoneState
from ..types.trust import (
    OFFICER_ROLES,
    CertificateFact,
    EpochFact,
    Proofs,
    RootFact,
    Standing,
    TrustBoard,
    TrustPerson,
    TrustPhone,
)


def living_root(organisation_id: UUID) -> RootFact | None:
    """Return an organisation's root, None before the first ceremony. Two queries at most."""
    with scope(organisation=organisation_id):
        rows = list(Root.objects.order_by("retired_on", "made_on", "id"))
    living = next((row for row in rows if row.retired_on is None), None)
    if living is None:
        return None
    retired = [row for row in rows if row.retired_on is not None]
    return _root_fact(living, retired[-1] if retired else None)


def _root_fact(row: Root, before: Root | None) -> RootFact:
    return RootFact(
        root_id=row.id,
        organisation_id=row.organisation_id,
        root_public=bytes(row.root_public),
        recovery_public=bytes(row.recovery_public),
        signature=bytes(row.signature),
        succession=bytes(row.succession) if row.succession else None,
        before=bytes(before.root_public) if before else None,
        made_on=row.made_on,
    )


def pinned_root(actor: Actor) -> bytes | None:
    """Return the actor's sealed copy of the root they compared, None before that. One query."""
    with scope(organisation=actor.organisation_id):
        row = StaffKey.objects.filter(account_id=actor.account_id).first()
    return bytes(row.pinned_root) if row and row.pinned_root else None


def certificate_facts(rows: Iterable[Certificate]) -> tuple[CertificateFact, ...]:
    """Turn rows into facts, phones with whose they are. One query where there are phones."""
    kept = list(rows)
    phones = [row.subject_id for row in kept if row.kind == CertificateKind.PHONE]
    owners: Mapping[UUID, UUID] = (
        dict(Phone.objects.filter(id__in=phones).values_list("id", "account_id")) if phones else {}
    )
    return tuple(
        CertificateFact(
            kind=row.kind,
            subject_id=row.subject_id,
            account_id=owners.get(row.subject_id, row.subject_id),
            key_hash=bytes(row.key_hash),
            signing_public=bytes(row.signing_public),
            signed_by=row.signed_by_id,
            signature=bytes(row.signature),
            made_on=row.made_on,
            withdrawn=row.withdrawn_on is not None,
        )
        for row in kept
    )


def proofs(actor: Actor, circle_ids: Collection[UUID], account_ids: Collection[UUID]) -> Proofs:
    """Return epochs of circles of the organisation and what proves who signed them.

    With the certificates of the accounts (or phones) named. Public halves only, so every
    colleague may ask. Withdrawn certificates come too: what was signed before they were withdrawn
    still holds. Five queries at most.
    """
    root = living_root(actor.organisation_id)
    with scope(organisation=actor.organisation_id):
        rows = Epoch.objects.filter(circle_id__in=circle_ids).order_by("circle_id", "number")
        epochs = tuple(_epoch_fact(row) for row in rows)
        if root is None:
            return Proofs(None, epochs, ())
        asked = {*account_ids, *(one.signed_by for one in epochs)}
        signed = Certificate.objects.filter(root_id=root.root_id)
        signers = signed.filter(subject_id__in=asked).exclude(signed_by=None).values("signed_by")
        found = signed.filter(
            Q(subject_id__in=asked) | Q(subject_id__in=signers, kind=CertificateKind.OFFICER)
        )
        return Proofs(root, epochs, certificate_facts(found.order_by("made_on", "id")))


def _epoch_fact(row: Epoch) -> EpochFact:
    return EpochFact(
        circle_id=row.circle_id,
        epoch=row.number,
        public_key=bytes(row.public_key),
        signed_by=row.signed_by_id,
        signature=bytes(row.signature),
    )


def may_hold_ceremony(actor: Actor) -> bool:
    """Tell whether the actor may: a keeper, or a coordinator where no keeper is. One query."""
    if not actor.may("vault.ceremony"):
        return False
    keeper = Role.KEEPER.value
    return keeper in actor.roles or not any(keeper in one.roles for one in list_staff(actor))


@dataclass(frozen=True)
class _Signed:
    """The living certificates of one root, by subject; who of the signers is an officer still."""

    by_subject: Mapping[UUID, list[Certificate]]
    officers: frozenset[UUID]
    names: Mapping[UUID, str]

    def standing(
        self, subject_id: UUID, key_hash: bytes, signing_public: bytes, own: str
    ) -> Standing:
        """Return how keys stand; `own`: what a certificate by a living officer makes of them."""
        rows = self.by_subject.get(subject_id, [])
        fitting = [
            row
            for row in rows
            if (bytes(row.key_hash), bytes(row.signing_public)) == (key_hash, signing_public)
        ]
        if not fitting:
            return Standing("swapped" if rows else "waiting")
        best = max(fitting, key=lambda row: (row.signed_by_id is None, row.made_on))
        if best.signed_by_id is None:
            return Standing("officer", since=best.made_on)
        state = own if best.signed_by_id in self.officers else "orphan"
        return Standing(state, self.names.get(best.signed_by_id, "?"), best.made_on)


def _signed(root: RootFact | None, staff: list[Colleague]) -> _Signed:
    by_subject: dict[UUID, list[Certificate]] = {}
    rows = (
        Certificate.objects.filter(root_id=root.root_id, withdrawn_on=None).order_by("made_on")
        if root
        else ()
    )
    for row in rows:
        by_subject.setdefault(row.subject_id, []).append(row)
    officers = frozenset(
        subject
        for subject, kept in by_subject.items()
        if any(row.kind == CertificateKind.OFFICER for row in kept)
    )
    return _Signed(by_subject, officers, {one.account_id: one.pseudonym for one in staff})


def trust_board(actor: Actor) -> TrustBoard:
    """Return how everybody's keys and every phone in use stand. Seven queries at most."""
    root = living_root(actor.organisation_id)
    staff = list_staff(actor, active_only=False)
    active = {one.account_id: one for one in staff if one.active}
    with scope(organisation=actor.organisation_id):
        signed = _signed(root, staff)
        keys = {row.account_id: row for row in StaffKey.objects.filter(account__active=True)}
        phones = Phone.objects.filter(state=PhoneState.ACTIVE).order_by("label", "id")
        people = [
            _person(one, keys[one.account_id], signed)
            for one in active.values()
            if one.account_id in keys
        ]
        return TrustBoard(
            root=root,
            is_officer=actor.account_id in {p.account_id for p in people if _is_officer(p)},
            may_hold=may_hold_ceremony(actor),
            people=tuple(people),
            phones=tuple(_phone(row, active, signed) for row in phones),
        )


def _is_officer(person: TrustPerson) -> bool:
    return person.standing.state == "officer" and person.may_be_officer


def _person(one: Colleague, keys: StaffKey, signed: _Signed) -> TrustPerson:
    public_key, signing_public = bytes(keys.public_key), bytes(keys.signing_public)
    hashed = statements.key_hash(public_key)
    return TrustPerson(
        account_id=one.account_id,
        pseudonym=one.pseudonym,
        may_be_officer=bool(OFFICER_ROLES & set(one.roles)),
        standing=signed.standing(one.account_id, hashed, signing_public, "member"),
        public_key=public_key,
        signing_public=signing_public,
    )


def _phone(row: Phone, active: Mapping[UUID, Colleague], signed: _Signed) -> TrustPhone:
    public_key = bytes(row.public_key)
    owner = active.get(row.account_id)
    return TrustPhone(
        phone_id=row.id,
        account_id=row.account_id,
        pseudonym=owner.pseudonym if owner else "?",
        label=row.label,
        standing=signed.standing(row.id, statements.key_hash(public_key), b"", "phone"),
        public_key=public_key,
    )
