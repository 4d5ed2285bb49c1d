"""Signatures, proofs and recovered epochs as JSON: read strictly, written one way."""

from typing import Any
from uuid import UUID

from ..types import WrapFact
from ..types.trust import (
    CertificateFact,
    KeySignature,
    PhoneSignature,
    Proofs,
    Recoverable,
    RootFact,
    TrustBoard,
)
from . import identifier, octets, several, text_of, whole


def key_signatures(value: object) -> list[KeySignature]:
    """Return signatures over people's keys; raises DomainError."""
    return [
        KeySignature(
            account_id=identifier(one.get("account")),
            key_hash=octets(one.get("key_hash")),
            signing_public=octets(one.get("signing_public")),
            signature=octets(one.get("signature")),
        )
        for one in several(value)
    ]


def phone_signatures(value: object) -> list[PhoneSignature]:
    """Return signatures over phones; raises DomainError."""
    return [
        PhoneSignature(
            phone_id=identifier(one.get("phone")),
            key_hash=octets(one.get("key_hash")),
            signature=octets(one.get("signature")),
        )
        for one in several(value)
    ]


def optional(value: object) -> bytes | None:
    """Return the bytes of a base64 text, None for null; raises DomainError."""
    return None if value is None else octets(value)


def recovered(value: object, account_id: UUID) -> list[WrapFact]:
    """Return epochs wrapped anew for one person; raises DomainError."""
    return [
        WrapFact(
            circle_id=identifier(one.get("circle")),
            epoch=whole(one.get("epoch")),
            account_id=account_id,
            envelope=octets(one.get("envelope")),
        )
        for one in several(value)
    ]


def root_json(root: RootFact | None) -> dict[str, object] | None:
    """Return a root as browsers read it, null where none is."""
    if root is None:
        return None
    return {
        "id": str(root.root_id),
        "organisation": str(root.organisation_id),
        "root_public": text_of(root.root_public),
        "recovery_public": text_of(root.recovery_public),
        "signature": text_of(root.signature),
        "succession": text_of(root.succession) if root.succession else None,
        "before": text_of(root.before) if root.before else None,
    }


def _certificate(one: CertificateFact) -> dict[str, object]:
    return {
        "kind": one.kind,
        "subject": str(one.subject_id),
        "account": str(one.account_id),
        "key_hash": text_of(one.key_hash),
        "signing_public": text_of(one.signing_public),
        "signed_by": str(one.signed_by) if one.signed_by else None,
        "signature": text_of(one.signature),
        "withdrawn": one.withdrawn,
    }


def proofs_json(proofs: Proofs) -> dict[str, object]:
    """Return proofs as browsers read them."""
    return {
        "root": root_json(proofs.root),
        "epochs": [
            {
                "circle": str(one.circle_id),
                "epoch": one.epoch,
                "public_key": text_of(one.public_key),
                "signed_by": str(one.signed_by),
                "signature": text_of(one.signature),
            }
            for one in proofs.epochs
        ],
        "certificates": [_certificate(one) for one in proofs.certificates],
    }


def board_json(board: TrustBoard, organisation_id: UUID) -> dict[str, object]:
    """Return who and which phone waits to be signed."""
    people: list[dict[str, Any]] = [
        {
            "account": str(one.account_id),
            "pseudonym": one.pseudonym,
            "public_key": text_of(one.public_key),
            "signing_public": text_of(one.signing_public),
            "may_be_officer": one.may_be_officer,
            "state": one.standing.state,
        }
        for one in board.people
    ]
    phones: list[dict[str, Any]] = [
        {
            "phone": str(one.phone_id),
            "account": str(one.account_id),
            "pseudonym": one.pseudonym,
            "label": one.label,
            "public_key": text_of(one.public_key),
            "state": one.standing.state,
        }
        for one in board.phones
    ]
    return {
        "organisation": str(organisation_id),
        "root": root_json(board.root),
        "is_officer": board.is_officer,
        "people": people,
        "phones": phones,
    }


def recoverable_json(one: Recoverable) -> dict[str, object]:
    """Return what two sheets could give somebody."""
    return {
        "root": root_json(one.proofs.root),
        "problem": one.problem or None,
        "error": str(one.problem_words),
        "account": str(one.account_id),
        "pseudonym": one.pseudonym,
        "public_key": text_of(one.public_key),
        "signing_public": text_of(one.signing_public),
        "certificates": [_certificate(row) for row in one.proofs.certificates],
        "epochs": [
            {
                "circle": str(row.circle_id),
                "epoch": row.epoch,
                "public_key": text_of(row.public_key),
                "recovery_envelope": text_of(row.envelope),
            }
            for row in one.epochs
        ],
        "left": one.left,
    }
