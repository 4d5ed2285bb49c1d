"""People with keys: frozen wrapping keys stand for what a phrase derives."""

import hashlib
from dataclasses import dataclass

import pytest

from ravny.core.vault import reader, session_keys
from ravny.core.vault.types import CircleFact
from tests.cast import Cast, Person


def wrapping_key(person: Person) -> bytes:
    """Return what the person's browser would derive to open their keyring."""
    return hashlib.sha256(b"frozen wrapping key " + person.login.encode()).digest()


def give_keys(person: Person) -> reader.Keyring:
    """Let somebody finish joining."""
    keyring = reader.new_keyring(person.account_id)
    reader.keep_keyring(actor=person.actor, keyring=keyring, wrapping_key=wrapping_key(person))
    return keyring


@dataclass
class Keyed:
    """The cast; the social worker and the coordinator of the near team have keys and a circle."""

    cast: Cast
    social: reader.Keyring
    coordinator: reader.Keyring
    near: CircleFact


@pytest.fixture(autouse=True)
def _fresh_memory() -> None:
    session_keys.forget_all()


@pytest.fixture
def keyed(cast: Cast) -> Keyed:
    """Two colleagues who can open what is written about the near team's clients."""
    social, coordinator = give_keys(cast.social), give_keys(cast.coordinator)
    near = reader.make_circle(
        actor=cast.social.actor, keyring=social, kind="team", subject_id=cast.near_team_id
    )
    return Keyed(cast, social, coordinator, near)
