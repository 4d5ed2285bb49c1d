"""People with keys: frozen wrapping keys stand for what a phrase derives."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from django.test import Client

from ravny.core.vault import reader, session_keys
from ravny.core.vault.types import CircleFact
from tests.cast import Cast, Person, browser_of
from tests.vault.authors import anna, scene, zarina
from tests.vault.office import office

__all__ = ["anna", "office", "scene", "zarina"]


def wrapping_key(person: Person) -> bytes:
    """Return what the person's browser would derive to open their keyring."""
    return hashlib.sha256(b"frozen wrapping key " + person.login.encode()).digest()


def give_keys(person: Person) -> reader.Keyring:
    """Let somebody finish joining."""
    keyring = reader.new_keyring(person.account_id)
    reader.keep_keyring(actor=person.actor, keyring=keyring, wrapping_key=wrapping_key(person))
    return keyring


def open_browser_of(person: Person) -> Client:
    """Return a new signed-in browser whose notes are open."""
    browser = browser_of(person)
    browser.post("/vault/session-key", {"make": True}, content_type="application/json")
    return browser


Settle = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def settle(django_capture_on_commit_callbacks: Settle) -> Settle:
    """Run what waits for the commit: `with settle(execute=True): …`."""
    return django_capture_on_commit_callbacks


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
