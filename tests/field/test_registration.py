"""A phone is registered once, by its own code, and is told no name but the working one."""

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django_scopes import scope, scopes_disabled

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import now
from ravny.core.kit.codes import is_code
from ravny.core.staff.models import Account
from ravny.core.vault.models import Phone, PhoneInvitation
from ravny.core.vault.operations import invite_phone, revoke_phone
from ravny.people.clients.models import PoolCode
from tests.cast import HOUSE, Cast

from .wire_phone import WirePhone, post, register, spki

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def reason(answer: Any) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["reason"]


def phones() -> int:
    with scopes_disabled():
        return Phone.objects.count()


def test_a_phone_is_told_what_its_form_is_made_of(scene: Cast, key: Any) -> None:
    answer = register(invite_phone(actor=scene.peer.actor).token, key)
    told = json.loads(answer.content)
    assert set(told) == {
        "phone", "label", "intake", "signing_key", "day", "codes", "items", "sites", "tests",
        "team", "proofs", "profile", "language",
    }  # fmt: skip
    assert told["proofs"] == {"root": None, "epochs": [], "certificates": []}
    assert told["language"] == "ru"
    # A phone that is taken does not say whose it is.
    assert "Тимур" not in answer.content.decode()
    assert [site["label"] for site in told["sites"]] == ["П-3"]
    assert {item["kind"] for item in told["items"]} == {"condoms", "lubricant", "leaflet"}
    offered = {(one["infection"], one["label"], one["letter"]) for one in told["tests"]}
    assert {("hiv", "ВИЧ", "A"), ("syphilis", "Сифилис", "B")} <= offered
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_no_name_leaves_the_house_but_the_working_one(scene: Cast, key: Any) -> None:
    said = register(invite_phone(actor=scene.peer.actor).token, key).content.decode()
    others = {person.pseudonym for person in scene.everybody()} - {scene.peer.pseudonym}
    secret = {"Равные", "Соседи", "Север", "Юг", "RU-SAM", *others}
    secret |= {f'"{person.login}"' for person in scene.everybody()}
    secret |= {str(scene.peer.account_id), str(scene.near_team_id)}
    assert not [word for word in secret if word in json.dumps(json.loads(said), ensure_ascii=False)]


def test_fifty_codes_are_reserved_for_this_phone(scene: Cast) -> None:
    phone = WirePhone.of(scene.peer)
    codes = phone.welcome["codes"]
    assert len(set(codes)) == 50
    assert all(map(is_code, codes))
    with scope(organisation=HOUSE):
        kept = PoolCode.objects.filter(phone_id=phone.phone_id)
        assert set(kept.values_list("code", flat=True)) == set(codes)


def test_the_house_knows_which_root_a_phone_believes(scene: Cast, key: Any) -> None:
    mark = bytes(range(32))
    sent = {
        "token": invite_phone(actor=scene.peer.actor).token,
        "public_key": spki(key),
        "root": base64.b64encode(mark).decode(),
    }
    told = json.loads(post("/register", sent).content)
    with scopes_disabled():
        assert bytes(Phone.objects.get(id=told["phone"]).pinned or b"") == mark


def test_a_registration_is_in_the_journal(scene: Cast) -> None:
    phone = WirePhone.of(scene.peer)
    with scope(organisation=HOUSE):
        assert Entry.objects.filter(verb="vault.phone_registered").count() == 1
    assert phone.welcome["label"]


def test_a_code_makes_one_phone(scene: Cast, key: Any) -> None:
    token = invite_phone(actor=scene.peer.actor).token
    assert register(token, key).status_code == 200
    other = ec.generate_private_key(ec.SECP256R1())
    assert reason(register(token, other)) == (422, "token")
    assert phones() == 1


def test_the_same_phone_may_ask_again_when_the_answer_was_lost(scene: Cast, key: Any) -> None:
    token = invite_phone(actor=scene.peer.actor).token
    first, second = (json.loads(register(token, key).content) for _ in range(2))
    assert first["phone"] == second["phone"]
    assert not set(first["codes"]) & set(second["codes"])
    assert phones() == 1


def test_a_code_lives_ten_minutes(scene: Cast, key: Any) -> None:
    token = invite_phone(actor=scene.peer.actor).token
    with scopes_disabled():
        PhoneInvitation.objects.update(expires_at=now() - timedelta(seconds=1))
    assert reason(register(token, key)) == (422, "token")
    assert phones() == 0


def test_a_newer_code_ends_the_older_one(scene: Cast, key: Any) -> None:
    older = invite_phone(actor=scene.peer.actor).token
    newer = invite_phone(actor=scene.peer.actor).token
    assert reason(register(older, key)) == (422, "token")
    assert register(newer, key).status_code == 200


def test_a_code_of_somebody_who_left_is_worth_nothing(scene: Cast, key: Any) -> None:
    token = invite_phone(actor=scene.peer.actor).token
    with scopes_disabled():
        Account.objects.filter(id=scene.peer.account_id).update(active=False)
    assert reason(register(token, key)) == (422, "token")


def test_asking_again_after_the_access_ended_answers_the_same(scene: Cast, key: Any) -> None:
    token = invite_phone(actor=scene.peer.actor).token
    register(token, key)
    with scopes_disabled():
        Account.objects.filter(id=scene.peer.account_id).update(active=False)
    assert reason(register(token, key)) == (422, "token")


def test_a_revoked_phone_is_told_nothing_more_by_its_code(scene: Cast, key: Any) -> None:
    token = invite_phone(actor=scene.peer.actor).token
    told = json.loads(register(token, key).content)
    revoke_phone(actor=scene.peer.actor, phone_id=UUID(told["phone"]))
    assert reason(register(token, key)) == (422, "token")


def body(**changes: Any) -> bytes:
    right = {"token": "t" * 32, "public_key": spki(ec.generate_private_key(ec.SECP256R1()))}
    return json.dumps(right | changes).encode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        pytest.param(b"{", "json", id="half"),
        pytest.param(b"[]", "json", id="a list"),
        pytest.param(b"\xff\xfe\xff", "json", id="no text"),
        pytest.param(b"[" * 100_000, "json", id="a deep nest"),
        pytest.param(b"{}", "fields", id="empty"),
        pytest.param(body(more=1), "fields", id="a field more"),
        pytest.param(body(token=1), "unreadable", id="a number for a code"),
        pytest.param(body(token=""), "unreadable", id="no code"),
        pytest.param(body(token="x" * 101), "unreadable", id="a long code"),
        pytest.param(body(token="\ud800"), "unreadable", id="half a surrogate pair"),
        pytest.param(body(token="unknown"), "token", id="an unknown code"),
        pytest.param(body(token="неизвестный"), "unreadable", id="a code in Cyrillic"),
        pytest.param(body(root="AAAA"), "unreadable", id="half a root"),
        pytest.param(body(root="x" * 44), "unreadable", id="a root that is no base64"),
        pytest.param(body(root=7), "unreadable", id="a number for a root"),
        pytest.param(body(public_key=None), "unreadable", id="no key"),
        pytest.param(body(public_key=""), "unreadable", id="an empty key"),
        pytest.param(body(public_key="ключ"), "unreadable", id="a key in Cyrillic"),
        pytest.param(body(public_key="AA" * 200), "unreadable", id="a long key"),
        pytest.param(body(public_key="AAAA"), "key", id="no key of any kind"),
        pytest.param(
            body(public_key=spki(ec.generate_private_key(ec.SECP384R1()))),
            "key",
            id="a key of another curve",
        ),
    ],
)
def test_a_wrong_body_is_told_what_is_wrong(scene: Cast, sent: bytes, said: str) -> None:
    assert reason(post("/register", sent)) == (422, said)
    assert phones() == 0


def test_a_point_outside_the_curve_is_no_key(scene: Cast, key: Any) -> None:
    der = bytearray(base64.b64decode(spki(key)))
    der[-1] ^= 1
    token = invite_phone(actor=scene.peer.actor).token
    answer = post("/register", {"token": token, "public_key": base64.b64encode(der).decode()})
    assert reason(answer) == (422, "key")
    assert register(token, key).status_code == 200


def test_a_body_larger_than_any_is_not_read(scene: Cast) -> None:
    assert reason(post("/register", b"{" + b" " * (2 * 1024 * 1024))) == (413, "too_large")


def test_a_body_of_untold_length_is_not_read(scene: Cast) -> None:
    assert reason(post("/register", b"")) == (413, "too_large")


def test_a_page_cannot_be_asked_to_register(scene: Cast, field_client: Any) -> None:
    assert field_client.get("/register").status_code == 405
