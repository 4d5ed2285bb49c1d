"""Who signs whom: officers only, only the keys on file, and what remains when somebody leaves."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from ravny.core.journal.models import Entry
from ravny.core.kit import registries
from ravny.core.staff.models import Account
from ravny.core.staff.operations import close_account, invite_again
from ravny.core.vault import reader, statements, wire
from ravny.core.vault.envelope import public_key_of
from ravny.core.vault.models import Phone, StaffKey
from ravny.core.vault.models.trust import Certificate
from tests.cast import Cast, Person, browser_of
from tests.vault import trusting
from tests.vault.conftest import give_keys
from tests.vault.trusting import Trusted, as_json, forged, hold, post, proofs_for, signed


@pytest.fixture
def trusted(cast: Cast) -> Trusted:
    return hold(cast)


def sign_as(person: Person, *members: object) -> int:
    status: int = post(person, "officers/sign", {"members": list(members)}).status_code
    return status


def test_everybody_is_signed_after_a_ceremony(trusted: Trusted) -> None:
    cast = trusted.cast
    assert trusting.state_of(cast, cast.keeper) == "officer"
    assert trusting.state_of(cast, cast.social) == "member"
    proofs = proofs_for(cast.peer, circle=trusted.near.circle_id)
    (epoch,) = proofs["epochs"]
    assert epoch["signed_by"] == str(cast.social.account_id)
    kinds = {(one["kind"], one["subject"]) for one in proofs["certificates"]}
    assert kinds == {
        ("member", str(cast.social.account_id)), ("officer", str(cast.keeper.account_id)),
    }  # fmt: skip


def test_proofs_of_another_house_are_not_there(trusted: Trusted) -> None:
    cast = trusted.cast
    near, social = trusted.near.circle_id, cast.social.account_id
    assert proofs_for(cast.stranger, circle=near, account=social) == {
        "root": None, "epochs": [], "certificates": [],
    }  # fmt: skip


def test_only_an_officer_signs(trusted: Trusted) -> None:
    cast = trusted.cast
    doctor = give_keys(cast.doctor)
    assert sign_as(
        cast.social, as_json(signed(trusted.social.signing_key, cast, cast.doctor, doctor))
    ) == 404  # fmt: skip
    with scopes_disabled():  # a coordinator whom the root did not sign
        Account.objects.filter(id=cast.social.account_id).update(roles=("coordinator",))
    assert sign_as(
        cast.social, as_json(signed(trusted.social.signing_key, cast, cast.doctor, doctor))
    ) == 404  # fmt: skip
    good = as_json(signed(trusted.keeper.signing_key, cast, cast.doctor, doctor))
    assert sign_as(cast.stranger, good) == 422
    assert sign_as(cast.keeper, good) == 201
    assert trusting.state_of(cast, cast.doctor) == "member"


def test_what_another_key_signed_is_refused(trusted: Trusted) -> None:
    cast = trusted.cast
    doctor = give_keys(cast.doctor)
    good = signed(trusted.keeper.signing_key, cast, cast.doctor, doctor)
    by_other = signed(trusted.coordinator.signing_key, cast, cast.doctor, doctor)
    as_officer = signed(trusted.keeper.signing_key, cast, cast.doctor, doctor, "officer")
    for bad in (forged(good), by_other, as_officer):
        assert sign_as(cast.keeper, as_json(bad)) == 422
    assert trusting.state_of(cast, cast.doctor) == "waiting"


def test_keys_that_the_server_swapped_are_refused_and_shown(trusted: Trusted) -> None:
    cast = trusted.cast
    other = reader.new_keyring(cast.social.account_id)
    with scopes_disabled():
        StaffKey.objects.filter(account_id=cast.social.account_id).update(
            public_key=public_key_of(other.seed)
        )
    assert trusting.state_of(cast, cast.social) == "swapped"
    seen = signed(trusted.keeper.signing_key, cast, cast.social, trusted.social)
    assert sign_as(cast.keeper, as_json(seen)) == 422
    for path in ("officers/", "trust/"):
        page = browser_of(cast.keeper).get(f"/vault/{path}").content.decode()
        assert "note danger" in page
    assert "vault.trust.swapped" in today(cast.coordinator)


def test_an_officer_whose_own_keys_were_swapped_signs_no_more(trusted: Trusted) -> None:
    cast = trusted.cast
    doctor, thief = give_keys(cast.doctor), reader.new_keyring(cast.keeper.account_id)
    with scopes_disabled():
        StaffKey.objects.filter(account_id=cast.keeper.account_id).update(
            signing_public=thief.signing_key.public_key().public_bytes_raw()
        )
    assert sign_as(
        cast.keeper, as_json(signed(thief.signing_key, cast, cast.doctor, doctor))
    ) == 404  # fmt: skip


def test_an_officer_entered_into_the_database_without_the_root_signs_nothing(
    trusted: Trusted,
) -> None:
    cast = trusted.cast
    doctor = give_keys(cast.doctor)
    with scopes_disabled():
        Certificate.objects.filter(subject_id=cast.keeper.account_id).update(signature=bytes(64))
    good = as_json(signed(trusted.keeper.signing_key, cast, cast.doctor, doctor))
    assert sign_as(cast.keeper, good) == 422


def test_nobody_vouches_for_themselves_or_for_another_house(trusted: Trusted) -> None:
    cast = trusted.cast
    own = signed(trusted.keeper.signing_key, cast, cast.keeper, trusted.keeper)
    stranger = signed(trusted.keeper.signing_key, cast, cast.stranger, give_keys(cast.stranger))
    assert sign_as(cast.keeper, as_json(own)) == 422
    assert sign_as(cast.keeper, as_json(stranger)) == 422
    social = as_json(signed(trusted.keeper.signing_key, cast, cast.social, trusted.social))
    assert sign_as(cast.keeper, social, social) == 422


def today(person: Person) -> list[str]:
    return [
        row.key for source in registries.today_rows for row in source(person.actor)
        if row.key.startswith(("vault.trust", "vault.recovery"))
    ]  # fmt: skip


def test_officers_are_told_on_today_whom_they_should_sign(trusted: Trusted) -> None:
    cast = trusted.cast
    assert today(cast.keeper) == []
    give_keys(cast.doctor)
    assert today(cast.keeper) == ["vault.trust.waiting"]
    assert today(cast.social) == []


def test_who_joins_anew_waits_for_a_signature(
    trusted: Trusted, django_capture_on_commit_callbacks: Any
) -> None:
    cast = trusted.cast
    with django_capture_on_commit_callbacks(execute=True):
        invite_again(actor=cast.keeper.actor, account_id=cast.social.account_id)
    give_keys(cast.social)
    assert trusting.state_of(cast, cast.social) == "waiting"
    proofs = proofs_for(cast.peer, circle=trusted.near.circle_id)
    (old,) = [one for one in proofs["certificates"] if one["kind"] == "member"]
    assert old["withdrawn"]
    assert Entry.objects.filter(verb="vault.certificate_withdrawn").count() == 1


def test_whom_an_officer_signed_before_leaving_is_listed_for_signing_anew(
    trusted: Trusted, django_capture_on_commit_callbacks: Any
) -> None:
    cast = trusted.cast
    by_coordinator = signed(trusted.coordinator.signing_key, cast, cast.social, trusted.social)
    assert sign_as(cast.coordinator, as_json(by_coordinator)) == 201
    with django_capture_on_commit_callbacks(execute=True):
        close_account(actor=cast.keeper.actor, account_id=cast.coordinator.account_id)
    assert trusting.state_of(cast, cast.social) == "orphan"
    assert "Анна" in browser_of(cast.keeper).get("/vault/officers/").content.decode()
    # What the officer signed still proves the epoch.
    proofs = proofs_for(cast.peer, circle=trusted.near.circle_id)
    officers = [one for one in proofs["certificates"] if one["kind"] == "officer"]
    assert [one["withdrawn"] for one in officers].count(True) == 1
    assert reader.certify(actor=cast.keeper.actor, keyring=trusted.keeper) == 1
    assert trusting.state_of(cast, cast.social) == "member"


def a_phone(cast: Cast) -> Phone:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    with scope(organisation=cast.organisation_id):
        return Phone.objects.create(
            organisation_id=cast.organisation_id,
            account_id=cast.peer.account_id,
            public_key=key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            label="А2",
        )


def test_an_officer_signs_a_phone_and_whose_it_is(trusted: Trusted) -> None:
    cast, phone = trusted.cast, a_phone(trusted.cast)
    hashed = statements.key_hash(bytes(phone.public_key))
    (waiting,) = browser_of(cast.keeper).get("/vault/officers/people").json()["phones"]
    assert (waiting["label"], waiting["state"]) == ("А2", "waiting")
    for owner, code in ((cast.social, 422), (cast.peer, 201)):
        said = statements.phone(cast.organisation_id, phone.id, owner.account_id, hashed)
        body = {
            "phone": str(phone.id),
            "key_hash": wire.text_of(hashed),
            "signature": wire.text_of(trusted.keeper.signing_key.sign(said)),
        }
        assert post(cast.keeper, "officers/sign", {"phones": [body]}).status_code == code
    (signed_one,) = browser_of(cast.keeper).get("/vault/officers/people").json()["phones"]
    assert signed_one["state"] == "phone"
    proof = proofs_for(cast.peer, account=phone.id)
    (owner,) = [one["account"] for one in proof["certificates"] if one["kind"] == "phone"]
    assert owner == str(cast.peer.account_id)


@pytest.mark.parametrize("path", ["trust/", "ceremony/", "officers/", "recovery/"])
def test_more_colleagues_cost_no_more_queries(trusted: Trusted, path: str) -> None:
    browser = browser_of(trusted.cast.keeper)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/vault/{path}").status_code == 200
        return len(queries)

    asked()
    few = asked()
    for person in (trusted.cast.doctor, trusted.cast.lawyer, trusted.cast.peer):
        give_keys(person)
    assert asked() == few


@pytest.mark.parametrize("path", ["root", "officers/add", "officers/sign", "pin-root"])
@pytest.mark.parametrize(
    "body", ["[]", "{", '{"members": 1}', '{"officers": [1], "members": [1]}', "null"]
)
def test_a_body_that_no_page_sends_is_refused(trusted: Trusted, path: str, body: str) -> None:
    browser = browser_of(trusted.cast.keeper)
    answer = browser.post(f"/vault/{path}", body, content_type="application/json")
    assert answer.status_code == 422
