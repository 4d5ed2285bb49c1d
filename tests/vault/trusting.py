"""A house after its ceremony: a keeper and a coordinator are officers, everybody is signed."""

import json
from dataclasses import dataclass, replace
from typing import Any

from ravny.core.vault import reader, shares, statements, wire
from ravny.core.vault.envelope import public_key_of
from ravny.core.vault.queries.trust import living_root, trust_board
from ravny.core.vault.types import CircleFact
from ravny.core.vault.types.trust import KeySignature, RootFact
from tests.cast import Cast, Person, browser_of
from tests.vault.conftest import give_keys

SEED = bytes(range(32))
OTHER_SEED = bytes(range(1, 33))


@dataclass(frozen=True)
class Trusted:
    """The cast with a root; `sheets`: the three as they stand on paper."""

    cast: Cast
    keeper: reader.Keyring
    coordinator: reader.Keyring
    social: reader.Keyring
    near: CircleFact
    keys: shares.RootKeys
    sheets: list[list[str]]

    @property
    def root(self) -> RootFact:
        found = living_root(self.cast.organisation_id)
        assert found
        return found


def sheets_of(seed: bytes) -> list[list[str]]:
    """Return three sheets of a seed."""
    root_public = shares.keys_of(seed).root_public
    return [shares.written(share, root_public) for share in shares.split(seed)]


def hold(cast: Cast) -> Trusted:
    """Hold the ceremony in a house that works already, and sign everybody."""
    keeper, coordinator = give_keys(cast.keeper), give_keys(cast.coordinator)
    social = give_keys(cast.social)
    near = reader.make_circle(
        actor=cast.social.actor, keyring=social, kind="team", subject_id=cast.near_team_id
    )
    officers = [cast.keeper.account_id, cast.coordinator.account_id]
    keys = reader.hold_ceremony(actor=cast.keeper.actor, officers=officers, seed=SEED)
    reader.certify(actor=cast.keeper.actor, keyring=keeper)
    reader.share_with_recovery(actor=cast.social.actor, keyring=social)
    return Trusted(cast, keeper, coordinator, social, near, keys, sheets_of(SEED))


def state_of(cast: Cast, person: Person) -> str:
    """Return how somebody's keys stand."""
    people = trust_board(cast.keeper.actor).people
    (state,) = [one.standing.state for one in people if one.account_id == person.account_id]
    return state


def signed(
    key: Any, cast: Cast, person: Person, keyring: reader.Keyring, kind: str = "member"
) -> KeySignature:
    """Return what a key signs over somebody's keys."""
    hashed = statements.key_hash(public_key_of(keyring.seed))
    signing_public = keyring.signing_key.public_key().public_bytes_raw()
    said = statements.officer if kind == "officer" else statements.member
    statement = said(cast.organisation_id, person.account_id, hashed, signing_public)
    return KeySignature(person.account_id, hashed, signing_public, key.sign(statement))


def forged(one: KeySignature) -> KeySignature:
    """Return a signature with its last bit turned."""
    return replace(one, signature=one.signature[:-1] + bytes([one.signature[-1] ^ 1]))


def as_json(one: KeySignature) -> dict[str, str]:
    """Return a signature as a browser posts it."""
    return {
        "account": str(one.account_id),
        "key_hash": wire.text_of(one.key_hash),
        "signing_public": wire.text_of(one.signing_public),
        "signature": wire.text_of(one.signature),
    }


def post(person: Person, path: str, body: object) -> Any:
    """Post JSON to the vault as somebody's browser."""
    return browser_of(person).post(
        f"/vault/{path}", json.dumps(body), content_type="application/json"
    )


def root_body(
    cast: Cast, seed: bytes, officers: list[KeySignature], **more: object
) -> dict[str, object]:
    """Return what a browser posts after a ceremony."""
    keys = shares.keys_of(seed)
    recovery_public = public_key_of(keys.recovery_seed)
    statement = statements.root(cast.organisation_id, keys.root_public, recovery_public)
    return {
        "root_public": wire.text_of(keys.root_public),
        "recovery_public": wire.text_of(recovery_public),
        "signature": wire.text_of(keys.signing_key.sign(statement)),
        "officers": [as_json(one) for one in officers],
        **more,
    }


def proofs_for(person: Person, **asked: object) -> Any:
    """Return what somebody's browser is given to check keys with."""
    query = {name: str(value) for name, value in asked.items()}
    return browser_of(person).get("/vault/proofs", query).json()
