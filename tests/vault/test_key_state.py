"""A newcomer is told plainly what is missing: their keys, a signature, or a colleague's turn."""

import pytest
from django_scopes import scopes_disabled

from ravny.core.vault import reader
from ravny.core.vault.models import StaffKey
from ravny.core.vault.models.trust import Certificate, Root
from ravny.core.vault.pages import own_today
from ravny.core.vault.queries.own import key_state
from ravny.core.vault.statements import key_hash
from tests.cast import HOUSE, Person, browser_of
from tests.vault.conftest import Keyed, give_keys


@pytest.fixture
def root(keyed: Keyed) -> Root:
    """The house has held its ceremony."""
    with scopes_disabled():
        return Root.objects.create(
            organisation_id=HOUSE, root_public=bytes(32), recovery_public=bytes(1216),
            signature=bytes(64),
        )  # fmt: skip


def certify(root: Root, person: Person) -> None:
    """Write a signature down; whether it is right is for browsers to say."""
    with scopes_disabled():
        key = StaffKey.objects.get(account_id=person.account_id)
        Certificate.objects.create(
            organisation_id=HOUSE, root=root, kind="member", subject_id=person.account_id,
            key_hash=key_hash(bytes(key.public_key)), signing_public=bytes(key.signing_public),
            signature=bytes(64),
        )  # fmt: skip


def test_without_keys_one_signs_in_again(keyed: Keyed) -> None:
    doctor = keyed.cast.doctor
    assert key_state(doctor.actor).missing == "keys"
    assert own_today.rows(doctor.actor) == []
    assert "войдите заново" in browser_of(doctor).get("/vault/own").content.decode()


def test_with_keys_a_colleague_has_yet_to_share(keyed: Keyed) -> None:
    doctor = keyed.cast.doctor
    give_keys(doctor)
    assert key_state(doctor.actor).missing == "circles"
    (row,) = own_today.rows(doctor.actor)
    assert "Коллега" in str(row.why)
    page = browser_of(doctor).get("/vault/lock").content.decode()
    assert "Коллега ещё не передал" in page
    reader.share_keys(actor=keyed.cast.social.actor, keyring=keyed.social)
    assert key_state(doctor.actor).missing == ""
    assert own_today.rows(doctor.actor) == []


def test_after_the_ceremony_an_officer_signs_first(keyed: Keyed, root: Root) -> None:
    doctor = keyed.cast.doctor
    give_keys(doctor)
    assert key_state(doctor.actor).missing == "signature"
    (row,) = own_today.rows(doctor.actor)
    assert "Доверенный" in str(row.why)
    certify(root, doctor)
    assert key_state(doctor.actor).missing == "circles"


def test_who_opens_something_already_is_not_told_to_wait(keyed: Keyed, root: Root) -> None:
    social = keyed.cast.social
    assert key_state(social.actor).signed is False
    assert key_state(social.actor).missing == ""
    assert own_today.rows(social.actor) == []


def test_where_nobody_made_a_circle_nobody_is_waited_for(keyed: Keyed) -> None:
    stranger = keyed.cast.stranger
    give_keys(stranger)
    state = key_state(stranger.actor)
    assert (state.belongs, state.missing) == (0, "")
