"""The ceremony: who may hold it, what is refused, how a root takes another's place."""

from dataclasses import replace
from typing import Any

import pytest
from django_scopes import scopes_disabled

from ravny.core.journal.models import Entry
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.models import Account
from ravny.core.vault import operations, reader, shares, statements, wire
from ravny.core.vault.envelope import public_key_of
from ravny.core.vault.models import StaffKey
from ravny.core.vault.models.trust import Certificate, Root
from tests.cast import Cast, browser_of
from tests.vault import trusting
from tests.vault.conftest import give_keys
from tests.vault.trusting import (
    OTHER_SEED,
    SEED,
    as_json,
    forged,
    hold,
    post,
    proofs_for,
    root_body,
    signed,
)


def first_officer(cast: Cast) -> Any:
    return signed(
        shares.keys_of(SEED).signing_key, cast, cast.keeper, give_keys(cast.keeper), "officer"
    )


def test_a_root_is_kept_with_the_officers_it_signed(cast: Cast) -> None:
    officer = first_officer(cast)
    answer = post(cast.keeper, "root", root_body(cast, SEED, [officer]))
    assert answer.status_code == 201
    assert trusting.state_of(cast, cast.keeper) == "officer"
    proofs = proofs_for(cast.peer, account=cast.keeper.account_id)
    assert proofs["root"]["id"] == answer.json()["root"]
    (certificate,) = proofs["certificates"]
    assert certificate["signature"] == wire.text_of(officer.signature)
    assert Entry.objects.filter(verb="vault.root_made").count() == 1


def test_a_root_that_did_not_sign_itself_is_refused(cast: Cast) -> None:
    body = root_body(cast, SEED, [first_officer(cast)])
    body["signature"] = root_body(cast, OTHER_SEED, [])["signature"]
    assert post(cast.keeper, "root", body).json()["code"] == "keys"
    with scopes_disabled():
        assert not Root.objects.exists()


def test_a_root_made_for_another_house_is_refused(cast: Cast) -> None:
    keys = shares.keys_of(SEED)
    recovery_public = public_key_of(keys.recovery_seed)
    body = root_body(cast, SEED, [first_officer(cast)])
    elsewhere = statements.root(cast.other_organisation_id, keys.root_public, recovery_public)
    body["signature"] = wire.text_of(keys.signing_key.sign(elsewhere))
    assert post(cast.keeper, "root", body).status_code == 422


@pytest.mark.parametrize("how", ["forged", "other key", "other house", "a member", "by another"])
def test_an_officer_whom_the_root_did_not_sign_so_is_refused(cast: Cast, how: str) -> None:
    good = first_officer(cast)
    key, own = shares.keys_of(SEED).signing_key, reader.new_keyring(cast.keeper.account_id)
    keyring = reader.Keyring(cast.keeper.account_id, bytes(32), bytes(32))
    with scopes_disabled():
        row = StaffKey.objects.get(account_id=cast.keeper.account_id)
    there = statements.officer(
        cast.other_organisation_id, good.account_id, good.key_hash, bytes(row.signing_public)
    )
    member = statements.member(
        cast.organisation_id, good.account_id, good.key_hash, bytes(row.signing_public)
    )
    ours = statements.officer(
        cast.organisation_id, good.account_id, good.key_hash, bytes(row.signing_public)
    )
    bad = {
        "forged": forged(good),
        "other key": signed(key, cast, cast.keeper, own, "officer"),
        "other house": replace(good, signature=key.sign(there)),
        "a member": replace(good, signature=key.sign(member)),
        "by another": replace(good, signature=keyring.signing_key.sign(ours)),
    }[how]
    assert post(cast.keeper, "root", root_body(cast, SEED, [bad])).status_code == 422
    with scopes_disabled():
        assert not Root.objects.exists()
        assert not Certificate.objects.exists()


def test_nobody_but_a_keeper_or_a_coordinator_becomes_an_officer(cast: Cast) -> None:
    key = shares.keys_of(SEED).signing_key
    peer = signed(key, cast, cast.peer, give_keys(cast.peer), "officer")
    assert post(cast.keeper, "root", root_body(cast, SEED, [peer])).json()["code"] == "officers"
    stranger = signed(key, cast, cast.stranger, give_keys(cast.stranger), "officer")
    assert post(cast.keeper, "root", root_body(cast, SEED, [stranger])).json()["code"] == "keys"
    assert post(cast.keeper, "root", root_body(cast, SEED, [])).json()["code"] == "officers"


def test_a_coordinator_holds_it_only_where_there_is_no_keeper(cast: Cast) -> None:
    key = shares.keys_of(SEED).signing_key
    officer = signed(key, cast, cast.coordinator, give_keys(cast.coordinator), "officer")
    body = root_body(cast, SEED, [officer])
    for person in (cast.peer, cast.coordinator):
        assert post(person, "root", body).status_code == 404
    page = browser_of(cast.coordinator).get("/vault/ceremony/").content.decode()
    assert "data-ceremony" not in page
    with scopes_disabled():
        Account.objects.filter(id=cast.keeper.account_id).update(active=False)
    assert post(cast.coordinator, "root", body).status_code == 201


def test_a_second_root_needs_the_first_ones_signature(cast: Cast) -> None:
    old = hold(cast)
    officer = signed(
        shares.keys_of(OTHER_SEED).signing_key, cast, cast.keeper, old.keeper, "officer"
    )
    alone = root_body(cast, OTHER_SEED, [officer])
    assert post(cast.keeper, "root", alone).json()["code"] == "succession"
    assert post(cast.keeper, "root", {**alone, "succession": alone["signature"]}).status_code == 422
    new = shares.keys_of(OTHER_SEED)
    recovery_public = public_key_of(new.recovery_seed)
    statement = statements.root(cast.organisation_id, new.root_public, recovery_public)
    succession = wire.text_of(old.keys.signing_key.sign(statement))
    assert post(cast.keeper, "root", {**alone, "succession": succession}).status_code == 201
    root = proofs_for(cast.peer)["root"]
    assert root["succession"] == succession
    assert root["before"] == wire.text_of(old.keys.root_public)
    assert trusting.state_of(cast, cast.keeper) == "officer"
    assert trusting.state_of(cast, cast.social) == "waiting"


def test_without_two_sheets_a_new_root_comes_without_succession(cast: Cast) -> None:
    old = hold(cast)
    officer = signed(
        shares.keys_of(OTHER_SEED).signing_key, cast, cast.keeper, old.keeper, "officer"
    )
    assert (
        post(cast.keeper, "root", root_body(cast, OTHER_SEED, [officer], lost=True)).status_code
        == 201
    )
    root = proofs_for(cast.peer)["root"]
    assert root["succession"] is None
    with scopes_disabled():
        assert Root.objects.filter(retired_on=None).count() == 1


def test_the_same_root_twice_is_refused(cast: Cast) -> None:
    trusted = hold(cast)
    officer = signed(trusted.keys.signing_key, cast, cast.keeper, trusted.keeper, "officer")
    again = root_body(cast, SEED, [officer], lost=True)
    assert post(cast.keeper, "root", again).status_code == 422
    with pytest.raises(DomainError):
        reader.hold_ceremony(
            actor=cast.keeper.actor, officers=[cast.keeper.account_id], seed=SEED, lost=True
        )


def test_officers_are_added_with_the_roots_signature_only(cast: Cast) -> None:
    trusted = hold(cast)
    with scopes_disabled():
        Account.objects.filter(id=cast.social.account_id).update(roles=("coordinator",))
    by_officer = signed(trusted.keeper.signing_key, cast, cast.social, trusted.social, "officer")
    by_root = signed(trusted.keys.signing_key, cast, cast.social, trusted.social, "officer")
    for person, one, code in (
        (cast.keeper, by_officer, 422),
        (cast.coordinator, by_root, 404),
        (cast.keeper, by_root, 201),
    ):
        assert post(person, "officers/add", {"officers": [as_json(one)]}).status_code == code
    assert trusting.state_of(cast, cast.social) == "officer"


def test_a_house_without_a_root_has_nothing_to_sign_with(cast: Cast) -> None:
    keyring = give_keys(cast.keeper)
    with pytest.raises(DomainError):
        reader.certify(actor=cast.keeper.actor, keyring=keyring)
    with pytest.raises(NotYours):
        operations.see_recovery(actor=cast.keeper.actor, use_id=cast.keeper.account_id)
    assert proofs_for(cast.peer) == {
        "root": None, "epochs": [], "certificates": [],
    }  # fmt: skip


def test_the_root_somebody_compared_is_kept_sealed_for_them(cast: Cast) -> None:
    trusted = hold(cast)
    browser = browser_of(cast.social)
    assert browser.get("/vault/pin-root").json() == {"pinned": None}
    reader.pin(
        actor=cast.social.actor, keyring=trusted.social, root_public=trusted.keys.root_public
    )
    pinned = browser.get("/vault/pin-root").json()["pinned"]
    assert post(cast.social, "pin-root", {"envelope": pinned}).status_code == 201
    assert post(cast.coordinator, "pin-root", {"envelope": pinned}).status_code == 422
    assert post(cast.peer, "pin-root", {"envelope": "AAAA"}).status_code == 422
