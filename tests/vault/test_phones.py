"""Phones: one code registers one phone, once; a phone signs and never opens."""

import hashlib
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django_scopes import scopes_disabled

from ravny.core.kit import clock
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.models import Account
from ravny.core.vault import operations, queries
from ravny.core.vault.models import PhoneInvitation
from ravny.core.vault.operations import phones
from tests.cast import Cast, browser_of


def new_key(curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve or ec.SECP256R1())


def spki(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def signed(key: ec.EllipticCurvePrivateKey, body: bytes) -> bytes:
    statement = b"ravny sync 1" + hashlib.sha256(body).digest()
    r, s = decode_dss_signature(key.sign(statement, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def test_a_code_registers_the_phone_of_who_made_it(cast: Cast) -> None:
    invited = operations.invite_phone(actor=cast.peer.actor)
    key = new_key()
    fact = operations.register_phone(token=invited.token, public_key_spki=spki(key))
    assert (fact.account_id, fact.label) == (cast.peer.account_id, invited.label)
    assert queries.phone_of(fact.phone_id) == fact


def test_a_code_works_once_but_a_lost_answer_can_be_asked_for_again(cast: Cast) -> None:
    token = operations.invite_phone(actor=cast.peer.actor).token
    key = spki(new_key())
    first = operations.register_phone(token=token, public_key_spki=key)
    assert operations.register_phone(token=token, public_key_spki=key) == first
    with pytest.raises(DomainError):
        operations.register_phone(token=token, public_key_spki=spki(new_key()))


def test_registered_anew_a_phone_ends_its_earlier_self(cast: Cast) -> None:
    key, other = spki(new_key()), spki(new_key())
    facts = [
        operations.register_phone(
            token=operations.invite_phone(actor=cast.peer.actor).token, public_key_spki=one
        )
        for one in (key, other, key)
    ]
    states = {one.phone_id: one.state for one in queries.list_phones(cast.peer.actor)}
    assert [states[one.phone_id] for one in facts] == ["written_off", "active", "active"]


def test_codes_end_after_ten_minutes_and_with_the_next_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = operations.invite_phone(actor=cast.peer.actor).token
    token = operations.invite_phone(actor=cast.peer.actor).token
    with pytest.raises(DomainError):
        operations.register_phone(token=older, public_key_spki=spki(new_key()))
    moment = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(phones, "now", lambda: moment)
    with pytest.raises(DomainError):
        operations.register_phone(token=token, public_key_spki=spki(new_key()))


def test_only_a_hash_of_the_code_is_kept(cast: Cast) -> None:
    token = operations.invite_phone(actor=cast.peer.actor).token
    with scopes_disabled():
        assert token.encode() not in bytes(PhoneInvitation.objects.get().token_hash)


def test_who_was_closed_meanwhile_registers_nothing(cast: Cast) -> None:
    token = operations.invite_phone(actor=cast.peer.actor).token
    with scopes_disabled():
        Account.objects.filter(id=cast.peer.account_id).update(active=False)
    with pytest.raises(DomainError):
        operations.register_phone(token=token, public_key_spki=spki(new_key()))


@pytest.mark.parametrize("key", [b"", b"not a key", spki(new_key(ec.SECP384R1()))])
def test_another_kind_of_key_is_refused(cast: Cast, key: bytes) -> None:
    token = operations.invite_phone(actor=cast.peer.actor).token
    with pytest.raises(DomainError):
        operations.register_phone(token=token, public_key_spki=key)


def test_a_batch_counts_only_as_the_phone_signed_it(cast: Cast) -> None:
    key = new_key()
    token = operations.invite_phone(actor=cast.peer.actor).token
    fact = operations.register_phone(token=token, public_key_spki=spki(key))
    assert operations.verify_batch(fact, b"body", signed(key, b"body"))
    assert not operations.verify_batch(fact, b"bent", signed(key, b"body"))
    assert not operations.verify_batch(fact, b"body", signed(new_key(), b"body"))
    for wrong in (b"", bytes(64), b"x" * 64, b"x" * 63):
        assert not operations.verify_batch(fact, b"body", wrong)


def test_the_page_shows_the_code_once_and_the_phone_afterwards(cast: Cast) -> None:
    client = browser_of(cast.peer)
    page = client.post("/vault/phones/").content.decode()
    assert "/#" in page
    assert "<svg" in page
    assert "/#" not in client.get("/vault/phones/").content.decode()


def test_a_phone_is_ended_by_its_owner_or_a_lead_and_nobody_else(cast: Cast) -> None:
    token = operations.invite_phone(actor=cast.peer.actor).token
    fact = operations.register_phone(token=token, public_key_spki=spki(new_key()))
    for person in (cast.social, cast.stranger):
        with pytest.raises(NotYours):
            operations.revoke_phone(actor=person.actor, phone_id=fact.phone_id)
        answer = browser_of(person).post(f"/vault/phones/{fact.phone_id}/revoke")
        assert answer.status_code == 404
    browser_of(cast.peer).post(f"/vault/phones/{fact.phone_id}/revoke")
    ended = queries.phone_of(fact.phone_id)
    assert ended is not None
    assert not ended.is_active
    browser_of(cast.keeper).post(f"/vault/phones/{fact.phone_id}/write-off")
    assert [one.state for one in queries.list_phones(cast.keeper.actor)] == ["written_off"]
    assert queries.list_phones(cast.social.actor) == []
