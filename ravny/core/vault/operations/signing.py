"""Checking what browsers signed about keys, and keeping it."""

from collections.abc import Sequence
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor

from .. import statements
from ..models import StaffKey
from ..models.trust import Certificate, Root
from ..types import CertificateKind
from ..types.trust import OFFICER_ROLES, KeySignature


def refused() -> DomainError:
    """Return the one refusal for keys and signatures that do not agree."""
    return DomainError(_("These keys do not fit. Open the page again."), code="keys")


def check(public_key: bytes, signature: bytes, statement: bytes) -> None:
    """Check an Ed25519 signature (64 bytes); raises DomainError "keys"."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, statement)
    except (InvalidSignature, ValueError) as error:
        raise refused() from error


def keys_on_file(given: Sequence[KeySignature]) -> dict[UUID, StaffKey]:
    """Return account → keys of active people, where all are exactly as the signer saw them.

    Else somebody could show one key to be signed and keep another. Raises DomainError.
    """
    wanted = {one.account_id for one in given}
    found = StaffKey.objects.select_related("account").filter(
        account_id__in=wanted, account__active=True
    )
    kept = {row.account_id: row for row in found}
    if len(wanted) != len(given) or kept.keys() != wanted:
        raise refused()
    for one in given:
        row = kept[one.account_id]
        seen = (one.key_hash, one.signing_public)
        if seen != (statements.key_hash(bytes(row.public_key)), bytes(row.signing_public)):
            raise refused()
    return kept


def check_officers(actor: Actor, root_public: bytes, officers: Sequence[KeySignature]) -> None:
    """Check what a root signed over officers' keys and that they may be officers."""
    for account_id, row in keys_on_file(officers).items():
        if not OFFICER_ROLES & set(row.account.roles):
            raise DomainError(
                _("Only a coordinator or a keeper can be an officer."), code="officers"
            )
        one = next(one for one in officers if one.account_id == account_id)
        said = statements.officer(
            actor.organisation_id, account_id, one.key_hash, one.signing_public
        )
        check(root_public, one.signature, said)


def keep_certificate(
    actor: Actor, root: Root, kind: CertificateKind, one: KeySignature, by: UUID | None
) -> None:
    """Keep a certificate in the place of the subject's earlier ones of the kind."""
    earlier = Certificate.objects.filter(
        root=root, kind=kind, subject_id=one.account_id, withdrawn_on=None
    )
    earlier.update(withdrawn_on=today())
    Certificate.objects.create(
        organisation_id=actor.organisation_id,
        kind=kind,
        root=root,
        subject_id=one.account_id,
        key_hash=one.key_hash,
        signing_public=one.signing_public,
        signed_by_id=by,
        signature=one.signature,
    )
